"""Write the report of a run beside its record, in a way that never fails the run."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from penstock.files import write_bytes

REPORT = "report.html"


def write_report(store: Path, run: Path, path: Path) -> None:
    """Write the report of the run in the folder `run` to `path`.

    Raises:
        StoreError: the run has no readable record, or the file cannot be written.
    """
    # Not before a run has ended: a run must not wait for what only its report needs.
    from pipelines.report.gather import gather
    from pipelines.report.page import render

    write_bytes(path, render(gather(store, run)), sync=False)


@contextmanager
def reported(store: Path, run: Path) -> Iterator[None]:
    """Write the report of a run when the block ends, however it ends; what hinders that is one line on standard error."""
    try:
        yield
    finally:
        try:
            write_report(store, run, run / REPORT)
        except Exception as error:  # A report is a comfort: whatever is wrong with it, the run counts.
            click.echo(
                f"penstock: no report was written: {str(error).splitlines()[0] if str(error) else type(error).__name__}", err=True
            )
