"""The stretches of the stream that are compared, put together, with the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.normalise import Symbols
from checker.duplicates.stream import Stream

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Extract:
    """The symbols of some stretches of the stream; those of document d are `symbols[starts[d]:starts[d + 1]]`.

    Stretch i begins at `first[i]` in the stream and at `place[i]` here.
    """

    symbols: Symbols
    starts: Ints
    first: Ints
    place: Ints

    def position(self, at: Ints) -> Ints:
        """Where the first symbols at or after offsets of the stream stand here."""
        stretch = np.searchsorted(self.first, at, side="right") - 1
        length = np.diff(self.place, append=len(self.symbols))[stretch]
        found: Ints = np.where(stretch < 0, 0, self.place[stretch] + np.minimum(at - self.first[stretch], length))
        return found

    def origin(self, at: Ints | int) -> Ints:
        """Where in the stream symbols stand."""
        stretch = np.searchsorted(self.place, at, side="right") - 1
        found: Ints = self.first[stretch] + (at - self.place[stretch])
        return found


def extract(stream: Stream, lines: Mask, without: Sequence[Range] = ()) -> Extract:
    """The chosen lines (a mask of `stream.lines`), less some stretches of the stream."""
    if lines.all() and not without:
        return Extract(stream.symbols, stream.starts, np.zeros(1, np.int64), np.zeros(1, np.int64))
    wanted = np.repeat(lines, stream.lines.length)
    for start, end in without:
        wanted[start:end] = False
    edges = np.flatnonzero(np.diff(wanted, prepend=False, append=False))
    first, past = edges[::2], edges[1::2]
    place = np.cumsum(past - first) - (past - first)
    size = int((past - first).sum())
    if not size:
        return Extract(stream.symbols[:0], np.zeros_like(stream.starts), np.zeros(1, np.int64), np.zeros(1, np.int64))
    stretch = np.searchsorted(first, stream.starts, side="right") - 1
    inside = np.clip(stream.starts - first[stretch], 0, (past - first)[stretch])
    starts = np.where(stretch >= 0, place[stretch] + inside, 0)
    return Extract(stream.symbols[wanted], starts, first, place)


def covered(stretches: Sequence[Range], start: Ints, end: Ints) -> Ints:
    """How many offsets of each range [start, end) lie in a stretch."""
    merged: list[list[int]] = []
    for first, past in sorted(stretches):
        if merged and first <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], past)
        else:
            merged.append([first, past])
    edges = np.array([[0, 0], *merged], np.int64)
    before = np.cumsum(edges[:, 1] - edges[:, 0]) - (edges[:, 1] - edges[:, 0])

    def until(at: Ints) -> Ints:
        stretch = np.searchsorted(edges[:, 0], at, side="right") - 1
        return np.asarray(before[stretch] + np.minimum(at, edges[stretch, 1]) - edges[stretch, 0])

    return until(end) - until(start)
