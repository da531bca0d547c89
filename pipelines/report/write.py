"""Write the report of a run beside its record, in a way that never fails the run."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from penstock.errors import StoreError
from penstock.files import write_bytes
from pipelines.record import read_record

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
        _try_to_report(store, run)


def _try_to_report(store: Path, run: Path) -> None:
    try:
        write_report(store, run, run / REPORT)
    except StoreError as error:
        record = read_record(run)
        # A run that failed has an error of its own to tell, often of the same disk.
        if record is None or record.state == "succeeded":
            _tell(error.what)
    except Exception as error:  # A report is a comfort: whatever is wrong with it, the run counts.
        _tell(f"{type(error).__name__}: {error}".splitlines()[0])


def _tell(why: str) -> None:
    click.echo(f"penstock: no report was written: {why}", err=True)
