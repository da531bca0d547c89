"""What is known of a run is written for people; what is not known is left out."""

from datetime import UTC, datetime

import msgspec
import pytest

from penstock.tracking.checkout import Commit
from pipelines.history.details import details
from pipelines.history.output import commit_words, detail_lines, list_lines, shown
from pipelines.history.summary import Reader
from tests.pipelines.history.stores import Made, Stores

NOW = datetime(2026, 5, 31, tzinfo=UTC)


def told(stores: Stores, made: Made) -> list[str]:
    return list(detail_lines(details(Reader(stores.store, NOW), made.folder)))


def test_a_line_tells_how_a_run_stands_and_what_it_led_to(stores: Stores) -> None:
    stores.run("running")
    made = stores.run(metrics={"mae": 21_915.4}, ends="champion")
    newest, oldest = list_lines(list(Reader(stores.store, NOW).summaries()))
    assert newest.split() == f"{made.name} succeeded 2026-05-01 12:01 12 s mae 21,915 champion 0 of 7 cached".split()
    assert oldest.split() == [made.name.replace("120100-000001", "120000-000000"), "crashed", "2026-05-01", "12:00"]


def test_every_section_has_what_is_known(stores: Stores) -> None:
    first = stores.run(metrics={"mae": 21_915.0}, ends="champion", rows="old")
    made = stores.run(
        metrics={"mae": 21_000.0, "r2": None},
        ends="refuse",
        cached_from=first.name,
        settings={"tuning.trials": 8, "evaluation.segments": ["district"], "dataset.winner": ""},
        parameters='{"depth": 4}',
    )
    lines = told(stores, made)
    assert lines[0] == f"run {made.name}: succeeded in 12 s, began 2026-05-01 12:01 UTC"
    assert lines[1] == f"refused {made.bundle[7:19]}"
    assert lines[2] == "  mae is too large"
    squeezed = [" ".join(line.split()) for line in lines]
    assert 'evaluation.segments ["district"]' in squeezed
    assert 'dataset.winner ""' in squeezed
    assert "depth 4" in squeezed
    assert "metrics on 200 untouched rows, with intervals of 95%" in squeezed
    assert "mae 21,000 18,900 to 23,100 baseline 1,000" in squeezed
    assert "r2 undefined no interval baseline 1,000" in squeezed
    assert f"train cached 100 MiB as in run {first.name}" in squeezed
    assert any(line.startswith("combine/dataset sha256:") and line.endswith(" B") for line in squeezed)
    assert f"penstock commit {'b' * 40}, changed since" in squeezed
    assert "machine 2 processors, 24 GiB" in squeezed


def test_a_stage_that_failed_tells_tries_and_cause(stores: Stores) -> None:
    lines = told(stores, stores.run("failed", broken="combine"))
    assert "  combine       failed     0.5 s  cpu 0.2 s  100 MiB  2 tries; no row is left" in lines


def test_the_champion_is_called_so(stores: Stores) -> None:
    made = stores.run(metrics={"mae": 3.0}, ends="champion")
    assert told(stores, made)[1] == f"registered {made.bundle[7:19]}, the champion now"


def test_a_run_that_came_nowhere_has_one_line_and_its_pipeline(stores: Stores) -> None:
    made = stores.run("running")
    assert told(stores, made) == [f"run {made.name}: crashed, began 2026-05-01 12:00 UTC", "", "code", "  pipeline  a"]


@pytest.mark.parametrize(("resumed", "words"), [(1, ", resumed once"), (3, ", resumed 3 times")])
def test_a_resumed_run_says_how_often(stores: Stores, resumed: int, words: str) -> None:
    made = stores.run()
    path = made.folder / "run.json"
    path.write_bytes(msgspec.json.encode({**msgspec.json.decode(path.read_bytes()), "resumed": resumed}))
    assert told(stores, made)[0].endswith(words)


def test_what_a_file_names_cannot_command_a_terminal(stores: Stores) -> None:
    made = stores.run(settings={"features.expressions.a\x1b[2J": "b\x07\nc"})
    assert not {"\x1b", "\x07"} & set("".join(told(stores, made)))
    assert "  features.expressions.a [2J  b  c" in told(stores, made)


@pytest.mark.parametrize(
    ("value", "text"), [("a b", "a b"), ("", '""'), (None, "null"), (True, "true"), (0.1, "0.1"), (["a", 1], '["a",1]')]
)
def test_a_value_is_written_as_json_without_quotes_around_texts(value: object, text: str) -> None:
    assert shown(value) == text


def test_a_commit_may_be_shortened() -> None:
    assert commit_words(Commit("abcdef", changed=True), 3) == "abc, changed since"
    assert commit_words(Commit("abcdef", changed=False)) == "abcdef"
