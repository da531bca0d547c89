"""Segments label every row once, whatever the kind of column, and are measured on their own rows."""

import numpy as np
import pandas as pd
import pytest

from penstock.errors import ProjectError
from penstock.model.segments import MAX_SEGMENTS, MISSING, OTHER, label_rows, measure_segments


def test_categories_are_their_own_labels_and_missing_has_one() -> None:
    labels = label_rows(pd.Series(["north", None, "south"], dtype=object))
    assert labels.tolist() == ["north", MISSING, "south"]


def test_few_numbers_are_labels_and_many_become_quarters() -> None:
    assert label_rows(pd.Series([0.0, 1.0, np.nan])).tolist() == ["0", "1", MISSING]
    labels = label_rows(pd.Series(np.append(np.arange(101.0), np.nan)))
    assert set(labels) == {"0 to 25", "25 to 50", "50 to 75", "75 to 100", MISSING}
    assert (labels[0], labels[25], labels[100]) == ("0 to 25", "25 to 50", "75 to 100")


def test_a_column_without_any_value_is_one_segment() -> None:
    assert set(label_rows(pd.Series([np.nan, np.nan]))) == {MISSING}


def test_times_are_labelled_by_year() -> None:
    times = pd.Series(pd.to_datetime(np.array(["2023-05-01", "NaT", "2024-01-01"], dtype="M8[s]"), utc=True))
    assert label_rows(times).tolist() == ["2023", MISSING, "2024"]


def test_rare_labels_are_put_together_beyond_a_fixed_number() -> None:
    values = [f"place-{n:03d}" for n in range(200)] + ["place-150"] * 5
    labels = label_rows(pd.Series(values, dtype=object))
    assert len(set(labels)) == MAX_SEGMENTS
    assert labels[150] == "place-150"
    assert labels[199] == OTHER


def test_each_segment_is_measured_on_its_own_rows() -> None:
    frame = pd.DataFrame({"district": ["b", "a", "b", "a"], "new": [1.0, 1.0, 1.0, 1.0]})
    target = np.array([10.0, 20.0, 30.0, 40.0])
    found = measure_segments(frame, ("district", "new"), target, target + np.array([1.0, 3.0, 1.0, 3.0]), "regression")
    assert [(each.column, each.label, each.rows, each.values["mae"]) for each in found] == [
        ("district", "a", 2, 3.0),
        ("district", "b", 2, 1.0),
        ("new", "1", 4, 2.0),
    ]


def test_a_segment_with_one_class_reports_its_ranking_as_undefined() -> None:
    frame = pd.DataFrame({"district": ["a", "a"]})
    found = measure_segments(frame, ("district",), np.ones(2), np.full((2, 2), 0.5), "binary")
    assert found[0].values["auc"] is None
    assert found[0].values["accuracy"] == 0.0


def test_a_segment_column_that_does_not_exist_is_a_project_error() -> None:
    with pytest.raises(ProjectError, match="'distrct' does not exist"):
        measure_segments(pd.DataFrame({"district": ["a"]}), ("distrct",), np.ones(1), np.ones(1), "regression")
