"""Turn one row into its features with numpy and the standard library alone; the serving half of the plan."""

from collections.abc import Callable
from datetime import datetime

import numpy as np

from penstock.errors import ContractError
from penstock.features.arithmetic import NAN, Cell, Floats, Row, RowNumber, cell_number, compile_number
from penstock.features.expression import parse
from penstock.features.inputs import AnyInput, CategoryInput, ExpressionInput, FeaturePlan, NumberInput, TimeInput
from penstock.features.time_parts import part_of_moment

Step = Callable[[Row, list[float]], None]


def compile_row(plan: FeaturePlan) -> Callable[[Row], Floats]:
    """Return a function from one row (values by column name, None for missing) to its features, shape (features,)."""
    steps = [_step(entry) for entry in plan.inputs]

    def features(row: Row) -> Floats:
        values: list[float] = []
        for step in steps:
            step(row, values)
        return np.array(values, dtype=np.float64)

    return features


def _step(entry: AnyInput) -> Step:
    match entry:
        case NumberInput(name=name):
            return _number_step(lambda row: cell_number(row.get(name)), entry.fill, entry.indicator)
        case ExpressionInput():
            return _number_step(compile_number(parse(entry.text, entry.name)), entry.fill, entry.indicator)
        case CategoryInput():
            return _one_hot_step(entry) if entry.one_hot else _code_step(entry)
        case TimeInput():
            return _time_step(entry)


def _number_step(number: RowNumber, fill: float | None, indicator: bool) -> Step:
    stand_in = NAN if fill is None else fill

    def step(row: Row, values: list[float]) -> None:
        value = number(row)
        missing = value != value
        values.append(stand_in if missing else value)
        if indicator:
            values.append(float(missing))

    return step


def _code_step(entry: CategoryInput) -> Step:
    name, indicator = entry.name, entry.indicator
    codes: dict[Cell, float] = {category: float(code) for code, category in enumerate(entry.categories)}
    other = float(len(codes))
    absent = other if entry.filled else NAN

    def step(row: Row, values: list[float]) -> None:
        cell = row.get(name)
        values.append(absent if cell is None else codes.get(cell, other))
        if indicator:
            values.append(float(cell is None))

    return step


def _one_hot_step(entry: CategoryInput) -> Step:
    name, indicator, categories = entry.name, entry.indicator, entry.categories

    def step(row: Row, values: list[float]) -> None:
        cell = row.get(name)
        values.extend([float(cell == category) for category in categories])
        if indicator:
            values.append(float(cell is None))

    return step


def _time_step(entry: TimeInput) -> Step:
    name, indicator = entry.name, entry.indicator
    parts = [part_of_moment(part, entry.origin) for part in entry.parts]
    absent = list(entry.fills) or [NAN] * len(parts)

    def step(row: Row, values: list[float]) -> None:
        cell = row.get(name)
        if cell is None:
            values.extend(absent)
        elif isinstance(cell, datetime):
            values.extend([part(cell) for part in parts])
        else:
            raise ContractError("a cell of a time column is not a time", fix="check the row under its contract first")
        if indicator:
            values.append(float(cell is None))

    return step
