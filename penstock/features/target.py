"""Turn the target column into the numbers that estimators learn: values, or positions of classes."""

import numpy as np
import pandas as pd

from penstock.contract.columns import Column, Contract
from penstock.errors import ContractError, DataError
from penstock.features.arithmetic import Floats

TRUTH = {"false": 0.0, "true": 1.0, "0": 0.0, "1": 1.0}


def encode_target(contract: Contract, frame: pd.DataFrame) -> Floats:
    """Return the target of every row, shape (rows,), float64.

    Regression gives the value in the contract's unit; classification the position of the class in the
    target's categories (binary: 1.0 is the positive class).

    Raises:
        ContractError: the frame lacks the target, or its categories do not fit its kind.
        DataError: a target is missing, not finite, or no known class.
    """
    target = contract.target
    if target.name not in frame.columns:
        raise ContractError(f"the table has no target column {target.name!r}", fix="read it under the same contract")
    series = frame[target.name]
    if contract.task == "regression":
        return _whole(series.to_numpy(dtype=np.float64), target, "missing or not finite")
    if series.isna().any():
        _refuse(int(series.isna().sum()), target, "missing")
    classes = pd.Index(_classes(target))
    positions = classes.get_indexer(pd.Index(series, dtype=classes.dtype)).astype(np.float64)
    return _whole(np.where(positions < 0, np.nan, positions), target, "not one of the declared classes")


def _classes(target: Column) -> list[str] | list[float]:
    names = target.categories or (("false", "true") if target.kind == "boolean" else ())
    if len(names) < 2:
        raise ContractError(f"the target {target.name!r} declares fewer than two classes", fix="list them in its categories")
    if target.kind == "category":
        return list(names)
    try:
        return [TRUTH[name.lower()] if target.kind == "boolean" else float(name) for name in names]
    except (KeyError, ValueError):
        raise ContractError(
            f"the classes of the target {target.name!r} do not fit its kind {target.kind!r}", fix="set kind = category"
        ) from None


def _whole(values: Floats, target: Column, problem: str) -> Floats:
    bad = int((~np.isfinite(values)).sum())
    if bad:
        _refuse(bad, target, problem)
    return values


def _refuse(rows: int, target: Column, problem: str) -> None:
    raise DataError(
        f"the target is {problem} in {rows} row(s)", where=target.name, fix="leave those rows out, or mend the contract"
    )
