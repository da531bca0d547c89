"""Check how a source says it spells the contract's columns, before the source is read."""

from penstock.contract.columns import Contract
from penstock.errors import ProjectError
from penstock.ingest.units import Conversion, conversion
from penstock.names import suggest
from penstock.settings import Source


def check_mapping(source: Source, contract: Contract) -> dict[str, Conversion | None]:
    """Return how to convert each column that has a unit of its own.

    Raises:
        ProjectError: `columns`, `units` or `time_format` names a column that the contract does not have.
        ContractError: a unit is unknown, or cannot become the contract's.
    """
    known = {column.name: column for column in contract.columns}
    formats = source.time_format if isinstance(source.time_format, dict) else {}
    for setting, names in (("columns", source.columns), ("units", source.units), ("time_format", formats)):
        for name in names:
            if name not in known:
                where, fix = f"sources.{source.name}.{setting}", suggest(name, known)
                raise ProjectError(f"the contract has no column {name!r}", where=where, fix=fix)
    return {
        name: conversion(unit, known[name].unit, f"sources.{source.name}.units.{name}")
        for name, unit in source.units.items()
        if known[name].kind in ("number", "integer")
    }
