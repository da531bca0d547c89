"""The commands `penstock runs ...`; the `penstock` command finds them by their entry point."""

from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import click

FOLDER = click.argument("folder", default=".", type=click.Path(path_type=Path), metavar="[DIR]")
PROJECT = click.option(
    "--project", "folder", default=".", type=click.Path(path_type=Path), metavar="DIR", help="The project (default: here)."
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
STATES = ["running", "succeeded", "failed", "cancelled", "crashed", "damaged"]


def _store(folder: Path) -> Path:
    from penstock.project import load_settings

    return folder / load_settings(folder).store


@click.group()
def runs() -> None:
    """List runs, look at them, compare them, take them away or hand them on.

    RUN is the name of a run, a beginning that no other has, or `last`. Moments are in UTC.
    """


@runs.command("list")
@FOLDER
@click.option("--state", "states", multiple=True, type=click.Choice(STATES), help="Only runs in this state.")
@click.option("--since", metavar="WHEN", help="Begun then or later: 2026-05-31, 2026-05-31T14:00, or 7d.")
@click.option("--until", metavar="WHEN", help="Begun before the end of that day, or before that moment.")
@click.option("--metric", "conditions", multiple=True, metavar="CONDITION", help="For example 'mae < 22000'.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@JSON
def list_(
    folder: Path,
    states: tuple[str, ...],
    since: str | None,
    until: str | None,
    conditions: tuple[str, ...],
    limit: int | None,
    as_json: bool,
) -> None:
    """List a project's runs, newest first."""
    from penstock.cli.printing import print_json
    from pipelines.history.filters import parse_filters
    from pipelines.history.output import list_lines
    from pipelines.history.summary import Reader

    now = datetime.now(UTC)
    filters = parse_filters(states, since, until, conditions, now)
    found = list(islice(filter(filters.keeps, Reader(_store(folder), now).summaries()), limit))
    if as_json:
        print_json(found)
        return
    for line in list_lines(found):
        click.echo(line)
    if not found:
        click.echo("no run fits" if filters.narrow else "no runs yet; `penstock run` starts one", err=True)


@runs.command()
@click.argument("run")
@PROJECT
@JSON
def show(run: str, folder: Path, as_json: bool) -> None:
    """Show all that is known of a run."""
    from penstock.cli.printing import print_json
    from pipelines.history.details import details
    from pipelines.history.output import detail_lines
    from pipelines.history.summary import Reader
    from pipelines.runs import run_called

    store = _store(folder)
    found = details(Reader(store, datetime.now(UTC)), run_called(store, run))
    if as_json:
        print_json(found)
        return
    for line in detail_lines(found):
        click.echo(line)


@runs.command()
@click.argument("run")
@click.argument("stage", required=False)
@click.option("--follow", is_flag=True, help="Go on while the run does.")
@PROJECT
def logs(run: str, stage: str | None, follow: bool, folder: Path) -> None:
    """Print what the stages of a run wrote to their logs, or one of them."""
    import sys
    import time

    from pipelines.history import logs as reading
    from pipelines.runs import run_called

    store = _store(folder)
    found = run_called(store, run)
    lines = (
        reading.follow(store, found, stage, time.sleep) if follow else reading.log_lines(reading.chosen_logs(store, found, stage))
    )
    clean = reading.for_terminal if sys.stdout.isatty() else str
    for line in lines:
        click.echo(clean(line))


@runs.command()
@click.argument("names", nargs=-1, required=True, metavar="RUN RUN...")
@PROJECT
@JSON
def compare(names: tuple[str, ...], folder: Path, as_json: bool) -> None:
    """Tell what differs between runs: settings, parameters, data, code, libraries, metrics."""
    from penstock.cli.printing import print_json
    from pipelines.history.compare import comparison, comparison_lines
    from pipelines.history.summary import Reader
    from pipelines.runs import run_called

    store = _store(folder)
    found = comparison(Reader(store, datetime.now(UTC)), [run_called(store, name) for name in names])
    if as_json:
        print_json(found)
        return
    for line in comparison_lines(found):
        click.echo(line)


@runs.command()
@FOLDER
@click.option("--metric", metavar="NAME", help="What to compare (default: what decides in the newest run).")
@JSON
def best(folder: Path, metric: str | None, as_json: bool) -> None:
    """Find the run whose candidate measured best."""
    from penstock.cli.printing import print_json
    from pipelines.history.best import best_lines, best_of
    from pipelines.history.summary import Reader

    store = _store(folder)
    found = best_of(Reader(store, datetime.now(UTC)).summaries(), metric, str(store))
    if as_json:
        print_json(found)
        return
    for line in best_lines(found):
        click.echo(line)


@runs.command()
@click.argument("names", nargs=-1, metavar="[RUN...]")
@click.option("--older-than", metavar="SPAN", help="All runs begun longer ago, such as 30d.")
@click.option("--keep", type=click.IntRange(min=0), help="All runs but the newest so many.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be deleted.")
@PROJECT
def delete(names: tuple[str, ...], older_than: str | None, keep: int | None, dry_run: bool, folder: Path) -> None:
    """Delete runs: the named ones, or those that --older-than and --keep leave over.

    A run that goes on stays, and so does the last one that led to a registered version. Models stay in any case.
    """
    from pipelines.history.delete import choose, delete_runs, fate_lines

    now, store = datetime.now(UTC), _store(folder)
    chosen = choose(store, names, older_than, keep, now)
    fates = delete_runs(store, chosen, now, all_or_none=bool(names), only_tell=dry_run)
    for line in fate_lines(fates, only_tell=dry_run):
        click.echo(line)


@runs.command()
@click.argument("run")
@click.option("--openlineage", metavar="FILE|URL", help="As events, a line each (- is standard output), or sent to an address.")
@click.option("--namespace", default="penstock", show_default=True, envvar="OPENLINEAGE_NAMESPACE", help="Of the events' jobs.")
@click.option("--mlflow", metavar="URI|env:NAME", help="To the tracking server there, or at the address that a variable holds.")
@PROJECT
def export(run: str, openlineage: str | None, namespace: str, mlflow: str | None, folder: Path) -> None:
    """Hand a run on to other tools: as events of OpenLineage, or to MLflow.

    A receiver of events that wants a key finds it in the variable OPENLINEAGE_API_KEY.
    """
    import os

    from penstock.errors import ProjectError
    from pipelines.history.summary import Reader
    from pipelines.runs import run_called

    if openlineage is None and mlflow is None:
        fix = "give --openlineage, --mlflow or both"
        raise ProjectError("nothing says where the run goes", where="penstock runs export", fix=fix)
    store = _store(folder)
    found, reader = run_called(store, run), Reader(store, datetime.now(UTC))
    if openlineage is not None:
        from pipelines.history.deliver import deliver
        from pipelines.history.lineage import events_of
        from pipelines.history.openlineage import encode

        events = events_of(reader, found, folder, namespace)
        click.echo(deliver([encode(event) for event in events], openlineage, os.environ))
    if mlflow is not None:
        from pipelines.history.details import details
        from pipelines.history.to_mlflow import exported, send_run, tracking_address

        address = tracking_address(mlflow, os.environ)
        click.echo(f"sent {found.name} to MLflow as run {send_run(exported(details(reader, found)), address)}")
