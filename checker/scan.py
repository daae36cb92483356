"""All patterns of the rulebook in one Hyperscan database: which lines does each rule have to look at?

Hyperscan reads the UTF-8 buffer once and names lines (prefilter mode: a superset, never a miss); `re` decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from checker import databases
from checker.batch import Batch
from checker.document import Document
from checker.prefilter import for_hyperscan
from checker.vet import too_frequent, too_slow

PIECE = 64 << 20  # bytes scanned at once; Hyperscan's lengths wrap at 4 GiB without an error
OVERLAP = 4096  # bytes read again where a piece has to end inside a line
Proposed = Mapping[int, Sequence[str]]  # line (0-based) -> the patterns that may match in it


class Scanner:
    """Pattern `i` belongs to owner `owners[i]`; `proposed(batch)` names the candidate lines of every owner.

    A pattern that several owners share is scanned once; what an owner below 0 asked for is not told.
    """

    def __init__(
        self, patterns: Sequence[str], owners: Sequence[int], foreign: Sequence[str] = (), sample: bytes = b""
    ) -> None:
        """A new set of patterns is vetted before it is kept: `foreign` ones for time, all for number on `sample`."""
        shared: dict[str, list[int]] = {}
        for pattern, owner in zip(patterns, owners, strict=True):
            shared.setdefault(pattern, []).append(owner)
        self._patterns = list(shared)
        self._owners = [[owner for owner in each if owner >= 0] for each in shared.values()]
        self._database: Any = None
        if not shared:
            return
        path = databases.place(self._patterns)
        self._database = databases.kept(path)
        if self._database is None:
            too_slow(foreign)
            self._database = databases.compiled([for_hyperscan(pattern) for pattern in shared])
            too_frequent(self._patterns, self.events, sample)
            databases.keep(path, self._database)

    def proposed(self, batch: Batch) -> list[dict[int, Proposed]]:
        """For every document: owner -> what may match in its candidate lines; one without a candidate is absent."""
        patterns, ends = self._scan(batch.data)
        rows = batch.rows(np.array(ends, np.int64) - 1)
        among = len(self._owners)
        once = np.unique(rows * among + np.array(patterns, np.int64))  # a pattern may match often in one line
        counts = batch.line_counts.tolist()
        found: list[dict[int, dict[int, list[str]]]] = [{} for _ in batch.documents]
        for pattern, number, line in zip((once % among).tolist(), *batch.lines_of(once // among), strict=True):
            if line < counts[number]:
                for owner in self._owners[pattern]:
                    found[number].setdefault(owner, {}).setdefault(line, []).append(self._patterns[pattern])
        return [{**each} for each in found]

    def candidates(self, batch: Batch) -> list[dict[int, tuple[int, ...]]]:
        """For every document: owner -> its candidate lines (0-based, ascending); one without a candidate is absent."""
        return [{owner: tuple(lines) for owner, lines in each.items()} for each in self.proposed(batch)]

    def lines(self, document: Document) -> dict[int, tuple[int, ...]]:
        """The candidate lines in one document."""
        return self.candidates(Batch([document]))[0]

    def events(self, data: bytes) -> dict[int, int]:
        """Pattern number -> how often it is reported in `data`, once for every reported end of a match."""
        return Counter(self._scan(data)[0])

    def _scan(self, data: bytes) -> tuple[list[int], list[int]]:
        """The number and the end of every match."""
        patterns: list[int] = []
        ends: list[int] = []
        start = 0

        def seen(pattern: int, _from: int, end: int, _flags: int, _context: object) -> None:
            patterns.append(pattern)
            ends.append(start + end)

        for start, piece in _pieces(data):  # noqa: B007 - `seen` reads it
            if piece and self._database is not None:
                self._database.scan(piece, match_event_handler=seen)
        return patterns, ends


def _pieces(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The data in pieces that end with a line, except where one line is longer than a piece."""
    start = 0
    while start + PIECE < len(data):
        end = start + PIECE
        cut = data.rfind(b"\n", start, end) + 1
        following = cut if cut > start else _character_start(data, end - OVERLAP)
        yield start, data[start : cut if cut > start else _character_start(data, end)]
        start = following
    yield start, data[start:] if start else data


def _character_start(data: bytes, end: int) -> int:
    while data[end] & 0xC0 == 0x80:
        end -= 1
    return end
