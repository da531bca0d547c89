"""The commands that need Kubeflow Pipelines; the `penstock` command finds them by their entry points."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipelines.lint.output import Form
    from pipelines.lint.rule import Severity

FOLDER = click.argument("folder", default=".", type=click.Path(path_type=Path), metavar="[DIR]")


@click.command()
@FOLDER
@click.option("--parallel", default=os.cpu_count() or 1, show_default=True, type=click.IntRange(min=1), help="Stages at once.")
@click.option("--no-cache", is_flag=True, help="Run every stage.")
@click.option("--fresh", multiple=True, metavar="STAGE", help="Run this stage whatever the cache holds.")
@click.option("--resume", is_flag=True, help="Go on with the last run where it was stopped.")
@click.option("--from", "start", metavar="STAGE", help="Run this stage and all after it, on what the last run left.")
def run(folder: Path, parallel: int, no_cache: bool, fresh: tuple[str, ...], resume: bool, start: str | None) -> None:
    """Run the training pipeline of a project on this machine."""
    from pipelines.preload import start_pool
    from pipelines.runner.interrupts import stoppable

    # First of all, so that the libraries are imported while this process reads and compiles the project.
    with stoppable(), start_pool() as pool:
        from rich.console import Console

        from penstock.project import load_project
        from pipelines.local import Options, run_training
        from pipelines.outcome import refusal
        from pipelines.report.write import REPORT
        from pipelines.screen import Screen, describe

        project = load_project(folder)
        options = Options(parallel, not no_cache, fresh, resume, start)
        with Screen(Console(), len(project.settings.sources)) as screen:
            outcome = run_training(project, pool, screen.show, options)
    for line in describe(outcome):
        click.echo(line)
    click.echo(f"report: {folder / project.settings.store / 'runs' / outcome.run / REPORT}")
    if not outcome.registered:
        raise refusal(outcome)
    click.echo(f"next: penstock models {folder}")


@click.command()
@FOLDER
@click.option("--no-cache", is_flag=True, help="As of `penstock run`.")
@click.option("--fresh", multiple=True, metavar="STAGE", help="As of `penstock run`.")
@click.option("--from", "start", metavar="STAGE", help="As of `penstock run`.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def explain(folder: Path, no_cache: bool, fresh: tuple[str, ...], start: str | None, as_json: bool) -> None:
    """Say which stages `penstock run` would run, and why, without running any."""
    from penstock.project import load_project
    from pipelines.local import Options, explain_training
    from pipelines.screen import print_verdicts

    print_verdicts(explain_training(load_project(folder), Options(1, not no_cache, fresh, start=start)), as_json)


@click.command()
@FOLDER
@click.option("--output", default="pipeline.yaml", show_default=True, type=click.Path(path_type=Path), help="The file to write.")
def compile(folder: Path, output: Path) -> None:
    """Compile a project's training pipeline to a spec for Kubeflow Pipelines."""
    from penstock.project import load_project
    from pipelines.compile import compile_training

    compile_training(load_project(folder), output)
    click.echo(f"wrote {output}")


@click.command("lint-spec")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "--format", "form", default="plain", show_default=True, type=click.Choice(["plain", "json", "sarif"]), help="What to write."
)
@click.option("--select", multiple=True, metavar="RULE", help="Ask this rule only: an id, a slug, or how ids begin (PS4).")
@click.option("--ignore", multiple=True, metavar="RULE[:TASK]", help="Leave this rule out, or for a task (a pattern) only.")
@click.option("--output", type=click.Path(path_type=Path), help="The file to write, instead of standard output.")
@click.option(
    "--fail-on",
    default="warning",
    show_default=True,
    type=click.Choice(["error", "warning", "info"]),
    help="Leave with 1 if a finding is that severe; plain output hides what is below.",
)
@click.pass_context
def lint_spec(
    ctx: click.Context,
    files: tuple[Path, ...],
    form: "Form",
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    output: Path | None,
    fail_on: "Severity",
) -> None:
    """Say what in compiled pipelines will not hold: installs, moving images, missing limits, secrets.

    Leaves with 0 if nothing is found, 1 if something is, 2 if a file cannot be read.
    """
    from pipelines.lint.catalog import choose
    from pipelines.lint.output import write
    from pipelines.lint.report import lint

    report = lint(files, choose(select, ignore))
    write(report, form, output, fail_on)
    for error in report.unreadable:
        click.echo(f"penstock: {error}", err=True)
    ctx.exit(2 if report.unreadable else int(report.count(fail_on) > 0))
