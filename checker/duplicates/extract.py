"""The stretches of the stream that are compared, put together, with the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.normalise import Symbols
from checker.duplicates.stream import Stream
from checker.memory import empty, stored

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Ranges = NDArray[np.int64]  # n x 2: starts and ends
NO_RANGES: Ranges = np.empty((0, 2), np.int64)


@dataclass(frozen=True, slots=True)
class Extract:
    """The symbols of some stretches of the stream; those of document d are `symbols[starts[d]:starts[d + 1]]`.

    Stretch i begins at `first[i]` in the stream and at `place[i]` here.  Put together in another `order`, document d is
    the one that is d-th in it, and positions are to be asked of symbols that stand here.
    """

    symbols: Symbols
    starts: Ints
    first: Ints
    place: Ints

    def position(self, at: Ints) -> Ints:
        """Where the first symbols at or after offsets of the stream stand here."""
        order = np.argsort(self.first, kind="stable")
        stretch = np.searchsorted(self.first, at, side="right", sorter=order) - 1
        length = np.diff(self.place, append=len(self.symbols))[order[stretch]]
        before = stretch < 0
        stretch = order[stretch]
        inside = np.minimum(at - self.first[stretch], length)
        found: Ints = np.where(before, 0, self.place[stretch] + inside)
        return found

    def origin(self, at: Ints | int) -> Ints:
        """Where in the stream symbols stand."""
        stretch = np.searchsorted(self.place, at, side="right") - 1
        found: Ints = self.first[stretch] + (at - self.place[stretch])
        return found


def as_ranges(stretches: Sequence[tuple[int, int]]) -> Ranges:
    """Pairs of a start and an end as an array."""
    return np.array(stretches, np.int64).reshape(-1, 2)


def extract(stream: Stream, lines: Mask, without: Ranges = NO_RANGES, order: Ints | None = None) -> Extract:
    """The chosen lines (a mask of `stream.lines`), less some stretches of the stream; `order` is one of documents."""
    if order is None and lines.all() and not len(without):
        return Extract(stream.symbols, stream.starts, np.zeros(1, np.int64), np.zeros(1, np.int64))
    edges = np.flatnonzero(np.diff(lines, prepend=False, append=False))
    bounds = np.append(stream.lines.start, len(stream.symbols))[edges]
    first, past = _less(bounds[::2], bounds[1::2], without)
    if not len(first):
        return Extract(stream.symbols[:0], np.zeros_like(stream.starts), np.zeros(1, np.int64), np.zeros(1, np.int64))
    if order is not None:
        return _ordered(stream, first, past, order)
    place = np.cumsum(past - first) - (past - first)
    stretch = np.searchsorted(first, stream.starts, side="right") - 1
    inside = np.clip(stream.starts - first[stretch], 0, (past - first)[stretch])
    starts = np.where(stretch >= 0, place[stretch] + inside, 0)
    return Extract(_together(stream, first, past), starts, stored(first), stored(place))


def _ordered(stream: Stream, first: Ints, past: Ints, order: Ints) -> Extract:
    """The stretches [first, past), cut between documents, those of the first document in `order` first."""
    inner = stream.starts[1:-1]
    row = np.searchsorted(first, inner, side="right") - 1
    cut = np.unique(inner[(row >= 0) & (first[row] < inner) & (inner < past[row])])
    first, past = np.sort(np.concatenate((first, cut))), np.sort(np.concatenate((past, cut)))
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    of = rank[np.searchsorted(stream.starts, first, side="right") - 1]
    chosen = np.argsort(of, kind="stable")
    first, past, of = first[chosen], past[chosen], of[chosen]
    edges = np.concatenate(([0], np.cumsum(past - first)))
    starts = edges[np.searchsorted(of, np.arange(len(order) + 1))]
    return Extract(_together(stream, first, past), starts, stored(first), stored(edges[:-1]))


def _together(stream: Stream, first: Ints, past: Ints) -> Symbols:
    symbols = empty(int((past - first).sum()), np.uint32)
    if stream.compiled:
        from checker.duplicates.gather import gather

        gather(stream.symbols, np.ascontiguousarray(first), np.ascontiguousarray(past), symbols)
    else:
        np.concatenate([stream.symbols[a:b] for a, b in zip(first.tolist(), past.tolist(), strict=True)], out=symbols)
    return symbols


def _less(first: Ints, past: Ints, without: Ranges) -> tuple[Ints, Ints]:
    """The stretches [first, past), in order and apart, less others: starts and ends of what is left."""
    away = merged(without)
    if not len(away) or not len(first):
        return first, past
    cuts = np.unique(np.concatenate((first, past, away.ravel())))
    start, end = cuts[:-1], cuts[1:]
    mine, other = np.searchsorted(first, start, side="right") - 1, np.searchsorted(away[:, 0], start, side="right") - 1
    left = (mine >= 0) & (start < past[mine]) & ~((other >= 0) & (start < away[other, 1]))
    return start[left], end[left]


def merged(stretches: Ranges, *, touching: bool = True) -> Ranges:
    """The stretches in order, those that overlap or, unless told otherwise, touch made one; empty ones are left out."""
    stretches = stretches[stretches[:, 1] > stretches[:, 0]]
    if not len(stretches):
        return stretches
    start, end = stretches[np.argsort(stretches[:, 0])].T
    reach = np.maximum.accumulate(end)
    last = np.append(start[1:] > reach[:-1] if touching else start[1:] >= reach[:-1], True)
    return np.stack((start[np.roll(last, 1)], reach[last]), axis=1)


def covered(stretches: Ranges, start: Ints, end: Ints) -> Ints:
    """How many offsets of each range [start, end) lie in a stretch."""
    edges = np.concatenate((np.zeros((1, 2), np.int64), merged(stretches)))
    before = np.cumsum(edges[:, 1] - edges[:, 0]) - (edges[:, 1] - edges[:, 0])

    def until(at: Ints) -> Ints:
        stretch = np.searchsorted(edges[:, 0], at, side="right") - 1
        return np.asarray(before[stretch] + np.minimum(at, edges[stretch, 1]) - edges[stretch, 0])

    return until(end) - until(start)
