"""The view counts over all sources, also where no dataset was made of them."""

from dataclasses import replace

from tests.pipelines.report.samples import failed, part, refused, regression


def test_rows_read_are_the_kept_and_the_refused_of_all_sources() -> None:
    assert regression().rows_read == 2 * 5031


def test_reasons_come_from_the_dataset_most_frequent_first() -> None:
    found = regression().problems
    assert [each.cells for each in found] == sorted((each.cells for each in found), reverse=True)
    assert {each.reason for each in found} == {"not a number"}


def test_without_a_dataset_the_reasons_of_the_sources_are_added_up() -> None:
    found = failed()
    assert found.quarantined == 62
    assert [(each.column, each.reason, each.cells) for each in found.problems] == [
        ("area", "below the minimum", 60),
        ("", "too few fields", 4),
    ]


def test_the_stage_that_failed_is_named_and_a_refusal_is_no_failure() -> None:
    broken = failed().broken
    assert broken is not None
    assert broken.name == "combine"
    assert refused().broken is None


def test_a_stage_that_timed_out_has_failed_too() -> None:
    stages = (*regression().stages[:-1], replace(regression().stages[-1], state="timed out"))
    found = replace(regression(), stages=stages, parts=(part("only"),)).broken
    assert found is not None
    assert found.name == "finish"
