"""What comes from a file cannot steer a terminal or fill a screen."""

from pipelines.lint.rule import listed, printable


def test_control_characters_are_spelled_out_and_long_text_is_cut() -> None:
    assert printable("train\x1b[31m\nx\u202e") == "train\\x1b[31m\\x0ax\\x202e"
    assert printable("é 表") == "é 表"
    assert len(printable("x" * 1000)) == 123


def test_many_names_are_counted() -> None:
    assert listed([]) == ""
    assert listed(["a", "b"]) == "a, b"
    assert listed(list("abcdefgh")) == "a, b, c, d, e and 3 more"
    assert listed(["a", "b\n"], most=1) == "a and 1 more"
