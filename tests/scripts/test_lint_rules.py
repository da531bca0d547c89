"""The reference of the lint rules says of each rule what the rule says of itself."""

import re

import pytest

from pipelines.lint.catalog import RULES
from pipelines.lint.rule import Rule
from scripts.lint_rules import PAGE, main, render

TEXT = render(RULES)


def test_the_page_is_fresh() -> None:
    assert main(["--check"]) == 0
    assert PAGE.read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_a_rule_has_a_section_with_why_fix_and_both_examples(rule: Rule) -> None:
    (section,) = re.findall(rf"^## {rule.id} {rule.slug}$(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    parts = [rule.what, rule.severity.capitalize(), rule.why, rule.fix, rule.bad, rule.good]
    places = [section.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


def test_every_link_of_the_table_leads_to_a_section() -> None:
    sections = {heading.lower().replace(" ", "-") for heading in re.findall(r"^## (PS.*)$", TEXT, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) == sections
    assert len(sections) == len(RULES)
