"""Repeated sections: stretches of text that occur again, however their lines are broken."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.align import Pair, candidates
from checker.duplicates.options import RepeatedSection
from checker.duplicates.settle import settle
from checker.duplicates.stream import Stream

_LONGEST_LCS = 30_000  # symbols of a side; beyond, the chain's own count (a lower bound) is good enough
_PERIODIC_RATIO = 0.75


def find_sections(stream: Stream, kept: NDArray[np.bool_], o: RepeatedSection) -> list[Pair]:
    """Verified pairs of ranges of the stream, n - 1 for n copies; symbols that are not `kept` are passed over."""
    origin = np.flatnonzero(kept)
    before = np.concatenate(([0], np.cumsum(kept, dtype=np.int64)))
    symbols, starts = stream.symbols[origin], before[stream.starts]

    def text(start: int, end: int) -> str:
        return symbols[start:end].tobytes().decode("utf-32-le")

    def verify(pair: Pair) -> bool:
        if pair.period:
            pair.ratio = min(1.0, 2 * pair.matched / (pair.a1 - pair.a0 + pair.b1 - pair.b0))
            return pair.ratio >= max(_PERIODIC_RATIO, o.min_ratio)
        pair.ratio = aligned(text(pair.a0, pair.a1), text(pair.b0, pair.b1), pair.matched, o.min_ratio)
        return pair.ratio >= o.min_ratio

    pairs = settle(candidates(symbols, starts, o), verify)
    for pair in pairs:
        pair.a0, pair.a1 = int(origin[pair.a0]), int(origin[pair.a1 - 1]) + 1
        pair.b0, pair.b1 = int(origin[pair.b0]), int(origin[pair.b1 - 1]) + 1
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
