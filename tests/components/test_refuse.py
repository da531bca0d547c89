"""The refuse component keeps the candidate with its reasons, and no champion moves."""

from pathlib import Path

import msgspec

from penstock.model.report import write_report
from penstock.registry.registry import Registry
from tests.components.conftest import RunComponent
from tests.stages.samples import SETTINGS, Made


def test_the_digest_it_gives_is_a_refused_candidates(run_component: RunComponent, made: Made, tmp_path: Path) -> None:
    gate = msgspec.structs.replace(made.report.gate, passed=False, reasons=("too weak",))
    report = tmp_path / "report.json"
    write_report(msgspec.structs.replace(made.report, gate=gate), report)
    asked = {"name": "houses", "settings": SETTINGS}
    ended = run_component("refuse", asked, dataset=made.dataset, splits=made.splits, model=made.model, report=report)
    assert ended.code == 0, ended.said
    registry = Registry(ended.store / "registry")
    assert [(refusal.digest, refusal.reasons) for refusal in registry.refused()] == [(ended.output, ("too weak",))]
    assert registry.aliases.names() == ()
