"""Lines that many documents of the accepted corpus have: what they are there, they are in a new text too."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from checker.duplicates.boilerplate import Repeated, placed
from checker.duplicates.exact import Ints, Mask, exact_keys
from checker.duplicates.options import BoilerplateLine
from checker.duplicates.stream import Stream, long_enough


@dataclass(frozen=True, slots=True)
class Spread:
    """In how many documents of one source a line stands, and how many the source has."""

    documents: int
    of: int


Common = Mapping[int, Spread]  # by the 64-bit hash of the folded line


class Often:
    """The lines of `stream` that are `common` among the documents that are held, of which only some are at hand.

    Without `common` the held documents are all there are, and are counted with the others.
    """

    def __init__(self, stream: Stream, held: Mask, common: Common | None) -> None:
        self._stream, self._common = stream, common or {}
        self._of_held: Mask = held[stream.lines.document]
        self.counted = held & False if common is None else held  # documents that take no part in counting lines

    @cached_property
    def rows(self) -> Mask:
        """Which lines are common among the held documents."""
        if not self._common:
            return np.zeros(len(self._stream.lines), np.bool_)
        found: Mask = np.isin(self._keys, np.fromiter(self._common, np.int64, len(self._common)))
        return found

    @cached_property
    def _keys(self) -> Ints:
        return exact_keys(self._stream.symbols, self._stream.lines)

    def told(self, lines: Iterable[Repeated], labels: Ints, o: BoilerplateLine) -> list[Repeated]:
        """`lines` as far as they stand in documents that are not held, and the lines that are common among those."""
        found: list[Repeated] = []
        seen: set[int] = set()
        for line in lines:
            seen.update(line.rows)
            own = tuple(row for row in line.rows if not self._of_held[row])
            if own:
                found.append(placed(self._stream, own, line.documents, o.edge))
        groups: dict[int, list[int]] = {}
        for row in np.flatnonzero(self.rows & ~self._of_held).tolist():
            if row not in seen and self._is_boilerplate(row, o):
                groups.setdefault(int(labels[row]), []).append(row)
        for rows in groups.values():
            documents = len(set(self._stream.lines.document[rows].tolist()))
            held = self._common[int(self._keys[rows[0]])].documents
            found.append(placed(self._stream, tuple(rows), held + documents, o.edge))
        return sorted(found, key=lambda one: one.rows[0])

    def _is_boilerplate(self, row: int, o: BoilerplateLine) -> bool:
        lines = self._stream.lines.take(np.array([row]))
        spread = self._common[int(self._keys[row])]
        if spread.documents < o.min_documents:
            return False
        if long_enough(lines, o.min_length, o.min_length_latin)[0]:
            return spread.documents >= math.ceil(o.min_share * spread.of)
        return int(lines.length[0]) >= o.short_length and spread.documents >= math.ceil(o.short_share * spread.of)
