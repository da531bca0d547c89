"""The drawn graph has a box a stage and a line a step, whichever way it runs, and stays small with many sources."""

from pipelines.report.flow import flow
from pipelines.report.view import Stage
from tests.pipelines.report.samples import failed, stages


def boxes(across: bool, drawn: tuple[Stage, ...]) -> list[tuple[float, float]]:
    graph = flow(drawn, across=across)
    return [(float(rect.attrib["x"]), float(rect.attrib["y"])) for rect in graph.iter("rect")]


def test_every_stage_has_a_box_and_every_step_a_line() -> None:
    graph = flow(stages(), across=True)
    assert len(list(graph.iter("g"))) == len(stages())
    assert len(list(graph.iter("path"))) == sum(len(stage.needs) for stage in stages())


def test_the_graph_runs_to_the_right_or_down() -> None:
    names = [stage.name for stage in stages()]
    first, last = names.index("ingest-north"), names.index("finish")
    assert boxes(True, stages())[first][0] < boxes(True, stages())[last][0]
    assert boxes(False, stages())[first][1] < boxes(False, stages())[last][1]


def test_boxes_do_not_overlap() -> None:
    for across in (True, False):
        places = boxes(across, stages())
        assert len(set(places)) == len(places)
        for at, (x, y) in enumerate(places):
            assert all(abs(x - a) >= 106 or abs(y - b) >= 46 for a, b in places[at + 1 :])


def test_a_box_tells_the_state_of_its_stage() -> None:
    graph = flow(failed().stages, across=True)
    kinds = [each.attrib["class"] for each in graph.iter("g")]
    assert kinds.count("stage failed") == 1
    assert "stage not-reached" in kinds


def test_of_many_sources_those_that_failed_are_drawn_and_the_rest_counted() -> None:
    many = [Stage(f"ingest-{number:03}", "failed" if number == 190 else "succeeded", 0, (), attempts=1) for number in range(200)]
    graph = flow(many, across=True)
    shown = [text.text for text in graph.iter("text") if text.get("class") == "name"]
    assert len(shown) == 12
    assert "ingest-190" in shown
    assert "189 more" in shown
