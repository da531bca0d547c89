"""Split moments into numbers (year, month, day, weekday, hour, elapsed days), in UTC, for arrays and for one moment."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

TimePart = Literal["year", "month", "day", "weekday", "hour", "elapsed_days"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MICROSECONDS_A_DAY = 86_400_000_000
# 1970-01-01 was a Thursday; Monday is 0.
EPOCH_WEEKDAY = 3


def microseconds(moment: datetime) -> int:
    """Return the whole microseconds from 1970 to `moment`; a moment without a zone is taken as UTC."""
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return (aware - EPOCH) // MICROSECOND


def part_of_moments(moments: NDArray[np.datetime64], part: TimePart, origin: int) -> NDArray[np.float64]:
    """Return one part of each moment, shape (rows,), NaN where the moment is missing.

    Args:
        moments: datetime64[us] in UTC, NaT for missing.
        part: which part; `elapsed_days` counts days with fractions since `origin`.
        origin: microseconds since 1970.
    """
    values = np.asarray(_parts(moments.astype("datetime64[us]"), part, origin), dtype=np.float64)
    return np.where(np.isnat(moments), np.nan, values)


def part_of_moment(part: TimePart, origin: int) -> Callable[[datetime], float]:
    """Return a function from one moment to `part`, equal bit for bit to `part_of_moments`."""
    match part:
        case "year":
            return lambda moment: float(_utc(moment).year)
        case "month":
            return lambda moment: float(_utc(moment).month)
        case "day":
            return lambda moment: float(_utc(moment).day)
        case "weekday":
            return lambda moment: float(_utc(moment).weekday())
        case "hour":
            return lambda moment: float(_utc(moment).hour)
        case "elapsed_days":
            return lambda moment: float(microseconds(moment) - origin) / MICROSECONDS_A_DAY


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo is not None else moment


def _parts(moments: NDArray[np.datetime64], part: TimePart, origin: int) -> NDArray[np.float64] | NDArray[np.int64]:
    since_epoch: NDArray[np.int64] = moments.astype(np.int64)
    match part:
        case "year":
            return moments.astype("datetime64[Y]").astype(np.int64) + 1970
        case "month":
            return moments.astype("datetime64[M]").astype(np.int64) % 12 + 1
        case "day":
            days: NDArray[np.timedelta64] = moments.astype("datetime64[D]") - moments.astype("datetime64[M]")
            return days.astype(np.int64) + 1
        case "weekday":
            return (since_epoch // MICROSECONDS_A_DAY + EPOCH_WEEKDAY) % 7
        case "hour":
            return since_epoch % MICROSECONDS_A_DAY // 3_600_000_000
        case "elapsed_days":
            return (since_epoch - origin).astype(np.float64) / MICROSECONDS_A_DAY
