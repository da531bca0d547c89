"""The train component makes the same bytes as its stage, though the orchestrator hands the seed over as a float."""

from penstock.files import tree_digest
from penstock.settings import Features, Training, encode_section
from tests.components.conftest import RunComponent
from tests.stages.samples import CONTRACT, Made


def test_a_seed_that_arrives_as_a_float_gives_the_same_model(run_component: RunComponent, made: Made) -> None:
    asked = {
        "contract": CONTRACT.encode().decode(),
        "features": encode_section(Features()),
        "training": encode_section(Training(estimator="linear")),
        "best": "{}",
        "seed": 7.0,
    }
    ended = run_component("train", asked, splits=made.splits)
    assert (ended.code, ended.output) == (0, None), ended.said
    assert tree_digest(ended.artifact("model")) == tree_digest(made.model)
