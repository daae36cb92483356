"""Tags, targets of links, code: where they stand in the stream, and text without them (rules/markup.toml)."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from checker.document import Document
from checker.duplicates.extract import merged
from checker.duplicates.normalise import as_text
from checker.duplicates.stream import Stream
from checker.memory import stored
from checker.resources import toml_file

Ints = NDArray[np.int64]


class Markup:
    """The stretches of a stream that are markup: `starts` and `ends`, in order, apart from each other."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        lines = stream.lines
        rows = np.searchsorted(lines.document, np.arange(len(stream.documents) + 1))
        found = [np.empty((0, 2), np.int64)]
        for number, document in enumerate(stream.documents):
            data = document.data
            if len(code := _lines_of_code(data, fast=stream.compiled)):
                own = slice(rows[number], rows[number + 1])
                chosen = np.isin(lines.line[own], code)
                found.append(np.stack((lines.start[own][chosen], lines.end[own][chosen]), axis=1))
            if spans := _spans(document, data):
                found.append(stream.offsets(number, np.array(spans, np.int64)))
        self.starts, self.ends = stored(merged(np.concatenate(found), touching=False).T.copy())
        self._before = stored(np.concatenate(([0], np.cumsum(self.ends - self.starts))))

    def ranges(self) -> Ints:
        """Every stretch: n x 2."""
        return np.stack((self.starts, self.ends), axis=1)

    def covered(self, start: Ints, end: Ints) -> Ints:
        """How many symbols of each range [start, end) are markup."""
        return self._until(end) - self._until(start)

    def inside(self, at: int) -> bool:
        """Whether markup stands on both sides of a place."""
        row = bisect_left(self.starts, at) - 1  # for one place several times faster than NumPy's
        return row >= 0 and at < int(self.ends[row])

    def text(self, start: int, end: int) -> str:
        """The folded text of a stretch of the stream without its markup."""
        symbols = self._stream.symbols[start:end]
        rows = slice(np.searchsorted(self.ends, start, side="right"), np.searchsorted(self.starts, end))
        first, past = self.starts[rows].clip(start) - start, self.ends[rows].clip(max=end) - start
        if not len(first):
            return as_text(symbols)
        kept = np.ones(len(symbols), np.bool_)
        for low, high in zip(first.tolist(), past.tolist(), strict=True):
            kept[low:high] = False
        return as_text(symbols[kept])

    def _until(self, at: Ints) -> Ints:
        """How many symbols before each place are markup."""
        row = np.searchsorted(self.starts, at, side="right") - 1
        reached = np.minimum(at, self.ends[row]) - self.starts[row] if len(self.starts) else at * 0
        count: Ints = np.where(row >= 0, self._before[row] + reached, 0)
        return count


@cache
def _patterns() -> tuple[tuple[bytes, re.Pattern[str]], ...]:
    rows = toml_file("rules", "markup.toml")["markup"]
    return tuple((row["holds"].encode(), re.compile(row["pattern"])) for row in rows)


@dataclass(frozen=True, slots=True)
class _Code:
    """What a line of code is told by (rules/markup.toml); `kinds` says of every byte what it counts as, a bit each."""

    marks: bytes
    quotes: re.Pattern[bytes]
    kinds: NDArray[np.uint8]
    share: float
    count: int
    letters: float
    other: float
    least: float


@cache
def _code() -> _Code:
    row = toml_file("rules", "markup.toml")["code"]
    marks: bytes = row["marks"].encode()
    byte = np.arange(256)
    is_letter = np.array([each > 127 or chr(each).isalpha() for each in range(256)])
    kinds = np.packbits((np.isin(byte, list(marks)), is_letter, byte > 32, byte > 127), axis=0, bitorder="little")[0]
    numbers = row["share"], row["count"], row["letters"], row["other"], row["least"]
    quotes = re.compile(rb"\n[ \t]{0,20}((?:[%s][ \t]{0,3}){1,20})" % re.escape(row["quotes"].encode()))
    return _Code(marks, quotes, kinds, *numbers)


def _lines_of_code(data: bytes, *, fast: bool) -> Ints:
    """The numbers of the lines that are code; `fast` counts by machine code."""
    o = _code()
    if len(data) - len(data.translate(None, o.marks)) < max(o.count, o.least * len(data)):
        return np.empty(0, np.int64)
    buffer = np.frombuffer(data, np.uint8)
    starts = np.concatenate(([0], np.flatnonzero(buffer[:-1] == ord("\n")) + 1))
    if fast:
        from checker.duplicates.gather import count_kinds

        counts = np.empty((len(starts), 4), np.int64)
        count_kinds(buffer, o.kinds, starts, counts.reshape(-1))
        marks, letters, visible, other = counts.T
    else:
        kinds = o.kinds[buffer]
        marks, letters, visible, other = (np.add.reduceat(kinds >> bit & 1, starts, dtype=np.int64) for bit in range(4))
    for match in o.quotes.finditer(b"\n" + data):
        line = int(np.searchsorted(starts, match.start(1) - 1, side="right")) - 1
        marks[line] -= len(match[1].translate(None, b" \t"))
    marked = (marks >= o.count) & (marks >= o.share * visible)
    return np.flatnonzero((marked | (letters < o.letters * visible)) & (other <= o.other * visible))


def _spans(document: Document, data: bytes) -> list[tuple[int, int]]:
    """Where patterns find markup in a document, in code points."""
    patterns = [pattern for holds, pattern in _patterns() if holds in data]
    if not patterns:
        return []
    text = f"\n{document.read()}\n"
    return [(max(0, match.start() - 1), match.end() - 1) for pattern in patterns for match in pattern.finditer(text)]
