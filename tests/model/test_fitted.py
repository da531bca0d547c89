"""A fitted model is the same after it was written and read; one that is not whole is refused, never half read."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from penstock.contract.columns import Column, Contract
from penstock.errors import ContractError, RegistryError, StoreError
from penstock.features.plan import fit_plan, transform_frame
from penstock.files import tree_digest
from penstock.model.fitted import FittedModel, class_names, read_model, write_model
from penstock.model.train import Rows, train
from penstock.registry.bundle import CONTRACT, MODEL, PLAN
from penstock.settings import Features, Training

COLUMNS = (Column(name="area", kind="number"), Column(name="sold", kind="boolean", role="target"))
CONTRACT_OF_SALES = Contract(task="binary", columns=COLUMNS)
FRAME = pd.DataFrame({"area": np.linspace(10.0, 90.0, 40)})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_model(fitted(), tmp_path / "model")
    return tmp_path / "model"


def fitted() -> FittedModel:
    plan = fit_plan(CONTRACT_OF_SALES, Features(), FRAME)
    features = transform_frame(plan, FRAME)
    rows = Rows(features, (features[:, 0] > 50.0).astype(np.float64))
    return FittedModel(CONTRACT_OF_SALES, plan, train(Training(estimator="linear"), "binary", plan, 7, {}, rows, rows))


def test_a_model_read_back_predicts_the_same_bits_and_writes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    again, model = read_model(folder), fitted()
    assert np.array_equal(again.predict(again.features(FRAME)), model.predict(model.features(FRAME)))
    write_model(again, tmp_path / "again")
    assert tree_digest(tmp_path / "again") == tree_digest(folder)


def test_a_boolean_target_has_its_two_classes_in_order() -> None:
    assert class_names(CONTRACT_OF_SALES) == ("false", "true")


@pytest.mark.parametrize("name", [CONTRACT, PLAN, MODEL])
def test_an_absent_file_is_a_store_error_that_names_the_folder(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(StoreError) as caught:
        read_model(folder)
    assert caught.value.where == str(folder)


@pytest.mark.parametrize(("name", "kind"), [(CONTRACT, ContractError), (PLAN, StoreError), (MODEL, RegistryError)])
def test_a_damaged_file_is_refused(folder: Path, name: str, kind: type[Exception]) -> None:
    (folder / name).write_bytes((folder / name).read_bytes()[:-5])
    with pytest.raises(kind):
        read_model(folder)
