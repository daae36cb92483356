"""Which lines belong together: paragraphs as they were before somebody wrapped them.

A line goes on in the next one where the text is wrapped at a fixed width, or where a line break stands in the middle of
a sentence.  What counts as that is written in rules/layout.toml.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from checker.batch import Batch
from checker.document import Document
from checker.text.breaks import Shape, sentence_breaks, shape
from checker.text.lines import WIDE, Bools, Ints, Lines, Points, among, settings


@dataclass(frozen=True, slots=True)
class Layout:
    """One element a line: `first` and `last` visible code point (0 where blank) and where they stand, width in cells.

    `broken[i]`: line `i` goes on in the middle of a sentence of the line before; `wrapped[i]`: it goes on because the
    text is wrapped at `width` cells (0: it is not).  `spaced`: blank lines set the paragraphs apart.  `points` are the
    code points of the text.
    """

    points: Points
    first: Points
    last: Points
    starts: Ints
    ends: Ints
    broken: Bools
    wrapped: Bools
    width: int
    spaced: bool

    @property
    def blank(self) -> Bools:
        """Which lines hold nothing visible."""
        none: Bools = self.first == 0
        return none

    @property
    def goes_on(self) -> Bools:
        """Which lines belong to the line before."""
        both: Bools = self.broken | self.wrapped
        return both

    def paragraph(self, line: int) -> range:
        """The lines of the paragraph in which `line` stands."""
        first = past = line
        while first > 0 and (self.broken[first] or self.wrapped[first]):
            first -= 1
        past += 1
        while past < len(self.first) and (self.broken[past] or self.wrapped[past]):
            past += 1
        return range(first, past)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in one line; `places` has the document's offset of each of its characters."""

    text: str
    lines: range
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The document's offsets of a stretch of the paragraph."""
        return self.places[start], self.places[end - 1] + 1


def joined(document: Document, layout: Layout, line: int) -> Paragraph:
    """The paragraph in which `line` stands, its lines joined (with a space where none of both sides is Chinese)."""
    lines = layout.paragraph(line)
    first, last = lines[0], lines[-1]
    if first == last:
        start, end = int(layout.starts[first]), int(layout.ends[first])
        return Paragraph(document.text[start:end], lines, range(start, end))
    parts: list[str] = []
    places: list[int] = []
    for number in lines:
        start, end = int(layout.starts[number]), int(layout.ends[number])
        if parts and ord(parts[-1][-1]) < WIDE and ord(document.text[start]) < WIDE:
            parts.append(" ")
            places.append(start - 1)
        parts.append(document.text[start:end])
        places.extend(range(start, end))
    return Paragraph("".join(parts), lines, places)


def layout(document: Document, shape: Shape) -> Layout:
    """The layout of a document whose lines have this shape."""
    lines = shape.lines
    wrapped, width = _wrapped(lines)
    broken = sentence_breaks(document, shape, wrapped)
    return Layout(lines.points, lines.first, lines.last, lines.starts, lines.ends, broken, wrapped, width, lines.spaced)


def shapes(batch: Batch) -> Shape:
    """The lines of all documents; meant for `Batch.shared`."""
    return shape(batch.points, batch.line_starts)


def may_follow(batch: Batch) -> Bools:
    """The lines of all documents that may belong to the line before; meant for `Batch.shared`."""
    lines, may_break = batch.shared(shapes).lines, batch.shared(shapes).may_break
    full = _open_ended(lines) & (lines.cells >= settings()["fixed"]["least"])
    often = np.repeat(batch.count(lines.begins[full]) >= settings()["fixed"]["count"], batch.line_counts + 1)
    wrapped = often[: len(full)] & lines.follows & ~lines.indented
    out: Bools = may_break | wrapped
    return out


def may_go_on(batch: Batch) -> list[int]:
    """The documents in which some line may belong to the line before; meant for `Batch.shared`."""
    return batch.at_lines(np.flatnonzero(batch.shared(may_follow)))


def _open_ended(lines: Lines) -> Bools:
    """Which lines have no end, and text in the next line."""
    out: Bools = np.append(lines.follows[1:], False) & ~among(lines.last, settings()["broken"]["ends"])
    return out


def _wrapped(lines: Lines) -> tuple[Bools, int]:
    """The lines that go on because the line before is full, and the width of a full line."""
    rule = settings()["fixed"]
    none = np.zeros(len(lines.first), np.bool_)
    open_ended = _open_ended(lines)
    long = open_ended & (lines.cells >= rule["least"])
    if np.count_nonzero(long) < rule["count"]:
        return none, 0
    widths = lines.cells[long]
    width = int(np.sort(widths)[int(rule["rank"] * (len(widths) - 1))])
    slack = np.where(lines.last >= WIDE, rule["slack"], rule["slack-words"])  # a word moves to the next line whole
    full = (lines.cells >= width - slack) & (lines.cells <= width + rule["slack"])
    edge = lines.length[long & full].max(initial=0)
    at_edge = (lines.length == edge) & (lines.cells >= rule["least"])
    if np.count_nonzero(at_edge & long) >= rule["edge-share"] * np.count_nonzero(long):
        full |= at_edge  # wrapped after so many characters, however wide they are
    if np.count_nonzero(full & long) < rule["share"] * np.count_nonzero(open_ended):
        return none, 0
    return np.append(False, full[:-1]) & lines.follows & ~lines.indented, width
