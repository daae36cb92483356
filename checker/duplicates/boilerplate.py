"""Lines that stand in many documents of one source: counted, and reported once."""

from __future__ import annotations

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
    first = np.searchsorted(lines.document, np.arange(len(stream.documents) + 1))
    from_head = np.arange(len(lines)) - first[lines.document]
    from_tail = first[lines.document + 1] - 1 - np.arange(len(lines))
    found = []
    for part in np.split(rows[order], cuts):
        if len(part):
            head, tail = from_head[part] < o.edge, from_tail[part] < o.edge
            at_head, at_tail = int(head.sum()), int((tail & ~head).sum())
            body = len(part) - at_head - at_tail
            found.append(Repeated(tuple(part.tolist()), int(counts[part[0]]), at_head, at_tail, body))
    return sorted(found, key=lambda one: one.rows[0])
