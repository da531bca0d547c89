"""A model card tells what the documents say, the same each time, and lets no name break its form."""

import json
import re

import msgspec
import pytest

from penstock.contract.columns import Column, Contract
from penstock.errors import RegistryError
from penstock.model.report import Evaluation
from penstock.registry.card import render_card
from penstock.registry.lineage import Lineage

DIGESTS = [f"sha256:{letter * 64}" for letter in "abcde"]
LINEAGE = Lineage(dataset=DIGESTS[0], split=DIGESTS[1], settings=DIGESTS[2], code=DIGESTS[3], sources={"north": DIGESTS[4]})
CONTRACT = Contract(
    task="regression",
    columns=(
        Column(name="price", kind="number", role="target", unit="EUR"),
        Column(name="area", kind="number", unit="m2", minimum=10.0, maximum=900.0),
        Column(name="district", kind="category", categories=("east", "west"), missing=True),
        Column(name="e-mail", kind="text", personal=True),
        Column(name="id", kind="key", role="key"),
    ),
)


def metrics(**changes: object) -> bytes:
    """Return a metrics document in the form that an evaluation writes."""
    document = {
        "task": "regression",
        "metric": "rmse",
        "rows": 1234,
        "confidence": 0.95,
        "values": {"mae": {"value": 3.0, "low": 2.5, "high": 3.5}, "rmse": {"value": 4.0, "low": 3.5, "high": 4.5}},
        "baseline": {"values": {"mae": 9.0, "rmse": 11.0}, "difference": {"value": -7.0, "low": -7.5, "high": -6.5}},
        "champion": None,
        "segments": [{"column": "district", "label": "east", "rows": 600, "values": {"rmse": 4.25}}],
        "importance": [
            {"feature": "district", "mean": 0.5, "deviation": 0.1},
            {"feature": "area", "mean": 2.5, "deviation": 0.2},
        ],
        "residuals": {
            "bins": [{"rows": 1234, "predicted": 200.0, "low": -3.0, "median": 0.5, "high": 4.0}],
            "edges": [-5.0, 0.0, 5.0],
            "counts": [600, 634],
        },
        "calibration": [],
    }
    return json.dumps(document | changes).encode()


def test_a_card_tells_quality_segments_importance_inputs_and_origin() -> None:
    card = render_card("houses", CONTRACT, metrics(), LINEAGE)
    for line in (
        "# houses",
        "Predicts price in EUR (regression).",
        "| rmse | 4 | 3.5 to 4.5 | 11 |",
        "- beside the baseline: -7, -7.5 to -6.5",
        "| district | east | 600 | 4.25 |",
        "| area | number | m2 | 10 to 900 | refused |",
        "| district | category |  | 2 categories | allowed |",
        "- Columns that look personal: e-mail.",
        f"| dataset | `{DIGESTS[0]}` |",
        f"| source north | `{DIGESTS[4]}` |",
        f"| contract | `{CONTRACT.digest}` |",
    ):
        assert line in card.splitlines(), line
    assert card.index("| rmse |") < card.index("| mae |")
    assert card.index("| area | 2.5") < card.index("| district | 0.5")


def test_a_card_is_the_same_text_each_time_and_holds_no_time() -> None:
    card = render_card("houses", CONTRACT, metrics(), LINEAGE)
    assert card == render_card("houses", CONTRACT, metrics(), LINEAGE)
    assert not re.search(r"\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2}", card)


def test_a_champion_has_a_column_and_a_line_when_it_was_compared() -> None:
    champion = {"values": {"mae": 3.0, "rmse": 5.0}, "difference": {"value": -1.0, "low": None, "high": None}}
    card = render_card("houses", CONTRACT, metrics(champion=champion), LINEAGE)
    assert "| rmse | 4 | 3.5 to 4.5 | 11 | 5 |" in card
    assert "- beside the champion: -1, no interval" in card
    assert "champion" not in render_card("houses", CONTRACT, metrics(), LINEAGE)


def test_a_value_that_is_undefined_says_so_and_empty_sections_are_left_out() -> None:
    values = {"rmse": {"value": None, "low": None, "high": None}}
    card = render_card("houses", CONTRACT, metrics(values=values, segments=[], importance=[]), LINEAGE)
    assert "| rmse | undefined | no interval | 11 |" in card
    assert "## Segments" not in card
    assert "## What matters" not in card


def test_long_lists_are_cut_and_say_so() -> None:
    segments = [{"column": "c", "label": str(each), "rows": 9, "values": {"rmse": 1.0}} for each in range(60)]
    assert "10 more segments are in `metrics.json`." in render_card("houses", CONTRACT, metrics(segments=segments), LINEAGE)


def test_a_name_from_a_table_cannot_break_the_form() -> None:
    wild = "a|b\n# heading <img src=x> [link](x) `code`"
    column = msgspec.structs.replace(CONTRACT.columns[1], name=wild)
    contract = msgspec.structs.replace(CONTRACT, columns=(CONTRACT.columns[0], column))
    card = render_card(wild, contract, metrics(), LINEAGE)
    assert not re.search(r"^# heading|(?<!\\)<img|(?<!\\)\[link|a\|b", card, re.MULTILINE)
    assert r"| a\|b \# heading \<img src=x\> \[link\](x) \`code\` | number |" in card


def test_the_metrics_document_here_has_the_form_that_an_evaluation_writes() -> None:
    evaluation = msgspec.json.decode(metrics(), type=Evaluation)
    assert json.loads(evaluation.encode()) == json.loads(metrics())
    assert render_card("houses", CONTRACT, evaluation.encode(), LINEAGE) == render_card("houses", CONTRACT, metrics(), LINEAGE)


def test_a_document_of_another_form_is_an_error() -> None:
    with pytest.raises(RegistryError, match="metrics document does not fit"):
        render_card("houses", CONTRACT, b'{"rmse": 4}', LINEAGE)


def test_a_lineage_holds_digests_alone() -> None:
    assert msgspec.json.decode(LINEAGE.encode(), type=Lineage) == LINEAGE
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(LINEAGE.encode().replace(b"sha256:aaaa", b"yesterday"), type=Lineage)
