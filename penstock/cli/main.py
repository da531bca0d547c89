"""Parse the command line, call the domain and print what it says."""

import re
from importlib.metadata import entry_points, requires
from pathlib import Path

import click

from penstock import __version__
from penstock.errors import PenstockError, ProjectError

ENTRY_POINTS = "penstock.commands"
_OF_AN_EXTRA = re.compile(r"([\w.-]+).*; extra == ['\"](\w+)['\"]")


class Commands(click.Group):
    """Run a command; tell a `PenstockError` in words on standard error and leave with its exit code.

    Rooms above the domain add commands through the entry points of the group `penstock.commands`.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the domain's own commands and of those that entry points bring."""
        return sorted({*super().list_commands(ctx), *entry_points(group=ENTRY_POINTS).names})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return the command called `name`, if there is one."""
        own = super().get_command(ctx, name)
        if own is not None:
            return own
        for entry in entry_points(group=ENTRY_POINTS, name=name):
            command = entry.load()
            return command if isinstance(command, click.Command) else None
        return None

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (PenstockError, ModuleNotFoundError) as error:
            told = error if isinstance(error, PenstockError) else _lacking_extra(error)
            click.echo(f"penstock: {told}", err=True)
            ctx.exit(told.exit_code)


def _lacking_extra(error: ModuleNotFoundError) -> ProjectError:
    """Return the error that names the extra which brings the absent module; raise `error` again if none does."""
    module = (error.name or "").partition(".")[0]
    for requirement in requires("penstock") or ():
        match = _OF_AN_EXTRA.fullmatch(requirement)
        if match and match[1] == module:
            return ProjectError(f"this needs {module}, which is not installed", fix=f"pip install 'penstock[{match[2]}]'")
    raise error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="penstock")
def main() -> None:
    """Turn tables into a model that watches itself."""


@main.command()
@click.argument("tables", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="TABLE...")
@click.option("--target", required=True, metavar="COL", help="The column to predict.")
@click.option("--time", metavar="COL", help="When a row happened; the latest rows become the test.")
@click.option("--key", metavar="COL", help="What identifies a row; of two rows with one key, one stays.")
@click.option("--into", default=".", type=click.Path(path_type=Path), metavar="DIR", help="The project folder (default: here).")
def init(tables: tuple[Path, ...], target: str, time: str | None, key: str | None, into: Path) -> None:
    """Look at tables (CSV, Parquet, JSON lines; files or folders) and write a project for them.

    For example: penstock init houses.csv --target price --into houses
    """
    from penstock.cli.init import describe, make_project
    from penstock.contract.draft import Wishes

    for line in describe(make_project(tables, Wishes(target, time, key), into)):
        click.echo(line)


@main.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path), metavar="[DIR]")
def check(folder: Path) -> None:
    """Check that a project's file, estimator, contract and the first rows of local sources fit together."""
    from penstock.project import check_estimator, check_files, check_heads, load_project

    project = load_project(folder)
    check_files(project)
    check_estimator(project)
    check_heads(project)
    contract = project.contract
    sources = ", ".join(source.name for source in project.settings.sources)
    click.echo(f"{project.settings.project.name} is fine: {contract.task} of {contract.target.name}, sources {sources}")
    click.echo(f"contract {contract.digest}")


@main.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path), metavar="[DIR]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def models(folder: Path, as_json: bool) -> None:
    """List a project's registered models and refused candidates, oldest first."""
    from penstock.cli.models import list_models, print_models
    from penstock.project import load_project

    print_models(list_models(load_project(folder)), as_json)
