"""What stages did is told from the record, and before there is one from what they left."""

import shutil
from pathlib import Path

import pytest

from pipelines.cache.outcomes import outcomes_of
from pipelines.history.tasks import Stage, logs_of, names_of, stages_of
from pipelines.record import RunRecord, read_record
from tests.pipelines.history.stores import BEGAN, Made, Stores

GOLDEN = Path(__file__).parents[1] / "golden" / "house_prices.yaml"


def stages(stores: Stores, made: Made, state: str = "succeeded") -> dict[str, Stage]:
    record = read_record(made.folder)
    found = stages_of(made.folder, record, state, outcomes_of(made.folder), names_of(stores.store, record))
    return {stage.name: stage for stage in found}


def spec(stores: Stores) -> None:
    (stores.store / "specs").mkdir(parents=True)
    shutil.copy(GOLDEN, stores.store / "specs" / "a.yaml")


def unended(made: Made) -> None:
    """Take from a run's record what only its end writes."""
    path = made.folder / "run.json"
    text = path.read_text()
    path.write_text(text[: text.index('"stages":')] + '"stages":[]}')


def test_a_stage_that_ran_has_its_times_memory_and_tries(stores: Stores) -> None:
    found = stages(stores, stores.run("failed", broken="combine"))
    assert list(found) == ["ingest-north", "combine"]
    read = found["ingest-north"]
    assert (read.state, read.seconds, read.cpu_seconds, read.memory_bytes) == ("succeeded", 0.5, 0.25, 100 << 20)
    broken = found["combine"]
    assert (broken.state, broken.attempts, broken.cause) == ("failed", 2, "no row is left")
    assert (broken.cached, broken.log) == (False, "logs/exit-handler-1.combine.log")


def test_a_stage_that_did_not_run_says_whose_outcome_stands_for_it(stores: Stores) -> None:
    first = stores.run(metrics={"mae": 1.0})
    found = stages(stores, stores.run(metrics={"mae": 1.0}, cached_from=first.name))["train"]
    assert (found.state, found.cached, found.why, found.log) == ("cached", True, f"as in run {first.name}", "")


def test_a_stage_done_before_a_stop_says_so(stores: Stores) -> None:
    made = stores.run(metrics={"mae": 1.0}, cached_from=f"{BEGAN:%Y%m%d-%H%M%S}-000000")
    assert stages(stores, made)["train"].why == "done before this run was stopped"


def test_while_a_run_goes_on_its_stages_are_known_from_what_they_left(stores: Stores) -> None:
    spec(stores)
    made = stores.run("running", broken="train")
    unended(made)
    (made.folder / "logs" / "exit-handler-1.ingest-2.log").write_text("began\n")
    found = stages(stores, made, "running")
    assert (found["combine"].state, found["combine"].seconds, found["combine"].cpu_seconds) == ("succeeded", 0.5, None)
    assert (found["train"].state, found["train"].seconds, found["train"].log) == (
        "running",
        None,
        "logs/exit-handler-1.train.log",
    )
    # The name that people see comes from the pipeline.
    assert found["ingest-south"].state == "running"
    assert stages(stores, made, "crashed")["train"].state == "unfinished"


def test_logs_are_found_in_the_order_of_the_record_and_then_the_rest(stores: Stores) -> None:
    spec(stores)
    made = stores.run("failed", broken="split")
    (made.folder / "logs" / "finish.log").write_text("\n")
    record = read_record(made.folder)
    assert [log.name for log in logs_of(made.folder, record, names_of(stores.store, record))] == [
        "ingest-north",
        "combine",
        "split",
        "finish",
    ]
    assert [log.name for log in logs_of(made.folder, None, {})] == ["combine", "ingest", "split", "finish"]


def test_logs_of_the_turns_of_a_loop_have_the_name_of_their_stage(stores: Stores) -> None:
    made = stores.run()
    for turn in ("0", "1"):
        (made.folder / "logs").mkdir(exist_ok=True)
        (made.folder / "logs" / f"for-loop-1.{turn}.fold.log").write_text("\n")
    logs = logs_of(made.folder, None, {"for-loop-1.fold": "fold of rows"})
    assert [log.name for log in logs] == ["fold of rows", "fold of rows"]


@pytest.mark.parametrize("content", [None, "", "components: 3"])
def test_where_the_pipeline_is_gone_nothing_has_a_name(stores: Stores, content: str | None) -> None:
    record: RunRecord | None = read_record(stores.run().folder)
    if content is not None:
        (stores.store / "specs").mkdir()
        (stores.store / "specs" / "a.yaml").write_text(content)
    assert names_of(stores.store, record) == {}
    assert names_of(stores.store, None) == {}
