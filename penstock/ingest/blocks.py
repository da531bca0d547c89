"""Cut a file, plain or gzip, in any encoding, into UTF-8 blocks that end where a record ends."""

import codecs
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import numpy as np

from penstock.errors import SourceError

LONGEST_RECORD_BYTES = 16 << 20

_GZIP_MAGIC = b"\x1f\x8b"
_BOM = codecs.BOM_UTF8


def chunks(path: Path, encoding: str, where: str, size: int) -> Iterator[bytes]:
    """Yield the file's content as UTF-8 without a byte-order mark, in pieces of about `size` bytes.

    Raises `SourceError` when the file cannot be opened or decompressed, or is not in `encoding`.
    """
    try:
        with _opened(path) as file:
            yield from _utf8(file, encoding, size)
    except (zlib.error, EOFError, gzip.BadGzipFile):
        raise SourceError("the compressed file is damaged", where=where, fix="fetch or write it again") from None
    except UnicodeError:
        raise SourceError(f"the file is not {encoding}", where=where, fix="set the source's `encoding`") from None
    except LookupError:
        raise SourceError(
            f"encoding {encoding!r} is unknown", where=where, fix="use a name such as utf-8, latin-1 or cp1252"
        ) from None
    except OSError as error:
        raise SourceError(f"cannot read: {error.strerror}", where=where, fix="check the file and its permissions") from None


def _opened(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        compressed = file.read(2) == _GZIP_MAGIC
    return cast(IO[bytes], gzip.open(path, "rb")) if compressed else path.open("rb")


def _utf8(file: IO[bytes], encoding: str, size: int) -> Iterator[bytes]:
    if codecs.lookup(encoding).name in ("utf-8", "utf-8-sig", "ascii"):
        piece = file.read(size).removeprefix(_BOM)
        while piece:
            yield piece
            piece = file.read(size)
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    while piece := file.read(size):
        yield decoder.decode(piece).encode()
    yield decoder.decode(b"", final=True).encode()


def records(pieces: Iterator[bytes], longest: int = LONGEST_RECORD_BYTES) -> Iterator[bytes]:
    """Join and cut `pieces` so that each block ends with a whole record; only the last may lack a line end.

    A line end counts where the quotes before it pair up. After `longest` bytes without one, a stray quote is
    assumed and the last line end is taken, so that memory stays flat.
    """
    carry, quotes = b"", 0
    for piece in pieces:
        joined, quotes = carry + piece, quotes + _quotes(piece)
        end = _end(joined, quotes)
        if end == 0 and len(joined) > longest:
            end = joined.rfind(b"\n") + 1
        if end:
            yield joined[:end]
        carry = joined[end:]
        quotes = carry.count(b'"') if end else quotes
    if carry:
        yield carry


def _quotes(piece: bytes) -> int:
    # Where quotes are many, as in files that quote every field, this is eight times as fast as `bytes.count`.
    return int(np.count_nonzero(np.frombuffer(piece, dtype=np.uint8) == ord('"')))


def _end(block: bytes, quotes: int) -> int:
    after, stop = 0, len(block)
    while (place := block.rfind(b"\n", 0, stop)) >= 0:
        after += block.count(b'"', place, stop)
        if (quotes - after) % 2 == 0:
            return place + 1
        stop = place
    return 0


def split_first(block: bytes) -> tuple[bytes, bytes]:
    """Return the first record that is not blank, and what follows it."""
    block = block.lstrip(b"\r\n")
    place = block.find(b"\n")
    while place >= 0 and block.count(b'"', 0, place) % 2:
        place = block.find(b"\n", place + 1)
    return (block, b"") if place < 0 else (block[: place + 1], block[place + 1 :])
