"""Rules about which tasks run at all: conditions, the cache, and what happens at the end."""

import re
from collections.abc import Iterator

from pipelines.lint.rule import Hit, Rule, printable
from pipelines.lint.snippets import TIDY, example, train
from pipelines.lint.spec import Pipeline, Task
from pipelines.lint.tree import Node

_NAME = r"inputs\.parameter(?:_value)?s\[(['\"])(?P<name>[^'\"]+)\1\](?P<text>\.string_value)?"
_PARAMETER = re.compile(_NAME)
_CAST = re.compile(rf"\b(?:int|double|bool)\(\s*{_NAME}\s*\)")
_CHANNEL = "pipelinechannel--"


def _text_condition(pipeline: Pipeline) -> Iterator[Hit]:
    for task in pipeline.tasks:
        condition = task.node.find("triggerPolicy", "condition")
        if condition is not None and (message := _compared_text(condition.text, task)):
            yield Hit(task.node, (task.path,), message)


def _compared_text(condition: str, task: Task) -> str:
    bare = _CAST.sub("0", condition)
    names = [match["name"] for match in _PARAMETER.finditer(bare) if match["text"] or _is_text(task, match["name"])]
    if names:
        return f"its condition compares the text {printable(names[0].removeprefix(_CHANNEL))}"
    return "its condition compares with a text" if re.search(r"['\"]", _PARAMETER.sub("0", bare)) else ""


def _is_text(task: Task, name: str) -> bool:
    definition = task.component.parameters.get(name)
    # The second is the spelling of the first versions.
    return definition is not None and "STRING" in (definition.text_at("parameterType"), definition.text_at("type"))


def _no_exit_handler(pipeline: Pipeline) -> Iterator[Hit]:
    # One task alone is what it would look after.
    if len(pipeline.tasks) > 1 and not any(task.ends_run for task in pipeline.tasks):
        yield Hit(pipeline.node.find("root", "dag", "tasks") or pipeline.node, (pipeline.name,), "nothing runs when a run fails")


def _cached(pipeline: Pipeline) -> Iterator[Task]:
    """Give the tasks that may be answered from the cache by Kubeflow Pipelines' own key."""
    for task in pipeline.tasks:
        options = task.node.find("cachingOptions")
        if task.starts_pod and options is not None and _is_set(options, "enableCache") and not options.text_at("cacheKey"):
            yield task


def _is_set(node: Node, key: str) -> bool:
    found = node.find(key)
    return found is not None and found.truth


def _cached_without_inputs(pipeline: Pipeline) -> Iterator[Hit]:
    for task in _cached(pipeline):
        if not task.component.has_inputs and task.component.has_outputs:
            yield Hit(task.node, (task.path,), "it takes nothing in, so after its first run the cache answers for it")


def _cached_without_outputs(pipeline: Pipeline) -> Iterator[Hit]:
    for task in _cached(pipeline):
        if not task.component.has_outputs:
            yield Hit(task.node, (task.path,), "it gives nothing out, and the cache may keep it from running")


_BRANCH = """\
@dsl.component
def judge() -> %s:
    return %s


@dsl.component
def register():
    print("registered")


@dsl.pipeline
def pipeline():
    with dsl.If(judge().output == %s):
        register()"""

_READS = """\
@dsl.component
def read() -> str:
    import urllib.request

    return urllib.request.urlopen("https://example.com/prices").read().decode()


@dsl.pipeline
def pipeline():
    task = read()"""

_TELLS = """\
@dsl.component
def tell(model: str):
    print(f"{model} is live")


@dsl.pipeline
def pipeline(model: str):
    task = tell(model=model)"""

RULES = (
    Rule(
        "PS301",
        "text-condition",
        "warning",
        "A condition compares text.",
        "A word spelled differently, in another case or with a space behind it, is no error: the branch is skipped, the run "
        "is green, and the model is not registered. And Kubeflow Pipelines' local runner writes the text into an expression "
        "and evaluates it, so that a quote in it breaks the run, or runs.",
        "Let the component decide and return a boolean (or a number), and branch on that.",
        _BRANCH % ("str", '"good"', '"good"'),
        _BRANCH % ("bool", "True", "True"),
        _text_condition,
    ),
    Rule(
        "PS302",
        "no-exit-handler",
        "info",
        "The pipeline has no exit handler.",
        "When a task fails, nothing in the pipeline runs any more: nobody is told, nothing is tidied up.",
        "Wrap the tasks in `dsl.ExitHandler`, unless something outside watches the runs.",
        example(train(), body="train()\ntrain()"),
        example(train(), TIDY, body="with dsl.ExitHandler(tidy()):\n    train()\n    train()"),
        _no_exit_handler,
    ),
    Rule(
        "PS303",
        "cached-without-inputs",
        "info",
        "A task that takes nothing in may be answered from the cache.",
        "The cache's key is made of inputs, image and command. Without inputs it never changes: what such a task reads (a "
        "table, an address, the clock) changes, and every later run still gets the first answer.",
        "Switch caching off for it, or give it what it depends on (a date, a version) as an input.",
        _READS,
        f"{_READS}.set_caching_options(False)",
        _cached_without_inputs,
    ),
    Rule(
        "PS304",
        "cached-without-outputs",
        "info",
        "A task that gives nothing out may be answered from the cache.",
        "A task without outputs is there for what it does outside: to send, to deploy, to delete. When the same inputs come "
        "again, the cache says that it is done already, and it is not done.",
        "Switch caching off for it.",
        _TELLS,
        f"{_TELLS}.set_caching_options(False)",
        _cached_without_outputs,
    ),
)
