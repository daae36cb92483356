"""Documents put together in one buffer, so that a pass over their bytes is one call for many of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checker.document import Document

Ints = NDArray[np.int64]
_TOGETHER = 8 << 20  # bytes of documents that are put together


@dataclass(frozen=True, slots=True)
class Joined:
    """The bytes of some documents, with a line end before and after each of them.

    Line i is `buffer[begins[i]:ends[i]]`, without its line end; those of document d are the lines from `first_lines[d]`
    to `first_lines[d + 1]`.
    """

    buffer: NDArray[np.uint8]
    begins: Ints
    ends: Ints
    first_lines: Ints

    @property
    def starts(self) -> Ints:
        """Where the documents begin."""
        return self.begins[self.first_lines[:-1]]

    @property
    def past(self) -> Ints:
        """Where they end, without the line end after each."""
        return self.ends[self.first_lines[1:] - 1]


def joined(documents: Sequence[Document]) -> Joined:
    """The documents, at least one, in their order."""
    texts = [document.data for document in documents]
    buffer = np.frombuffer(b"\n".join([b"", *texts, b""]), np.uint8)
    breaks = np.flatnonzero(buffer == ord("\n"))
    first_lines = np.concatenate(([0], np.cumsum([text.count(b"\n") + 1 for text in texts])))
    return Joined(buffer, breaks[:-1] + 1, breaks[1:], first_lines)


def groups(documents: Sequence[Document]) -> Iterator[tuple[int, Sequence[Document]]]:
    """Runs of documents that are put together, each with the number of its first document."""
    first, size = 0, 0
    for number, document in enumerate(documents):
        size += document.size
        if size >= _TOGETHER:
            yield first, documents[first : number + 1]
            first, size = number + 1, 0
    if first < len(documents):
        yield first, documents[first:]
