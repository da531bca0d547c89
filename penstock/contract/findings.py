"""What is worth telling a person about a table: one sentence on one column, never quoting a cell."""

from dataclasses import dataclass
from typing import Literal

Subject = Literal[
    "key",
    "identifier",
    "constant",
    "empty",
    "leak",
    "personal",
    "date",
    "text",
    "missing",
    "unreadable",
    "unusable",
    "rare",
    "repeats",
    "task",
    "sample",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth knowing about one column, or with an empty `column` about the whole table."""

    column: str
    subject: Subject
    message: str
