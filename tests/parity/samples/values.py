"""Samples of parameters and of the placeholders in them."""

from typing import NamedTuple, Optional

from kfp import dsl
from kfp.dsl import OutputPath

from tests.parity.samples.sample import Sample, stage


@stage
def give(whole: int, number: float, flag: bool, text: str, items: list, table: dict) -> NamedTuple(
    "Given", [("whole", int), ("number", float), ("flag", bool), ("text", str), ("items", list), ("table", dict)]
):
    return (whole, number, flag, text, items, table)


@stage
def tell(
    whole: int,
    number: float,
    flag: bool,
    text: str,
    items: list,
    table: dict,
    more: int = 7,
    absent: Optional[str] = None,  # noqa: UP045
) -> str:
    return f"{whole!r} {number!r} {flag!r} {text!r} {items} {table} {more!r} {absent!r}"


@stage
def write(text: str, whole: OutputPath(int), flag: OutputPath(bool), said: OutputPath(str), items: OutputPath(list)) -> None:
    from pathlib import Path

    for path, content in ((whole, "3"), (flag, "True"), (said, text), (items, '["a", {"b": 0.5}]')):
        Path(path).write_text(content)


@stage
def kinds(items: list, table: dict) -> str:
    return " ".join(type(value).__name__ for value in (*items, *table.values()))


@stage
def say(text: str) -> str:
    return text


@stage
def link(items: list, table: dict) -> str:
    import json

    return json.dumps([items, table], sort_keys=True)


@stage
def whose(text: Optional[str] = None) -> str:  # noqa: UP045
    return "none" if text is None else text


@stage
def configured(config: dsl.TaskConfig) -> str:
    return f"{config.env} {config.resources}"


@dsl.pipeline(name="parameters")
def parameters(
    whole: int = 3,
    number: float = 0.5,
    flag: bool = True,
    text: str = 'it\'s "5" & more',
    items: list = ["a", [0.5, True], {"b": "c"}],  # noqa: B006
    table: dict = {"a": {"b": ["c", 0.25]}},  # noqa: B006
) -> None:
    given = give(whole=whole, number=number, flag=flag, text=text, items=items, table=table)
    outputs = {name: given.outputs[name] for name in ("whole", "number", "flag", "text", "items", "table")}
    tell(**outputs)
    tell(whole=1, number=2.5, flag=False, text="", items=["x"], table={"y": "z"}, more=8, absent="no")


@dsl.pipeline(name="output-paths")
def output_paths() -> None:
    written = write(text='{"not": "parsed"}')
    say(text=written.outputs["said"])


@dsl.pipeline(name="whole-numbers-in-lists")
def whole_numbers_in_lists(items: list = [1, 2.5], table: dict = {"a": 3}) -> None:  # noqa: B006
    kinds(items=items, table=table)


@dsl.pipeline(name="optional-input")
def optional_input(text: Optional[str] = None) -> None:  # noqa: UP045
    whose(text=text)


@dsl.pipeline(name="task-config")
def task_config() -> None:
    configured()


@dsl.pipeline(name="text-in-constants")
def text_in_constants(word: str = "a 'b'", flag: bool = True) -> None:
    first = say(text=f"<{word}> {flag}")
    say(text=f"{first.output}{first.output}")
    link(items=["x", first.output, ["y", word]], table={"k": first.output, "l": {"m": f"<{word}>"}})


@dsl.pipeline(name="number-in-text")
def number_in_text(whole: int = 3) -> None:
    say(text=f"<{whole}>")


@dsl.pipeline
def inner(text: str) -> str:
    return say(text=text).output


@dsl.pipeline(name="text-for-a-nested-pipeline")
def text_for_a_nested_pipeline(word: str = "a") -> None:
    inner(text=f"<{word}>")


@dsl.pipeline(name="lookalike")
def lookalike(text: str = "{{$.inputs.parameters['text']}}!") -> None:
    say(text=text)


@dsl.pipeline(name="names")
def names() -> None:
    say(text=dsl.PIPELINE_JOB_NAME_PLACEHOLDER).set_display_name("job name")
    say(text=dsl.PIPELINE_JOB_ID_PLACEHOLDER)
    say(text=f"<{dsl.PIPELINE_JOB_ID_PLACEHOLDER}>")
    say(text=dsl.PIPELINE_TASK_NAME_PLACEHOLDER)
    say(text=dsl.PIPELINE_TASK_ID_PLACEHOLDER)


@dsl.pipeline(name="root")
def root() -> None:
    say(text=dsl.PIPELINE_ROOT_PLACEHOLDER)


@dsl.pipeline(name="resource-name")
def resource_name() -> None:
    say(text=dsl.PIPELINE_JOB_RESOURCE_NAME_PLACEHOLDER)


@dsl.pipeline(name="times")
def times() -> None:
    say(text=dsl.PIPELINE_JOB_CREATE_TIME_UTC_PLACEHOLDER)
    say(text=dsl.PIPELINE_JOB_SCHEDULE_TIME_UTC_PLACEHOLDER)


@dsl.pipeline(name="executor-input")
def executor_input() -> None:
    say(text=dsl.PIPELINE_TASK_EXECUTOR_INPUT_PLACEHOLDER)


SAMPLES = [
    Sample(parameters),
    Sample(parameters, {"whole": -1, "number": 1e-9, "flag": False, "text": "é\n", "items": [], "table": {}}, "given"),
    Sample(output_paths),
    Sample(whole_numbers_in_lists),
    Sample(optional_input),
    Sample(task_config),
    Sample(text_in_constants),
    Sample(number_in_text),
    Sample(text_for_a_nested_pipeline),
    Sample(lookalike),
    Sample(names),
    Sample(root),
    Sample(resource_name),
    Sample(times),
    Sample(executor_input),
]
