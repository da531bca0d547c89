"""Make a candidate's bundle from what the stages before left behind."""

from pathlib import Path

import msgspec

from penstock.contract.columns import decode_contract
from penstock.dataset.manifests import DatasetManifest, SplitManifest, digest_of, load
from penstock.files import reading
from penstock.model.report import Report
from penstock.registry.bundle import CARD, CONTRACT, LINEAGE, METRICS, MODEL, PLAN, Bundle, write_bundle
from penstock.registry.card import render_card
from penstock.registry.lineage import Lineage


def write_candidate(
    name: str, settings: str, code: str, dataset: Path, splits: Path, model: Path, report: Report, into: Path
) -> Bundle:
    """Write the bundle of the candidate called `name` into the folder `into`; equal inputs give equal bytes.

    The comparison with the champion is left out: with it, the second of two equal runs would differ.

    Raises:
        StoreError: a manifest or a file of the model is absent or damaged, or `into` cannot be written.
        ContractError: the model's contract does not fit.
        RegistryError: the report's metrics do not fit a model card.
    """
    rows, parted = load(dataset, DatasetManifest), load(splits, SplitManifest)
    with reading(model):
        contract, plan, packed = ((model / name).read_bytes() for name in (CONTRACT, PLAN, MODEL))
    metrics = msgspec.structs.replace(report.evaluation, champion=None).encode()
    lineage = Lineage(
        dataset=rows.version,
        split=digest_of(parted),
        settings=settings,
        code=code,
        sources=rows.sources,
    )
    members = {
        CONTRACT: contract,
        PLAN: plan,
        MODEL: packed,
        METRICS: metrics,
        LINEAGE: lineage.encode(),
        CARD: render_card(name, decode_contract(contract), metrics, lineage).encode(),
    }
    return write_bundle(members, into)
