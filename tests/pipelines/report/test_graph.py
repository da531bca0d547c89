"""The graph has every stage once, after all that it follows, and no line that another one already tells."""

from pathlib import Path

from pipelines.report.graph import lay_out
from pipelines.runner.spec import read_spec

GOLDEN = Path(__file__).parents[1] / "golden" / "house_prices.yaml"


def test_the_training_pipeline_is_a_line_with_a_fork_at_each_end() -> None:
    placed = lay_out(read_spec(GOLDEN))
    names = {path: each.name for path, each in placed.items()}
    needs = {each.name: sorted(names[need] for need in each.needs) for each in placed.values()}
    assert needs == {
        "ingest-north": [],
        "ingest-south": [],
        "combine": ["ingest-north", "ingest-south"],
        "split": ["combine"],
        "tune": ["split"],
        "train": ["tune"],
        "evaluate": ["train"],
        "register": ["evaluate"],
        "refuse": ["evaluate"],
        "finish": ["refuse", "register"],
    }


def test_a_stage_stands_one_further_than_the_last_it_follows() -> None:
    placed = lay_out(read_spec(GOLDEN))
    for each in placed.values():
        assert each.level == max((placed[need].level + 1 for need in each.needs), default=0)
