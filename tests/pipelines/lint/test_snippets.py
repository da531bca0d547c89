"""Examples are Python with two lines between their parts, as formatters write it."""

import ast

from pipelines.lint.snippets import KUBERNETES, TIDY, example, train


def test_parts_and_the_body_are_put_together() -> None:
    text = example(KUBERNETES, train("python:3.12"), TIDY, body="with dsl.ExitHandler(tidy()):\n    train()", takes="days: list")
    names = [node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    assert names == ["train", "tidy", "pipeline"]
    assert text.endswith("def pipeline(days: list):\n    with dsl.ExitHandler(tidy()):\n        train()")
    assert text.count("\n\n\n") == 3
    assert '@dsl.component(base_image="python:3.12")' in text


def test_a_component_without_an_image_has_a_bare_decorator() -> None:
    assert train().startswith("@dsl.component\ndef train()")
