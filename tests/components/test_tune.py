"""The tune component gives the parameters it found as text that the train component takes."""

import json

from penstock.settings import Features, Training, Tuning, encode_section
from tests.components.conftest import RunComponent
from tests.stages.samples import CONTRACT, Made


def test_the_best_parameters_are_json_and_the_trials_are_kept_in_the_store(run_component: RunComponent, made: Made) -> None:
    asked = {
        "contract": CONTRACT.encode().decode(),
        "features": encode_section(Features()),
        "tuning": encode_section(Tuning(trials=2, parallel=1)),
        "training": encode_section(Training(estimator="linear")),
        "metric": "",
        "seed": 7.0,
    }
    ended = run_component("tune", asked, splits=made.splits)
    assert ended.code == 0, ended.said
    assert isinstance(ended.output, str)
    found = json.loads(ended.output)
    assert list(found) == ["alpha"]
    assert json.loads(ended.artifact("trials").read_bytes())["best_parameters"] == found
    assert (ended.store / "trials.db").is_file()
