"""MinHash, banding and exact set comparison as machine code: the same numbers as `sketch` and `shingles` give."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.compiled import (
    INT,
    INTS,
    OUT_INTS,
    OUT_TABLE,
    OUT_TABLE32,
    OUT_WORDS,
    OUT_WORDS32,
    WORDS,
    WORDS32,
    WORDS32_TABLE,
    compiled,
)
from checker.duplicates.folding import Bytes, fold_utf8
from checker.duplicates.normalise import Symbols
from checker.duplicates.shingles import BASE, Ints, Keys, ShingleSets, distinct, portions, put_together
from checker.duplicates.sketch import MIX
from checker.memory import empty

Words = NDArray[np.uint32]

u32, u64 = np.uint32, np.uint64
_BASE, _MIX = u32(BASE), u64(MIX)
_FIRST, _SECOND = u32(0x85EBCA6B), u32(0xC2B2AE35)  # MurmurHash3's finalizer
_MOST = u32(0xFFFFFFFF)
_HALF = u64(32)
_TOGETHER = 1 << 21  # symbols whose shingles are sorted together
_BATCH = 1024  # signatures that are kept at a time
_AT_ONCE = 8  # shingles that one pass over the permutations takes


@compiled(WORDS32, INT, INT, INT, OUT_WORDS32)
def hash_shingles(symbols: Symbols, start: int, end: int, size: int, out: Words) -> int:
    """`shingle_hash` of every run of `size` symbols, of all where they are fewer; how many there are."""
    width = min(size, end - start)
    count = end - start - width + 1 if width else 0
    for k in range(width):
        entering = symbols[start + k : start + k + count]  # a view, so that the loop below is made of vectors
        for i in range(count):
            out[i] = u32(out[i] * _BASE + entering[i]) if k else entering[i]
    return count


@compiled(OUT_WORDS32, INT, WORDS32, WORDS32, OUT_WORDS32)
def least(hashes: Words, count: int, a: Words, b: Words, out: Words) -> None:
    """datasketch's `affine32`: mix every hash, then the least of a * hash + b for every permutation.

    `hashes` has room for `_AT_ONCE` more than `count`, and is changed.
    """
    for i in range(count):
        x = hashes[i]
        x = u32(u32(x ^ (x >> u32(16))) * _FIRST)
        x = u32(u32(x ^ (x >> u32(13))) * _SECOND)
        hashes[i] = u32(x ^ (x >> u32(16)))
    for i in range(count, count + _AT_ONCE):
        hashes[i] = hashes[max(0, count - 1)]
    for k in range(len(out)):
        out[k] = _MOST
    for i in range(0, count, _AT_ONCE):
        h0, h1, h2, h3 = hashes[i], hashes[i + 1], hashes[i + 2], hashes[i + 3]
        h4, h5, h6, h7 = hashes[i + 4], hashes[i + 5], hashes[i + 6], hashes[i + 7]
        for k in range(len(a)):
            ak, bk = a[k], b[k]
            v0 = min(u32(h0 * ak + bk), u32(h1 * ak + bk))
            v1 = min(u32(h2 * ak + bk), u32(h3 * ak + bk))
            v2 = min(u32(h4 * ak + bk), u32(h5 * ak + bk))
            v3 = min(u32(h6 * ak + bk), u32(h7 * ak + bk))
            v0, v2 = min(v0, v1), min(v2, v3)
            v0 = min(v0, v2)
            out[k] = min(out[k], v0)


@compiled(WORDS32, INTS, INTS, INT, WORDS32, WORDS32, OUT_WORDS32, OUT_TABLE32)
def sign(symbols: Symbols, starts: Ints, ends: Ints, size: int, a: Words, b: Words, hashes: Words, rows: Words) -> None:
    """Fill a row of signature values for every text; `hashes` has room for the longest one, and is changed."""
    for text in range(len(starts)):
        count = hash_shingles(symbols, starts[text], ends[text], size, hashes)
        least(hashes, count, a, b, rows[text])


@compiled(WORDS32_TABLE, INT, INT, OUT_TABLE)
def key_bands(rows: Words, width: int, first: int, keys: NDArray[np.uint64]) -> None:
    """Fill `keys`, a row for every band of `width` values, with a column for every signature from `first` on."""
    for text in range(len(rows)):
        for band in range(len(keys)):
            key = u64(band)
            for k in range(band * width, (band + 1) * width):
                key = u64((key ^ u64(rows[text, k])) * _MIX)
                key = u64(key ^ (key >> _HALF))
            keys[band, first + text] = key


def signatures(symbols: Symbols, starts: Ints, ends: Ints, size: int, a: Words, b: Words) -> Words:
    """One row of signature values a text `symbols[starts[i]:ends[i]]`: `affine32` MinHash of its shingles."""
    rows = np.empty((len(starts), len(a)), np.uint32)
    hashes = np.empty(int((ends - starts).max(initial=0)) + _AT_ONCE, np.uint32)
    sign(symbols, starts, ends, size, a, b, hashes, rows)
    return rows


def raw_band_keys(
    buffer: Bytes, starts: Ints, ends: Ints, size: int, a: Words, b: Words, bands: int, width: int
) -> NDArray[np.uint64]:
    """As `band_keys`, of the texts `buffer[starts[i]:ends[i]]` in UTF-8 (see `fold_utf8`)."""
    keys = np.empty((bands, len(starts)), np.uint64)
    for first in range(0, len(starts), _BATCH):
        part = slice(first, first + _BATCH)
        symbols, bounds = fold_utf8(buffer, starts[part], ends[part])
        key_bands(signatures(symbols, bounds[:-1], bounds[1:], size, a, b), width, first, keys)
    return keys


def band_keys(
    symbols: Symbols, starts: Ints, ends: Ints, size: int, a: Words, b: Words, bands: int, width: int
) -> NDArray[np.uint64]:
    """As `sketch.band_keys` of all signatures, of which only `_BATCH` are kept at a time."""
    keys = empty((bands, len(starts)), np.uint64)
    for first in range(0, len(starts), _BATCH):
        part = slice(first, first + _BATCH)
        key_bands(signatures(symbols, starts[part], ends[part], size, a, b), width, first, keys)
    return keys


@compiled(WORDS32, INTS, INTS, INT, INT, OUT_WORDS32, OUT_WORDS)
def list_keys(symbols: Symbols, starts: Ints, ends: Ints, size: int, first: int, hashes: Words, keys: Keys) -> int:
    """Fill `keys` with text number (the first one is `first`) << 32 | hash for every shingle; how many there are."""
    total = 0
    for text in range(len(starts)):
        count = hash_shingles(symbols, starts[text], ends[text], size, hashes)
        for i in range(count):
            keys[total + i] = u64(first + text) << _HALF | u64(hashes[i])
        total += count
    return total


def shingle_sets(symbols: Symbols, starts: Ints, ends: Ints, size: int) -> ShingleSets:
    """As `shingles.shingle_sets`."""
    lengths = ends - starts
    hashes = np.empty(int(lengths.max(initial=0)), np.uint32)

    def keys() -> Iterator[Keys]:
        for low, high in portions(lengths, _TOGETHER):
            found = np.empty(int(lengths[low:high].sum()), np.uint64)
            count = list_keys(symbols, starts[low:high], ends[low:high], size, low, hashes, found)
            yield distinct(found[:count])

    return put_together(keys(), len(starts))


@compiled(WORDS, INTS, INTS, INTS, INTS, OUT_INTS)
def count_shared(keys: Keys, bounds: Ints, one: Ints, other: Ints, needed: Ints, counts: Ints) -> None:
    """Fill `counts`: how many shingles two texts have in common (`keys` and `bounds` as in `ShingleSets`).

    Where that is less than is `needed` of a pair, it may be told too low.
    """
    for pair in range(len(one)):
        i, j = bounds[one[pair]], bounds[other[pair]]
        past_i, past_j = bounds[one[pair] + 1], bounds[other[pair] + 1]
        both, least = 0, needed[pair]
        while i < past_i and j < past_j and both + min(past_i - i, past_j - j) >= least:
            x, y = u32(keys[i]), u32(keys[j])
            both += x == y
            i += x <= y
            j += y <= x
        counts[pair] = both


def shared(sets: ShingleSets, pairs: Ints, needed: Ints | None = None) -> Ints:
    """As `ShingleSets.shared` of pairs (2 x n), but see `count_shared` for what is `needed`."""
    counts = np.empty(pairs.shape[1], np.int64)
    one, other = np.ascontiguousarray(pairs[0]), np.ascontiguousarray(pairs[1])
    count_shared(sets.keys, sets.bounds, one, other, np.zeros_like(counts) if needed is None else needed, counts)
    return counts
