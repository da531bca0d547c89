"""The contract as data: one immutable document whose digest is its version."""

import hashlib
from collections import Counter
from typing import Literal

import msgspec

from penstock.errors import ContractError

Kind = Literal["number", "integer", "category", "boolean", "time", "text", "key"]
Role = Literal["feature", "target", "key", "time", "ignored"]
Task = Literal["regression", "binary", "multiclass"]
Policy = Literal["refuse", "clamp", "accept"]

NUMERIC_KINDS: frozenset[Kind] = frozenset({"number", "integer", "boolean"})


class Column(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Describe one column: its kind, its role and what its values may be.

    `minimum` and `maximum` are inclusive and in `unit`; they hold for numbers and integers.
    `categories` are the known values of a category (for a target: the classes, in order).
    """

    name: str
    kind: Kind
    role: Role = "feature"
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    categories: tuple[str, ...] = ()
    missing: bool = False
    personal: bool = False
    note: str | None = None


class Contract(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Describe a table: its task, its columns in order, and what to do with values outside the description."""

    task: Task
    columns: tuple[Column, ...]
    out_of_range: Policy = "refuse"
    unseen_category: Policy = "accept"

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        repeated = sorted(name for name, times in Counter(names).items() if times > 1)
        if repeated:
            raise ContractError(f"column {repeated[0]!r} stands twice in the contract", fix="give each column one entry")
        for role in ("target", "key", "time"):
            held = [column.name for column in self.columns if column.role == role]
            if len(held) > 1:
                raise ContractError(f"two columns have the role {role!r}: {held[0]!r} and {held[1]!r}", fix="keep one")
        if not any(column.role == "target" for column in self.columns):
            raise ContractError("no column has the role 'target'", fix="set role = target on the column to predict")

    def column(self, name: str) -> Column:
        """Return the column called `name`; raises `ContractError` when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise ContractError(f"the contract has no column {name!r}", fix="use one of its columns")

    @property
    def target(self) -> Column:
        """Return the column to predict."""
        return next(column for column in self.columns if column.role == "target")

    @property
    def key(self) -> Column | None:
        """Return the column that identifies a row, if one is declared."""
        return next((column for column in self.columns if column.role == "key"), None)

    @property
    def time(self) -> Column | None:
        """Return the event-time column, if one is declared."""
        return next((column for column in self.columns if column.role == "time"), None)

    @property
    def inputs(self) -> tuple[Column, ...]:
        """Return the columns a prediction needs, in order: features and the event time."""
        return tuple(column for column in self.columns if column.role in ("feature", "time"))

    def encode(self) -> bytes:
        """Return the canonical JSON of this contract; equal contracts give equal bytes."""
        return msgspec.json.encode(self, order="deterministic")

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the canonical JSON, as `sha256:<hex>`."""
        return "sha256:" + hashlib.sha256(self.encode()).hexdigest()


def decode_contract(document: bytes | str) -> Contract:
    """Read a contract from its JSON; raises `ContractError` naming the place that does not fit."""
    try:
        return msgspec.json.decode(document, type=Contract)
    except msgspec.ValidationError as error:
        raise ContractError(f"the contract does not fit: {error}", fix="mend it, or make it anew with `penstock init`") from None
    except msgspec.DecodeError as error:
        raise ContractError(f"the contract is not JSON: {error}", fix="make it anew with `penstock init`") from None
