"""One row gives the bits that a frame gives, without pandas."""

import subprocess
import sys
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penstock.contract.columns import Contract
from penstock.contract.frames import arrow_schema, to_frame
from penstock.errors import ContractError
from penstock.features.inputs import FeaturePlan, TimeInput, decode_plan
from penstock.features.plan import fit_plan, transform_frame
from penstock.features.row import compile_row
from penstock.settings import Features

Cell = float | int | bool | str | datetime | None
MOMENTS = st.datetimes(min_value=datetime(1700, 1, 1), max_value=datetime(2250, 1, 1), timezones=st.just(UTC))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "area": st.none() | st.floats(allow_nan=False, allow_infinity=False),
            "rooms": st.none() | st.integers(-(2**53), 2**53),
            "garden": st.none() | st.booleans(),
            "district": st.none() | st.sampled_from(["north", "east", "west", "never seen", ""]),
            "built": st.none() | MOMENTS,
            "sold": st.none() | MOMENTS,
        }
    ),
    min_size=1,
    max_size=12,
)
EXPRESSIONS = {
    "spacious": "area / rooms",
    "scaled": "log1p(abs(area)) - sqrt(rooms) * 3",
    "bounded": "maximum(minimum(area, 200), -garden) + log(area)",
}
PLANS = st.builds(
    Features,
    expressions=st.just(EXPRESSIONS),
    time_parts=st.just(("year", "month", "day", "weekday", "hour", "elapsed_days")),
    impute=st.sampled_from(["none", "median", "mean"]),
    indicators=st.booleans(),
    max_categories=st.sampled_from([2, 50]),
    one_hot=st.booleans(),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(chosen=PLANS, rows=ROWS)
def test_rows_and_frames_agree_bit_for_bit(
    contract: Contract, houses: pa.Table, chosen: Features, rows: list[dict[str, Cell]]
) -> None:
    plan = decode_plan(fit_plan(contract, chosen, to_frame(houses)).encode())
    frame = to_frame(pa.Table.from_pylist(rows, schema=arrow_schema(contract)))
    features = compile_row(plan)
    single = np.stack([features(row) for row in rows])
    assert transform_frame(plan, frame).tobytes() == single.tobytes()
    assert single.shape == (len(rows), len(plan.names))


def test_an_absent_name_is_a_missing_value(contract: Contract, houses: pa.Table) -> None:
    features = compile_row(fit_plan(contract, Features(), to_frame(houses)))
    assert np.isnan(features({})).all()


def test_a_time_cell_that_is_no_time_is_refused() -> None:
    features = compile_row(FeaturePlan((TimeInput(name="sold", parts=("year",), origin=0),)))
    with pytest.raises(ContractError, match="not a time"):
        features({"sold": "2024-01-01"})


def test_the_serving_half_never_loads_pandas(contract: Contract, houses: pa.Table) -> None:
    plan = fit_plan(contract, Features(expressions=EXPRESSIONS), to_frame(houses)).encode()
    script = (
        "import sys\n"
        "from penstock.features.row import compile_row\n"
        "from penstock.features.inputs import decode_plan\n"
        "import penstock.contract\n"
        "compile_row(decode_plan(sys.stdin.buffer.read()))({'area': 3.0, 'rooms': 2})\n"
        "heavy = {'pandas', 'pyarrow', 'sklearn', 'scipy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", script], input=plan, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
