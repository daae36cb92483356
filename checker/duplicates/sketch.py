"""Candidates for near-duplicates in large corpora: MinHash and banding, with datasketch as the reference engine."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.options import NearParagraph
from checker.duplicates.seeds import mix
from checker.duplicates.shingles import Ints, ShingleSets, unique_pairs


def signatures(sets: ShingleSets, o: NearParagraph) -> NDArray[np.uint32]:
    """One row of `permutations` values a text: datasketch's `affine32` MinHash over `shingle_hash` of its shingles."""
    from datasketch import MinHash

    rows = np.empty((len(sets.sizes), o.permutations), np.uint32)
    empty = MinHash(o.permutations, seed=o.seed, scheme="affine32", hashfunc=int)
    for text in range(len(rows)):
        one = empty.copy()
        one.update_batch(sets.hashes(text).tolist())
        rows[text] = one.hashvalues
    return rows


def band_pairs(rows: NDArray[np.uint32], o: NearParagraph) -> Ints:
    """Pairs of texts (2 x n) that agree in all values of some band.

    In a band that more than `hot` texts agree in, each meets the first one and the one before it only.
    """
    found = [np.empty((2, 0), np.int64)]
    for band in range(o.bands):
        part = rows[:, band * o.rows : (band + 1) * o.rows].astype(np.uint64)
        key = np.full(len(rows), band, np.uint64)
        for column in part.T:
            key = mix(key ^ column)
        order = np.argsort(key, kind="stable")
        heads = np.flatnonzero(np.diff(key[order], prepend=~key[order[:1]]) != 0)
        sizes = np.diff(np.append(heads, len(order)))
        found += [
            _all_or_few(order[head : head + size], o.hot) for head, size in zip(heads, sizes, strict=True) if size > 1
        ]
    return unique_pairs(np.concatenate(found, axis=1), len(rows))


def _all_or_few(texts: Ints, hot: int) -> Ints:
    if len(texts) <= hot:
        one, other = np.triu_indices(len(texts), 1)
        return np.stack((texts[one], texts[other]))
    first = np.full(len(texts) - 1, texts[0])
    return np.concatenate((np.stack((first, texts[1:])), np.stack((texts[:-1], texts[1:]))), axis=1)
