"""The reference of the project file names every setting with the default it truly has, and no other."""

import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from penstock import settings
from penstock.settings import Section

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "project-file.md"
SECTIONS: dict[str, type[Section]] = {
    "[project]": settings.About,
    "[[sources]]": settings.Source,
    "[dataset]": settings.Dataset,
    "[features]": settings.Features,
    "[tuning]": settings.Tuning,
    "[training]": settings.Training,
    "[evaluation]": settings.Evaluation,
    "[gate]": settings.Gate,
    "[resources.STAGE]": settings.Resources,
    "[cache]": settings.Cache,
}


def tables() -> dict[type[Section], dict[str, str]]:
    """Return the defaults as written, by section; the space of a search stands in the section of the search."""
    found: dict[type[Section], dict[str, str]] = {}
    section: type[Section] = settings.About
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section = SECTIONS[line.removeprefix("## ")]
        elif line.startswith("A space is one entry"):
            section = settings.SearchSpace
        elif match := re.match(r"\| `(\w+)` \| (.+?) \| .{10,} \|$", line):
            found.setdefault(section, {})[match[1]] = match[2]
    return found


def written(field: msgspec.structs.FieldInfo) -> object:
    """Return what the page should say: a default as TOML has it, none, or required."""
    default = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
    if default is msgspec.NODEFAULT:
        return "*required*"
    if default is None:
        return "*none*"
    return list(default) if isinstance(default, tuple) else default


def read(text: str) -> object:
    return text if text.startswith("*") else tomllib.loads(f"value = {text.strip('`')}")["value"]


@pytest.mark.parametrize("section", [*SECTIONS.values(), settings.SearchSpace])
def test_every_setting_stands_there_with_its_default(section: type[Section]) -> None:
    expected = {field.name: written(field) for field in msgspec.structs.fields(section)}
    assert {name: read(text) for name, text in tables()[section].items()} == expected
