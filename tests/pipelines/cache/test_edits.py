"""Over hundreds of generated edits no outcome is stale and no stage runs needlessly."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.tracking.modules import ModuleFinder, Root
from pipelines.cache import ingredients
from pipelines.cache.ingredients import Kitchen, differences
from pipelines.runner.memory import Call
from pipelines.runner.values import Artifact, Values

EDITS = 240


class Situation:
    """A project, a component, its inputs and its environment, each with edits that do and do not matter."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.source = "from rooms.sizes import area\n"
        self.parameters: dict[str, object] = {"training": '{"parameters":{"max_depth":6}}', "seed": 7, "share": 0.25}
        self.variables = {"PLAIN": "a"}
        self.libraries = {"numpy": "2.2.0", "python": "3.11.7"}
        monkeypatch.setattr(ingredients, "installed_libraries", lambda: dict(self.libraries))
        for name, text in {
            "rooms/__init__.py": "",
            "rooms/sizes.py": "from rooms.units import METRE\n",
            "rooms/units.py": "METRE = 1\n",
            "rooms/unrelated.py": "other = 1\n",
            "input/rows.csv": "a,b\n1,2\n",
            "input/more/rows.csv": "3,4\n",
            "lock.txt": "numpy==2.2.0\n",
            "notes.txt": "nothing\n",
        }.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)

    def key(self) -> ingredients.Ingredients:
        finder = ModuleFinder([Root(self.folder)], self.folder / "memo.json")
        rows = Artifact("rows", str(self.folder / "input"), "system.Dataset", "0.0.1")
        inputs = Values(dict(self.parameters), {"rows": (rows,)})
        called = Call("train", "train", "train", self.source, "stage:1", {"SET": "x"}, True, False, inputs)
        found = Kitchen(finder, self.variables, {"lock.txt": self.folder / "lock.txt"}).ingredients(called, "")
        finder.save()
        return found

    def write(self, name: str, text: str) -> None:
        # The same size and time as before must not hide an edit.
        path = self.folder / name
        stamp = path.stat() if path.exists() else None
        path.write_text(text)
        if stamp is not None:
            os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))


def matters(situation: Situation, number: int) -> list[Callable[[], object]]:
    return [
        lambda: setattr(situation, "source", f"from rooms.sizes import area\nedit = {number}\n"),
        lambda: situation.write("rooms/units.py", f"METRE = {number}\n"),
        lambda: situation.write("rooms/sizes.py", f"from rooms.units import METRE\nedit = {number}\n"),
        lambda: situation.write("rooms/__init__.py", f"edit = {number}\n"),
        lambda: situation.write("lock.txt", f"numpy==2.2.{number}\n"),
        lambda: situation.libraries.update(numpy=f"2.3.{number}"),
        lambda: situation.parameters.update(seed=100 + number),
        lambda: situation.parameters.update(training=f'{{"parameters":{{"max_depth":{number}}}}}'),
        lambda: situation.parameters.update(share=number / 7),
        lambda: situation.variables.update(PLAIN=str(number)),
        lambda: situation.write("input/rows.csv", f"a,b\n1,{number}\n"),
        lambda: situation.write(f"input/new-{number}.csv", "5,6\n"),
        lambda: (situation.folder / "input" / "more").rename(situation.folder / "input" / f"more-{number}"),
    ]


def does_not_matter(situation: Situation, number: int) -> list[Callable[[], object]]:
    return [
        lambda: situation.write("rooms/unrelated.py", f"other = {number}\n"),
        lambda: situation.write("notes.txt", f"{number}\n"),
        lambda: situation.write("rooms/extra.py", f"extra = {number}\n"),
        lambda: situation.write("rooms/units.py", f"{(situation.folder / 'rooms' / 'units.py').read_text()}# {number}\n"),
        lambda: situation.write("rooms/sizes.py", f"\n\n{(situation.folder / 'rooms' / 'sizes.py').read_text()}"),
        (situation.folder / "input" / "rows.csv").touch,
        lambda: None,
    ]


def test_no_edit_is_stale_and_none_is_needless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(4)
    situation = Situation(tmp_path, monkeypatch)
    before = situation.key()
    stale = needless = 0
    for number in range(10, 10 + EDITS):
        counts = chance.random() < 0.6
        edits = (matters if counts else does_not_matter)(situation, number)
        # A folder can be renamed only once under the name that it has.
        edit = chance.choice(edits[:-1] if counts and not (tmp_path / "input" / "more").exists() else edits)
        edit()
        now = situation.key()
        stale += counts and now.key == before.key
        needless += not counts and now.key != before.key
        assert bool(differences(before, now)) is counts
        before = now
    assert (stale, needless) == (0, 0)
