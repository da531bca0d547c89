"""Write one source's part: good rows, quarantine, hashes for de-duplication, and a manifest."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from penstock.contract import Contract
from penstock.contract.frames import arrow_schema
from penstock.dataset.checks import PROBLEMS, Checked, check, frame_schema
from penstock.dataset.hashes import row_hashes
from penstock.dataset.manifests import PartManifest, Problem, RowFile, digest_of, save
from penstock.dataset.rows import RowWriter, open_writer
from penstock.files import fresh_folder, sha256_file, writing
from penstock.ingest.batch import Batch

QUARANTINE_FILE = "quarantine.parquet"
HASH_FILE = "hashes.bin"
QUARANTINE = pa.schema([("source", pa.string()), *PROBLEMS])

# one record a kept row, in row order; `time` is microseconds, the lowest number when there is none
HASH_RECORD = np.dtype([("identity", "<u8"), ("content", "<u8"), ("time", "<i8")])


@dataclass(slots=True)
class _Tally:
    rows: int = 0
    quarantined: int = 0
    problems: Counter[tuple[str, str]] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    clamped: Counter[str] = field(default_factory=Counter)
    first_time: datetime | None = None
    last_time: datetime | None = None

    def add(self, checked: Checked, contract: Contract) -> None:
        self.rows += checked.table.num_rows
        self.quarantined += checked.quarantined
        self.clamped.update(checked.clamped)
        self.problems.update(zip(*(checked.problems.column(name).to_pylist() for name in ("column", "reason")), strict=True))
        self.missing.update({name: checked.table.column(name).null_count for name in checked.table.column_names})
        if contract.time is not None:
            seen = pc.min_max(checked.table.column(contract.time.name)).as_py()
            self.first_time = min((time for time in (self.first_time, seen["min"]) if time is not None), default=None)
            self.last_time = max((time for time in (self.last_time, seen["max"]) if time is not None), default=None)


def write_part(batches: Iterator[Batch], contract: Contract, source_name: str, into: Path) -> PartManifest:
    """Check every batch against the contract and write the part folder `into`, whole or not at all.

    Memory holds one batch at a time. Raises `StoreError`, and whatever reading `batches` raises.
    """
    with fresh_folder(into) as folder:
        tally, files = _Tally(), []
        with writing(into):
            files = _write_rows(batches, contract, source_name, folder, tally)
            manifest = _manifest(tally, files, contract, source_name, folder)
            save(manifest, folder)
    return manifest


def hash_records(table: pa.Table, contract: Contract) -> np.ndarray[tuple[int], np.dtype[np.void]]:
    """Return what de-duplication needs to know of each row, shape (rows,), as `HASH_RECORD`."""
    records = np.empty(table.num_rows, dtype=HASH_RECORD)
    records["content"], records["identity"] = row_hashes(table, contract)
    records["time"] = np.iinfo(np.int64).min
    if contract.time is not None:
        times = table.column(contract.time.name).cast(pa.int64())
        records["time"] = pc.fill_null(times, np.iinfo(np.int64).min).to_numpy()
    return records


def _write_rows(batches: Iterator[Batch], contract: Contract, source_name: str, folder: Path, tally: _Tally) -> list[RowFile]:
    rows, schema = RowWriter(folder, arrow_schema(contract)), frame_schema(contract)
    with open_writer(folder / QUARANTINE_FILE, QUARANTINE) as quarantine, (folder / HASH_FILE).open("wb") as hashes:
        try:
            for batch in batches:
                checked = check(batch, contract, schema)
                tally.add(checked, contract)
                rows.append(checked.table)
                hashes.write(hash_records(checked.table, contract).tobytes())
                if checked.problems.num_rows:
                    names = pa.repeat(pa.scalar(source_name), checked.problems.num_rows)
                    quarantine.write_table(checked.problems.add_column(0, "source", names))
        finally:
            rows.close()
    return rows.files


def _manifest(tally: _Tally, files: list[RowFile], contract: Contract, source_name: str, folder: Path) -> PartManifest:
    hashed = [sha256_file(folder / name) for name in (QUARANTINE_FILE, HASH_FILE)]
    return PartManifest(
        source=source_name,
        contract=contract.digest,
        rows=tally.rows,
        quarantined=tally.quarantined,
        bytes=sum((folder / file.name).stat().st_size for file in files),
        digest=digest_of(source_name, contract.digest, tuple(files), *hashed),
        files=tuple(files),
        problems=ranked(tally.problems),
        missing={name: count for name, count in tally.missing.items() if count},
        clamped={name: count for name, count in tally.clamped.items() if count},
        first_time=tally.first_time.isoformat() if tally.first_time else None,
        last_time=tally.last_time.isoformat() if tally.last_time else None,
    )


def ranked(problems: Counter[tuple[str, str]]) -> tuple[Problem, ...]:
    """Return the counted (column, reason) pairs, most frequent first, then by name."""
    order = sorted(problems.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Problem(column=column, reason=reason, cells=cells) for (column, reason), cells in order)
