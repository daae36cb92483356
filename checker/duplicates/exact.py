"""Equal stretches of text, and how many documents they stand in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from checker.document import Document
from checker.duplicates.stream import Stream, Units

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


def label(stream: Stream, units: Units) -> Ints:
    """A number for every unit; two have the same one if, and only if, their folded text is equal (128-bit hash)."""
    from xxhash import xxh3_128_digest

    view = stream.symbols.view(np.uint8).data
    known: dict[bytes, int] = {}
    bounds = zip((4 * units.start).tolist(), (4 * units.end).tolist(), strict=True)
    return np.array([known.setdefault(xxh3_128_digest(view[a:b]), len(known)) for a, b in bounds], np.int64)


def groups(labels: Ints, chosen: Mask) -> list[list[int]]:
    """The chosen units that share a label with another chosen one: lists of row numbers, each in order."""
    rows = np.flatnonzero(chosen)
    rows = rows[np.argsort(labels[rows], kind="stable")]
    cuts = np.flatnonzero(np.diff(labels[rows])) + 1
    return sorted(part.tolist() for part in np.split(rows, cuts) if len(part) > 1)


def sources(documents: Sequence[Document]) -> Ints:
    """The source of every document, as a number: the folder of a plain file, the file of a record."""
    known: dict[str, int] = {}
    names = (d.source if d.line is not None else str(PurePosixPath(d.source).parent) for d in documents)
    return np.array([known.setdefault(name, len(known)) for name in names], np.int64)


def common_lines(
    stream: Stream, labels: Ints, alive: Mask, of_source: Ints, documents: int, share: float
) -> NDArray[np.int64]:
    """For every line the number of living documents of its source it stands in, 0 where they are too few.

    Too few is less than `documents`, or less than `share` of the source's living documents.
    """
    counts = np.zeros(len(labels), np.int64)
    own = alive[stream.lines.document]
    if not own.any():
        return counts
    total = np.bincount(of_source[alive], minlength=int(of_source.max()) + 1)
    width = len(stream.documents)
    pairs = np.unique(labels[own] * width + stream.lines.document[own])
    key = (pairs // width) * len(total) + of_source[pairs % width]
    keys, found = np.unique(key, return_counts=True)
    needed = np.maximum(documents, [math.ceil(share * int(n)) for n in total])
    found[found < needed[keys % len(total)]] = 0
    wanted = labels[own] * len(total) + of_source[stream.lines.document[own]]
    counts[own] = found[np.searchsorted(keys, wanted)]
    return counts
