"""Tags, targets of links, code: where they stand in the stream, and text without them (rules/markup.toml)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.extract import merged
from checker.duplicates.joined import Joined, groups, joined
from checker.duplicates.marks import code_lines, promising, spans
from checker.duplicates.normalise import as_text
from checker.duplicates.stream import Stream
from checker.memory import stored

Ints = NDArray[np.int64]


class Markup:
    """The stretches of a stream that are markup: `starts` and `ends`, in order, apart from each other."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        found = [np.empty((0, 2), np.int64)]
        for first, documents in groups(stream.documents):
            texts = joined(documents)
            found.append(self._code(first, texts))
            for number, needed in enumerate(promising(texts, fast=stream.compiled), first):
                places = spans(stream.documents[number], np.flatnonzero(needed).tolist())
                if len(places):
                    found.append(stream.offsets(number, places))
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
        row = int(self.starts.searchsorted(at)) - 1
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

    def _code(self, first: int, texts: Joined) -> Ints:
        """The lines that are code of some documents; the first one has the number `first`."""
        lines = self._stream.lines
        low, high = np.searchsorted(lines.document, [first, first + len(texts.first_lines) - 1])
        own = lines.take(np.arange(low, high))
        chosen = code_lines(texts, fast=self._stream.compiled)[texts.first_lines[own.document - first] + own.line]
        return np.stack((own.start[chosen], own.end[chosen]), axis=1)

    def _until(self, at: Ints) -> Ints:
        """How many symbols before each place are markup."""
        row = np.searchsorted(self.starts, at, side="right") - 1
        reached = np.minimum(at, self.ends[row]) - self.starts[row] if len(self.starts) else at * 0
        count: Ints = np.where(row >= 0, self._before[row] + reached, 0)
        return count
