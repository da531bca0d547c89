"""A page is read from the code itself, and code that keeps something to itself is told so."""

from pathlib import Path

import pytest

from penstock.errors import DataError, SourceError
from scripts.component_pages import Failure, Port, read_page

SHELL = '''
@stage_component
def split(
    contract: str, seed: int, sides: Output[Dataset], rows: Input[Dataset], more: Optional[Input[Dataset]] = None
) -> int:
    """Split rows in two; return how many are in the first.

    Args:
        contract: the contract as JSON.
        seed: the project's seed,
            on two lines.
        rows: the rows.
        sides: both sides.
    """
'''
STAGE = '''
from penstock.stages.places import registry_folder


def split(contract, seed, sides, rows, more):
    """Split the rows.

    More about it.

    Raises:
        DataError: there are no rows; give some.
        DataError: all rows
            are alike; give others.
        SourceError: it is away; wait.
    """
    return decode_contract(contract)
'''


@pytest.fixture
def code(tmp_path: Path) -> Path:
    for path, text in (("components/split/component.py", SHELL), ("penstock/stages/split.py", STAGE)):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def test_inputs_and_outputs_come_from_the_shells_signature_and_docstring(code: Path) -> None:
    page = read_page("split", code)
    assert page.summary == "Split rows in two."
    assert page.inputs == (
        Port("contract", "`str`, JSON of [`Contract`](../../penstock/contract/columns.py)", "the contract as JSON."),
        Port("seed", "`int`", "the project's seed, on two lines."),
        Port("rows", "`Dataset` artifact", "the rows."),
        Port("more", "`Dataset` artifact, optional", ""),
    )
    assert page.outputs == (
        Port("sides", "`Dataset` artifact", "both sides."),
        Port("Output", "`int`", "how many are in the first."),
    )


def test_failures_and_variables_come_from_the_stage(code: Path) -> None:
    page = read_page("split", code)
    assert page.details == "More about it."
    assert page.failures == (
        Failure(DataError, "there are no rows", "give some."),
        Failure(DataError, "all rows are alike", "give others."),
        Failure(SourceError, "it is away", "wait."),
    )
    assert [name for name, _ in page.variables] == ["PENSTOCK_STORE"]


def test_what_is_cached_and_tried_again_comes_from_the_compiled_pipeline() -> None:
    cached = {stage: read_page(stage).step.caching_options.enable_cache for stage in ("split", "ingest", "finish")}
    assert cached == {"split": True, "ingest": False, "finish": False}
    assert read_page("ingest").step.retry_policy.max_retry_count == 1
    assert read_page("finish").step.retry_policy.max_retry_count == 0


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Raises:", "Notes:", "does not say what the stage raises"),
        ("there are no rows; give some.", "there are no rows.", "DataError"),
    ],
)
def test_a_docstring_that_leaves_something_out_is_named(code: Path, old: str, new: str, words: str) -> None:
    stage = code / "penstock/stages/split.py"
    stage.write_text(STAGE.replace(old, new))
    with pytest.raises(ValueError, match=words) as caught:
        read_page("split", code)
    assert "penstock/stages/split.py" in str(caught.value)
