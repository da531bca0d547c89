"""The split component parts rows as its stage does, though the orchestrator hands the seed over as a float."""

from penstock.files import tree_digest
from penstock.settings import Dataset, encode_section
from tests.components.conftest import RunComponent
from tests.stages.samples import CONTRACT, Made


def test_a_seed_that_arrives_as_a_float_gives_the_same_sides(run_component: RunComponent, made: Made) -> None:
    asked = {"contract": CONTRACT.encode().decode(), "settings": encode_section(Dataset()), "seed": 7.0}
    ended = run_component("split", asked, dataset=made.dataset)
    assert ended.code == 0, ended.said
    assert isinstance(ended.output, int)
    assert 0 < ended.output < 120
    assert tree_digest(ended.artifact("splits")) == tree_digest(made.splits)
