"""Write the first project file and contract for somebody's tables."""

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pyarrow as pa

from penstock.contract.columns import Contract
from penstock.contract.infer import Finding, Inference, Wishes, infer
from penstock.contract.sample import Sample, read_sample, stack
from penstock.errors import PenstockError, ProjectError
from penstock.files import write_bytes
from penstock.project import FILE_NAME, nearest, parse_settings

CONTRACT_NAME = "contract.json"
_SAMPLE_ROWS = 200_000
_SLACK = 0.25
_SLACK_OF_A_PART = 1.0


@dataclass(frozen=True, slots=True)
class Made:
    """What `make_project` wrote and noticed. `rows` is how many rows were looked at."""

    folder: Path
    rows: int
    contract: Contract
    findings: tuple[Finding, ...]


def make_project(tables: Sequence[Path], wishes: Wishes, folder: Path) -> Made:
    """Infer a contract from `tables` and write it with a commented project file into `folder`.

    Raises:
        ProjectError: a project is there already, or a column that was named is in no or not all tables.
        SourceError, DataError: a table cannot be read or learned from.
    """
    for name in (FILE_NAME, CONTRACT_NAME):
        if (folder / name).exists():
            raise ProjectError(f"there is a {name} already", where=str(folder / name), fix="choose another folder with --into")
    samples = [read_sample(place, max(1, _SAMPLE_ROWS // len(tables))) for place in tables]
    shared = stack(samples)
    _refuse_absent(shared, wishes)
    complete = all(sample.complete for sample in samples)
    inference = infer(shared, wishes, slack=_SLACK if complete else _SLACK_OF_A_PART)
    document = render(samples, inference, folder)
    parse_settings(document)
    _write(folder, document, inference.contract)
    partial = [] if complete else [Finding("", "sample", "only the first rows were read; look through the ranges")]
    findings = (*inference.findings, *_unshared(samples, shared), *partial)
    return Made(folder, shared.num_rows, inference.contract, findings)


def _refuse_absent(shared: pa.Table, wishes: Wishes) -> None:
    for option, name in (("--target", wishes.target), ("--time", wishes.time), ("--key", wishes.key)):
        if name is not None and name not in shared.column_names:
            like = nearest(name, shared.column_names)
            fix = f"did you mean {like!r}?" if like else "name a column that every table has"
            raise ProjectError(f"no column {name!r} in every table", where=option, fix=fix)
    named = [name for name in (wishes.target, wishes.time, wishes.key) if name is not None]
    if len(set(named)) < len(named):
        raise ProjectError("one column is given two roles", where="--target, --time, --key", fix="name three different columns")


def _unshared(samples: Sequence[Sample], shared: pa.Table) -> list[Finding]:
    names = {name for sample in samples for name in sample.table.column_names} - set(shared.column_names)
    return [Finding(name, "unusable", "left out: not every table has it") for name in sorted(names)]


def _write(folder: Path, document: str, contract: Contract) -> None:
    contract_file = folder / CONTRACT_NAME
    write_bytes(contract_file, msgspec.json.format(contract.encode(), indent=2) + b"\n")
    try:
        write_bytes(folder / FILE_NAME, document.encode())
    except PenstockError:
        contract_file.unlink(missing_ok=True)
        raise


def render(samples: Sequence[Sample], inference: Inference, folder: Path) -> str:
    """Return the text of the project file."""
    names = _source_names(samples)
    sources = "\n".join(_source(name, sample, inference, folder) for name, sample in zip(names, samples, strict=True))
    target = inference.contract.target.name
    return _TEMPLATE.format(
        name=names[0],
        task={"regression": "a number", "binary": "one of two classes", "multiclass": "one of several classes"}[
            inference.contract.task
        ],
        target=_comment(target),
        contract=CONTRACT_NAME,
        sources=sources,
        split="by time: the latest rows are the test" if inference.contract.time else "by a hash: a row never changes sides",
        segments=_segments(inference.contract),
    )


def _source_names(samples: Sequence[Sample]) -> list[str]:
    names: list[str] = []
    for sample in samples:
        place = sample.pattern.parent if sample.pattern.name.startswith("*") else sample.pattern
        slug = re.sub(r"[^a-z0-9]+", "_", place.absolute().name.split(".")[0].lower()).strip("_")[:50]
        slug = slug if slug[:1].isalpha() else f"table_{slug}".rstrip("_")
        number = 2
        name = slug
        while name in names:
            name, number = f"{slug}_{number}", number + 1
        names.append(name)
    return names


def _source(name: str, sample: Sample, inference: Inference, folder: Path) -> str:
    relative = os.path.relpath(sample.pattern.absolute(), folder.absolute())
    lines = ["[[sources]]", f"name = {_quoted(name)}", f"kind = {_quoted(sample.kind)}", f"path = {_quoted(relative)}"]
    if sample.form.delimiter != ",":
        lines.append(f"delimiter = {_quoted(sample.form.delimiter)}")
    if sample.form.decimal != ".":
        lines.append(f"decimal = {_quoted(sample.form.decimal)}")
    if sample.form.encoding != "utf-8":
        lines.append(f"encoding = {_quoted(sample.form.encoding)}")
    if inference.time_format is not None and sample.kind != "parquet":
        lines.append(f"time_format = {_quoted(inference.time_format)}")
    return "\n".join(lines) + "\n"


def _segments(contract: Contract) -> str:
    few = (column.name for column in contract.columns if column.role == "feature" and 2 <= len(column.categories) <= 12)
    first = next(few, None)
    return f"segments = [{_quoted(first)}]" if first else 'segments = []                # for example ["region"]'


def _quoted(text: str) -> str:
    # JSON's escapes are a part of TOML's, but for the delete character.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]", " ", text)


_TEMPLATE = """\
# A penstock project: from these tables to a model that foretells {task}, {target}.
# `penstock check` reads this file and says what does not fit. Settings left out keep their defaults.

[project]
name = "{name}"
seed = 7                      # every random choice is drawn from it: same data, same seed, same model
contract = "{contract}"    # what one row must look like; look through its roles and ranges once

# Where rows come from. A source may spell columns its own way:
#   columns = {{ area = "Surface" }}     the contract's name, then this source's
#   units   = {{ area = "ft2" }}         converted to the contract's unit
{sources}
[dataset]
quarantine_limit = 0.05       # more bad rows than this share stop the run
test_share = 0.2              # split {split}
validation_share = 0.2

[features]
drop = []                     # columns to leave out for now
# [features.expressions]      # new columns from old ones, the same in training and in serving
# rooms_per_household = "total_rooms / households"

[tuning]
trials = 30                   # 0 trains once with the estimator's own settings
parallel = 2
timeout_seconds = 3600

[training]
estimator = "hist_gradient_boosting"

[evaluation]
{segments}

[gate]
baseline_margin = 0.0         # the candidate must not lose more than a naive guess
champion_margin = 0.0         # nor more than the model in service; -0.01 asks for one per cent less
"""
