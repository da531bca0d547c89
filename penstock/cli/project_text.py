"""Write the text of a project file that a person reads and changes."""

import json
import math
import os
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

from penstock.cli.printing import one_line
from penstock.contract.columns import Contract, Task
from penstock.contract.infer import Inference
from penstock.contract.sample import MISSING, Sample
from penstock.dataset.repeats import Repeats
from penstock.features.expression import FUNCTIONS
from penstock.model.objectives import objectives_for

_LIMIT = 0.05
_TASKS: dict[Task, str] = {
    "regression": "a number",
    "binary": "one of two classes",
    "multiclass": "one of several classes",
}
_KEEP = 'repeats = "keep"              # equal rows are different cases: the table has few values\n'


def render(samples: Sequence[Sample], inference: Inference, repeats: Repeats, folder: Path, contract_name: str) -> str:
    """Return the text of the project file."""
    names, contract = _source_names(samples), inference.contract
    metrics = [objective.name for objective in objectives_for(contract.task)]
    return _TEMPLATE.format(
        name=names[0],
        task=_TASKS[contract.task],
        target=one_line(contract.target.name),
        tables="this table" if len(samples) == 1 else "these tables",
        contract=contract_name,
        sources="\n".join(_source(name, sample, contract, folder) for name, sample in zip(names, samples, strict=True)),
        limit=_quarantine_limit(inference.unreadable),
        repeats='repeats = "keep"              # equal rows are different cases: the table has few values\n'
        if repeats.by_chance
        else "",
        split="the latest rows" if contract.time else "rows chosen by a hash: a row never changes sides",
        expression=_expression(contract),
        metric=metrics[0],
        metric_gap=" " * (19 - len(metrics[0])),
        metrics=", ".join(metrics[1:]),
        segments=_segments(contract),
    )


def _quarantine_limit(unreadable: float) -> float:
    return max(_LIMIT, min(0.5, math.ceil(unreadable * 150) / 100))


def _source_names(samples: Sequence[Sample]) -> list[str]:
    names: list[str] = []
    for sample in samples:
        place = sample.pattern.parent if sample.pattern.name.startswith("*") else sample.pattern
        name = place.absolute().name.split(".")[0].casefold()
        letters = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
        slug = re.sub(r"[^a-z0-9]+", "_", letters).strip("_")[:50]
        slug = slug if slug[:1].isalpha() else f"table_{slug}".rstrip("_")
        number = 2
        name = slug
        while name in names:
            name, number = f"{slug}_{number}", number + 1
        names.append(name)
    return names


def _source(name: str, sample: Sample, contract: Contract, folder: Path) -> str:
    relative = os.path.relpath(sample.pattern.absolute(), folder.absolute())
    form, spelling = sample.form, sample.spelling
    lines = ["[[sources]]", f"name = {quoted(name)}", f"kind = {quoted(sample.kind)}", f"path = {quoted(relative)}"]
    if form.delimiter != ",":
        lines.append(f"delimiter = {quoted(form.delimiter)}")
    if form.decimal != ".":
        lines.append(f"decimal = {quoted(form.decimal)}")
    if form.encoding != "utf-8":
        lines.append(f"encoding = {quoted(form.encoding)}")
    if spelling.missing:
        lines.append(f"missing = [{', '.join(map(quoted, (*MISSING, *spelling.missing)))}]")
    lines += _time_format(spelling.time_formats, contract)
    return "\n".join(lines) + "\n"


def _time_format(formats: Mapping[str, str], contract: Contract) -> list[str]:
    times = [column.name for column in contract.columns if column.kind == "time"]
    written = {name: formats[name] for name in times if name in formats}
    if len(written) == len(times) and len(set(written.values())) == 1:
        return [f"time_format = {quoted(next(iter(written.values())))}"]
    pairs = ", ".join(f"{_key(name)} = {quoted(form)}" for name, form in written.items())
    return [f"time_format = {{ {pairs} }}"] if written else []


def _expression(contract: Contract) -> str:
    plain = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
    amounts = [column for column in contract.columns if column.role == "feature" and (column.minimum or 0.0) >= 0.0]
    numbers = [column.name for column in amounts if column.kind in ("number", "integer")]
    named = [name for name in numbers if plain.fullmatch(name) and name.lower() not in FUNCTIONS]
    if len(named) > 1:
        return f'# {named[0]}_by_{named[1]} = "{named[0]} / {named[1]}"'
    return f'# log_{named[0]} = "log({named[0]})"' if named else '# density = "people / area"'


def _segments(contract: Contract) -> str:
    few = (column.name for column in contract.columns if column.role == "feature" and 2 <= len(column.categories) <= 12)
    first = next(few, None)
    if first is None:
        return 'segments = []                 # for example ["region"]: then each region is measured by itself too'
    return f"{f'segments = [{quoted(first)}]':<29} # each group is measured by itself too"


def quoted(text: str) -> str:
    """Return `text` as a string of TOML."""
    # JSON's escapes are a part of TOML's, but for the delete character.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else quoted(name)


_TEMPLATE = """\
# Learn {target}, {task}, from {tables}.
#
#   penstock check     does everything here fit together?
#   penstock run       train a model, and register it if it passes the gate
#
# Settings that are not here keep their defaults.

[project]
name = "{name}"
seed = 7                      # every random choice is drawn from it: same data, same seed, same model
contract = "{contract}"    # what one row must look like; look through its roles and ranges once

# Where rows come from. Each further [[sources]] adds a table, which may spell things its own way:
#   columns = {{ area = "Surface" }}     the contract's name, then this table's
#   units   = {{ area = "sqft" }}        converted to the contract's unit
{sources}
[dataset]
quarantine_limit = {limit:<11g}# rows that break the contract are put aside; more than this share stops the run
{repeats}test_share = 0.2              # kept apart to judge the model by: {split}
validation_share = 0.2        # kept apart to choose its settings by

[features]
drop = []                     # columns to leave out for now
# [features.expressions]      # new columns from old ones, the same in training and in serving
{expression}

[tuning]
trials = 30                   # settings to try; 0 trains once with the estimator's own
parallel = 2
timeout_seconds = 3600

[training]
estimator = "hist_gradient_boosting"

[evaluation]
metric = "{metric}"{metric_gap}# what decides; also measured: {metrics}
{segments}

[gate]
baseline_margin = 0.0         # lose no more than a guess that ignores the columns; -0.1 asks for a tenth less
champion_margin = 0.0         # nor more than the model in service
"""
