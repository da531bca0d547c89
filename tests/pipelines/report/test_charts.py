"""Charts put each value at its place, and bear what data can bring."""

import re
from xml.etree.ElementTree import Element

import pytest

from penstock.model.report import CalibrationBin, ResidualBin, Residuals
from pipelines.report.charts import Point, bar, calibration, histogram, parts, residual_bins, scatter, span


def every(chart: Element, tag: str, kind: str) -> list[Element]:
    return [each for each in chart.iter(tag) if each.get("class") == kind]


def percent(element: Element, name: str) -> float:
    return float(element.attrib[name].removesuffix("%"))


def texts(chart: Element) -> list[str]:
    return [each.text or "" for each in chart.iter("text")]


def all_inside(chart: Element) -> bool:
    places = [float(value[:-1]) for each in chart.iter() for key, value in each.items() if value.endswith("%") and key != "width"]
    return all(0 <= place <= 100 for place in places)


def test_a_bar_is_as_long_as_its_value_with_its_interval_and_the_mark() -> None:
    chart = bar(20.0, 80.0, 10.0, 40.0, mark=60.0)
    assert percent(every(chart, "rect", "fill")[0], "width") == 25
    assert sorted({percent(each, "x1") for each in every(chart, "line", "whisker")}) == [12.5, 50]
    assert percent(every(chart, "line", "mark")[0], "x1") == 75


@pytest.mark.parametrize(("value", "largest"), [(None, 1.0), (1.0, 0.0), (1.0, float("inf"))])
def test_a_bar_of_what_is_undefined_is_empty(value: float | None, largest: float) -> None:
    assert len(bar(value, largest)) == 0


def test_a_bar_below_nothing_has_no_length_and_one_past_the_end_stops_there() -> None:
    assert percent(every(bar(-3.0, 4.0), "rect", "fill")[0], "width") == 0
    assert percent(every(bar(9.0, 4.0), "rect", "fill")[0], "width") == 100


def test_a_span_lies_where_the_stage_ran_and_the_shortest_is_still_seen() -> None:
    (drawn,) = every(span(2.0, 4.0, 8.0, "succeeded"), "rect", "succeeded")
    assert (percent(drawn, "x"), percent(drawn, "width")) == (25, 25)
    (short,) = every(span(8.0, 8.0, 8.0, "cached"), "rect", "cached")
    assert percent(short, "width") > 0
    assert percent(short, "x") + percent(short, "width") <= 100
    assert every(span(0.0, 0.0, 0.0, "cached"), "rect", "cached")


def test_the_parts_of_a_whole_fill_it_and_parts_of_nothing_are_not_drawn() -> None:
    chart = parts([("train", 600), ("validation", 0), ("test", 400)], "Split")
    drawn = list(chart.iter("rect"))
    assert [(each.get("class"), percent(each, "x"), percent(each, "width")) for each in drawn] == [
        ("train", 0, 60),
        ("test", 60, 40),
    ]
    assert len(list(parts([("train", 0)], "Split").iter("rect"))) == 0


def test_the_least_loss_lies_lowest_and_the_chosen_trial_is_marked() -> None:
    chart = scatter([Point(1.0, 9.0, "complete", "a"), Point(3.0, 2.0, "best", "b")], "Loss over depth", "two trials")
    (worst,), (best,) = every(chart, "circle", "complete"), every(chart, "circle", "best")
    assert float(worst.attrib["cy"]) < float(best.attrib["cy"])
    assert percent(worst, "cx") < percent(best, "cx")
    assert best.findtext("title") == "b"
    assert texts(chart)[:2] == ["2", "9"]


def test_values_over_decades_are_drawn_on_a_logarithmic_axis() -> None:
    chart = scatter([Point(x, 1.0, "complete", "") for x in (0.001, 0.01, 0.1)], "Loss", "")
    first, middle, last = (percent(each, "cx") for each in every(chart, "circle", "complete"))
    assert middle - first == pytest.approx(last - middle)
    assert "logarithmic" in texts(chart)


def test_one_terrible_trial_does_not_flatten_the_others() -> None:
    chart = scatter([Point(x, y, "complete", "") for x, y in ((1.0, 0.1), (2.0, 0.2), (3.0, 20.0))], "Loss", "")
    low, middle, high = (float(each.attrib["cy"]) for each in every(chart, "circle", "complete"))
    assert (low - middle) / (low - high) > 0.5
    assert "≥ 0.25" in texts(chart)


def test_choices_stand_in_their_order_under_their_names_or_numbers() -> None:
    few = scatter([Point(0.0, 1.0, "complete", ""), Point(1.0, 2.0, "complete", "")], "Loss", "", ["huber", "squared"])
    assert texts(few)[-2:] == ["huber", "squared"]
    many = scatter([Point(float(x), 1.0, "complete", "") for x in range(5)], "Loss", "", list("abcde"))
    assert texts(many)[-5:] == ["1", "2", "3", "4", "5"]
    assert all_inside(many)


@pytest.mark.parametrize("values", [[5.0], [5.0, 5.0], [-1e300, 1e300], [0.0, 1e-12]])
def test_a_scatter_bears_any_values(values: list[float]) -> None:
    chart = scatter([Point(value, value, "complete", "") for value in values], "Loss", "")
    assert all_inside(chart)
    assert not re.search("nan|inf", "".join(str(each.attrib) for each in chart.iter("circle")))


def test_the_highest_cell_of_a_histogram_is_full_and_zero_has_its_line() -> None:
    chart = histogram(Residuals((), (-2.0, -1.0, 0.0, 1.0, 2.0), (1, 8, 4, 0)), "EUR")
    heights = [float(each.attrib["height"]) for each in every(chart, "rect", "fill")]
    assert [height / max(heights) for height in heights] == pytest.approx([0.125, 1, 0.5, 0], abs=0.001)
    assert percent(every(chart, "line", "mark")[0], "x1") == 50
    assert "13 rows from -2 to 2 EUR" in (chart.findtext("desc") or "")


def test_a_histogram_of_exact_predictions_is_drawn() -> None:
    assert every(histogram(Residuals((), (0.0, 0.0), (40,)), "EUR"), "rect", "fill")


def test_residuals_are_drawn_around_no_error_from_the_least_prediction_to_the_most() -> None:
    bins = (ResidualBin(10, 100.0, -5.0, 0.0, 5.0), ResidualBin(10, 200.0, 10.0, 20.0, 30.0))
    chart = residual_bins(Residuals(bins, (0.0, 1.0), (20,)), "EUR")
    first, second = every(chart, "circle", "dot")
    assert first.attrib["cy"] == every(chart, "line", "mark")[0].attrib["y1"]
    assert float(second.attrib["cy"]) < float(first.attrib["cy"])
    assert [text for text in texts(chart) if text in ("100", "200")] == ["100", "200"]


def test_what_is_stated_and_happens_lies_on_the_line_from_corner_to_corner() -> None:
    cells = [CalibrationBin(100, share, share) for share in (0.0, 0.25, 1.0)]
    chart = calibration(cells)
    (line,) = every(chart, "line", "mark")
    x1, x2, y1, y2 = percent(line, "x1"), percent(line, "x2"), float(line.attrib["y1"]), float(line.attrib["y2"])
    for dot, share in zip(every(chart, "circle", "dot"), (0.0, 0.25, 1.0), strict=True):
        assert percent(dot, "cx") == pytest.approx(x1 + share * (x2 - x1))
        assert float(dot.attrib["cy"]) == pytest.approx(y1 + share * (y2 - y1), abs=0.1)
