"""Seed and extend: candidates for repeated sections, as pairs of ranges of a stream."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from checker.duplicates import kernels
from checker.duplicates.normalise import Symbols, is_han
from checker.duplicates.options import RepeatedSection
from checker.duplicates.seeds import Seeds, find_seeds
from checker.memory import stored

Ints = NDArray[np.int64]
_LARGE = 1 << 21  # symbols above which finding the anchors alone pays for loading Numba
_LOOK = 64  # neighbours a row is tried with when rows are merged


@dataclass(slots=True)
class Pair:
    """Two half-open ranges of a stream that align; a is the earlier one.

    `period` above 0 means one run [a0, b1) that repeats itself.  `cluster` numbers pairs that hang together.
    """

    a0: int
    a1: int
    b0: int
    b1: int
    matched: int
    ratio: float = 0.0
    period: int = 0
    cluster: int = field(default=-1, compare=False)

    @property
    def size(self) -> int:
        """The length of the shorter side."""
        return min(self.a1 - self.a0, self.b1 - self.b0)


def anchored(symbols: Symbols, starts: Ints, o: RepeatedSection) -> Seeds:
    """The anchors that occur again; of much text by machine code."""
    if len(symbols) > _LARGE:
        kernels.compile_all()
    return find_seeds(symbols, starts, o, fast=kernels.compiled())


def candidates(symbols: Symbols, starts: Ints, seeds: Seeds, o: RepeatedSection) -> list[Pair]:
    """Pairs of ranges that look alike, before any of them is verified."""
    recurring = np.flatnonzero(seeds.previous >= 0)
    if not len(recurring):
        return []
    if len(recurring) > o.compile_above:
        kernels.compile_all()
    aligner = _Aligner(symbols, starts, o)
    rows, whole = aligner.rows(seeds, recurring, 0 if aligner.fast else o.plain_steps)
    if not whole:  # so much is alike that plain loops would take long
        kernels.compile_all()
        aligner = _Aligner(symbols, starts, o)
        rows, _ = aligner.rows(seeds, recurring, 0)
    rows = aligner.merged(rows)
    return _pairs(rows, aligner.weights(rows), o)


class _Aligner:
    """The loops of `kernels` over lists, or over arrays where they are compiled."""

    def __init__(self, symbols: Symbols, starts: Ints, o: RepeatedSection) -> None:
        self.o, self.starts = o, starts
        self.fast = kernels.compiled()
        self.symbols = symbols
        self.s = symbols if self.fast else symbols.tolist()

    def plain(self, values: NDArray[Any]) -> Any:
        return values if self.fast else values.tolist()

    def table(self, size: int, value: int) -> Any:
        return np.full(size, value, np.int64) if self.fast else [value] * size

    def rows(self, seeds: Seeds, recurring: Ints, most: int) -> tuple[Ints, bool]:
        """Rows b0, b1, a0, a1, matched, document of a, document of b, grown from the anchors; see `kernels.repeats`."""
        o = self.o
        weight = o.min_length_latin / o.min_length
        counts = np.diff(np.searchsorted(seeds.where, self.starts))
        documents = stored(np.repeat(np.arange(len(counts)), counts))
        slots = 1 << (4 * int(counts.max())).bit_length()
        lengths = o.gram, o.floor, int(o.floor * weight), o.gap, int(o.gap * weight)
        price, price_latin = (int(kernels.TENTHS * each) for each in (o.difference, o.difference_latin))
        numbers = (*lengths, o.drop, o.drop_latin, price, price_latin, o.band)
        rows, whole = kernels.repeats(
            self.s,
            self.plain(self.starts),
            self.plain(seeds.where),
            self.plain(documents),
            self.plain(seeds.previous),
            self.plain(seeds.links),
            self.plain(recurring),
            numbers,
            self.table(1 << (2 * o.band + 2).bit_length(), 0),
            self.table(2 * slots, 0),
            self.table(4 * slots, 0),
            most,
        )
        return rows[1:], whole

    def weights(self, rows: Ints) -> NDArray[np.float64]:
        """How many symbols of each row weigh as much as one of Han; text of which fewer than half is Han needs more."""
        start, end = np.ascontiguousarray(rows[:, 0]), np.ascontiguousarray(rows[:, 1])
        latin = 2 * self._han(start, end) < end - start
        return np.where(latin, self.o.min_length_latin / self.o.min_length, 1.0)

    def _han(self, start: Ints, end: Ints) -> Ints:
        """How many symbols of each range are Han."""
        if not self.fast:
            before = np.concatenate(([0], np.cumsum(is_han(self.symbols), dtype=np.int64)))
            return np.asarray(before[end] - before[start])
        from checker.duplicates.rolling import count_han

        counts = np.empty(len(start), np.int64)
        count_han(self.symbols, start, end, counts)
        return counts

    def merged(self, rows: Ints) -> Ints:
        """The rows that are left when neighbours are joined."""
        rows = rows[np.lexsort((rows[:, 0], rows[:, 2], rows[:, 6], rows[:, 5]))]
        changed = True
        while changed and len(rows):
            alive, work = self.table(len(rows), 1), self.plain(rows)
            changed = kernels.merge(work, self.o.gap, self.o.grow, self.o.min_ratio, _LOOK, alive)
            rows = np.array(work, np.int64).reshape(-1, 7)[np.array(alive) == 1]
        return rows


def _pairs(rows: Ints, weights: NDArray[np.float64], o: RepeatedSection) -> list[Pair]:
    """The rows that are long enough, as pairs; one that overlaps itself is a periodic run, or copies in a row."""
    needed = (o.tolerance * o.min_length * weights).astype(np.int64)
    size_a, size_b = rows[:, 3] - rows[:, 2], rows[:, 1] - rows[:, 0]
    overlap = (rows[:, 5] == rows[:, 6]) & (rows[:, 3] > rows[:, 0])
    sized = (np.maximum(size_a, size_b) >= needed) & (np.minimum(size_a, size_b) >= 0.6 * needed)
    long = np.where(overlap, rows[:, 1] - rows[:, 2] >= o.min_length * weights, sized)
    chosen = long & (rows[:, 4] >= 0.2 * (size_a + size_b))
    pairs: list[Pair] = []
    for (b0, b1, a0, a1, matched, da, db), least in zip(rows[chosen].tolist(), needed[chosen].tolist(), strict=True):
        shift = b0 - a0
        if da != db or a1 <= b0:
            pairs.append(Pair(a0, a1, b0, b1, matched))
        elif shift < least:
            pairs.append(Pair(a0, a1, b0, b1, matched, period=shift))
        else:  # A A A: one diagonal holds several copies, each as long as the shift
            last = b1 - shift - int(0.6 * least)
            pairs += [Pair(x, x + shift, x + shift, min(x + 2 * shift, b1), shift) for x in range(a0, last, shift)]
    return pairs
