"""Write the first project file and contract for somebody's tables."""

import json
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from penstock.cli.printing import one_line
from penstock.cli.project_text import quoted, render
from penstock.contract.columns import Contract
from penstock.contract.draft import Wishes
from penstock.contract.findings import Finding
from penstock.contract.infer import Inference, infer
from penstock.contract.sample import HEADER_FIX, Sample, lack_a_header, read_sample, stack
from penstock.dataset.repeats import Repeats, judge_repeats
from penstock.errors import PenstockError, ProjectError
from penstock.files import write_bytes
from penstock.project import FILE_NAME, nearest, parse_settings

CONTRACT_NAME = "contract.json"
_SAMPLE_ROWS = 200_000
_SLACK = 0.25
_SLACK_OF_A_PART = 1.0
_WORTH_TELLING = 0.001
_SHOWN_FINDINGS = 20
_LISTED_NAMES = 3
_WIDEST_NAME = 28
_LONGEST_WHOLE = 1e15


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
    samples = [read_sample(place, max(1, _SAMPLE_ROWS // len(tables)), wishes.time) for place in tables]
    shared = stack(samples)
    _refuse_absent(shared, wishes)
    complete = all(sample.complete for sample in samples)
    inference = infer(shared, wishes, slack=_SLACK if complete else _SLACK_OF_A_PART)
    repeats = judge_repeats(inference.table) if inference.contract.key is None else Repeats(0, by_chance=False)
    document = render(samples, inference, repeats, folder, CONTRACT_NAME)
    parse_settings(document)
    _write(folder, document, inference.contract)
    about_table = (*_about_rows(inference, repeats, complete=complete), *_about_sources(samples, shared))
    return Made(folder, shared.num_rows, inference.contract, (*inference.findings, *about_table))


def describe(made: Made) -> list[str]:
    """Return the lines that tell a person what was written, what was noticed, and what to do next."""
    contract, folder = made.contract, made.folder
    lines = [
        f"{made.rows:,} rows, {len(contract.columns)} columns: {contract.task} of {one_line(contract.target.name)} "
        f"from {len(contract.inputs)} of them"
    ]
    noticed = _grouped(made.findings)
    width = min(_WIDEST_NAME, max((len(names) for names, _ in noticed), default=0))
    lines += [f"  {names:<{width}}  {message}" for names, message in noticed[:_SHOWN_FINDINGS]]
    if len(noticed) > _SHOWN_FINDINGS:
        lines.append(f"  and {len(noticed) - _SHOWN_FINDINGS} more; {CONTRACT_NAME} has a note on each column")
    there = "" if folder == Path() else f" {shlex.quote(str(folder))}"
    lines.append(f"wrote {folder / FILE_NAME} and {folder / CONTRACT_NAME}")
    return [*lines, f"next: look through both, then `penstock run{there}`"]


def _grouped(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    """Return names and messages; columns of which the same is said stand together."""
    names: dict[str, list[str]] = {}
    for finding in findings:
        names.setdefault(finding.message, []).append(one_line(finding.column) or "all rows")
    return [(_listed(those), message) for message, those in names.items()]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= _LISTED_NAMES else f"{names[0]} and {len(names) - 1} more"


def _refuse_absent(shared: pa.Table, wishes: Wishes) -> None:
    for option, name in (("--target", wishes.target), ("--time", wishes.time), ("--key", wishes.key)):
        if name is not None and name not in shared.column_names:
            like = nearest(name, shared.column_names)
            unlike = HEADER_FIX if lack_a_header(shared.column_names) else "name a column that every table has"
            fix = f"did you mean {like!r}?" if like else unlike
            raise ProjectError(f"no column {name!r} in every table", where=option, fix=fix)
    named = [name for name in (wishes.target, wishes.time, wishes.key) if name is not None]
    if len(set(named)) < len(named):
        raise ProjectError("one column is given two roles", where="--target, --time, --key", fix="name three different columns")


def _about_rows(inference: Inference, repeats: Repeats, *, complete: bool) -> Iterator[Finding]:
    if repeats.rows:
        many = f"{repeats.rows:,} rows equal others" if repeats.rows > 1 else "one row equals another"
        kept = 'likely by chance: each counts (dataset.repeats = "keep")'
        yield Finding("", "repeats", f"{many} in every column, {kept if repeats.by_chance else 'and each case counts once'}")
    if inference.unreadable >= _WORTH_TELLING:
        words = "hold a cell that cannot be read as its column's kind; they go to quarantine"
        yield Finding("", "unreadable", f"{inference.unreadable:.1%} of the rows {words}")
    if not complete:
        yield Finding("", "sample", "only the first rows were looked at; ranges and categories are guessed wider from them")


def _about_sources(samples: Sequence[Sample], shared: pa.Table) -> Iterator[Finding]:
    marks = list(dict.fromkeys(mark for sample in samples for mark in sample.spelling.missing))
    if marks:
        words = "is taken as a mark for missing cells" if len(marks) == 1 else "are taken as marks for missing cells"
        yield Finding("", "missing", f"{' and '.join(map(quoted, marks))} {words}")
    for name in sorted({name for sample in samples for name in sample.spelling.ambiguous} & set(shared.column_names)):
        forms = sorted({sample.spelling.time_formats[name] for sample in samples if name in sample.spelling.ambiguous})
        yield Finding(name, "date", f"day first or month first? its dates could be both; read as {' and '.join(forms)}")
    names = {name for sample in samples for name in sample.table.column_names} - set(shared.column_names)
    yield from (Finding(name, "unusable", "left out: not every table has such a column") for name in sorted(names))


def _write(folder: Path, document: str, contract: Contract) -> None:
    contract_file = folder / CONTRACT_NAME
    document_of_contract = json.dumps(_plain(json.loads(contract.encode())), indent=2, ensure_ascii=False)
    write_bytes(contract_file, document_of_contract.encode() + b"\n")
    try:
        write_bytes(folder / FILE_NAME, document.encode())
    except PenstockError:
        contract_file.unlink(missing_ok=True)
        raise


def _plain(value: object) -> object:
    """Write whole numbers without a decimal point, as a person would."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < _LONGEST_WHOLE else value
