"""What the runner asks before a task runs and tells when it has: may what is known already stand for it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipelines.runner.values import Values


@dataclass(frozen=True, slots=True)
class Call:
    """A task about to run: its path in the run, the name people see, its code and its inputs.

    `variables` are those that the spec sets; `cached` says whether the spec allows an earlier outcome to stand for it,
    and `handler` whether it is an exit handler or inside of one.
    """

    task: str
    name: str
    function: str
    source: str
    image: str
    variables: Mapping[str, str]
    cached: bool
    handler: bool
    inputs: Values


class Memory(Protocol):
    """Be what remembers the outcomes of tasks."""

    def recall(self, call: Call) -> Values | None:
        """Return the outputs that stand for running `call`, or None when it must run."""

    def keep(self, call: Call, outputs: Values, digests: Mapping[str, str], seconds: float) -> Values:
        """Take the outputs of a task that ran and return them as later tasks shall find them.

        `digests` holds the digest of the content at each local path that the task wrote.
        """


class Forgetful:
    """Remember nothing: every task runs, and what it wrote stays where it is."""

    def recall(self, call: Call) -> Values | None:
        """Return None."""
        return None

    def keep(self, call: Call, outputs: Values, digests: Mapping[str, str], seconds: float) -> Values:
        """Return the outputs."""
        return outputs


def local_path(uri: str) -> Path | None:
    """Return where an artifact lies on this machine, or None for one that lies elsewhere."""
    return None if "://" in uri else Path(uri)
