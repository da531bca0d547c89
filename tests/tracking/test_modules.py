"""Every module that code reaches is found without importing it, and only what Python would read changes its digest."""

from pathlib import Path

import pytest

from penstock.tracking.modules import ModuleFinder, Root, own_root, project_roots


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a project whose code reaches three modules of five."""
    folder = tmp_path / "project"
    files = {
        "rooms/__init__.py": "from rooms import sizes\n",
        "rooms/sizes.py": "def area(a, b):\n    from .units import METRE\n    return a * b * METRE\n",
        "rooms/units.py": "METRE = 1.0\n",
        "rooms/unused.py": "raise RuntimeError\n",
        "apart.py": "raise RuntimeError\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def reached(project: Path, source: str, memo: str = "memo.json") -> dict[str, str]:
    finder = ModuleFinder([Root(project)], project.parent / memo)
    found = finder.imported_by(source)
    finder.save()
    return found


@pytest.mark.parametrize("source", ["import rooms", "def f():\n    from rooms.sizes import area", "import rooms.sizes as s"])
def test_imports_are_followed_however_deep_they_stand(project: Path, source: str) -> None:
    assert list(reached(project, source)) == ["rooms", "rooms.sizes", "rooms.units"]


def test_a_module_that_is_imported_as_a_name_of_its_package_counts(project: Path) -> None:
    assert "rooms.unused" in reached(project, "from rooms import unused")


def test_libraries_and_absent_modules_are_left_out(project: Path) -> None:
    assert reached(project, "import numpy, os, not_there") == {}


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("METRE = 1.0  # in metres\n", False),
        ("\n\nMETRE  =  1.0\n", False),
        ("METRE = 1.1\n", True),
        ('"""Units."""\nMETRE = 1.0\n', True),
        ("METRE = 1.0\nimport apart\n", True),
        ("METRE = (\n", True),
    ],
)
def test_comments_and_layout_change_nothing_and_all_else_does(project: Path, text: str, changes: bool) -> None:
    before = reached(project, "import rooms")
    (project / "rooms" / "units.py").write_text(text)
    assert (reached(project, "import rooms") != before) is changes


def test_another_source_file_changes_nothing(project: Path) -> None:
    before = reached(project, "import rooms")
    (project / "apart.py").write_text("other = 1\n")
    (project / "rooms" / "unused.py").write_text("other = 1\n")
    assert reached(project, "import rooms") == before


def test_a_memo_that_is_damaged_or_cannot_be_written_costs_nothing_but_time(project: Path) -> None:
    before = reached(project, "import rooms")
    (project.parent / "memo.json").write_text('{"half": ')
    assert reached(project, "import rooms") == before
    (project.parent / "file").touch()
    assert reached(project, "import rooms", "file/memo.json") == before


def test_only_named_packages_are_looked_for_below_a_root_that_names_some(project: Path) -> None:
    finder = ModuleFinder([Root(project, ("rooms",))], project.parent / "memo.json")
    assert list(finder.imported_by("import rooms.units, apart")) == ["rooms", "rooms.sizes", "rooms.units"]


def test_a_project_has_its_own_modules_and_ours(project: Path) -> None:
    roots = project_roots(project)
    assert roots[0] == Root(project)
    assert roots[-1] == own_root()
    found = ModuleFinder(roots, project.parent / "memo.json").imported_by("import apart, penstock.errors, numpy")
    assert {"apart", "penstock", "penstock.errors"} <= set(found)
    assert not any(name.startswith("numpy") for name in found)
