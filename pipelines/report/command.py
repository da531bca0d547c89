"""The command `penstock report`; the `penstock` command finds it by its entry point."""

from pathlib import Path

import click


@click.command()
@click.argument("run", default="", metavar="[RUN]")
@click.option(
    "--project", "folder", default=".", type=click.Path(path_type=Path), metavar="DIR", help="The project (default: here)."
)
@click.option("--output", type=click.Path(path_type=Path), help="The file to write, instead of report.html in the run's folder.")
def report(run: str, folder: Path, output: Path | None) -> None:
    """Write the report of a run, the last one if none is named, as one HTML file.

    For example: penstock report --output report.html
    """
    from penstock.project import load_project
    from pipelines.report.write import REPORT, write_report
    from pipelines.runs import run_called

    store = folder / load_project(folder).settings.store
    found = run_called(store, run)
    path = output or found / REPORT
    write_report(store, found, path)
    click.echo(f"wrote {path}")
