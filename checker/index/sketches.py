"""The keys by which the index finds what is alike: bands of paragraphs, anchors of stretches.

A few texts are signed by NumPy, many by compiled loops; the keys are the same.
"""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from checker.duplicates import shingles, sketch
from checker.duplicates.normalise import Symbols
from checker.duplicates.shingles import Ints, ShingleSets
from checker.index.knowledge import knowledge
from checker.index.parameters import Parameters
from checker.index.schema import band_columns

Words = NDArray[np.uint32]
_FIRST, _SECOND = np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)  # MurmurHash3's finalizer


def band_keys(symbols: Symbols, start: Ints, end: Ints, p: Parameters) -> dict[str, NDArray[np.int32]]:
    """By band, under the name of its column, the keys of the texts `symbols[start[i]:end[i]]`.

    A key is the lower half of a hash: by chance one in 4,000,000,000 is met, and what is met is proved on the text.
    """
    near, (bands, rows) = p.near, p.bands
    a, b = sketch.permutations(near.permutations, near.seed)
    if _many(start, end):
        from checker.duplicates import minhash

        keys = minhash.band_keys(symbols, start, end, near.shingle, a, b, bands, rows)
    else:
        signed = signatures(shingles.shingle_sets(symbols, start, end, near.shingle), a, b)
        keys = sketch.band_keys(signed, bands, rows)
    return dict(zip(band_columns(bands), map(_half, keys), strict=True))


def signatures(sets: ShingleSets, a: Words, b: Words) -> Words:
    """One row of `affine32` MinHash values a text, as `sketch.signatures` and `minhash.signatures` give."""
    rows = np.empty((len(sets.sizes), len(a)), np.uint32)
    for text in range(len(rows)):
        x = sets.hashes(text)
        x = (x ^ (x >> np.uint32(16))) * _FIRST
        x = (x ^ (x >> np.uint32(13))) * _SECOND
        x ^= x >> np.uint32(16)
        rows[text] = (x[:, None] * a + b).min(axis=0)
    return rows


def anchors(symbols: Symbols, start: Ints, end: Ints, p: Parameters) -> tuple[Ints, NDArray[np.int32]]:
    """The kept anchors of every text, each once: the number of the text, and the key."""
    section = p.section
    if _many(start, end):
        from checker.duplicates import anchoring

        found = anchoring.gram_sets(symbols, start, end, section.gram, section.gram_latin, section.window)
    else:
        found = shingles.gram_sets(symbols, start, end, section.gram, section.gram_latin, section.window)
    found = found.sample(knowledge().keep["anchor-every"])
    owner = (found.keys >> np.uint64(32)).astype(np.int64)
    return owner, _half(found.keys)


def _half(hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
    """The lower halves, as the numbers with a sign that every database has."""
    return hashes.astype(np.uint32).view(np.int32)


def _many(start: Ints, end: Ints) -> bool:
    return int((end - start).sum()) > knowledge().work["compile-above"] and find_spec("numba") is not None
