"""The commands that need Kubeflow Pipelines; the `penstock` command finds them by their entry points."""

import os
from pathlib import Path

import click

FOLDER = click.argument("folder", default=".", type=click.Path(path_type=Path), metavar="[DIR]")


@click.command()
@FOLDER
@click.option("--parallel", default=os.cpu_count() or 1, show_default=True, type=click.IntRange(min=1), help="Stages at once.")
def run(folder: Path, parallel: int) -> None:
    """Run the training pipeline of a project on this machine."""
    from rich.console import Console

    from penstock.project import load_project
    from pipelines.local import refusal, run_training
    from pipelines.runner.interrupts import stoppable
    from pipelines.screen import Screen, describe

    project = load_project(folder)
    with stoppable(), Screen(Console(), len(project.settings.sources)) as screen:
        outcome = run_training(project, screen.show, parallel)
    for line in describe(outcome):
        click.echo(line)
    if not outcome.registered:
        raise refusal(outcome)
    click.echo(f"next: penstock models {folder}")


@click.command()
@FOLDER
@click.option("--output", default="pipeline.yaml", show_default=True, type=click.Path(path_type=Path), help="The file to write.")
def compile(folder: Path, output: Path) -> None:
    """Compile a project's training pipeline to a spec for Kubeflow Pipelines."""
    from penstock.project import load_project
    from pipelines.compile import compile_training

    compile_training(load_project(folder), output)
    click.echo(f"wrote {output}")
