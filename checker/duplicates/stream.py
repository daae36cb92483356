"""The whole corpus as one run of folded symbols, and its lines as stretches of that run."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checker.document import Document
from checker.duplicates.normalise import Normal, Symbols, as_text, is_han, normalise

Ints = NDArray[np.int64]
_MOST_HELD = 1 << 23  # offsets kept for later, 4 bytes each
_OPENING = frozenset({"Ps", "Pi"})  # Unicode categories of marks that belong to what follows


@dataclass(frozen=True, slots=True)
class Units:
    """Stretches of the stream, one row each: the document, the 0-based line, half-open stream offsets."""

    document: Ints
    line: Ints
    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.start)

    @property
    def length(self) -> Ints:
        """How many symbols each one has."""
        return self.end - self.start

    def take(self, chosen: NDArray[np.int64] | NDArray[np.bool_]) -> Units:
        """The chosen rows."""
        return Units(self.document[chosen], self.line[chosen], self.start[chosen], self.end[chosen])


class Stream:
    """`symbols` of all documents one after another; document d is `symbols[starts[d]:starts[d + 1]]`.

    `lines` are the lines with at least one symbol.  Offsets into the raw text are not stored: the few documents with a
    finding are folded again when they are asked for.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        pieces: list[Symbols] = []
        rows: list[Ints] = []
        starts = [0]
        for index, document in enumerate(documents):
            normal = normalise(document.text)
            pieces.append(normal.symbols)
            rows.append(_line_rows(index, document, normal, starts[-1]))
            starts.append(starts[-1] + len(normal.symbols))
        self.symbols: Symbols = np.concatenate(pieces) if pieces else np.empty(0, np.uint32)
        self.starts: Ints = np.array(starts, np.int64)
        table = np.concatenate(rows, axis=1) if rows else np.empty((4, 0), np.int64)
        self.lines = Units(table[0], table[1], table[2], table[3])
        self._folded: dict[int, NDArray[np.int32]] = {}
        self._held = 0

    def whole_documents(self) -> Units:
        """Every document as one unit."""
        count = len(self.documents)
        return Units(np.arange(count), np.zeros(count, np.int64), self.starts[:-1], self.starts[1:])

    def document_at(self, offset: int) -> int:
        """The document in which a stream offset lies."""
        return int(np.searchsorted(self.starts, offset, side="right")) - 1

    def text(self, start: int, end: int) -> str:
        """The folded text of a stretch of the stream."""
        return as_text(self.symbols[start:end])

    def raw(self, start: int, end: int) -> tuple[int, int, int]:
        """Document and raw offsets of a stretch (not empty) of the stream, widened over what folding dropped.

        At the start it grows to the first visible character of the line where nothing but dropped ones stand before
        it, at the end over closing marks that follow on the same line.
        """
        document = self.document_at(start)
        base = int(self.starts[document])
        positions = self._positions(document)
        first, last = int(positions[start - base]), int(positions[end - base - 1]) + 1
        text, lines = self.documents[document].text, self.documents[document].lines
        line_start, _ = lines.span(lines.at(first))
        before = int(positions[start - base - 1]) if start > base else -1
        if before < line_start:
            first = _skip_blank(text, line_start, first)
        _, line_end = lines.span(lines.at(last - 1))
        after = int(positions[end - base]) if end - base < len(positions) else len(text)
        return document, first, _closing(text, last, min(after, line_end), whole=after >= line_end)

    def _positions(self, document: int) -> NDArray[np.int32]:
        """Where in the raw text the symbols stand; kept until `_MOST_HELD` of them are."""
        known = self._folded.get(document)
        if known is None:
            known = normalise(self.documents[document].text).positions
            if self._held > _MOST_HELD:
                self._folded.clear()
                self._held = 0
            self._folded[document] = known
            self._held += len(known)
        return known


def _line_rows(index: int, document: Document, normal: Normal, base: int) -> Ints:
    """Rows of `Stream.lines` for one document: document, line, start, end (4 x n)."""
    starts = np.searchsorted(normal.positions, document.lines.starts)
    ends = np.append(starts[1:], len(normal.symbols))
    kept = np.flatnonzero(ends > starts)
    return np.stack((np.full(len(kept), index), kept, starts[kept] + base, ends[kept] + base)).astype(np.int64)


def _skip_blank(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _closing(text: str, end: int, limit: int, *, whole: bool) -> int:
    """Past the marks that close what ends at `end`; all of the line where nothing else follows (`whole`)."""
    if whole:
        return end + len(text[end:limit].rstrip())
    while end < limit and not text[end].isspace() and unicodedata.category(text[end]) not in _OPENING:
        end += 1
    return end


def long_enough(stream: Stream, units: Units, least: int, least_latin: int) -> NDArray[np.bool_]:
    """Which units have `least` symbols, or `least_latin` where fewer than half of them are Han."""
    length = units.length
    enough = length >= least
    if least_latin > least:
        han = np.concatenate(([0], np.cumsum(is_han(stream.symbols), dtype=np.int64)))
        mostly_latin = 2 * (han[units.end] - han[units.start]) < length
        enough &= ~mostly_latin | (length >= least_latin)
    return enough
