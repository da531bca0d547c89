"""Samples of loops, what they collect, and what runs at once."""

from typing import NamedTuple

from kfp import dsl
from kfp.dsl import Dataset, Input, Output

from tests.parity.samples.sample import Sample, stage


@stage
def words(count: int) -> list:
    return [f"w{number}" for number in range(count)]


@stage
def both(count: int) -> NamedTuple("Both", [("letters", list), ("count", int)]):
    return (list("abc")[:count], count)


@stage
def say(text: str) -> str:
    return text


@stage
def double(number: float) -> float:
    return number * 2


@stage
def whole(number: int) -> int:
    return number


@stage
def count(texts: list) -> int:
    return len(texts)


@stage
def keep(texts: list) -> list:
    return texts


@stage
def write(text: str, table: Output[Dataset]) -> None:
    from pathlib import Path

    Path(table.path).write_text(text)


@stage
def read(table: Input[Dataset], after: str) -> str:
    from pathlib import Path

    return Path(table.path).read_text() + after


@stage
def pair(low: float, high: float) -> str:
    return f"{low} {high}"


@stage
def scale(word: str, factor: float) -> str:
    return f"{word} {factor}"


@stage
def linked(first: str, second: str) -> str:
    return first + second


@stage
def meet(mine: str, all_names: list, patience_seconds: float) -> int:
    """Wait until all are there, and count how many came."""
    import time
    from pathlib import Path

    Path(f"{mine}.here").touch()
    until = time.monotonic() + patience_seconds
    while (there := sum(Path(f"{name}.here").exists() for name in all_names)) < len(all_names) and time.monotonic() < until:
        time.sleep(0.01)
    return there


@stage
def crowd(mine: str, patience_seconds: float) -> int:
    """Look for a while how many turns of the loop are under way."""
    import time
    from pathlib import Path

    Path(f"{mine}.inside").touch()
    until, most = time.monotonic() + patience_seconds, 1
    while most == 1 and time.monotonic() < until:
        time.sleep(0.01)
        most = len(list(Path().glob("*.inside")))
    Path(f"{mine}.inside").unlink()
    return most


@dsl.pipeline(name="loops")
def loops(numbers: list = [0.5, 2.5]) -> None:  # noqa: B006
    with dsl.ParallelFor(["x", "y", "z"]) as letter:
        say(text=letter)
    with dsl.ParallelFor(numbers) as number:
        double(number=number)
    with dsl.ParallelFor([{"low": 0.5, "high": 1.5}, {"low": 2.5, "high": 3.5}]) as item:
        pair(low=item.low, high=item.high)


@dsl.pipeline(name="loop-in-a-loop")
def loop_in_a_loop() -> None:
    with dsl.ParallelFor(words(count=2).output) as word, dsl.ParallelFor([1.5, 2.5]) as factor:
        scale(word=word, factor=factor)


@dsl.pipeline(name="loop-over-a-named-output")
def loop_over_a_named_output() -> None:
    with dsl.ParallelFor(both(count=2).outputs["letters"]) as letter:
        say(text=letter)


@dsl.pipeline(name="whole-numbers-in-a-loop")
def whole_numbers_in_a_loop() -> None:
    with dsl.ParallelFor([1, 2]) as number:
        whole(number=number)
        say(text=f"<{number}>")


@dsl.pipeline(name="collected")
def collected() -> None:
    with dsl.ParallelFor(words(count=3).output) as word:
        said = say(text=word)
        written = write(text=said.output)
        # A turn's own tasks wait for each other.
        read(table=written.outputs["table"], after=word)
    keep(texts=dsl.Collected(said.output))


@dsl.pipeline(name="nested-collected")
def nested_collected() -> None:
    with dsl.ParallelFor(["a", "b"]) as first, dsl.ParallelFor(["c", "d"]) as second:
        said = linked(first=first, second=second)
    keep(texts=dsl.Collected(said.output))


@dsl.pipeline(name="empty-loop")
def empty_loop() -> None:
    with dsl.ParallelFor(words(count=0).output) as word:
        said = say(text=word)
    count(texts=dsl.Collected(said.output))


@dsl.pipeline(name="branches")
def branches(patience_seconds: float = 60.0) -> None:
    meet(mine="a", all_names=["a", "b"], patience_seconds=patience_seconds)
    meet(mine="b", all_names=["a", "b"], patience_seconds=patience_seconds)


@dsl.pipeline(name="turns-at-once")
def turns_at_once(patience_seconds: float = 60.0) -> None:
    with dsl.ParallelFor(["a", "b", "c"]) as name:
        meet(mine=name, all_names=["a", "b", "c"], patience_seconds=patience_seconds)


@dsl.pipeline(name="limited-loop")
def limited_loop() -> None:
    with dsl.ParallelFor(["a", "b", "c"], parallelism=1) as name:
        crowd(mine=name, patience_seconds=0.2)


SAMPLES = [
    Sample(loops),
    Sample(loop_in_a_loop),
    Sample(loop_over_a_named_output),
    Sample(whole_numbers_in_a_loop),
    Sample(collected),
    Sample(nested_collected),
    Sample(empty_loop),
    Sample(branches, patient=True),
    Sample(turns_at_once, patient=True),
    Sample(limited_loop),
]
