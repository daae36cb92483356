"""Repeated sections: stretches of text that occur again, however their lines are broken."""

from __future__ import annotations

import numpy as np

from checker.duplicates.align import Pair, candidates
from checker.duplicates.extract import Extract
from checker.duplicates.options import RepeatedSection
from checker.duplicates.seeds import Seeds
from checker.duplicates.settle import settle

_LONGEST_LCS = 30_000  # symbols of a side; beyond, the chain's own count (a lower bound) is good enough
_PERIODIC_RATIO = 0.75


def find_sections(kept: Extract, seeds: Seeds, o: RepeatedSection) -> list[Pair]:
    """Verified pairs of ranges of the stream, n - 1 for n copies; symbols that are not `kept` are passed over."""
    symbols = kept.symbols

    def text(start: int, end: int) -> str:
        return symbols[start:end].tobytes().decode("utf-32-le")

    def verify(pair: Pair) -> bool:
        if pair.period:
            pair.ratio = min(1.0, 2 * pair.matched / (pair.a1 - pair.a0 + pair.b1 - pair.b0))
            return pair.ratio >= max(_PERIODIC_RATIO, o.min_ratio)
        pair.ratio = aligned(text(pair.a0, pair.a1), text(pair.b0, pair.b1), pair.matched, o.min_ratio)
        return pair.ratio >= o.min_ratio

    pairs = settle(candidates(symbols, kept.starts, seeds, o), verify)
    edges = np.array([(pair.a0, pair.a1 - 1, pair.b0, pair.b1 - 1) for pair in pairs], np.int64).reshape(-1, 4)
    for pair, (a0, a1, b0, b1) in zip(pairs, kept.origin(edges).tolist(), strict=True):
        (pair.a0, pair.a1), (pair.b0, pair.b1) = sorted(((a0, a1 + 1), (b0, b1 + 1)))
    return pairs


def aligned(one: str, other: str, matched: int = 0, least: float = 0.0) -> float:
    """The share of both texts that aligns: twice the longest common subsequence over both lengths.

    `matched` symbols are known to align.  A share below `least` may be told too low.
    """
    from rapidfuzz.distance import LCSseq

    both = len(one) + len(other)
    if min(len(one), len(other)) <= _LONGEST_LCS:
        matched = max(matched, LCSseq.similarity(one, other, score_cutoff=int(least * both / 2)))
    return min(1.0, 2 * matched / max(1, both))
