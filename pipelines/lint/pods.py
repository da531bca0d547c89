"""Rules about the rights that a task's pod asks for."""

from collections.abc import Iterator

from pipelines.lint.rule import Hit, Rule
from pipelines.lint.snippets import KUBERNETES, example, train
from pipelines.lint.spec import Pipeline


def _root_user(pipeline: Pipeline) -> Iterator[Hit]:
    for executor in pipeline.used_executors:
        user = executor.platform.find("securityContext", "runAsUser")
        if user is not None and user.number == 0:
            yield Hit(user, executor.users, "it runs as root")


def _as(user: str) -> str:
    return example(KUBERNETES, train(), body=f"task = train()\nkubernetes.set_security_context(task, {user})")


RULES = (
    Rule(
        "PS501",
        "root-user",
        "warning",
        "A task asks to run as root.",
        "What breaks out of the container, by a hole in the kernel or a mounted volume, is root on the node. A task that "
        "reads tables and fits models needs none of it.",
        "Run as a user of the image's own, and say so: `run_as_non_root=True`.",
        _as("run_as_user=0"),
        _as("run_as_user=1000, run_as_non_root=True"),
        _root_user,
    ),
)
