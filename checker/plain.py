"""The plain view: a text in simplified characters and without pinyin marks, with the way back to the raw one.

A phrase rule that knows `推荐阅读` finds `推薦閱(yuè)讀` too, because it looks at this view.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from checker.batch import Batch
from checker.document import Document
from checker.finding import Fix, Hit
from checker.hanzi import TONED, pinyin_marks, simplified_table


@dataclass(frozen=True, slots=True)
class Plain:
    """`document` is the plain text, line for line; `positions` leads from each of its code points to `origin`."""

    document: Document
    positions: NDArray[np.int64]
    origin: Document

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """The raw span of a plain one; a pinyin mark after its last character belongs to it."""
        first, past = int(self.positions[start]), int(self.positions[end])
        return first, max(first, past)

    def back(self, hit: Hit) -> Hit:
        """The same hit in the raw text."""
        start, end = self.raw(hit.start, hit.end)
        fix = hit.fix and Fix(self._spelled(hit.fix.replacement, hit.start, hit.end), hit.fix.safe)
        return replace(hit, start=start, end=end, spans=tuple(self.raw(s, e) for s, e in hit.spans), fix=fix)

    def _spelled(self, replacement: str, start: int, end: int) -> str:
        """A replacement as the raw text spells it: what it takes over from the span keeps its script and its marks."""
        plain, raw = self.document.text, self.origin.text
        out = []
        for char in replacement:
            found = plain.find(char, start, end)
            if found < 0:
                out.append(char)
            else:
                out.append(raw[self.positions[found] : self.positions[found + 1]])
                start = found + 1
        return "".join(out)

    def hits(self, hits: Iterable[Hit]) -> list[Hit]:
        """All hits in the raw text."""
        return [self.back(hit) for hit in hits]


_TRADITIONAL, _TONED = 1, 2


@cache
def _kinds() -> NDArray[np.uint8]:
    """Code point -> whether it has a simplified form, and whether it is a letter that makes a bracketed run pinyin."""
    table = np.where(simplified_table() == np.arange(0x110000), 0, _TRADITIONAL).astype(np.uint8)
    table[[ord(letter) for letter in TONED]] |= _TONED
    return table


def plain_views(batch: Batch) -> list[Plain | None]:
    """The plain view of every document, or None where the text is plain already."""
    kinds = _kinds()[batch.points]
    doubtful = batch.holding(np.flatnonzero(kinds))
    views: list[Plain | None] = [None] * len(batch)
    for number in doubtful:
        start, end = batch.starts[number], batch.ends[number]
        views[number] = _plain(batch.documents[number], batch.code_points(number), kinds[start:end])
    return views


def plain(document: Document) -> Plain | None:
    """The plain view of one document, or None where the text is plain already."""
    return plain_views(Batch([document]))[0]


def _plain(document: Document, points: NDArray[np.intp], kinds: NDArray[np.uint8]) -> Plain | None:
    present = int(np.bitwise_or.reduce(kinds))
    marks = pinyin_marks(document.text) if present & _TONED else []
    if not marks and not present & _TRADITIONAL:
        return None
    mapped = simplified_table()[points]
    kept = np.ones(len(points), np.bool_)
    for start, end in marks:
        kept[start:end] = False
    positions = np.append(np.flatnonzero(kept), len(points))
    body = mapped[kept].tobytes().decode("utf-32-le")
    return Plain(replace(document, data=body.encode("utf-8")), positions, document)
