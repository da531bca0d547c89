"""64-bit hashes of rows and keys: equal values give equal hashes, in any batch, process or run."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from penstock.contract import Contract

Hashes = NDArray[np.uint64]

_START = np.uint64(0x9E3779B97F4A7C15)
_STRIDE = np.uint64(0xD1342543DE82EF95)
_PROBE = 1024
_MISSING = np.uint64(0xA0761D6478BD642F)


def mix(values: Hashes) -> Hashes:
    """Scatter 64-bit values over the whole range, one to one; shape (rows,) in and out.

    Source: the finaliser of Steele, Lea and Flood, Fast splittable pseudorandom number generators (2014).
    """
    values = values ^ (values >> np.uint64(30))
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    values ^= values >> np.uint64(31)
    return values


def content_hashes(table: pa.Table) -> Hashes:
    """Return one hash a row over all columns in order, shape (rows,)."""
    return _folded((_bits(values) for values in table.columns), table.num_rows)


def row_hashes(table: pa.Table, contract: Contract) -> tuple[Hashes, Hashes]:
    """Return the content hash of each row, and the hash of its key, each of shape (rows,).

    Where there is no key, the row's own content hash stands in.
    """
    bits = {name: _bits(table.column(name)) for name in table.column_names}
    content = _folded(bits.values(), table.num_rows)
    if contract.key is None:
        return content, content
    key = table.column(contract.key.name)
    hashes = mix(bits[contract.key.name])
    return content, hashes if key.null_count == 0 else np.where(key.is_null().to_numpy(), content, hashes)


def _folded(columns: Iterable[Hashes], rows: int) -> Hashes:
    total = np.full(rows, _START, dtype=np.uint64)
    for bits in columns:
        total = mix(total * _STRIDE + bits)
    return total


def _bits(values: pa.ChunkedArray) -> Hashes:
    bits = _text_bits(values) if pa.types.is_string(values.type) else _number_bits(values)
    return bits if values.null_count == 0 else np.where(values.is_null().to_numpy(), _MISSING, bits)


def _text_bits(values: pa.ChunkedArray) -> Hashes:
    if pc.count_distinct(values.slice(0, _PROBE)).as_py() > _PROBE // 2:
        # Keys and free text hardly repeat, so that looking for words seen before costs more than hashing them again.
        return _word_bits(pc.fill_null(values, ""))
    encoded = values.combine_chunks().dictionary_encode()
    if len(encoded.dictionary) == 0:
        return np.zeros(len(values), dtype=np.uint64)
    words = _word_bits(encoded.dictionary)
    codes = pc.fill_null(encoded.indices, 0).to_numpy()
    return np.asarray(words[codes], dtype=np.uint64)


def _word_bits(words: pa.Array | pa.ChunkedArray) -> Hashes:
    return np.asarray(pd.util.hash_array(words.to_numpy(zero_copy_only=False), categorize=False), dtype=np.uint64)


def _number_bits(values: pa.ChunkedArray) -> Hashes:
    if pa.types.is_floating(values.type):
        # adding zero turns -0.0 into 0.0, which is equal to it but has other bits
        return np.asarray(pc.fill_null(values, 0.0).to_numpy() + 0.0).view(np.uint64)
    return np.asarray(pc.fill_null(values.cast(pa.int64()), 0).to_numpy()).view(np.uint64)
