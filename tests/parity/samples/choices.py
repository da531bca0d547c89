"""Samples of conditions and of what they choose between."""

from typing import NamedTuple

from kfp import dsl
from kfp.dsl import Dataset, Input, Output

from tests.parity.samples.sample import Sample, stage


@stage
def measure(count: int) -> NamedTuple("Measured", [("count", int), ("share", float), ("big", bool)]):
    return (count, count / 4, count > 4)


@stage
def big(text: str) -> str:
    return f"big {text}"


@stage
def middle(text: str) -> str:
    return f"middle {text}"


@stage
def small(text: str) -> str:
    return f"small {text}"


@stage
def tell(text: str) -> str:
    return text


@stage
def inside() -> str:
    return "inside"


@stage
def fine() -> str:
    return "fine"


@stage
def write(text: str, table: Output[Dataset]) -> None:
    from pathlib import Path

    Path(table.path).write_text(text)


@stage
def other(text: str, table: Output[Dataset]) -> None:
    from pathlib import Path

    Path(table.path).write_text(text)


@stage
def read(table: Input[Dataset]) -> str:
    from pathlib import Path

    return Path(table.path).read_text()


@dsl.pipeline(name="conditions")
def conditions(count: int, flag: bool = True) -> None:
    measured = measure(count=count)
    with dsl.If(measured.outputs["big"] == True):  # noqa: E712
        first = big(text="a")
    with dsl.Elif(measured.outputs["count"] > 2):
        second = middle(text="b")
    with dsl.Else():
        third = small(text="c")
    tell(text=dsl.OneOf(first.output, second.output, third.output))
    with dsl.If(flag == True), dsl.If(measured.outputs["share"] >= 0.75):  # noqa: E712
        inside()
        with dsl.If(measured.outputs["count"] != 5):
            fine()


@dsl.pipeline(name="loop-in-a-condition")
def loop_in_a_condition(flag: bool = True, texts: list = ["a", "b"]) -> None:  # noqa: B006
    with dsl.If(flag == True), dsl.ParallelFor(texts) as text:  # noqa: E712
        tell(text=text)


@dsl.pipeline(name="condition-in-a-loop")
def condition_in_a_loop() -> None:
    with dsl.ParallelFor([1.5, 4.5]) as share, dsl.If(share > 2.0):
        inside()


@dsl.pipeline(name="one-of-artifacts")
def one_of_artifacts(flag: bool = False) -> None:
    with dsl.If(flag == True):  # noqa: E712
        first = write(text="yes")
    with dsl.Else():
        second = other(text="no")
    read(table=dsl.OneOf(first.outputs["table"], second.outputs["table"]))


@dsl.pipeline(name="condition-on-text")
def condition_on_text(word: str) -> None:
    with dsl.If(word == "go"):
        inside()


@dsl.pipeline(name="number-beside-whole-number")
def number_beside_whole_number(number: float = 2.0) -> None:
    with dsl.If(number == 2):
        inside()


SAMPLES = [
    *(Sample(conditions, {"count": count}, str(count)) for count in (1, 5)),
    Sample(conditions, {"count": 3, "flag": False}, "3"),
    Sample(loop_in_a_condition),
    Sample(condition_in_a_loop),
    Sample(one_of_artifacts),
    Sample(condition_on_text, {"word": "go"}),
    Sample(condition_on_text, {"word": "x' or 'a' == 'a"}, "crafted"),
    Sample(number_beside_whole_number),
]
