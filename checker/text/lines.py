"""Lines as their first and last visible characters, of which paragraphs are made again (rules/layout.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from checker.resources import toml_file
from checker.text.classes import char_table

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Points = NDArray[np.intp]
WIDE = 0x1100  # code points from here on fill two cells, nearly without exception
IDEOGRAPHIC_SPACE = 0x3000


@dataclass(frozen=True, slots=True)
class Lines:
    """One element a line: `first` and `last` visible code point (0 where blank) and where they stand, width in cells.

    `follows`: a line with text right after a line with text.  `spaced`: blank lines set the paragraphs apart.
    `points` are the code points of the text, in which the lines begin at `begins`.
    """

    points: Points
    begins: Ints
    first: Points
    last: Points
    starts: Ints
    ends: Ints
    follows: Bools
    cells: Ints
    spaced: bool

    @property
    def indented(self) -> Bools:
        """Which lines begin with a blank."""
        out: Bools = self.starts > self.begins
        return out

    @property
    def length(self) -> Ints:
        """Characters from the first visible one to the last."""
        out: Ints = self.ends - self.starts
        return out

    def part(self, lines: slice, offset: int, size: int) -> Lines:
        """Some of the lines as those of a text of their own, which begins at code point `offset` and has `size`."""
        first, last, follows = self.first[lines], self.last[lines], self.follows[lines]
        begins, starts, ends = (each[lines] - offset for each in (self.begins, self.starts, self.ends))
        points, cells = self.points[offset : offset + size], self.cells[lines]
        return Lines(points, begins, first, last, starts, ends, follows, cells, _spaced(first))

    def holding(self, characters: str) -> Bools:
        """Which lines hold one of the characters before their last one."""
        places = np.flatnonzero(among(self.points, characters))
        rows = np.searchsorted(self.begins, places, side="right") - 1
        out = np.zeros(len(self.first), np.bool_)
        out[rows[places < self.ends[rows] - 1]] = True
        return out


def measured(points: Points, line_starts: Ints) -> Lines:
    """The lines of a text, of one document or of many, given as its code points and where they begin."""
    visible = np.flatnonzero(_visible()[points])
    begin = np.searchsorted(visible, line_starts)
    past = np.append(begin[1:], len(visible))
    blank = begin == past
    starts = np.where(blank, line_starts, _taken(visible, begin, blank))
    ends = np.where(blank, line_starts, _taken(visible, past - 1, blank) + 1)
    first = np.where(blank, 0, _taken(points, starts, blank))
    last = np.where(blank, 0, _taken(points, ends - 1, blank))
    wide = np.flatnonzero(points >= WIDE)
    cells = (ends - line_starts) + np.searchsorted(wide, ends) - np.searchsorted(wide, line_starts)
    pairs = ~blank[1:] & ~blank[:-1]
    return Lines(points, line_starts, first, last, starts, ends, np.append(False, pairs), cells, _spaced(first))


def _spaced(first: Points) -> bool:
    """Whether blank lines set the paragraphs apart, given the first visible character of every line."""
    blank = first == 0
    after_blank = np.count_nonzero(blank[:-1] & ~blank[1:])
    pairs = np.count_nonzero(~blank[:-1] & ~blank[1:])
    number = settings()["blank"]
    return bool(after_blank >= number["count"] and after_blank >= number["share"] * (after_blank + pairs))


def _taken(values: NDArray[Any], indices: Ints, blank: Bools) -> NDArray[Any]:
    if not len(values):
        return np.zeros(len(indices), np.int64)
    return values[np.where(blank, 0, np.clip(indices, 0, len(values) - 1))]


@cache
def _visible() -> Bools:
    table = np.ones(0x110000, np.bool_)
    table[[*range(0x21), 0xA0, IDEOGRAPHIC_SPACE]] = False
    return table


@cache
def settings() -> Mapping[str, Any]:
    """What rules/layout.toml says."""
    return toml_file("rules", "layout.toml")


def among(points: Points, characters: str) -> Bools:
    """Which code points are one of the characters."""
    return char_table(characters)[points]
