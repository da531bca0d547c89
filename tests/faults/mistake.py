"""What a mistake is: how it is made, the command that meets it, and the kind of error that command ends with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from penstock.errors import PenstockError
from tests.faults.case import Case

Command = Literal["init", "check", "run", "compile", "models"]


@dataclass(frozen=True, slots=True)
class Mistake:
    """Name a mistake; `golden/<name>.txt` is all that the command says on standard error.

    `champion` is False where the mistake itself is a damaged champion.
    """

    name: str
    error: type[PenstockError]
    make: Callable[[Case], object]
    command: Command = "check"
    champion: bool = True
