"""What the stages before registration leave behind, made once on a small table."""

from dataclasses import dataclass
from pathlib import Path

from penstock.contract.columns import Column, Contract
from penstock.dataset.combine import combine
from penstock.dataset.split import split
from penstock.model.report import Report, read_report
from penstock.registry.bundle import Bundle
from penstock.settings import Dataset, Evaluation, Features, Gate, Training, encode_section
from penstock.stages.candidate import write_candidate
from penstock.stages.evaluate import evaluate
from penstock.stages.train import train
from tests.dataset.samples import houses, part

CONTRACT = Contract(
    task="regression",
    columns=(
        Column(name="id", kind="key", role="key"),
        Column(name="area", kind="number", minimum=10.0, maximum=500.0),
        Column(name="district", kind="category", categories=("north", "south")),
        Column(name="price", kind="number", role="target", minimum=0.0),
    ),
)
SETTINGS = f"sha256:{'5' * 64}"
CODE = f"sha256:{'6' * 64}"


@dataclass(frozen=True)
class Made:
    """Hold what the stages before left behind, once for all tests here."""

    dataset: Path
    splits: Path
    model: Path
    report: Report

    def bundle(self, into: Path, name: str = "houses", report: Report | None = None) -> Bundle:
        return write_candidate(name, SETTINGS, CODE, self.dataset, self.splits, self.model, report or self.report, into)


def make_candidate(folder: Path) -> Made:
    """Carry a small table through combine, split, train and evaluate in `folder`; the store must be set."""
    columns = {column.name for column in CONTRACT.columns}
    values = {column: cells for column, cells in houses(120).items() if column in columns}
    contract = CONTRACT.encode().decode()
    parts = [part(folder / "part", values, CONTRACT)]
    combine(parts, CONTRACT, Dataset(), folder / "dataset")
    split(folder / "dataset", CONTRACT, Dataset(), 7, folder / "splits")
    linear = encode_section(Training(estimator="linear"))
    train(contract, encode_section(Features()), linear, "{}", 7, folder / "splits", folder / "model")
    wanted = encode_section(Evaluation(bootstrap=50))
    gate, report = encode_section(Gate()), folder / "report.json"
    evaluate(contract, wanted, gate, 7, folder / "splits", folder / "model", report)
    return Made(folder / "dataset", folder / "splits", folder / "model", read_report(report))
