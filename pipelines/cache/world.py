"""What tasks read and change outside their pipeline, which only the pipeline's author can say."""

from typing import Protocol

from pipelines.runner.memory import Call
from pipelines.runner.values import Values


class World(Protocol):
    """Speak for everything that is no input and no output of a task."""

    def outside(self, call: Call) -> str | None:
        """Return a text that changes with what `call` reads outside the pipeline; None if that cannot be told."""

    def holds(self, call: Call, outputs: Values) -> bool:
        """Tell whether what `call` changed outside the pipeline, when it gave `outputs`, is still so."""
