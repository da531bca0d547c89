"""Settings that no run could succeed with are told before anything is read, by the setting and its file."""

import tomllib

import pytest

from penstock.consistency import check_settings
from penstock.contract.columns import Column, Contract
from penstock.documents import convert
from penstock.errors import ContractError, PenstockError, ProjectError
from penstock.settings import Settings

CONTRACT = Contract(
    task="regression",
    columns=(
        Column(name="price", kind="number", role="target", unit="EUR"),
        Column(name="area", kind="number", unit="m2"),
        Column(name="rooms", kind="integer"),
        Column(name="city", kind="category"),
    ),
)
HEAD = '[project]\nname = "homes"\n[[sources]]\nname = "one"\nkind = "csv"\npath = "one.csv"\n'


def check(text: str) -> None:
    check_settings(convert(tomllib.loads(HEAD + text), Settings, ProjectError, "file"), CONTRACT, "file")


@pytest.mark.parametrize(
    ("text", "error", "what", "fix"),
    [
        ('columns = { aera = "A" }', ProjectError, "sources.one.columns: the contract has no column 'aera'", "'area'"),
        ('units = { prize = "EUR" }', ProjectError, "sources.one.units: the contract has no column 'prize'", "'price'"),
        ('time_format = { solld = "%d.%m.%Y" }', ProjectError, "sources.one.time_format: the contract has no column", "use one"),
        ('units = { area = "sqfeet" }', ContractError, "sources.one.units.area: unit 'sqfeet' is unknown", "'sqft'"),
        ('units = { area = "kg" }', ContractError, "sources.one.units.area: 'kg' cannot become 'm2'", "correct the unit"),
        ('secret = "hunter2"', ProjectError, "sources.one.secret: `secret` is not a reference", "env:NAME"),
        ("[dataset]\ntest_share = 0.6\nvalidation_share = 0.5", ProjectError, "dataset: test_share and", "less than 1"),
        ('[dataset]\nwinner = "latest"', ContractError, "dataset.winner: the latest row cannot win", "role time"),
        ('[features]\ndrop = ["aera"]', ProjectError, "features.drop: there is no column 'aera'", "'area'"),
        ('[features]\ndrop = ["price"]', ProjectError, "features.drop: the target cannot be dropped", "remove"),
        ('[features.expressions]\na = "aera / 2"', ProjectError, "features.expressions.a, character 1: 'aera'", "'area'"),
        ('[features.expressions]\na = "area / (2"', ProjectError, "features.expressions.a, character 10", "put ')' here"),
        ('[tuning.space.depth]\nkind = "int"\nlow = 9\nhigh = 3', ProjectError, "tuning.space.depth: the search", "swap"),
        ('[tuning.space.depth]\nkind = "choice"', ProjectError, "tuning.space.depth: the search space", "at least one"),
        ('[training]\nestimator = "liner"', ProjectError, "training.estimator: unknown estimator 'liner'", "'linear'"),
        ('[training]\nestimator = "os.path.Model"', ProjectError, "training.estimator: estimator 'os.path.Model' is", "sklearn"),
        ('[evaluation]\nmetric = "auc"', ProjectError, "evaluation.metric: 'auc' is no metric for a regression", "rmse"),
        ('[evaluation]\nsegments = ["citty"]', ProjectError, "evaluation.segments: the contract has no", "'city'"),
        ("[gate.limits]\nmea = 3", ProjectError, "gate.limits: 'mea' is no metric", "did you mean 'mae'?"),
        ("[gate]\nworst_segment = 2", ProjectError, "gate.worst_segment: no segment is declared", "evaluation.segments"),
        ("[resources.ingest-two]", ProjectError, "resources: there is no stage 'ingest-two'", "'ingest'"),
    ],
)
def test_a_setting_that_cannot_work_is_named_with_the_fix(text: str, error: type[PenstockError], what: str, fix: str) -> None:
    with pytest.raises(error) as caught:
        check(text)
    assert what in caught.value.what
    assert fix in caught.value.fix
    assert caught.value.where == "file"
    assert "hunter2" not in str(caught.value)


def test_settings_that_fit_pass() -> None:
    check(
        """units = { area = "sqft", city = "anything" }
        secret = "env:TOKEN"
        [features.expressions]
        a = "area / rooms"
        [training]
        estimator = "sklearn.linear_model.Lasso"
        [resources.ingest-one]
        [resources.finish]
        """
    )
