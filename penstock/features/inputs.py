"""The feature plan as data: one entry an input, each giving one or more feature columns; free of pandas."""

import msgspec

from penstock.errors import StoreError
from penstock.features.time_parts import TimePart


class Input(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """Be what one declared input turns into; `indicator` adds a last column, 1.0 where the input is missing."""

    name: str
    indicator: bool = False

    @property
    def values(self) -> tuple[str, ...]:
        """Return the names of the columns without the indicator."""
        return (self.name,)

    @property
    def coded(self) -> bool:
        """Say whether the first column holds category codes."""
        return False

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all columns, the indicator last."""
        return (*self.values, f"{self.name}.missing") if self.indicator else self.values


class NumberInput(Input, frozen=True, tag="number"):
    """Pass a number, integer or boolean on; `fill` stands in for missing, None leaves NaN."""

    fill: float | None = None


class ExpressionInput(Input, frozen=True, tag="expression"):
    """Compute a declared expression; `fill` stands in for missing, None leaves NaN."""

    text: str
    fill: float | None = None


class CategoryInput(Input, frozen=True, tag="category"):
    """Turn a category into its code, or into one column of zeros and ones for each known category.

    Codes are 0..k-1 for `categories`, k for any other value, and NaN for missing (k when `filled`).
    """

    categories: tuple[str, ...]
    one_hot: bool = False
    filled: bool = False

    @property
    def values(self) -> tuple[str, ...]:
        """Return one name, or one for each known category."""
        return tuple(f"{self.name}={category}" for category in self.categories) if self.one_hot else (self.name,)

    @property
    def coded(self) -> bool:
        """Say whether the column holds category codes."""
        return not self.one_hot


class TimeInput(Input, frozen=True, tag="time"):
    """Split a time into `parts`; `origin` is in microseconds since 1970, `fills` is empty or one a part."""

    parts: tuple[TimePart, ...]
    origin: int
    fills: tuple[float, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """Return one name for each part."""
        return tuple(f"{self.name}.{part}" for part in self.parts)


AnyInput = NumberInput | ExpressionInput | CategoryInput | TimeInput


class FeaturePlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Say how a contract's columns become the feature columns, in order."""

    inputs: tuple[AnyInput, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the feature columns, in order."""
        return tuple(name for entry in self.inputs for name in entry.names)

    @property
    def categorical(self) -> tuple[int, ...]:
        """Return the positions of the feature columns that hold category codes."""
        flags = [entry.coded and place == 0 for entry in self.inputs for place in range(len(entry.names))]
        return tuple(position for position, coded in enumerate(flags) if coded)

    def encode(self) -> bytes:
        """Return the canonical JSON of this plan; equal plans give equal bytes."""
        return msgspec.json.encode(self, order="deterministic")


def decode_plan(document: bytes | str) -> FeaturePlan:
    """Read a plan from its JSON; raises `StoreError` when it does not fit."""
    try:
        return msgspec.json.decode(document, type=FeaturePlan)
    except msgspec.DecodeError as error:
        raise StoreError(f"the feature plan cannot be read: {error}", fix="take the bundle again, or train anew") from None
