"""A packed model is the same bytes for the same model, predicts the same, and cannot bring in a foreign type."""

import hashlib
import io
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import skops.io

from penstock.contract.columns import Task
from penstock.errors import ProjectError, RegistryError
from penstock.model.estimators import Estimator
from penstock.model.serialise import canonical, dumps, loads
from penstock.model.train import Rows, predict, train
from penstock.settings import Training

SHORT = {
    "hist_gradient_boosting": {"max_iter": 8},
    "random_forest": {"n_estimators": 5},
    "linear": {},
    "xgboost": {"n_estimators": 5},
    "lightgbm": {"n_estimators": 5},
}


@dataclass(frozen=True)
class Plan:
    categorical: tuple[int, ...] = ()


def fitted(name: str, task: Task = "regression", seed: int = 3) -> tuple[Estimator, np.ndarray]:
    random = np.random.default_rng(5)
    features = random.normal(size=(300, 3))
    features[:, 2] = random.integers(0, 4, 300)
    target = features[:, 0] + features[:, 2]
    rows = Rows(features, target if task == "regression" else (target > 1).astype(float))
    return train(Training(estimator=name), task, Plan((2,)), seed, SHORT.get(name, {}), rows, rows), features


@pytest.mark.parametrize("task", ["regression", "binary"])
@pytest.mark.parametrize("name", SHORT)
def test_a_model_read_back_predicts_the_same_bits(name: str, task: Task) -> None:
    model, features = fitted(name, task)
    again = loads(dumps(model))
    assert np.array_equal(predict(again, task, features, 2), predict(model, task, features, 2))


@pytest.mark.parametrize("task", ["regression", "binary"])
@pytest.mark.parametrize("name", SHORT)
def test_the_same_model_gives_the_same_bytes(name: str, task: Task) -> None:
    packed = dumps(fitted(name, task)[0])
    # Memory is used differently by now, so that addresses and unused bytes differ.
    ballast = [np.random.default_rng(1).bytes(1000) for _ in range(2000)]
    assert packed == dumps(fitted(name, task)[0])
    assert len(ballast) == 2000


def test_packing_what_was_read_back_gives_the_same_bytes() -> None:
    packed = dumps(fitted("hist_gradient_boosting")[0])
    assert dumps(loads(packed)) == packed


def test_another_seed_gives_other_bytes() -> None:
    assert dumps(fitted("random_forest", seed=1)[0]) != dumps(fitted("random_forest", seed=2)[0])


def test_another_process_gives_the_same_bytes() -> None:
    code = (
        f"import sys, hashlib; sys.path.insert(0, {str(Path(__file__).parent)!r}); import test_serialise as t;"
        "print(*(hashlib.sha256(t.dumps(t.fitted(n)[0])).hexdigest() for n in t.SHORT))"
    )
    here = " ".join(hashlib.sha256(dumps(fitted(name)[0])).hexdigest() for name in SHORT)
    run = subprocess.run([sys.executable, "-c", code], env={"PYTHONHASHSEED": "1"}, capture_output=True, check=True, text=True)
    assert run.stdout.strip() == here


def test_the_archive_holds_no_address_no_date_and_no_random_name() -> None:
    with zipfile.ZipFile(io.BytesIO(dumps(fitted("xgboost")[0]))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist() == ["000000.bin", "schema.json"]


def test_unused_memory_between_fields_is_zeroed() -> None:
    padded = np.dtype({"names": ["left_child", "missing_go_to_left"], "formats": ["<i8", "u1"], "itemsize": 16})
    packed = []
    for filler in (b"\xff", b"\xaa"):
        array = np.frombuffer(bytearray(filler * 32), dtype=padded)
        array["left_child"], array["missing_go_to_left"] = [-1, 1], [7 if filler == b"\xff" else 0, 1]
        packed.append(canonical(skops.io.dumps({"nodes": array})))
    assert packed[0] == packed[1]


def test_an_estimator_of_an_untrusted_type_is_refused_when_packed() -> None:
    model, _ = fitted("sklearn.neighbors.KNeighborsRegressor")
    model.set_params(estimate__metric=np.random.default_rng)
    with pytest.raises(ProjectError, match="cannot be kept safely"):
        dumps(model)


def test_a_foreign_type_is_refused_when_read() -> None:
    with pytest.raises(RegistryError, match="not trusted"):
        loads(skops.io.dumps(subprocess.run))


@pytest.mark.parametrize("damaged", [b"", b"not an archive", b"PK\x03\x04 cut short"])
def test_damaged_bytes_are_refused(damaged: bytes) -> None:
    with pytest.raises(RegistryError, match="damaged"):
        loads(damaged)
