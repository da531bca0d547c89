"""Evaluate an expression's tree over whole columns or over one row, with the same bits in both.

Whatever is not a finite number at the end is missing (NaN). Logarithms go through the C library one value
at a time in both forms, because numpy's vectorised ones may differ from it in the last bit.
"""

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from penstock.errors import ContractError
from penstock.features.expression import Call, ColumnName, Function, Negative, Node, Number, Operation, Operator

Floats = NDArray[np.float64]
Cell = object
Row = Mapping[str, Cell]
RowNumber = Callable[[Row], float]

NAN = math.nan


def evaluate(node: Node, columns: Mapping[str, Floats], rows: int) -> Floats:
    """Return the value of `node` for every row, shape (rows,); `columns` holds arrays of that shape."""
    with np.errstate(all="ignore"):
        return finite(_walk(node, columns, rows))


def finite(values: Floats) -> Floats:
    """Return `values` with every infinity and every kind of NaN replaced by the one plain NaN."""
    return np.where(np.isfinite(values), values, NAN)


def compile_number(node: Node) -> RowNumber:
    """Return a function from one row to the value of `node`."""
    value = _compile(node)

    def number(row: Row) -> float:
        result = value(row)
        return result if math.isfinite(result) else NAN

    return number


def cell_number(cell: Cell) -> float:
    """Return one cell of a number, integer or boolean column as a float, NaN when missing or not finite.

    Raises `ContractError` for a cell that is no number: a row must be brought under its contract first.
    """
    if cell is None:
        return NAN
    if not isinstance(cell, int | float | np.integer | np.floating | np.bool_):
        raise ContractError("a cell of a numeric column is not a number", fix="check the row under its contract first")
    try:
        number = float(cell)
    except OverflowError:
        return NAN
    return number if math.isfinite(number) else NAN


def _walk(node: Node, columns: Mapping[str, Floats], rows: int) -> Floats:
    match node:
        case Number(value):
            return np.full(rows, value)
        case ColumnName(name):
            return columns[name]
        case Negative(operand):
            return -_walk(operand, columns, rows)
        case Operation(operator, left, right):
            return FRAME_OPERATORS[operator](_walk(left, columns, rows), _walk(right, columns, rows))
        case Call(function, operands):
            return _call(function, [_walk(operand, columns, rows) for operand in operands])


def _call(function: Function, operands: list[Floats]) -> Floats:
    if function in FRAME_PAIRS:
        return FRAME_PAIRS[function](operands[0], operands[1])
    if function == "abs":
        return np.abs(operands[0])
    return np.fromiter(map(ROW_SINGLES[function], operands[0].tolist()), np.float64, operands[0].size)


def _compile(node: Node) -> RowNumber:
    match node:
        case Number(value):
            return lambda row: value
        case ColumnName(name):
            return lambda row: cell_number(row.get(name))
        case Negative(operand):
            inner = _compile(operand)
            return lambda row: -inner(row)
        case Operation(operator, left, right):
            return _join(ROW_OPERATORS[operator], _compile(left), _compile(right))
        case Call(function, (single,)):
            return _apply(ROW_SINGLES[function], _compile(single))
        case Call(function, operands):
            return _join(ROW_PAIRS[function], _compile(operands[0]), _compile(operands[1]))


def _join(function: Callable[[float, float], float], left: RowNumber, right: RowNumber) -> RowNumber:
    return lambda row: function(left(row), right(row))


def _apply(function: Callable[[float], float], operand: RowNumber) -> RowNumber:
    return lambda row: function(operand(row))


def _log(value: float) -> float:
    return math.log(value) if value > 0.0 else NAN


def _log1p(value: float) -> float:
    return math.log1p(value) if value > -1.0 else NAN


def _sqrt(value: float) -> float:
    return math.sqrt(value) if value >= 0.0 else NAN


# numpy leaves open which of 0.0 and -0.0 is the smaller, so the choice is spelled out: the first of equals.
FRAME_PAIRS: dict[Function, Callable[[Floats, Floats], Floats]] = {
    "minimum": lambda a, b: np.where((a <= b) | (a != a), a, b),
    "maximum": lambda a, b: np.where((a >= b) | (a != a), a, b),
}
ROW_PAIRS: dict[Function, Callable[[float, float], float]] = {
    "minimum": lambda a, b: a if a <= b or a != a else b,
    "maximum": lambda a, b: a if a >= b or a != a else b,
}
ROW_SINGLES: dict[Function, Callable[[float], float]] = {"log": _log, "log1p": _log1p, "sqrt": _sqrt, "abs": math.fabs}
FRAME_OPERATORS: dict[Operator, Callable[[Floats, Floats], Floats]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: np.where(b == 0.0, NAN, a / b),
}
ROW_OPERATORS: dict[Operator, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b if b != 0.0 else NAN,
}
