"""An outcome stands for a task when nothing it depends on has changed and what it wrote is undamaged, and else never."""

from pathlib import Path

import pytest

from pipelines.cache.memory import Wishes
from pipelines.runner.memory import Call
from pipelines.runner.values import Values
from tests.pipelines.cache.conftest import Remember, call, wrote


def test_a_second_run_gets_what_the_first_one_gave(remember: Remember) -> None:
    first = remember("r1")
    assert first.recall(call(depth=6)) is None
    given = wrote(first, call(depth=6))
    recalled = remember("r2").recall(call(depth=6))
    assert recalled == given
    assert recalled is not None
    (model,) = recalled.artifacts["model"]
    assert Path(model.uri).read_text() == "rows"
    assert (model.metadata, model.schema_title) == ({"depth": 4}, "system.Model")


def test_what_a_task_wrote_is_seen_in_its_run_through_a_link(remember: Remember) -> None:
    memory = remember("r1")
    memory.recall(call())
    wrote(memory, call())
    assert (memory.run_folder / "tasks" / "group" / "train" / "model").read_text() == "rows"


def test_the_reason_of_a_miss_names_what_has_changed(remember: Remember) -> None:
    first = remember("r1")
    first.recall(call(training='{"parameters":{"max_depth":6}}', seed=7))
    wrote(first, call())
    second = remember("r2")
    assert second.recall(call(training='{"parameters":{"max_depth":8}}', seed=7)) is None
    assert second.verdicts[0].reasons == ("training.parameters.max_depth 6 -> 8",)
    assert remember("r3").recall(call(depth=6)) is None


def test_a_task_that_never_ran_says_so(remember: Remember) -> None:
    memory = remember("r1")
    memory.recall(call())
    assert memory.verdicts[0].reasons == ("it has not run here before",)


@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_damaged_content_is_never_handed_out_and_is_made_anew(remember: Remember, damage: str) -> None:
    first = remember("r1")
    first.recall(call())
    place = Path(wrote(first, call()).artifacts["model"][0].uri)
    place.write_text("rotten") if damage == "changed" else place.unlink()
    second = remember("r2")
    assert second.recall(call()) is None
    assert second.verdicts[0].reasons == ("what it wrote is damaged or gone",)
    wrote(second, call())
    assert remember("r3").recall(call()) is not None


def test_what_the_spec_does_not_allow_is_not_recalled(remember: Remember) -> None:
    first = remember("r1")
    first.recall(call(cached=False))
    wrote(first, call(cached=False))
    assert remember("r2").recall(call(cached=False)) is None


def test_an_exit_handler_runs_even_in_a_run_that_goes_on(remember: Remember) -> None:
    first = remember("r1")
    first.recall(call(handler=True))
    wrote(first, call(handler=True))
    assert remember("r1").recall(call(handler=True)) is None


def test_a_run_that_goes_on_keeps_what_it_had_done_whatever_has_changed(remember: Remember, project: Path) -> None:
    first = remember("r1")
    first.recall(call(cached=False))
    wrote(first, call(cached=False))
    (project / "rooms.py").write_text("SIZE = 2\n")
    again = remember("r1")
    assert again.recall(call(cached=False)) is not None
    assert again.verdicts[0].reasons == ("done before this run was stopped",)


@pytest.mark.parametrize("wishes", [Wishes(cache=False), Wishes(fresh=frozenset({"train"}))])
def test_a_stage_asked_to_run_runs_and_is_kept_for_the_next(remember: Remember, wishes: Wishes) -> None:
    first = remember("r1")
    first.recall(call())
    wrote(first, call())
    second = remember("r2", wishes)
    assert second.recall(call()) is None
    wrote(second, call(), "other rows")
    recalled = remember("r3").recall(call())
    assert recalled is not None
    assert Path(recalled.artifacts["model"][0].uri).read_text() == "other rows"


def test_from_a_stage_on_all_runs_and_before_it_the_last_run_stands(remember: Remember) -> None:
    first = remember("r1")
    for name in ("group/split", "group/train"):
        first.recall(call(name, cached=False))
        wrote(first, call(name, cached=False), name)
    wishes = Wishes(earlier=first.run_folder, reruns=lambda asked: asked.task == "group/train")
    second = remember("r2", wishes)
    assert second.recall(call("group/split", cached=False)) is not None
    assert second.recall(call("group/train", cached=False)) is None


class Elsewhere:
    """A world in which what a task did outside is gone."""

    def outside(self, call: Call) -> str | None:
        return "champion"

    def holds(self, call: Call, outputs: Values) -> bool:
        return False


def test_an_outcome_does_not_stand_where_its_effect_outside_is_gone(remember: Remember) -> None:
    first = remember("r1", world=Elsewhere())
    first.recall(call())
    wrote(first, call())
    second = remember("r2", world=Elsewhere())
    assert second.recall(call()) is None
    assert second.verdicts[0].reasons == ("what it had changed outside the pipeline is no longer so",)


def test_the_same_content_of_two_tasks_is_kept_once(remember: Remember) -> None:
    memory = remember("r1")
    places = set()
    for name in ("group/a", "group/b"):
        memory.recall(call(name))
        places.add(wrote(memory, call(name)).artifacts["model"][0].uri)
    assert len(places) == 1
