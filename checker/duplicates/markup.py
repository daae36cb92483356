"""Tags, targets of links, code: where they stand in the stream, and text without them (rules/markup.toml)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from checker.document import Document
from checker.duplicates.normalise import as_text
from checker.duplicates.stream import Stream
from checker.memory import stored
from checker.resources import toml_file

Ints = NDArray[np.int64]


class Markup:
    """The stretches of a stream that are markup: `starts` and `ends`, in order, apart from each other."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        found = [piece for number in range(len(stream.documents)) for piece in self._of(number)]
        bounds = np.concatenate([np.empty((2, 0), np.int64), *found], axis=1)
        self.starts, self.ends = stored(bounds)
        self._before = stored(np.concatenate(([0], np.cumsum(self.ends - self.starts))))

    def _of(self, number: int) -> Iterator[Ints]:
        spans = _spans(self._stream.documents[number])
        if spans:
            bounds = self._stream.offsets(number, np.array(spans, np.int64).T)
            yield bounds[:, bounds[1] > bounds[0]]

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
    """What a line of code is told by (rules/markup.toml); the tables say of every byte whether it counts."""

    marks: bytes
    quotes: re.Pattern[bytes]
    is_mark: NDArray[np.uint8]
    is_letter: NDArray[np.uint8]
    share: float
    count: int
    letters: float
    other: float
    least: float


@cache
def _code() -> _Code:
    row = toml_file("rules", "markup.toml")["code"]
    marks: bytes = row["marks"].encode()
    is_mark = np.isin(np.arange(256), np.frombuffer(marks, np.uint8)).astype(np.uint8)
    is_letter = np.array([byte > 127 or chr(byte).isalpha() for byte in range(256)], np.uint8)
    quotes = re.compile(rb"(?:\A|\n)[ \t]{0,20}((?:[%s][ \t]{0,3}){1,20})" % re.escape(row["quotes"].encode()))
    numbers = row["share"], row["count"], row["letters"], row["other"], row["least"]
    return _Code(marks, quotes, is_mark, is_letter, *numbers)


def _lines_of_code(document: Document) -> list[tuple[int, int]]:
    """Where the lines of a document that are code stand, in code points."""
    o, data = _code(), document.data
    if len(data) - len(data.translate(None, o.marks)) < max(o.count, o.least * len(data)):
        return []
    buffer = np.frombuffer(data, np.uint8)
    starts = np.concatenate(([0], np.flatnonzero(buffer[:-1] == ord("\n")) + 1))
    of_bytes = o.is_mark[buffer], o.is_letter[buffer], buffer > 32, buffer > 127
    marks, letters, visible, other = (np.add.reduceat(counts, starts, dtype=np.int64) for counts in of_bytes)
    for match in o.quotes.finditer(data):
        line = int(np.searchsorted(starts, match.start(1), side="right")) - 1
        marks[line] -= len(match[1].translate(None, b" \t"))
    marked = (marks >= o.count) & (marks >= o.share * visible)
    chosen = (marked | (letters < o.letters * visible)) & (other <= o.other * visible)
    return [document.lines.span(line) for line in np.flatnonzero(chosen).tolist()]


def _spans(document: Document) -> list[tuple[int, int]]:
    """Where markup stands in a document, in code points; what overlaps is one."""
    found = _lines_of_code(document)
    patterns = [pattern for holds, pattern in _patterns() if holds in document.data]
    if patterns:
        text = f"\n{document.read()}\n"
        found += [(match.start() - 1, match.end() - 1) for pattern in patterns for match in pattern.finditer(text)]
    spans: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if spans and start < spans[-1][1]:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((max(0, start), end))
    return spans
