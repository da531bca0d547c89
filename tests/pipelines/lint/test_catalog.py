"""Every rule finds what its own example says, and callers name the rules they want."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from penstock.errors import ProjectError
from pipelines.lint.catalog import RULES, choose
from pipelines.lint.report import lint
from pipelines.lint.rule import Rule

EVERY = choose([], [])


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    root = Path(__file__).parents[3]
    script = [sys.executable, "-m", "tests.pipelines.lint.examples", str(folder)]
    subprocess.run(script, check=True, capture_output=True, cwd=root)
    return folder


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_a_rule_finds_the_fault_of_its_example_and_none_once_it_is_mended(rule: Rule, examples: Path) -> None:
    bad, good = (lint([examples / f"{rule.slug}-{which}.yaml"], EVERY) for which in ("bad", "good"))
    assert (bad.unreadable, good.unreadable) == ((), ())
    assert rule.id in {finding.rule for finding in bad.findings}
    assert rule.id not in {finding.rule for finding in good.findings}


def test_ids_and_slugs_are_unique_and_of_one_form() -> None:
    assert len({rule.id for rule in RULES}) == len({rule.slug for rule in RULES}) == len(RULES)
    assert all(re.fullmatch(r"PS[1-5]\d\d", rule.id) and re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.slug) for rule in RULES)


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        (["PS201"], {"PS201"}),
        (["no-timeout"], {"PS201"}),
        (["no-timeout,ps401", "PS301"], {"PS201", "PS301", "PS401"}),
        (["PS4"], {"PS401", "PS402", "PS403", "PS404", "PS405"}),
        ([], {rule.id for rule in RULES}),
    ],
)
def test_rules_are_selected_by_id_slug_or_beginning(select: list[str], expected: set[str]) -> None:
    assert {rule.id for rule in choose(select, []).rules} == expected


def test_an_ignored_rule_is_not_asked_even_if_it_is_selected() -> None:
    assert [rule.id for rule in choose(["PS20"], ["no-timeout", "PS202,PS203"]).rules] == ["PS204"]


@pytest.mark.parametrize(
    ("pattern", "task", "silent"),
    [
        ("train", "train", True),
        ("train", "exit-handler-1/train", True),
        ("train", "exit-handler-1/train-2", False),
        ("train*", "exit-handler-1/train-2", True),
        ("exit-handler-1", "exit-handler-1/for-loop-2/train", True),
        ("for-loop-2/train", "exit-handler-1/for-loop-2/train", True),
        ("rain", "train", False),
        ("*", "train", True),
    ],
)
def test_a_rule_is_silent_for_a_task_by_name_group_or_pattern(pattern: str, task: str, silent: bool) -> None:
    selection = choose([], [f"no-timeout:{pattern}"])
    timeout, retry = (next(rule for rule in RULES if rule.slug == slug) for slug in ("no-timeout", "no-retry"))
    assert selection.keeps(timeout, task) is not silent
    assert selection.keeps(retry, task)


@pytest.mark.parametrize(
    ("select", "ignore", "advice"),
    [
        (["no-timout"], [], "no-timeout"),
        (["PS299"], [], "PS29"),
        ([], ["unknown-thing:train"], "use one of"),
        ([], ["no-timeout:"], "RULE:TASK"),
    ],
)
def test_an_unknown_rule_is_refused_with_advice(select: list[str], ignore: list[str], advice: str) -> None:
    with pytest.raises(ProjectError) as refused:
        choose(select, ignore)
    assert refused.value.exit_code == 2
    assert advice in str(refused.value) or "did you mean" in refused.value.fix
