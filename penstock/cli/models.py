"""List what a project's registry holds."""

from datetime import datetime
from pathlib import Path

import click
import msgspec

from penstock.cli.printing import print_json
from penstock.project import Project
from penstock.registry.bundle import short
from penstock.registry.registry import Registry


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """Be one line of the list; `reasons` say why a candidate was refused, `folder` is its bundle."""

    digest: str
    state: str
    recorded_at: datetime | None
    aliases: tuple[str, ...]
    reasons: tuple[str, ...]
    folder: str


def list_models(project: Project) -> list[Model]:
    """Return every version and refused candidate of the project's registry, oldest first."""
    registry = Registry(registry_of(project))
    held = {name: registry.aliases.current(name) for name in registry.aliases.names()}
    found = [
        Model(
            digest=version.digest,
            state="registered",
            recorded_at=version.recorded_at,
            aliases=tuple(name for name, at in sorted(held.items()) if at is not None and at.digest == version.digest),
            reasons=(),
            folder=str(version.folder),
        )
        for version in registry.versions()
    ]
    found += [
        Model(
            digest=refusal.digest,
            state="refused",
            recorded_at=refusal.recorded_at,
            aliases=(),
            reasons=refusal.reasons,
            folder=str(refusal.folder),
        )
        for refusal in registry.refused()
    ]
    return sorted(found, key=lambda model: (model.recorded_at is not None, model.recorded_at, model.digest))


def registry_of(project: Project) -> Path:
    """Return the folder of the project's registry."""
    return project.folder / project.settings.store / "registry"


def print_models(found: list[Model], as_json: bool) -> None:
    """Print models as lines for people, or as one JSON list."""
    if as_json:
        print_json(found)
        return
    if not found:
        click.echo("no models yet; `penstock run` makes one")
    for model in found:
        when = f"{model.recorded_at:%Y-%m-%d %H:%M}" if model.recorded_at else ""
        click.echo(f"{short(model.digest)}  {model.state:<10}  {when:<16}  {', '.join((*model.aliases, *model.reasons))}")
