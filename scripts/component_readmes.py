"""Write each component's README, or with `--check` only say which are stale."""

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby

from penstock.settings import Resources
from pipelines.runner.attempt import LASTING
from scripts.component_pages import ROOT, Failure, Page, Port, read_page
from scripts.pages import refresh

_RETRIED = """\
Every message says what is wrong, where, and the fix. The exit code is that of `penstock run`. On a cluster the pod leaves with 1
and its log ends with the same words; there every failure is tried again, since Kubeflow Pipelines does not tell errors apart.

What is not in the table (used-up memory, the time limit, a process that was ended, a defect) is a `RunError` with exit code 1,
and is tried again. Give the stage more memory or time in `[resources]`; of a defect, the log has the traceback."""
_ONCE = """\
Every message says what is wrong, where, and the fix. The exit code is that of `penstock run` when nothing failed before; on a
cluster the pod leaves with 1. A task that ends a run is never tried again. What is not in the table (used-up memory, the time
limit, a process that was ended, a defect) is a `RunError` with exit code 1; of a defect, the log has the traceback."""


def render(page: Page) -> str:
    """Return the README in Markdown."""
    blocks = [
        f"# {page.stage}",
        f"<!-- Made by `make docs` from component.py and penstock/stages/{page.stage}.py: change those instead. -->",
        page.summary,
        page.details,
        f"The shell is [component.py](component.py); what it does is in [the stage](../../penstock/stages/{page.stage}.py).",
        "## Inputs",
        _table(("input", "type", "what it is"), _rows(tuple(_folded(page.inputs)))),
        _environment(page.variables),
        "## Outputs",
        _outputs(page.outputs),
        "## Limits",
        _limits(page),
        "## What makes it fail",
        _failing(page),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _folded(ports: Sequence[Port]) -> Iterator[Port]:
    """Join neighbours that the docstring leaves out into one row."""
    for described, group in groupby(ports, key=lambda port: bool(port.text)):
        members = list(group)
        if described:
            yield from members
        else:
            yield Port(f"{members[0].name}` to `{members[-1].name}", members[0].kind, "more of the same")


def _environment(variables: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"The environment variable `{name}` names {what}." for name, what in dict(variables).items())


def _outputs(outputs: Sequence[Port]) -> str:
    if not outputs:
        return "None: what it leaves is in the store."
    return _table(("output", "type", "what it is"), _rows(outputs))


def _rows(ports: Sequence[Port]) -> list[tuple[str, ...]]:
    return [(f"`{port.name}`", port.kind, _sentence(port.text)) for port in ports]


def _limits(page: Page) -> str:
    usual = Resources()
    tries = "one try" if not _is_retried(page) else f"{usual.retries + 1} tries"
    cached = "Its result may be taken from the cache." if page.step.caching_options.enable_cache else "It runs every time."
    return (
        f"Unless `[resources.{page.stage}]` in the project file says otherwise: {usual.cpu} processor, {usual.memory} of memory, "
        f"{usual.timeout_seconds:,} seconds a try, {tries}. {cached}"
    )


def _is_retried(page: Page) -> bool:
    return page.step.retry_policy.max_retry_count > 0


def _failing(page: Page) -> str:
    head = ("error", "exit code", "when", "what to do", "tried again")
    rows = [_failure(failure, retried=_is_retried(page)) for failure in page.failures]
    return f"{_table(head, rows)}\n\n{_RETRIED if _is_retried(page) else _ONCE}"


def _failure(failure: Failure, *, retried: bool) -> tuple[str, ...]:
    name = failure.error.__name__
    again = "yes" if retried and name not in LASTING else "no"
    return f"`{name}`", str(failure.error.exit_code), _sentence(failure.when), _sentence(failure.remedy), again


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}."


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write every README, or with `--check` name the stale ones and return 1 if there are any."""
    shells = sorted((ROOT / "components").glob("*/component.py"))
    pages = ((shell.with_name("README.md"), render(read_page(shell.parent.name))) for shell in shells)
    return refresh(pages, ROOT, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main())
