"""MinHash signatures with datasketch, the reference engine, and banding in NumPy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.shingles import Ints, Keys, ShingleSets, unique_pairs

Words = NDArray[np.uint32]

MIX = 0xD6E8FEB86659FD93
_HALF = np.uint64(32)


def permutations(count: int, seed: int) -> tuple[Words, Words]:
    """The factors and summands of datasketch's `affine32` permutations."""
    draw = np.random.RandomState(seed)
    a = draw.randint(0, 1 << 31, count, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return a, draw.randint(0, 1 << 32, count, dtype=np.uint32)


def signatures(sets: ShingleSets, count: int, seed: int) -> Words:
    """One row of `count` values a text: datasketch's `affine32` MinHash over `shingle_hash` of its shingles."""
    from datasketch import MinHash

    rows = np.empty((len(sets.sizes), count), np.uint32)
    empty = MinHash(count, seed=seed, scheme="affine32", hashfunc=int)
    for text in range(len(rows)):
        one = empty.copy()
        one.update_batch(sets.hashes(text).tolist())
        rows[text] = one.hashvalues
    return rows


def band_keys(rows: Words, bands: int, width: int) -> NDArray[np.uint64]:
    """A row of keys for every band of `width` values; two texts have the same key where they agree in the band."""
    keys = np.empty((bands, len(rows)), np.uint64)
    for band in range(bands):
        key = np.full(len(rows), band, np.uint64)
        for column in rows[:, band * width : (band + 1) * width].T:
            key = (key ^ column.astype(np.uint64)) * np.uint64(MIX)
            key ^= key >> _HALF
        keys[band] = key
    return keys


def joined(keys: NDArray[np.uint64], hot: int) -> tuple[Keys, Ints]:
    """The pairs that agree in a band (lesser * n + greater, sorted, each once), and the crowded texts.

    In a bucket of more than `hot` texts each meets the first one and the one before it only.  A text is crowded by the
    size of its largest such bucket, else 0.
    """
    count = keys.shape[1]
    crowded = np.zeros(count, np.int64)
    found = [np.empty((2, 0), np.int64)]
    for key in keys:
        order = np.argsort(key, kind="stable")
        heads = np.flatnonzero(np.diff(key[order], prepend=~key[order[:1]]) != 0)
        sizes = np.diff(np.append(heads, count))
        for head, size in zip(heads[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
            texts = order[head : head + size]
            found.append(_all_or_few(texts, hot))
            if size > hot:
                crowded[texts] = np.maximum(crowded[texts], size)
    pairs = unique_pairs(np.concatenate(found, axis=1), count)
    return (pairs[0] * count + pairs[1]).astype(np.uint64), crowded


def _all_or_few(texts: Ints, hot: int) -> Ints:
    if len(texts) <= hot:
        one, other = np.triu_indices(len(texts), 1)
        return np.stack((texts[one], texts[other]))
    first = np.full(len(texts) - 1, texts[0])
    return np.concatenate((np.stack((first, texts[1:])), np.stack((texts[:-1], texts[1:]))), axis=1)
