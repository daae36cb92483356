"""The whole corpus as one run of folded symbols, and its lines as stretches of that run."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checker.document import Document
from checker.duplicates.joined import groups, joined
from checker.duplicates.normalise import Symbols, as_text, is_han, normalise
from checker.memory import Column

Ints = NDArray[np.int64]
Ints32 = NDArray[np.int32]
COMPILED_FROM = 4 << 20  # bytes of text from which loading compiled loops pays
_MOST_HELD = 1 << 22  # places of symbols kept for later, 4 bytes each
_OPENING = frozenset({"Ps", "Pi"})  # Unicode categories of marks that belong to what follows


@dataclass(frozen=True, slots=True)
class Units:
    """Stretches of the stream, one row each: the document, the 0-based line, half-open stream offsets, Han symbols."""

    document: Ints32
    line: Ints32
    start: Ints
    end: Ints
    han: Ints32

    def __len__(self) -> int:
        return len(self.start)

    @property
    def length(self) -> Ints:
        """How many symbols each one has."""
        return self.end - self.start

    def take(self, chosen: NDArray[np.int64] | NDArray[np.bool_]) -> Units:
        """The chosen rows."""
        return Units(self.document[chosen], self.line[chosen], self.start[chosen], self.end[chosen], self.han[chosen])


class Stream:
    """`symbols` of all documents one after another; document d is `symbols[starts[d]:starts[d + 1]]`.

    `lines` are the lines with at least one symbol.  Offsets into the raw text are not stored: the few lines with an
    edge of a finding are folded again when they are asked for.
    """

    def __init__(self, documents: Sequence[Document], compiled_from: int = COMPILED_FROM) -> None:
        """From `compiled_from` bytes on, folding is done by compiled loops, with the same result."""
        self.documents = documents
        size = sum(document.size for document in documents)
        self.compiled = size >= compiled_from
        symbols = Column(np.uint32, size)
        columns = Column(np.int32), Column(np.int32), Column(np.int64), Column(np.int64), Column(np.int32)
        starts, han = [np.zeros(1, np.int64)], [np.empty(0, np.int64)]
        for first, group in groups(documents):
            folded = (_folded_bytes if self.compiled else _folded_texts)(group)
            rows = (folded.document + first, folded.line, folded.start + len(symbols), folded.end + len(symbols))
            for column, values in zip(columns, (*rows, folded.han), strict=True):
                column.add(values)
            starts.append(folded.bounds[1:] + len(symbols))
            han.append(np.bincount(folded.document, folded.han, minlength=len(group)).astype(np.int64))
            symbols.add(folded.symbols)
        self.symbols: Symbols = symbols.done()
        self.starts: Ints = np.concatenate(starts)
        self.lines = Units(*(column.done() for column in columns))
        self._han: Ints = np.concatenate(han)
        self._folded: dict[int, NDArray[np.int32]] = {}
        self._held = 0

    def whole_documents(self) -> Units:
        """Every document as one unit."""
        count = len(self.documents)
        numbers = np.arange(count, dtype=np.int32)
        return Units(numbers, np.zeros_like(numbers), self.starts[:-1], self.starts[1:], self._han.astype(np.int32))

    def document_at(self, offset: int) -> int:
        """The document in which a stream offset lies."""
        return int(self.starts.searchsorted(offset, side="right")) - 1

    def text(self, start: int, end: int) -> str:
        """The folded text of a stretch of the stream."""
        return as_text(self.symbols[start:end])

    def raw(self, start: int, end: int) -> tuple[int, int, int]:
        """Document and raw offsets of a stretch (not empty) of the stream, widened over what folding dropped.

        At the start it grows to the first visible character of the line where nothing but dropped ones stand before
        it, at the end over closing marks that follow on the same line.
        """
        return self._raw(self._row_at(start), self._row_at(end - 1), start, end)

    def raw_line(self, row: int) -> tuple[int, int, int]:
        """The same of a row of `lines`."""
        return self._raw(row, row, self.lines.start.item(row), self.lines.end.item(row))

    def _raw(self, one: int, other: int, start: int, end: int) -> tuple[int, int, int]:
        """The same of a stretch that begins in one row of `lines` and ends in another."""
        number = self.lines.document.item(one)
        text, lines = self.documents[number].text, self.documents[number].lines
        first, last = self._place(one, start), self._place(other, end - 1) + 1
        if start == self.lines.start.item(one):
            first = _skip_blank(text, lines.span(self.lines.line.item(one))[0], first)
        whole = end == self.lines.end.item(other)  # nothing but dropped characters follows on the line
        limit = lines.span(self.lines.line.item(other))[1] if whole else self._place(other, end)
        return number, first, _closing(text, last, limit, whole=whole)

    def gap(self, document: int, at: int) -> tuple[str, int, int]:
        """The text of a document, and where the symbols before and at an offset of the stream inside it stand."""
        before, after = self._place(self._row_at(at - 1), at - 1), self._place(self._row_at(at), at)
        return self.documents[document].text, before, after

    def offsets(self, document: int, places: Ints) -> Ints:
        """Where in the stream the first symbols at or after places (code points) of a document stand."""
        positions = self._positions(self.documents[document].data)
        found: Ints = self.starts[document] + np.searchsorted(positions, places)
        return found

    def _row_at(self, offset: int) -> int:
        """The row of `lines` in which the symbol at an offset stands."""
        return int(self.lines.start.searchsorted(offset, side="right")) - 1

    def _place(self, row: int, offset: int) -> int:
        """Where in the raw text the symbol at an offset stands, which is in a row of `lines`."""
        return self._of_line(row).item(offset - self.lines.start.item(row))

    def _of_line(self, row: int) -> NDArray[np.int32]:
        """Where in the raw text the symbols of a row of `lines` stand; `_MOST_HELD` of them are kept."""
        known = self._folded.pop(row, None)
        if known is None:
            document = self.documents[self.lines.document.item(row)]
            start, end = document.lines.span(self.lines.line.item(row))
            known = self._positions(document.text[start:end].encode("utf-8")) + np.int32(start)
            self._held += len(known)
            while self._folded and self._held > _MOST_HELD:
                self._held -= len(self._folded.pop(next(iter(self._folded))))
        self._folded[row] = known  # the last one is forgotten last
        return known

    def _positions(self, data: bytes) -> NDArray[np.int32]:
        """Where in the text of some bytes their symbols stand."""
        if not self.compiled:
            return normalise(data.decode("utf-8")).positions
        from checker.duplicates.folding import positions_utf8

        return positions_utf8(data)


@dataclass(frozen=True, slots=True)
class _Folded:
    """The symbols of some documents, the bounds of the documents among them, and their lines (see `Units`)."""

    symbols: Symbols
    bounds: Ints
    document: Ints
    line: Ints
    start: Ints
    end: Ints
    han: Ints


def _folded_texts(documents: Sequence[Document]) -> _Folded:
    pieces: list[Symbols] = []
    rows: list[Ints] = [np.empty((4, 0), np.int64)]
    bounds = [0]
    for number, document in enumerate(documents):
        normal = normalise(document.text)
        starts = np.searchsorted(normal.positions, document.lines.starts)
        ends = np.append(starts[1:], len(normal.symbols))
        kept = np.flatnonzero(ends > starts)
        rows.append(np.stack((np.full(len(kept), number), kept, starts[kept] + bounds[-1], ends[kept] + bounds[-1])))
        pieces.append(normal.symbols)
        bounds.append(bounds[-1] + len(normal.symbols))
    symbols, table = np.concatenate(pieces), np.concatenate(rows, axis=1)
    before = np.concatenate(([0], np.cumsum(is_han(symbols), dtype=np.int64)))
    document, line, start, end = table
    return _Folded(symbols, np.array(bounds, np.int64), document, line, start, end, before[end] - before[start])


def _folded_bytes(documents: Sequence[Document]) -> _Folded:
    """The same, by compiled loops over the lines of all the documents."""
    from checker.duplicates.folding import fold_utf8
    from checker.duplicates.rolling import count_han

    texts = joined(documents)
    first_lines = texts.first_lines
    symbols, bounds = fold_utf8(texts.buffer, texts.begins, texts.ends)
    kept = np.flatnonzero(np.diff(bounds))
    owners = np.searchsorted(first_lines, kept, side="right") - 1
    start, end, han = bounds[kept], bounds[kept + 1], np.empty(len(kept), np.int64)
    count_han(symbols, start, end, han)
    return _Folded(symbols, bounds[first_lines], owners, kept - first_lines[owners], start, end, han)


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


def long_enough(units: Units, least: int, least_latin: int) -> NDArray[np.bool_]:
    """Which units have `least` symbols, or `least_latin` where fewer than half of them are Han."""
    length = units.length
    enough = length >= least
    if least_latin > least:
        enough &= (2 * units.han >= length) | (length >= least_latin)
    return enough
