"""Which lines belong together: paragraphs as they were before somebody wrapped them.

A line goes on in the next one where the text is wrapped at a fixed width, or where a line break stands in the middle of
a sentence.  What counts as that is written in rules/layout.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from checker.document import Document
from checker.patterns import compiled
from checker.resources import resource
from checker.text.code import fenced_lines
from checker.text.points import code_points

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
WIDE = 0x1100  # code points from here on fill two cells, nearly without exception
IDEOGRAPHIC_SPACE = 0x3000


@dataclass(frozen=True, slots=True)
class Layout:
    """One element a line: `first` and `last` visible code point (0 where blank) and where they stand, width in cells.

    `broken[i]`: line `i` goes on in the middle of a sentence of the line before; `wrapped[i]`: it goes on because the
    text is wrapped at `width` cells (0: it is not).  `spaced`: blank lines set the paragraphs apart.
    """

    first: NDArray[np.uint32]
    last: NDArray[np.uint32]
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


def layout(document: Document) -> Layout:
    """The layout of a document; meant for `View.shared`."""
    points = code_points(document)
    visible = np.flatnonzero((points > 0x20) & (points != IDEOGRAPHIC_SPACE) & (points != 0xA0))
    line_starts = document.lines.starts
    begin = np.searchsorted(visible, line_starts)
    past = np.append(begin[1:], len(visible))
    blank = begin == past
    starts = np.where(blank, line_starts, _taken(visible, begin, blank))
    ends = np.where(blank, line_starts, _taken(visible, past - 1, blank) + 1)
    first = np.where(blank, 0, _taken(points, starts, blank)).astype(np.uint32)
    last = np.where(blank, 0, _taken(points, ends - 1, blank)).astype(np.uint32)
    wide = np.concatenate(([0], np.cumsum(points >= WIDE)))
    cells = (ends - line_starts) + wide[ends] - wide[line_starts]
    pairs = ~blank[1:] & ~blank[:-1]
    after_blank = int(np.count_nonzero(~blank[1:] & blank[:-1]))
    number = _settings()["blank"]
    spaced = after_blank >= number["count"] and after_blank >= number["share"] * (after_blank + np.count_nonzero(pairs))
    lines = _Lines(document, first, last, starts, ends, np.append(False, pairs), cells, bool(spaced))
    wrapped, width = lines.wrapped()
    broken = lines.broken() & ~wrapped
    return Layout(first, last, starts, ends, broken, wrapped, width, bool(spaced))


def _taken(values: NDArray[Any], indices: Ints, blank: Bools) -> NDArray[Any]:
    if not len(values):
        return np.zeros(len(indices), np.int64)
    return values[np.where(blank, 0, np.clip(indices, 0, len(values) - 1))]


@cache
def _settings() -> Mapping[str, Any]:
    with (resource("rules") / "layout.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _table(characters: str) -> Bools:
    table = np.zeros(0x110000, np.bool_)
    table[[ord(c) for c in characters]] = True
    return table


def _among(points: NDArray[np.uint32], characters: str) -> Bools:
    return _table(characters)[points]


@dataclass(frozen=True, slots=True)
class _Lines:
    document: Document
    first: NDArray[np.uint32]
    last: NDArray[np.uint32]
    starts: Ints
    ends: Ints
    follows: Bools  # a line with text right after a line with text
    cells: Ints
    spaced: bool

    def wrapped(self) -> tuple[Bools, int]:
        """The lines that go on because the line before is full, and the width of a full line."""
        rule = _settings()["fixed"]
        none = np.zeros(len(self.first), np.bool_)
        open_ended = np.append(self.follows[1:], False) & ~_among(self.last, _settings()["broken"]["ends"])
        long = open_ended & (self.cells >= rule["least"])
        if np.count_nonzero(long) < rule["count"]:
            return none, 0
        widths = self.cells[long]
        width = int(np.sort(widths)[int(rule["rank"] * (len(widths) - 1))])
        slack = np.where(self.last >= WIDE, rule["slack"], rule["slack-words"])  # a word moves to the next line whole
        full = (self.cells >= width - slack) & (self.cells <= width + rule["slack"])
        if np.count_nonzero(full & long) < rule["share"] * np.count_nonzero(open_ended):
            return none, 0
        indented = self.starts > self.document.lines.starts
        return np.append(False, full[:-1]) & self.follows & ~indented, width

    def prose(self) -> Bools:
        """The lines that hold a mark of running text."""
        places = np.flatnonzero(_among(code_points(self.document), _settings()["broken"]["prose"]))
        out = np.zeros(len(self.first), np.bool_)
        out[np.searchsorted(self.document.lines.starts, places, side="right") - 1] = True
        return out

    def broken(self) -> Bools:
        """The lines that go on in the middle of a sentence of Chinese prose."""
        rule = _settings()["broken"]
        out = np.zeros(len(self.first), np.bool_)
        length = self.ends - self.starts
        comma = _among(self.last, rule["commas"])
        short = comma & (length < rule["comma-length"])
        comma &= ~short
        if np.count_nonzero(short) > rule["verse-share"] * np.count_nonzero(comma):
            comma[:] = False
        open_ended = np.zeros(len(out), np.bool_)
        long = (length >= rule["length"]) & self.prose()
        ended = _among(self.last, rule["ends"])
        wanted = rule["ends-share-spaced" if self.spaced else "ends-share"]
        if np.count_nonzero(long & ended) >= max(wanted * np.count_nonzero(long), rule["ends-count"]):
            open_ended = long & ~ended
            open_ended[np.argmax(self.first > 0)] = False  # a title
        before = comma | open_ended
        if self.spaced:
            before |= _among(self.last, rule["separators"])
        indented = self.starts > self.document.lines.starts
        maybe = np.flatnonzero(np.append(False, before[:-1]) & self.follows & ~indented)
        for line in self._prose(maybe.tolist()):
            out[line] = True
        return out

    def _prose(self, lines: list[int]) -> Iterator[int]:
        rule = _settings()["broken"]
        if not lines:
            return
        fenced = fenced_lines(self.document)
        begins, ordinal, inside = (compiled(rule[key]) for key in ("begins", "ordinal", "ordinal-inside"))
        words = compiled("[{han}{digit}{open}]")
        han = compiled("{han}")
        chain = ""
        last = -2
        for line in lines:
            before, here = self.document.lines.text(line - 1), self.document.lines.text(line)
            chain = chain + before if last == line - 1 else before
            if line in fenced or not words.match(here) or compiled(rule["markup"]).match(before):
                continue
            if begins.match(here) and not (ordinal.match(here) and inside.search(chain)):
                continue
            if len(han.findall(before)) >= rule["han-share"] * len(before.strip()):
                last = line
                yield line
