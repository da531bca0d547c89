"""Fit the feature plan on the training frame and apply it to whole frames."""

import math
from collections import Counter

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from penstock.contract.columns import NUMERIC_KINDS, Column, Contract
from penstock.errors import ContractError, DataError, ProjectError
from penstock.features.arithmetic import Floats, evaluate, finite
from penstock.features.declared import check_expression, check_features
from penstock.features.expression import column_names, parse
from penstock.features.inputs import AnyInput, CategoryInput, ExpressionInput, FeaturePlan, NumberInput, TimeInput
from penstock.features.time_parts import part_of_moments
from penstock.settings import Features

__all__ = ["FeaturePlan", "fit_plan", "transform_frame"]


def fit_plan(contract: Contract, settings: Features, frame: pd.DataFrame) -> FeaturePlan:
    """Return the plan that `settings` declares for `contract`, fitted on the training `frame`.

    Texts and keys are no features. Time parts that never change in `frame` are left out. Indicators are
    added where values are filled in and the input may be missing; unfilled, NaN says it already. Unfilled columns without
    any value are left out.

    Raises:
        ProjectError: `drop` or an expression names a column that does not exist or cannot be used, or an expression has no
            value in any row.
        DataError: no feature is left.
    """
    check_features(settings, contract)
    kept = [column for column in contract.inputs if column.name not in settings.drop]
    entries = [_fit_column(column, settings, frame) for column in kept]
    entries += [_fit_expression(name, text, contract, settings, frame) for name, text in sorted(settings.expressions.items())]
    plan = FeaturePlan(tuple(entry for entry in entries if entry is not None and entry.values))
    if not plan.names:
        raise DataError("no feature is left to learn from", where="features", fix="drop fewer columns, or add one that varies")
    repeated = [name for name, times in Counter(plan.names).items() if times > 1]
    if repeated:
        raise ProjectError(
            f"two features would be called {repeated[0]!r}", where="features", fix="rename the expression or column"
        )
    return plan


def transform_frame(plan: FeaturePlan, frame: pd.DataFrame) -> Floats:
    """Return the features of every row of `frame`, shape (rows, features); equal bit for bit to `compile_row`.

    Raises:
        ContractError: `frame` lacks a column that the plan reads.
    """
    blocks = [_block(entry, frame) for entry in plan.inputs]
    return np.column_stack([column for block in blocks for column in block])


def _fit_column(column: Column, settings: Features, frame: pd.DataFrame) -> AnyInput | None:
    if settings.impute == "none" and _series(frame, column.name).isna().all():
        # It says nothing, and some estimators refuse a column without any value.
        return None
    if column.kind in NUMERIC_KINDS:
        values = _numbers(frame, column.name)
        indicator = _indicator(settings, column.missing or bool(np.isnan(values).any()))
        return NumberInput(name=column.name, fill=_fill(values, settings), indicator=indicator)
    if column.kind == "category":
        return _fit_category(column, settings, frame)
    if column.kind == "time":
        return _fit_time(column, settings, frame)
    return None


def _fit_category(column: Column, settings: Features, frame: pd.DataFrame) -> CategoryInput:
    counts = _series(frame, column.name).value_counts(dropna=True)
    ranked = sorted((-int(count), str(value)) for value, count in counts.items())
    return CategoryInput(
        name=column.name,
        categories=tuple(sorted(value for _, value in ranked[: settings.max_categories])),
        one_hot=settings.one_hot,
        filled=settings.impute != "none",
        indicator=_indicator(settings, column.missing or bool(_series(frame, column.name).isna().any())),
    )


def _fit_time(column: Column, settings: Features, frame: pd.DataFrame) -> TimeInput | None:
    moments = _moments(frame, column.name)
    present = moments[~np.isnat(moments)]
    if present.size == 0:
        return None
    origin = int(present.min().astype(np.int64))
    columns = {part: part_of_moments(moments, part, origin) for part in settings.time_parts}
    varying = {part: values for part, values in columns.items() if np.nanmin(values) < np.nanmax(values)}
    fills = [_fill(values, settings) for values in varying.values()]
    return TimeInput(
        name=column.name,
        parts=tuple(varying),
        origin=origin,
        fills=tuple(fill for fill in fills if fill is not None),
        indicator=_indicator(settings, column.missing or present.size < moments.size),
    )


def _fit_expression(name: str, text: str, contract: Contract, settings: Features, frame: pd.DataFrame) -> ExpressionInput:
    mentions = check_expression(name, text, contract)
    values = _expression_values(name, text, frame)
    if np.isnan(values).all():
        fix = "look for a division by zero or empty columns, or remove it"
        raise ProjectError("the expression has no value in any training row", where=f"features.expressions.{name}", fix=fix)
    indicator = _indicator(settings, bool(np.isnan(values).any()) or any(contract.column(m.name).missing for m in mentions))
    return ExpressionInput(name=name, text=text, fill=_fill(values, settings), indicator=indicator)


def _indicator(settings: Features, may_miss: bool) -> bool:
    return settings.indicators and settings.impute != "none" and may_miss


def _fill(values: Floats, settings: Features) -> float | None:
    """Return what stands in for missing: the lower median (a value that occurs), the mean, or 0.0 when all are missing."""
    if settings.impute == "none":
        return None
    present = values[~np.isnan(values)]
    if present.size == 0:
        return 0.0
    if settings.impute == "median":
        middle = (present.size - 1) // 2
        return float(np.partition(present, middle)[middle])
    # Dividing first keeps the sum of very large values finite; fsum is exact in any order.
    return math.fsum(present / present.size)


def _block(entry: AnyInput, frame: pd.DataFrame) -> list[Floats]:
    fills: tuple[float, ...] = ()
    match entry:
        case NumberInput():
            columns = [_numbers(frame, entry.name)]
            missing, fills = np.isnan(columns[0]), _single(entry.fill)
        case ExpressionInput():
            columns = [_expression_values(entry.name, entry.text, frame)]
            missing, fills = np.isnan(columns[0]), _single(entry.fill)
        case CategoryInput():
            columns, missing = _category_columns(entry, frame)
        case TimeInput():
            moments = _moments(frame, entry.name)
            columns = [part_of_moments(moments, part, entry.origin) for part in entry.parts]
            missing, fills = np.isnat(moments), entry.fills
    if fills:
        columns = [np.where(missing, fill, values) for fill, values in zip(fills, columns, strict=True)]
    return [*columns, missing.astype(np.float64)] if entry.indicator else columns


def _single(fill: float | None) -> tuple[float, ...]:
    return () if fill is None else (fill,)


def _category_columns(entry: CategoryInput, frame: pd.DataFrame) -> tuple[list[Floats], NDArray[np.bool_]]:
    series = _series(frame, entry.name)
    missing = series.isna().to_numpy()
    codes = pd.Index(entry.categories, dtype=object).get_indexer(pd.Index(series, dtype=object)).astype(np.float64)
    if entry.one_hot:
        return [(codes == code).astype(np.float64) for code in range(len(entry.categories))], missing
    other = float(len(entry.categories))
    codes[codes < 0] = other
    codes[missing] = other if entry.filled else np.nan
    return [codes], missing


def _expression_values(name: str, text: str, frame: pd.DataFrame) -> Floats:
    node = parse(text, name)
    return evaluate(node, {mention.name: _numbers(frame, mention.name) for mention in column_names(node)}, len(frame))


def _series(frame: pd.DataFrame, name: str) -> pd.Series:
    if name not in frame.columns:
        raise ContractError(
            f"the table has no column {name!r}, which the feature plan reads", fix="read it under the same contract"
        )
    return frame[name]


def _numbers(frame: pd.DataFrame, name: str) -> Floats:
    return finite(np.asarray(_series(frame, name), dtype=np.float64))


def _moments(frame: pd.DataFrame, name: str) -> NDArray[np.datetime64]:
    # An aware index drops its zone in UTC when it becomes a numpy array.
    return np.asarray(pd.DatetimeIndex(_series(frame, name)), dtype="datetime64[us]")
