"""Convert numbers from a source's unit to the contract's, where the two are a line apart."""

from dataclasses import dataclass

from penstock.errors import ContractError
from penstock.names import suggest


@dataclass(frozen=True, slots=True)
class Conversion:
    """Turn a value into another unit: `value * scale + offset`."""

    scale: float
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class _Unit:
    dimension: str
    scale: float
    offset: float = 0.0


# Scale and offset lead to the dimension's base unit; lengths, areas and masses are exact by the 1959 agreement.
_UNITS: dict[str, _Unit] = {
    "one": _Unit("count", 1.0),
    "hundreds": _Unit("count", 1e2),
    "thousands": _Unit("count", 1e3),
    "millions": _Unit("count", 1e6),
    "percent": _Unit("count", 0.01),
    "m": _Unit("length", 1.0),
    "cm": _Unit("length", 0.01),
    "mm": _Unit("length", 0.001),
    "km": _Unit("length", 1e3),
    "ft": _Unit("length", 0.3048),
    "in": _Unit("length", 0.0254),
    "yd": _Unit("length", 0.9144),
    "miles": _Unit("length", 1609.344),
    "m2": _Unit("area", 1.0),
    "km2": _Unit("area", 1e6),
    "sqft": _Unit("area", 0.09290304),
    "acres": _Unit("area", 4046.8564224),
    "ha": _Unit("area", 1e4),
    "g": _Unit("mass", 0.001),
    "kg": _Unit("mass", 1.0),
    "t": _Unit("mass", 1e3),
    "lb": _Unit("mass", 0.45359237),
    "l": _Unit("volume", 1.0),
    "ml": _Unit("volume", 0.001),
    "gal": _Unit("volume", 3.785411784),
    "s": _Unit("time", 1.0),
    "ms": _Unit("time", 0.001),
    "min": _Unit("time", 60.0),
    "h": _Unit("time", 3600.0),
    "days": _Unit("time", 86400.0),
    "C": _Unit("temperature", 1.0),
    "F": _Unit("temperature", 5.0 / 9.0, -160.0 / 9.0),
    "K": _Unit("temperature", 1.0, -273.15),
}
_ALIASES = {"mile": "miles", "mi": "miles", "ft2": "sqft", "sqm": "m2", "m²": "m2", "°C": "C", "°F": "F", "%": "percent"}
_PREFIXES = {"thousands": 1e3, "thousand": 1e3, "millions": 1e6, "million": 1e6, "hundreds": 1e2}


def conversion(source_unit: str, contract_unit: str | None, where: str) -> Conversion | None:
    """Return how to bring `source_unit` to `contract_unit`, or None when they are the same.

    `thousands USD` and `thousands of USD` lead to `USD`, whatever the unit after the multiple. Raises
    `ContractError`, naming `where`, when a unit is unknown or the two measure different things.
    """
    if source_unit == contract_unit:
        return None
    multiple, rest = _multiple(source_unit)
    if rest and multiple != 1.0 and rest == contract_unit:
        return Conversion(multiple)
    if contract_unit is None and source_unit in _PREFIXES:
        return Conversion(_PREFIXES[source_unit])
    given, wanted = _unit(source_unit, where), _unit(contract_unit or "one", where)
    if given.dimension != wanted.dimension:
        raise ContractError(
            f"{source_unit!r} cannot become {contract_unit or 'a number without unit'!r}: "
            f"one is {given.dimension}, the other {wanted.dimension}",
            where=where,
            fix="correct the unit in the source's `units`, or the column's unit in the contract",
        )
    made = Conversion(given.scale / wanted.scale, (given.offset - wanted.offset) / wanted.scale)
    return None if made == Conversion(1.0) else made


def _multiple(unit: str) -> tuple[float, str]:
    first, _, rest = unit.partition(" ")
    return _PREFIXES.get(first, 1.0), rest.removeprefix("of ").strip()


def _unit(name: str, where: str) -> _Unit:
    found = _UNITS.get(_ALIASES.get(name, name))
    if found is None:
        raise ContractError(f"unit {name!r} is unknown", where=where, fix=suggest(name, [*_UNITS, *_ALIASES]))
    return found
