"""Puts into words what a runner did with a sample."""

from collections.abc import Callable

import msgspec

from tests.parity.outcome import Outcome

Tell = Callable[[Outcome], str]
LOOKALIKE = "{{$.inputs.parameters['text']}}!"


def end(outcome: Outcome) -> str:
    """Say how a run ended: that its runner refused it by an error made for people, or broke off in the middle."""
    if outcome.state == "succeeded":
        return "runs"
    if outcome.state == "refused":
        first = outcome.problem.splitlines()[0].partition(". ")[0].strip(" :")
        return f"refuses: {first}" if "fix:" in outcome.problem else f"breaks off: {first}"
    return f"fails: {failure(outcome)}" if failure(outcome) else "fails"


def failure(outcome: Outcome) -> str:
    """Say why the first task failed, if that is known."""
    causes = [ran.cause for ran in outcome.tasks.values() if ran.cause]
    return causes[0].splitlines()[0] if causes else ""


def value(task: str, words: str, name: str = "Output") -> Tell:
    """Put what a task gave in place of `{}` in `words`; of a run that broke off or failed its end is told."""

    def tell(outcome: Outcome) -> str:
        return end(outcome) if outcome.value(task, name) is None else words.format(outcome.value(task, name))

    return tell


def choice(holds: Callable[[Outcome], bool], yes: str, no: str = "") -> Tell:
    """Choose between two ways to put it; without the second, and of a run that broke off, the end is told."""
    return lambda outcome: yes if holds(outcome) else no if no and outcome.state != "refused" else end(outcome)


def ran(task: str) -> Callable[[Outcome], bool]:
    """Ask whether a task ran and succeeded."""
    return lambda outcome: task in outcome.tasks and outcome.tasks[task].state == "succeeded"


def replaced(outcome: Outcome) -> bool:
    """Ask whether a run came to its end and gave no task a placeholder as it stands."""
    return outcome.state == "succeeded" and not any("{{$" in str(task.parameters) for task in outcome.tasks.values())


def tried(outcome: Outcome) -> str:
    """Say whether a stage was tried again as often as it may be."""
    tries = sum(name.startswith("try-") for name in outcome.files)
    return {1: "none", 3: "all"}.get(tries, f"{tries - 1}")


def executed(outcome: Outcome) -> str:
    """Say in how many of two runs a stage was executed: it leaves a file each time."""
    return {1: "answered from the cache", 2: "executed"}[len(outcome.files)]


def smallest(outcome: Outcome) -> str:
    """Say the smallest number that a task gave."""
    return str(min(int(str(task.parameters["Output"])) for task in outcome.tasks.values()))


def last_item(task: str) -> Tell:
    """Quote the last item of a list that a task gave."""
    return lambda outcome: f"`{msgspec.convert(outcome.value(task), list[object])[-1]}`"
