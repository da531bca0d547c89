"""Record how a run ended, whatever happened."""

from datetime import UTC, datetime

import msgspec

from penstock.files import write_bytes
from penstock.stages.places import store_folder


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """Hold a run's last state as the orchestrator reported it."""

    run: str
    state: str
    ended_at: datetime


def finish(run: str, state: str) -> None:
    """Write the ending of `run` to the store, as `endings/<run>.json`.

    It runs when all else has ended, also after a failure; a second time replaces the first.

    Raises:
        ProjectError: no store is set; start with `penstock run`, or set PENSTOCK_STORE.
        StoreError: the ending cannot be written; free some space, or choose a store that can be written.
    """
    # The identifier comes from the orchestrator; only its plain characters may become a file name.
    name = "".join(letter for letter in run if letter.isalnum() or letter in "-_")[:100] or "unnamed"
    ending = Ending(run=run, state=state, ended_at=datetime.now(UTC))
    write_bytes(store_folder() / "endings" / f"{name}.json", msgspec.json.encode(ending))
