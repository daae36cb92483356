"""The plain view: a text in simplified characters and without pinyin marks, with the way back to the raw one.

A phrase rule that knows `推荐阅读` finds `推薦閱(yuè)讀` too, because it looks at this view.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from checker.document import Document
from checker.finding import Hit
from checker.hanzi import pinyin_marks, simplified_table


@dataclass(frozen=True, slots=True)
class Plain:
    """`document` is the plain text, line for line; `positions` has the raw offset of each of its code points."""

    document: Document
    positions: NDArray[np.int64]

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """The raw span of a plain one; a pinyin mark after its last character belongs to it."""
        first, past = int(self.positions[start]), int(self.positions[end])
        return first, max(first, past)

    def back(self, hit: Hit) -> Hit:
        """The same hit in the raw text."""
        start, end = self.raw(hit.start, hit.end)
        return replace(hit, start=start, end=end, spans=tuple(self.raw(s, e) for s, e in hit.spans))

    def hits(self, hits: Iterable[Hit]) -> list[Hit]:
        """All hits in the raw text."""
        return [self.back(hit) for hit in hits]


def plain(document: Document) -> Plain | None:
    """The plain view of a document, or None where the text is plain already."""
    text = document.text
    if text.isascii():
        return None
    points = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    mapped = simplified_table()[points]
    marks = pinyin_marks(text) if "(" in text or "\N{FULLWIDTH LEFT PARENTHESIS}" in text else []
    if not marks and np.array_equal(mapped, points):
        return None
    kept = np.ones(len(points), np.bool_)
    for start, end in marks:
        kept[start:end] = False
    positions = np.append(np.flatnonzero(kept), len(points))
    body = mapped[kept].tobytes().decode("utf-32-le")
    return Plain(replace(document, data=body.encode("utf-8")), positions)
