"""The same spec gives the same under KFP's local runner and under penstock's: tasks, states, parameters and content."""

from pathlib import Path

import msgspec
import pytest

from tests.parity.conftest import Compare
from tests.parity.features import THEMES
from tests.parity.outcome import Reference

EQUAL = [
    "parameters",
    "parameters-given",
    "output-paths",
    "task-config",
    "text-in-constants",
    "artifacts",
    "returned-artifacts",
    "artifact-elsewhere",
    "artifact-lists",
    "loop-over-artifacts",
    "imports",
    "importer-workspace",
    "loops",
    "collected",
    "nested-collected",
    "limited-loop",
    "conditions-1",
    "conditions-3",
    "conditions-5",
    "loop-in-a-condition",
    "condition-in-a-loop",
    "exit-handler",
    "exit-handler-of-a-failure",
    "exit-handler-without-status",
    "ignored-order",
    "retries",
    "retries-in-vain",
    "retry-of-a-nested-pipeline",
    "nested-pipelines",
    "environment",
    "placement",
    "workspace",
    "caching",
    "caching-off",
]


@pytest.mark.parametrize("sample", EQUAL)
def test_both_runners_give_the_same(compare: Compare, sample: str) -> None:
    both = compare(sample)
    assert both.penstock.results() == both.kfp.results()
    assert both.kfp.tasks


def test_every_sample_has_a_row_in_the_table(references: Path) -> None:
    compiled = {path.stem for path in references.glob("*.yaml")}
    assert compiled == {sample for features in THEMES.values() for feature in features for sample in feature.samples}


def test_the_metadata_and_kind_of_each_artifact_reach_the_next_stage(compare: Compare) -> None:
    seen = compare("artifacts").penstock.value("look")
    assert msgspec.convert(seen, dict[str, list[object]])["table"] == [
        "Dataset",
        "system.Dataset",
        {"columns": ["a", {"b": 0.5}], "complete": True},
        True,
        True,
    ]


def test_different_content_has_different_digests(compare: Compare) -> None:
    tasks = compare("artifacts").penstock.tasks
    digests = [digest for ran in tasks.values() for items in ran.artifacts.values() for digest in items]
    # Two are empty files: what they say is in their metadata.
    assert len(digests) == 7
    assert len(set(digests)) == 6


def test_a_sample_ran_as_often_as_it_asks(references: Path) -> None:
    reference = msgspec.json.decode((references / "caching-off.json").read_bytes(), type=Reference)
    assert len(reference.outcome.files) == reference.rounds == 2
