"""Equal stretches of text, and how many documents they stand in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from checker.document import Document
from checker.duplicates.normalise import Symbols
from checker.duplicates.shingles import distinct
from checker.duplicates.stream import Ints32, Stream, Units
from checker.memory import stored

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
_BEGINNINGS = (512, 64)  # symbols, the last one orders first


def label(stream: Stream, units: Units) -> Ints:
    """A number for every unit; two have the same one if, and only if, their folded text is equal (128-bit hash)."""
    if stream.compiled:
        from checker.duplicates.labels import labels

        return labels(stream.symbols, units.start, units.end)
    from xxhash import xxh3_128_digest

    view = stream.symbols.view(np.uint8).data
    known: dict[bytes, int] = {}
    bounds = zip((4 * units.start).tolist(), (4 * units.end).tolist(), strict=True)
    return np.array([known.setdefault(xxh3_128_digest(view[a:b]), len(known)) for a, b in bounds], np.int64)


def exact_keys(symbols: Symbols, units: Units) -> Ints:
    """The 64-bit hash of every stretch of folded symbols."""
    from xxhash import xxh3_64_intdigest

    view = symbols.view(np.uint8).data
    bounds = zip((4 * units.start).tolist(), (4 * units.end).tolist(), strict=True)
    return np.array([xxh3_64_intdigest(view[a:b]) for a, b in bounds], np.uint64).view(np.int64)


def by_content(stream: Stream) -> Ints:
    """The documents in an order that hangs on what they say alone, and on their beginnings first.

    What a search finds in this order does not change when files are renamed, and little where one is edited.
    """
    whole = stream.whole_documents()
    ends = (whole.end, *(np.minimum(whole.end, whole.start + length) for length in _BEGINNINGS))
    order: Ints = np.lexsort([exact_keys(stream.symbols, replace(whole, end=end)) for end in ends])
    return order


def groups(labels: Ints, chosen: Mask) -> list[list[int]]:
    """The chosen units that share a label with another chosen one: lists of row numbers, each in order."""
    rows = np.flatnonzero(chosen)
    rows = rows[np.bincount(labels[rows])[labels[rows]] > 1] if len(rows) else rows
    rows = rows[np.argsort(labels[rows], kind="stable")]
    edges = np.flatnonzero(np.diff(labels[rows], prepend=-1, append=-1)).tolist()
    return sorted(rows[start:end].tolist() for start, end in pairwise(edges))


def sources(documents: Sequence[Document]) -> Ints:
    """The source of every document, as a number: the folder of a file, the file of a record."""
    known: dict[str, int] = {}
    names = (document.origin for document in documents)
    return np.array([known.setdefault(name, len(known)) for name in names], np.int64)


class Frequencies:
    """In how many documents of its source every line stands."""

    def __init__(self, stream: Stream, labels: Ints, of_source: Ints) -> None:
        """`labels` of `stream.lines`, `of_source` of its documents."""
        self._of_source, self._document = of_source, stream.lines.document
        self._sources = int(of_source.max(initial=0)) + 1
        self._rows = stored(np.flatnonzero(np.bincount(labels)[labels] > 1))  # lines of which there is another one
        document = self._document[self._rows]
        kinds = labels[self._rows] * self._sources + of_source[document]
        known = distinct(kinds.astype(np.uint64)).astype(np.int64)
        self._kind = stored(np.searchsorted(known, kinds))  # of every row: equal ones of one source
        self._source_of = known % self._sources
        width = max(1, len(stream.documents))
        places = distinct((self._kind * width + document).astype(np.uint64)).astype(np.int64)
        self._places = stored(np.stack((places // width, places % width)))  # kind and document, each pair once

    def common(self, alive: Mask, documents: int, share: float) -> Ints32:
        """For every line the number of living documents of its source it stands in, 0 where they are too few.

        Too few is less than `documents`, less than `share` of the source's living documents, and one anyhow.
        """
        kind, document = self._places
        found = np.bincount(kind[alive[document]], minlength=len(self._source_of))
        total = np.bincount(self._of_source[alive], minlength=self._sources)
        needed = np.maximum(max(2, documents), [math.ceil(share * int(n)) for n in total])
        found[found < needed[self._source_of]] = 0
        counts = np.zeros(len(self._document), np.int32)
        counts[self._rows] = np.where(alive[self._document[self._rows]], found[self._kind], 0)
        return counts
