"""The stage searches on the training rows, and writes down every trial, the same way each time."""

from pathlib import Path

import msgspec
import pytest

from penstock.model.trials import TuneResult
from penstock.settings import Features, Training, Tuning, encode_section
from penstock.stages.places import STORE
from penstock.stages.tune import tune
from tests.stages.samples import CONTRACT, Made


def searched(made: Made, folder: Path, monkeypatch: pytest.MonkeyPatch, tuning: Tuning, training: Training) -> str:
    monkeypatch.setenv(STORE, str(folder / "store"))
    contract, features = CONTRACT.encode().decode(), encode_section(Features())
    trials = folder / "trials.json"
    return tune(contract, features, encode_section(tuning), encode_section(training), "", 7, made.splits, trials)


def test_the_best_parameters_come_back_and_every_trial_is_written_down(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    best = searched(made, tmp_path, monkeypatch, Tuning(trials=6), Training())
    found = msgspec.json.decode((tmp_path / "trials.json").read_bytes(), type=TuneResult)
    assert msgspec.json.decode(best) == found.best_parameters
    assert found.best_value == min(trial.value for trial in found.trials if trial.value is not None)
    assert [trial.number for trial in found.trials] == list(range(6))


def test_two_stores_give_the_same_bytes(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        searched(made, tmp_path / name, monkeypatch, Tuning(trials=4), Training(estimator="random_forest"))
    assert (tmp_path / "a" / "trials.json").read_bytes() == (tmp_path / "b" / "trials.json").read_bytes()
