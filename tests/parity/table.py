"""Writes the table of features from what both runners did."""

from collections.abc import Iterator
from pathlib import Path

from tests.parity.conftest import Both, Compare
from tests.parity.features import THEMES

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "kfp-features.md"
INTRODUCTION = """\
<!-- Made by `PENSTOCK_RENEW=1 python -m pytest tests/parity/test_table.py` from what both runners did: change those instead. -->
# Kubeflow Pipelines' features, and who runs them

`penstock run` runs a project's compiled pipeline on this machine by a runner of its own (`pipelines.runner.run_spec`), which
takes any other compiled pipeline too. This page says what it makes of each feature of Kubeflow Pipelines, beside the local
runner of Kubeflow Pipelines 2.17, `SubprocessRunner` (without a virtual environment). Each row has samples that are compiled
once; the tests run the same spec under both and write down what they did.

*Equal* counts what the samples of a row gave: both runners ran the same tasks to the same states, and all parameters and the
content of all artifacts agree. Where it says *no*, the two columns before it say how they differ. *Breaks off* is an exception
in the middle of a run; *refuses* is an error that names the task and what to write instead, before anything runs. What a cluster
does is from the documentation and the source of Kubeflow Pipelines, and not from a run.
"""


def render(compare: Compare) -> str:
    """Write the whole page."""
    return "\n".join([INTRODUCTION, *lines(compare)])


def lines(compare: Compare) -> Iterator[str]:
    """Write a table for each theme."""
    for theme, features in THEMES.items():
        yield f"## {theme}\n"
        yield "| feature | SubprocessRunner | penstock | equal | a cluster |"
        yield "| --- | --- | --- | --- | --- |"
        for feature in features:
            samples = [compare(name) for name in feature.samples]
            told = feature.tell(samples[0].kfp), feature.tell(samples[0].penstock)
            yield f"| {' | '.join((feature.name, *told, agreement(samples), feature.cluster))} |"
        yield ""


def equal(both: Both) -> bool:
    """Tell whether a sample gave the same under both runners."""
    return both.kfp.results() == both.penstock.results()


def agreement(samples: list[Both]) -> str:
    """Count what agrees, or say that something does not."""
    if all(both.kfp.state == both.penstock.state == "refused" for both in samples):
        return "neither runs"
    if not all(map(equal, samples)):
        return "no"
    tasks = [task for both in samples for task in both.kfp.tasks.values()]
    counts = {
        "task": len(tasks),
        "parameter": sum(len(task.parameters) for task in tasks),
        "artifact": sum(len(items) for task in tasks for items in task.artifacts.values()),
    }
    return ", ".join(f"{count} {noun}{'s' * (count != 1)}" for noun, count in counts.items() if count)
