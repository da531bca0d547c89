"""Write the reference of the lint rules, or with `--check` only say that it is stale."""

import io
import sys
from collections.abc import Sequence

from rich.console import Console

from pipelines.lint.catalog import RULES
from pipelines.lint.plain import write_plain
from pipelines.lint.report import Finding, Report
from pipelines.lint.rule import Rule
from scripts.component_pages import ROOT
from scripts.pages import refresh

PAGE = ROOT / "docs" / "reference" / "lint-rules.md"
_HEAD = """\
# Lint rules

<!-- Made by `make docs` from pipelines/lint: change the rules, or scripts/lint_rules.py, instead. -->

`penstock lint-spec FILE...` reads compiled pipelines and says what in them will not hold. It takes any pipeline of Kubeflow
Pipelines 2, whoever compiled it: YAML or JSON, with or without the platform's document, or a `PipelineVersion` manifest. It needs
neither a cluster nor `kfp`, and imports and runs nothing of what it reads.

```
$ penstock lint-spec pipeline.yaml
%s```

A line names the file and the line, the rule, the task's path inside the pipeline (groups such as loops and exit handlers before
it) and what is wrong. No message holds the value of a secret.

| option | meaning |
| --- | --- |
| `--format plain`, `json` or `sarif` | the last two (SARIF 2.1.0, for code scanning) hold findings of every severity |
| `--select RULE` | ask these rules only: an id (`PS201`), a slug (`no-timeout`), or how ids begin (`PS4`) |
| `--ignore RULE` | leave a rule out |
| `--ignore RULE:TASK` | leave it out for a task, or for all in a group; `*` stands for any letters: `no-retry:publish-*` |
| `--output FILE` | write there instead of to standard output |
| `--fail-on error`, `warning` or `info` | what makes the exit code 1, and what plain output shows; `warning` if not given |

`--select` and `--ignore` may be given several times, and take several rules with commas between. A compiled pipeline has no place
for a comment that would silence a rule, so that the command line is where exceptions stand.

| exit code | meaning |
| --- | --- |
| 0 | nothing as severe as `--fail-on` |
| 1 | something |
| 2 | a file cannot be read as a pipeline, or the command line cannot be used; what the other files hold is still told |

## All rules
"""
_SHOWN = {
    "moving-tag": (103, "the tag of the image trainer:latest moves"),
    "no-retry": (159, "it is not tried again"),
    "no-cpu-limit": (98, "nothing limits its processors"),
}


def render(rules: Sequence[Rule]) -> str:
    """Return the page in Markdown: what the command does, all rules in a table, then each with why, example and fix."""
    table = ["| rule | severity | what it finds |", "| --- | --- | --- |"]
    table += [f"| [{rule.id} {rule.slug}](#{_anchor(rule)}) | {rule.severity} | {rule.what} |" for rule in rules]
    return "\n".join([_HEAD % _sample(rules), *table, "", *("\n".join(_section(rule)) for rule in rules)])


def _sample(rules: Sequence[Rule]) -> str:
    """Return what the command prints about a small pipeline."""
    file, task = "pipeline.yaml", ("exit-handler-1/train",)
    found = [
        Finding(rule.id, rule.slug, rule.severity, file, line, 1, task, message, rule.fix)
        for rule in rules
        for line, message in [_SHOWN.get(rule.slug, (0, ""))]
        if message
    ]
    text = io.StringIO()
    write_plain(Report((file,), tuple(found), ()), Console(file=text), "warning")
    return text.getvalue()


def _anchor(rule: Rule) -> str:
    return f"{rule.id}-{rule.slug}".lower()


def _section(rule: Rule) -> list[str]:
    code = [f"```python\n{text}\n```\n" for text in (rule.bad, rule.good)]
    return [
        f"## {rule.id} {rule.slug}\n",
        f"{rule.what} *{rule.severity.capitalize()}.*\n",
        f"**Why.** {rule.why}\n",
        f"**Fix.** {rule.fix}\n",
        f"With the finding:\n\n{code[0]}",
        f"Without it:\n\n{code[1]}",
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page, or with `--check` return 1 if it is stale."""
    return refresh([(PAGE, render(RULES))], ROOT, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main())
