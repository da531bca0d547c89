"""The evaluate component gives a boolean: the pipeline branches on nothing else."""

import pytest

from penstock.model.report import read_report
from penstock.settings import Evaluation, Gate, encode_section
from tests.components.conftest import RunComponent
from tests.stages.samples import CONTRACT, Made


@pytest.mark.parametrize(("gate", "passed"), [(Gate(), True), (Gate(limits={"mae": -1.0}), False)])
def test_the_gate_decides_true_or_false_and_neither_is_a_failure(
    run_component: RunComponent, made: Made, gate: Gate, passed: bool
) -> None:
    asked = {
        "contract": CONTRACT.encode().decode(),
        "evaluation": encode_section(Evaluation(bootstrap=50)),
        "gate": encode_section(gate),
        "seed": 7.0,
    }
    ended = run_component("evaluate", asked, splits=made.splits, model=made.model)
    assert (ended.code, ended.output) == (0, passed), ended.said
    assert isinstance(ended.output, bool)
    assert read_report(ended.artifact("report")).gate.passed is passed
