"""Rules about secrets that stand in a spec, which is stored, shown and handed on as plain text. None prints a value."""

from collections.abc import Iterator

from pipelines.lint.rule import Hit, Rule, printable
from pipelines.lint.spec import Pipeline
from pipelines.lint.tokens import is_secret, shape_of
from pipelines.lint.tree import Node

_APART = frozenset({"components", "root", "deploymentSpec"})


def _texts(pipeline: Pipeline) -> Iterator[tuple[tuple[str, ...], str, Node]]:
    """Give every text of the pipeline with the tasks it concerns and the key above it, also of parts that nothing uses."""
    for name, component in pipeline.components.items():
        for key, node in component.node.fields.items():
            if key != "dag":
                yield from _owned(component.users or (name,), node, key)
    for task in pipeline.tasks:
        yield from _owned((task.path,), task.node)
    for label, executor in pipeline.executors.items():
        for node in (executor.node, executor.platform):
            yield from _owned(executor.users or (label,), node)
    for document in (pipeline.node, pipeline.platform):
        for key, node in document.fields.items():
            if key not in _APART:
                yield from _owned((pipeline.name,), node, key)


def _owned(tasks: tuple[str, ...], node: Node, key: str = "") -> Iterator[tuple[tuple[str, ...], str, Node]]:
    return ((tasks, name, text) for name, text in node.texts(key))


def _secret_text(pipeline: Pipeline) -> Iterator[Hit]:
    for tasks, key, node in _texts(pipeline):
        if kind := shape_of(node.text):
            yield Hit(node, tasks, f"{kind} stands under {printable(key)}" if key else f"{kind} stands in it")


def _named(tasks: tuple[str, ...], place: str, name: str, value: Node) -> Iterator[Hit]:
    """Report each text in `value` that its name, or a name inside, tells to be a secret and its shape does not."""
    for key, node in value.texts(name):
        if is_secret(key, node.text) and not shape_of(node.text):
            yield Hit(node, tasks, f"the {place} {printable(key)} holds a secret")


def _secret_parameter(pipeline: Pipeline) -> Iterator[Hit]:
    for task in pipeline.tasks:
        for name, bound in task.node.map_at("inputs", "parameters").items():
            value = bound.find("runtimeValue", "constant") or bound.find("runtimeValue", "constantValue", "stringValue")
            if value is not None:
                yield from _named((task.path,), "parameter", name, value)


def _secret_default(pipeline: Pipeline) -> Iterator[Hit]:
    for component in pipeline.components.values():
        for name, definition in component.parameters.items():
            value = definition.find("defaultValue")
            if value is not None and component.users:
                yield from _named(component.users, "default of the parameter", name, value)


def _secret_variable(pipeline: Pipeline) -> Iterator[Hit]:
    for executor in pipeline.used_executors:
        for container in executor.containers:
            for name, value in container.environment:
                yield from _named(executor.users, "environment variable", name, value)


def _secret_as_variable(pipeline: Pipeline) -> Iterator[Hit]:
    for executor in pipeline.used_executors:
        node = executor.platform.find("secretAsEnv")
        if node is not None and node.items:
            yield Hit(node, executor.users, "a secret reaches it as an environment variable")


_LOAD = """\
@dsl.component
def load(%s) -> int:
    return 1


@dsl.pipeline
def pipeline(%s):
    task = load(%s)"""
_FROM_CLUSTER = f"""\
from kfp import kubernetes


{_LOAD % ("", "", "")}
    kubernetes.use_secret_as_volume(task, secret_name="warehouse", mount_path="/secrets")"""
_AS_VARIABLE = """
    kubernetes.use_secret_as_env(task, secret_name="warehouse", secret_key_to_env={"password": "PGPASSWORD"})"""
_WHY = (
    "A compiled pipeline is a plain file: it lies in a repository, in the service's database and object store, and every user of "
    "the interface can read it"
)
_FIX = (
    "Replace the secret by a new one, since it has been seen. Put that into a Kubernetes Secret and give it to the task with "
    "`kubernetes.use_secret_as_volume`."
)

RULES = (
    Rule(
        "PS401",
        "secret-text",
        "error",
        "A text has the shape of a secret: a key or token of a well-known service, a private key, an address with a password.",
        f"{_WHY}.",
        _FIX,
        _LOAD % ("source: str", "", 'source="postgresql://reader:correct-horse@warehouse.example.com/sales"'),
        _FROM_CLUSTER,
        _secret_text,
    ),
    Rule(
        "PS402",
        "secret-parameter",
        "error",
        "A parameter called like a secret has its value in the spec.",
        f"{_WHY}. Parameters are shown beside every run, and are part of the cache's key.",
        _FIX,
        _LOAD % ("password: str", "", 'password="correct-horse"'),
        _FROM_CLUSTER,
        _secret_parameter,
    ),
    Rule(
        "PS403",
        "secret-variable",
        "error",
        "An environment variable called like a secret has its value in the spec.",
        f"{_WHY}. Whoever may look at pods reads it there too.",
        _FIX,
        f'{_LOAD % ("", "", "")}\n    task.set_env_variable("PGPASSWORD", "correct-horse")',
        _FROM_CLUSTER,
        _secret_variable,
    ),
    Rule(
        "PS404",
        "secret-default",
        "error",
        "A parameter called like a secret has a default.",
        f"{_WHY}. A default is also what everybody uses who does not think of it.",
        "Take the parameter away: a secret that a person types into a run is stored and shown with the run. " + _FIX,
        _LOAD % ("password: str", 'password: str = "correct-horse"', "password=password"),
        _FROM_CLUSTER,
        _secret_default,
    ),
    Rule(
        "PS405",
        "secret-as-variable",
        "info",
        "A Kubernetes Secret reaches a task as an environment variable.",
        "Environment variables are handed on to every process that the task starts, and are what crash reports and debug "
        "pages print. A file can be read once, and follows when the secret is renewed.",
        "Mount it, where the library takes a file.",
        f"from kfp import kubernetes\n\n\n{_LOAD % ('', '', '')}{_AS_VARIABLE}",
        _FROM_CLUSTER,
        _secret_as_variable,
    ),
)
