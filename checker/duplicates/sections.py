"""Repeated sections: stretches of text that occur again, however their lines are broken."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.align import Pair, candidates
from checker.duplicates.normalise import is_han
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
        if not _long_enough(symbols[pair.b0 : pair.b1], o):
            return False
        if pair.period:
            pair.ratio = min(1.0, 2 * pair.matched / (pair.a1 - pair.a0 + pair.b1 - pair.b0))
            return pair.ratio >= max(_PERIODIC_RATIO, o.min_ratio)
        pair.ratio = aligned(text(pair.a0, pair.a1), text(pair.b0, pair.b1), pair.matched)
        return pair.ratio >= o.min_ratio

    pairs = settle(candidates(symbols, starts, o), verify)
    for pair in pairs:
        pair.a0, pair.a1 = int(origin[pair.a0]), int(origin[pair.a1 - 1]) + 1
        pair.b0, pair.b1 = int(origin[pair.b0]), int(origin[pair.b1 - 1]) + 1
    return pairs


def aligned(one: str, other: str, at_least: int = 0) -> float:
    """The share of both texts that aligns: twice the longest common subsequence over both lengths."""
    from rapidfuzz.distance import LCSseq

    matched = at_least
    if min(len(one), len(other)) <= _LONGEST_LCS:
        matched = LCSseq.similarity(one, other)
    return min(1.0, 2 * matched / max(1, len(one) + len(other)))


def _long_enough(symbols: NDArray[np.uint32], o: RepeatedSection) -> bool:
    """Text of which fewer than half is Han needs more symbols for the same weight."""
    return 2 * int(is_han(symbols).sum()) >= len(symbols) or len(symbols) >= o.tolerance * o.min_length_latin
