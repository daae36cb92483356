"""Documents side by side in arrays: one pass over all of them tells which deserve a closer look.

A pass over an array costs next to nothing for each character, but some microseconds to begin; most documents are short.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import accumulate, chain
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from checker.document import Document, Lines
from checker.text.classes import class_table

T = TypeVar("T")
Ints = NDArray[np.int64]
BETWEEN = "\n\n"  # the end of a document's last line, and an empty line that belongs to none


class Batch:
    """Some documents in one text.

    `text` has all documents one after another with an empty line between, `points` its code points; document `i` is
    `points[starts[i]:ends[i]]`, and its lines begin with line `first_lines[i]` of all.  What a pass finds in the
    space between is no document's.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = tuple(documents)
        texts = [document.read() for document in self.documents]
        sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        self.starts: Ints = np.concatenate(([0], np.cumsum(sizes + len(BETWEEN))))[:-1].astype(np.int64)
        self.ends: Ints = self.starts + sizes
        self.text = BETWEEN.join(texts)
        self.points = np.frombuffer(self.text.encode("utf-32-le"), np.uint32).astype(np.intp)
        self._memo: dict[object, object] = {}

    def __len__(self) -> int:
        return len(self.documents)

    def shared(self, make: Callable[[Batch], T]) -> T:
        """`make(batch)`, computed once for all detectors."""
        if make not in self._memo:
            self._memo[make] = make(self)
        return self._memo[make]  # type: ignore[return-value]

    @cached_property
    def data(self) -> bytes:
        """The documents in UTF-8, apart as in `points`."""
        return BETWEEN.encode().join([document.data for document in self.documents])

    @cached_property
    def byte_starts(self) -> Ints:
        """Where each document begins in `data`."""
        sizes = (len(document.data) + len(BETWEEN) for document in self.documents)
        return np.fromiter(accumulate(chain([0], sizes)), np.int64, len(self) + 1)[:-1]

    @cached_property
    def line_starts(self) -> Ints:
        """Where the lines begin in `points`, those between documents included."""
        return np.concatenate(([0], np.flatnonzero(self.points == ord("\n")) + 1))

    @cached_property
    def first_lines(self) -> Ints:
        """The line with which each document begins, as a number of `line_starts`."""
        return np.searchsorted(self.line_starts, self.starts)

    @cached_property
    def line_counts(self) -> Ints:
        """How many lines every document has."""
        return np.diff(np.append(self.first_lines, len(self.line_starts) + 1)) - 1

    def code_points(self, number: int) -> NDArray[np.intp]:
        """The code points of document `number`."""
        return self.points[self.starts[number] : self.ends[number]]

    def part(self, number: int) -> tuple[slice, int, int]:
        """The lines of document `number` among all, and where its code points begin and how many there are."""
        first, start = int(self.first_lines[number]), int(self.starts[number])
        return slice(first, first + int(self.line_counts[number])), start, int(self.ends[number]) - start

    def places(self, members: str) -> Ints:
        """Where the characters of the class `[members]` stand."""
        return np.flatnonzero(class_table(members)[self.points])

    def lines(self, number: int) -> Lines:
        """The line table of document `number`."""
        lines, offset, _ = self.part(number)
        return Lines(self.documents[number].read(), self.line_starts[lines] - offset)

    def count(self, places: Ints) -> Ints:
        """How many of the places, which ascend, every document has; an end between documents counts to none."""
        return np.searchsorted(places, self.ends) - np.searchsorted(places, self.starts)

    def holding(self, places: Ints, least: int = 1) -> list[int]:
        """The documents that have at least so many of the places."""
        found: list[int] = np.flatnonzero(self.count(places) >= least).tolist()
        return found

    def rows(self, offsets: Ints) -> Ints:
        """The lines, counted over all documents, in which bytes of `data` lie."""
        starts = np.flatnonzero(np.frombuffer(self.data, np.uint8) == ord("\n")) + 1
        return np.searchsorted(starts, offsets, side="right")

    def lines_of(self, rows: Ints) -> tuple[list[int], list[int]]:
        """The document, and the line in it, of lines that are counted over all documents."""
        numbers = np.searchsorted(self.first_lines, rows, side="right") - 1
        return numbers.tolist(), (rows - self.first_lines[numbers]).tolist()

    def at_lines(self, lines: Ints) -> list[int]:
        """The documents that have one of the lines, which ascend."""
        return sorted(set(self.lines_of(lines)[0]))
