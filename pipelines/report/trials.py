"""The section on the search: the loss of each trial over each parameter, and all trials as a table."""

from xml.etree.ElementTree import Element

from penstock.model.trials import Parameter, Trial, TuneResult
from pipelines.report.charts import WORDED_CHOICES, Point, scatter
from pipelines.report.nodes import Child, name, node, table
from pipelines.report.parts import numeric, section
from pipelines.report.view import View
from pipelines.report.words import number

_MOST_POINTS = 300
_MOST_CHOICES = 12


def trials_section(view: View) -> Element | None:
    """Return the search: the loss of each trial over each parameter, and all trials as a table."""
    search = view.search
    if search is None or not search.trials:
        return None
    metric = view.report.evaluation.metric if view.report else "the metric"
    states = [
        f"{sum(trial.state == state for trial in search.trials)} {state}" for state in sorted({t.state for t in search.trials})
    ]
    best = (
        "" if search.best_value is None else f" The best loss of {metric} on the validation rows is {number(search.best_value)}."
    )
    intro = f"{len(search.trials)} trials ({', '.join(states)}), sampler {search.sampler}, seed {search.seed}.{best}"
    measured = [trial for trial in search.trials if trial.value is not None]
    names = sorted({parameter for trial in search.trials for parameter in trial.parameters})
    slices = [made for each in names if (made := _slice(each, _thinned(measured, search), search)) is not None]
    head: list[Child] = ["trial", "state", "loss", "rounds", *(name(each) for each in names)]
    rows: list[list[Child]] = [
        [
            f"{t.number}",
            t.state,
            numeric(number(t.value)),
            numeric(f"{t.rounds}"),
            *(_setting(t.parameters.get(each)) for each in names),
        ]
        for t in sorted(search.trials, key=lambda t: (t.value is None, t.value or 0.0, t.number))
    ]
    every = node(
        "details", None, node("summary", None, f"All {len(rows)} trials, best first"), table(head, rows, caption="Trials")
    )
    best_rows: list[list[Child]] = [[name(each), _setting(value)] for each, value in sorted(search.best_parameters.items())]
    return section(
        "trials",
        "Trials",
        node("p", None, intro),
        _legend() if slices else None,
        node("div", {"class": "slices"}, *slices),
        node("h3", None, "Chosen parameters"),
        table(["parameter", "value"], best_rows),
        every,
    )


def _thinned(trials: list[Trial], search: TuneResult) -> list[Trial]:
    """Keep the best ones and every so-manieth of the others, in the order of the search."""
    ranked = sorted(trials, key=lambda trial: (trial.value, trial.number))
    if len(ranked) <= _MOST_POINTS:
        kept = ranked
    else:
        half = _MOST_POINTS // 2
        kept = ranked[:half] + ranked[half :: -(-(len(ranked) - half) // half)]
    return sorted(kept, key=lambda trial: (trial.value == search.best_value, trial.number))


def _slice(parameter: str, trials: list[Trial], search: TuneResult) -> Element | None:
    """Return loss over one parameter; what is no number is counted in the order of its name."""
    held = [(trial, trial.parameters[parameter]) for trial in trials if parameter in trial.parameters]
    plain = [(trial, float(value)) for trial, value in held if isinstance(value, int | float) and not isinstance(value, bool)]
    choices: list[str] = [] if len(plain) == len(held) else sorted({str(value) for _, value in held})
    if not held or len(choices) > _MOST_CHOICES:
        return None
    placed = [(trial, float(choices.index(str(value)))) for trial, value in held] if choices else plain
    points = [
        Point(
            x,
            trial.value,
            _kind(trial, search),
            f"trial {trial.number}: {parameter} {_plain(trial.parameters[parameter])}, loss {number(trial.value)}",
        )
        for trial, x in placed
        if trial.value is not None
    ]
    said = f"{len(points)} trials; the chosen value is {_plain(search.best_parameters.get(parameter))}"
    drawn = scatter(points, f"Loss over {parameter}", said, choices)
    told = [node("li", None, name(choice)) for choice in choices]
    below = node("ol", {"class": "choices"}, *told) if len(choices) > WORDED_CHOICES else None
    return node("figure", None, node("figcaption", None, name(parameter)), drawn, below)


def _kind(trial: Trial, search: TuneResult) -> str:
    if trial.state == "complete" and trial.value == search.best_value:
        return "best"
    return "complete" if trial.state == "complete" else "pruned"


def _legend() -> Element:
    entries = [("best", "chosen"), ("complete", "complete"), ("pruned", "stopped early")]
    frame = {"width": "12", "height": "12", "aria-hidden": "true"}
    return node(
        "ul",
        {"class": "legend"},
        *(
            node("li", None, node("svg", frame, node("circle", {"class": kind, "cx": "6", "cy": "6", "r": "5"})), word)
            for kind, word in entries
        ),
    )


def _setting(value: Parameter) -> Element:
    return numeric(_plain(value))


def _plain(value: Parameter) -> str:
    if isinstance(value, float):
        return number(value)
    return "" if value is None else str(value)
