"""Make one dataset of several parts: refuse what is unfit, mark duplicates, and give it a version by content."""

import errno
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from penstock.contract import Contract
from penstock.dataset.duplicates import Deletions, find_duplicates
from penstock.dataset.manifests import DatasetManifest, PartManifest, Problem, RowFile, digest_of, load, save, verify
from penstock.dataset.options import check_winner
from penstock.dataset.parts import HASH_FILE, HASH_RECORD, QUARANTINE, QUARANTINE_FILE, ranked
from penstock.dataset.rows import open_writer
from penstock.dataset.table import DELETED_FILE, iterate
from penstock.errors import ContractError, DataError, StoreError
from penstock.files import fresh_folder, sha256_file, writing
from penstock.settings import Dataset

# By the reason that the most cells were refused for.
_ADVICE = {
    "malformed line": "set the source's `delimiter`, or mend those lines",
    "not a number": "look at the source's `decimal`, `missing` and `columns`, or mend those cells",
    "not a whole number": "set kind = number in the contract, or mend those cells",
    "not true or false": "map the source's words in `values`, or mend those cells",
    "not a date": "set the source's `time_format`, or mend those cells",
    "unreadable text": "set the source's `encoding`",
    "missing": "set missing = true in the contract, or fill those cells",
    "below the minimum": "set the source's `units`, lower the minimum in the contract, or mend those cells",
    "above the maximum": "set the source's `units`, raise the maximum in the contract, or mend those cells",
    "unseen category": "add it to the contract's categories, or map it in the source's `values`",
}
_CONSTANT_FIX = "choose another target, or add rows that differ in it"


def combine(parts: Sequence[Path], contract: Contract, settings: Dataset, into: Path) -> DatasetManifest:
    """Write the dataset folder `into` from part folders, whole or not at all; the order of parts is the order of rows.

    Raises:
        ContractError: a part was written under another contract.
        DataError: too many rows are in quarantine, none are left, or the target never varies.
        StoreError: a part is damaged, or the folder cannot be written.
    """
    described = [load(part, PartManifest) for part in parts]
    _same_contract(described, contract)
    problems = _problems(described)
    _refuse_quarantine(parts, described, problems, settings)
    with fresh_folder(into) as folder, writing(into):
        files = _link_rows(parts, described, folder)
        deletions = _delete(parts, described, contract, settings, folder)
        _merge_quarantine(parts, folder)
        manifest = _manifest(described, files, problems, deletions, contract, folder)
        save(manifest, folder)
        _refuse_constant_target(folder, contract)
    return manifest


def _same_contract(parts: Sequence[PartManifest], contract: Contract) -> None:
    for part in parts:
        if part.contract != contract.digest:
            raise ContractError(
                "the part was written under another contract", where=f"source {part.source}", fix="ingest the source again"
            )


def _problems(parts: Sequence[PartManifest]) -> tuple[Problem, ...]:
    total: Counter[tuple[str, str]] = Counter()
    for part in parts:
        total.update({(problem.column, problem.reason): problem.cells for problem in part.problems})
    return ranked(total)


def _refuse_quarantine(
    parts: Sequence[Path], described: Sequence[PartManifest], problems: tuple[Problem, ...], settings: Dataset
) -> None:
    kept, refused = sum(part.rows for part in described), sum(part.quarantined for part in described)
    if kept + refused == 0:
        names = ", ".join(f"source {part.source!r}" for part in described)
        raise DataError("there are no rows", where=names, fix="check that each source points at the right table")
    if kept and refused <= settings.quarantine_limit * (kept + refused):
        return
    worst = "; ".join(f"{_place(problem)}: {problem.reason} ({problem.cells:,} times)" for problem in problems[:3])
    place, most = max(zip(parts, described, strict=True), key=lambda pair: pair[1].quarantined)
    share, limit = refused / (kept + refused), settings.quarantine_limit
    advice = _ADVICE.get(problems[0].reason, "mend the source or widen the contract")
    raise DataError(
        f"{refused:,} of {kept + refused:,} rows ({share:.1%}) break the contract; the limit is {limit:.1%}. Worst: {worst}",
        where=f"source {most.source!r}; each row and its reason: {place / QUARANTINE_FILE}",
        fix=advice + ("; or raise dataset.quarantine_limit" if kept else ""),
    )


def _place(problem: Problem) -> str:
    return f"column {problem.column!r}" if problem.column else "whole lines"


def _link_rows(parts: Sequence[Path], described: Sequence[PartManifest], folder: Path) -> tuple[RowFile, ...]:
    linked: list[RowFile] = []
    for part, manifest in zip(parts, described, strict=True):
        for file in manifest.files:
            verify(part, file)
            name = f"rows-{len(linked):05d}.parquet"
            _link(part / file.name, folder / name)
            linked.append(RowFile(name=name, rows=file.rows, sha256=file.sha256))
    return tuple(linked)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError as error:
        # across file systems, and on some that know no links, a copy is the same to a reader
        if error.errno not in (errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK):
            raise
        shutil.copyfile(source, target)


def _delete(
    parts: Sequence[Path], described: Sequence[PartManifest], contract: Contract, settings: Dataset, folder: Path
) -> Deletions:
    hashes = [part / HASH_FILE for part in parts]
    for path, manifest in zip(hashes, described, strict=True):
        if not path.is_file() or path.stat().st_size != manifest.rows * HASH_RECORD.itemsize:
            raise StoreError("the hashes of a part are absent or damaged", where=str(path), fix="ingest the source again")
    check_winner(settings, contract)
    rows = sum(part.rows for part in described)
    if contract.key is None and settings.repeats == "keep":
        deletions = Deletions(np.zeros((rows + 7) // 8, dtype=np.uint8), 0, 0)
    else:
        with tempfile.TemporaryDirectory(prefix=".buckets.", dir=folder) as scratch:
            deletions = find_duplicates(hashes, rows, settings.winner, Path(scratch))
    (folder / DELETED_FILE).write_bytes(deletions.bits.tobytes())
    return deletions


def _merge_quarantine(parts: Sequence[Path], folder: Path) -> None:
    with open_writer(folder / QUARANTINE_FILE, QUARANTINE) as writer:
        for part in parts:
            with pq.ParquetFile(part / QUARANTINE_FILE) as file:
                for batch in file.iter_batches():
                    writer.write_batch(batch)


def _manifest(
    parts: Sequence[PartManifest],
    files: tuple[RowFile, ...],
    problems: tuple[Problem, ...],
    deletions: Deletions,
    contract: Contract,
    folder: Path,
) -> DatasetManifest:
    stored = sum(part.rows for part in parts)
    hashed = [sha256_file(folder / name) for name in (DELETED_FILE, QUARANTINE_FILE)]
    return DatasetManifest(
        version=digest_of(contract.digest, files, *hashed),
        contract=contract.digest,
        rows=stored - deletions.duplicates - deletions.superseded,
        stored=stored,
        duplicates=deletions.duplicates,
        superseded=deletions.superseded,
        quarantined=sum(part.quarantined for part in parts),
        sources={part.source: part.digest for part in parts},
        files=files,
        problems=problems,
    )


def _refuse_constant_target(folder: Path, contract: Contract) -> None:
    name, seen = contract.target.name, None
    for table in iterate(folder, [name]):
        for value in pc.unique(table.column(name)).drop_null()[:2].to_pylist():
            if seen is not None and value != seen:
                return
            seen = value
    where = f"column {name!r}"
    if seen is None:
        raise DataError("no row has a value for the target", where=where, fix="give rows with a known target")
    raise DataError("the target has the same value in every row", where=where, fix=_CONSTANT_FIX)
