"""Lines that stand in many documents of one source: counted, and reported once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from checker.duplicates.exact import Frequencies, Ints, Mask
from checker.duplicates.options import BoilerplateLine
from checker.duplicates.stream import Stream, long_enough


@dataclass(frozen=True, slots=True)
class Repeated:
    """One line of one source: rows of `Stream.lines` in order, and how many documents they stand in.

    `head`, `tail` and `body` count the places by where in their document they are.
    """

    rows: tuple[int, ...]
    documents: int
    head: int
    tail: int
    body: int


def repeated_lines(
    stream: Stream, labels: Ints, frequencies: Frequencies, alive: Mask, of_source: Ints, o: BoilerplateLine
) -> list[Repeated]:
    """Every such line of living documents, in order of its first place."""
    lines = stream.lines
    counts = frequencies.common(alive, o.min_documents, o.min_share)
    everywhere = frequencies.common(alive, o.min_documents, o.short_share)
    long = long_enough(lines, o.min_length, o.min_length_latin)
    short = (everywhere > 0) & (lines.length >= o.short_length)
    rows = np.flatnonzero(((counts > 0) & long) | short)
    key = labels[rows] * (int(of_source.max(initial=0)) + 1) + of_source[lines.document[rows]]
    order = np.argsort(key, kind="stable")
    cuts = np.flatnonzero(np.diff(key[order])) + 1
    parts = [part for part in np.split(rows[order], cuts) if len(part)]
    found = [placed(stream, tuple(part.tolist()), int(counts[part[0]]), o.edge) for part in parts]
    return sorted(found, key=lambda one: one.rows[0])


def placed(stream: Stream, rows: Sequence[int], documents: int, edge: int) -> Repeated:
    """The line that stands in these rows; the first and last `edge` lines of a document are its head and tail."""
    of = stream.lines.document
    owners, at = of[list(rows)], np.array(rows)
    head = at - np.searchsorted(of, owners) < edge
    tail = np.searchsorted(of, owners, side="right") - 1 - at < edge
    at_head, at_tail = int(head.sum()), int((tail & ~head).sum())
    return Repeated(tuple(rows), documents, at_head, at_tail, len(rows) - at_head - at_tail)
