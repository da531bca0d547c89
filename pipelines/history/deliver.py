"""Hand events on: to a file, a line each, or to the address of a receiver."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from penstock.files import write_bytes

# As OpenLineage's own clients call it.
KEY = "OPENLINEAGE_API_KEY"


def deliver(events: Sequence[bytes], target: str, environment: Mapping[str, str]) -> str:
    """Write events to the file `target` (`-` is standard output) or send them to that address; return what there is to say.

    Raises:
        ProjectError: the address is none, or holds a secret.
        StoreError: the file cannot be written, or the receiver does not take the events.
    """
    if target == "-":
        return b"\n".join(events).decode()
    if "://" not in target:
        write_bytes(Path(target), b"".join(event + b"\n" for event in events))
        return f"wrote {len(events)} events to {target}"
    # Its library takes longer to import than all else here.
    from pipelines.history.receiver import receiver, send_events

    send_events(events, receiver(target), environment.get(KEY))
    return f"sent {len(events)} events"
