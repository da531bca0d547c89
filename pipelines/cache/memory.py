"""Answer for tasks that need not run: their outcome in this run before it was stopped, in an earlier run, or in the cache."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from penstock.errors import StoreError
from penstock.files import tree_digest, write_bytes
from pipelines.cache.artifacts import ArtifactStore
from pipelines.cache.durable import Durability
from pipelines.cache.ingredients import Ingredients, Kitchen, differences
from pipelines.cache.outcomes import Outcome, described, outcome_file, outputs_of, read_outcome, write_outcome
from pipelines.cache.world import World
from pipelines.runner.memory import Call, local_path
from pipelines.runner.values import Artifact, Values

Reruns = Callable[[Call], bool]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Say of one task whether an outcome stands for it, and why or why not."""

    task: str
    name: str
    hit: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wishes:
    """Say what the person wants of the memory.

    `cache` False recalls nothing from the cache; `fresh` names stages that run whatever it holds; `earlier` is the folder
    of a run whose outcomes stand for all tasks but those that `reruns` names.
    """

    cache: bool = True
    fresh: frozenset[str] = frozenset()
    earlier: Path | None = None
    reruns: Reruns = lambda call: False


@dataclass
class RunMemory:
    """Remember for one run, whose folder is `run_folder`; `store` holds the cache and the content of artifacts."""

    store: Path
    run_folder: Path
    world: World
    kitchen: Kitchen
    durability: Durability
    wishes: Wishes = field(default_factory=Wishes)
    verdicts: list[Verdict] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.artifacts = ArtifactStore(self.store / "artifacts")
        self._asked: dict[str, Ingredients | None] = {}

    def recall(self, call: Call) -> Values | None:
        """Return the outputs of an undamaged outcome that may stand for `call`, or None."""
        found, reasons = self._find(call)
        outputs = None if found is None else self._outputs(found)
        if found is not None and outputs is None:
            reasons = ("what it wrote is damaged or gone",)
        self.verdicts.append(Verdict(call.task, call.name, outputs is not None, reasons))
        return outputs

    def keep(self, call: Call, outputs: Values, digests: Mapping[str, str], seconds: float) -> Values:
        """Take a task's artifacts into the store, write its outcome down, and return where they lie. Raises `StoreError`."""
        taken = {name: tuple(self._take(item, digests) for item in items) for name, items in outputs.artifacts.items()}
        outcome = Outcome(
            task=call.task,
            name=call.name,
            run=self.run_folder.name,
            seconds=round(seconds, 4),
            parameters=dict(outputs.parameters),
            artifacts={name: tuple(map(described, items)) for name, items in taken.items()},
            ingredients=self._asked.get(call.task),
        )
        path = outcome_file(self.run_folder, call.task)
        write_outcome(outcome, path)
        for digest in sorted(outcome.digests()):
            self.durability.add(self.artifacts.place(digest))
        self.durability.add(path)
        if outcome.ingredients is not None:
            self._publish(path, outcome.ingredients.key)
        return Values(outputs.parameters, taken)

    def _find(self, call: Call) -> tuple[Outcome | None, tuple[str, ...]]:
        if call.handler:
            return None, ("an exit handler always runs",)
        own = read_outcome(outcome_file(self.run_folder, call.task))
        if own is not None:
            return own, ("done before this run was stopped",)
        ingredients = self._ingredients(call)
        earlier = self.wishes.earlier
        if earlier is not None and not self.wishes.reruns(call):
            outcome = read_outcome(outcome_file(earlier, call.task))
            if outcome is not None:
                self._note(call, outcome)
                return outcome, (f"taken from run {earlier.name}",)
        if ingredients is None:
            return None, ("it depends on what lies outside the pipeline and has no digest",)
        if not self.wishes.cache or self.wishes.reruns(call) or self.wishes.fresh & {call.name, call.function}:
            return None, ("asked to run",)
        outcome = read_outcome(self._entry(ingredients.key))
        if outcome is None:
            return None, self._why(call, ingredients)
        if not self.world.holds(call, Values(dict(outcome.parameters))):
            return None, ("what it had changed outside the pipeline is no longer so",)
        self._note(call, outcome)
        return outcome, (f"nothing has changed since run {outcome.run}",)

    def _ingredients(self, call: Call) -> Ingredients | None:
        outside = self.world.outside(call)
        self._asked[call.task] = None if outside is None else self.kitchen.ingredients(call, outside)
        return self._asked[call.task]

    def _outputs(self, outcome: Outcome) -> Values | None:
        if not all(self.artifacts.holds(digest) for digest in sorted(outcome.digests())):
            return None
        return outputs_of(outcome, {digest: self.artifacts.place(digest) for digest in outcome.digests()})

    def _note(self, call: Call, outcome: Outcome) -> None:
        """Let this run have the outcome too, so that it can be resumed and looked at by itself."""
        path = outcome_file(self.run_folder, call.task)
        write_outcome(outcome, path)
        self.durability.add(path)
        if outcome.ingredients is not None:
            with suppress(OSError):
                os.utime(self._entry(outcome.ingredients.key))

    def _take(self, artifact: Artifact, digests: Mapping[str, str]) -> Artifact:
        path = local_path(artifact.uri)
        if path is None or not path.exists():
            return artifact
        inside = self.run_folder in path.parents and not path.is_symlink()
        digest = digests.get(artifact.uri) or tree_digest(path)
        place = self.artifacts.adopt(path, digest) if inside else path
        return Artifact(
            artifact.name,
            str(place),
            artifact.schema_title,
            artifact.schema_version,
            artifact.metadata,
            digest if inside else "",
        )

    def _publish(self, path: Path, key: str) -> None:
        entry = self._entry(key)
        # A cache that cannot be written costs time, not results.
        with suppress(OSError):
            entry.parent.mkdir(parents=True, exist_ok=True)
            entry.unlink(missing_ok=True)
            os.link(path, entry)
            return
        with suppress(StoreError):
            write_bytes(entry, path.read_bytes())

    def _entry(self, key: str) -> Path:
        return self.store / "cache" / f"{key}.json"

    def _why(self, call: Call, ingredients: Ingredients) -> tuple[str, ...]:
        last = _last_outcome(self.run_folder, call.task)
        if last is None or last.ingredients is None:
            return ("it has not run here before",)
        return tuple(differences(last.ingredients, ingredients)) or ("its outcome is no longer in the cache",)


def _last_outcome(run_folder: Path, task: str) -> Outcome | None:
    """Return the outcome of `task` in the newest other run that has one; the names of runs are in the order of time."""
    runs = sorted((path for path in run_folder.parent.glob("*/") if path.name != run_folder.name), reverse=True)
    return next((outcome for run in runs if (outcome := read_outcome(outcome_file(run, task))) is not None), None)
