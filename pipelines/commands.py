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
    from pipelines.preload import start_pool
    from pipelines.runner.interrupts import stoppable

    # First of all, so that the libraries are imported while this process reads and compiles the project.
    with stoppable(), start_pool() as pool:
        from rich.console import Console

        from penstock.project import load_project
        from pipelines.local import refusal, run_training
        from pipelines.screen import Screen, describe

        project = load_project(folder)
        with Screen(Console(), len(project.settings.sources)) as screen:
            outcome = run_training(project, pool, screen.show, parallel)
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
