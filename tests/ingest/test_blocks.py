"""Blocks end where records end, wherever the pieces are cut."""

from hypothesis import given
from hypothesis import strategies as st

from penstock.ingest.blocks import records, split_first

FIELD = st.text(st.sampled_from('ab,"\n\r'), max_size=6)


@given(st.lists(FIELD, min_size=1, max_size=20), st.integers(1, 9))
def test_no_block_ends_inside_a_quoted_field(fields: list[str], size: int) -> None:
    lines = ['"' + text.replace('"', '""') + '"\n' for text in fields]
    whole = "".join(lines).encode()
    blocks = list(records(whole[at : at + size] for at in range(0, len(whole), size)))
    ends = {len("".join(lines[: n + 1]).encode()) for n in range(len(lines))}
    assert b"".join(blocks) == whole
    assert {sum(map(len, blocks[: n + 1])) for n in range(len(blocks))} <= ends


def test_a_stray_quote_does_not_gather_the_whole_file() -> None:
    pieces = [b'5" pipe\n'] + [b"plain line\n"] * 100
    blocks = list(records(iter(pieces), longest=200))
    assert b"".join(blocks) == b"".join(pieces)
    assert max(map(len, blocks)) < 300


def test_the_first_record_may_hold_a_line_end() -> None:
    assert split_first(b'\n"a\nb",c\n1,2\n') == (b'"a\nb",c\n', b"1,2\n")
    assert split_first(b"a,b") == (b"a,b", b"")
