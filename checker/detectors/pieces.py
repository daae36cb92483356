"""Several texts in one document, told by headings that differ in their number only: …总结 篇1, …总结 篇2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Annotated

from checker.allowed import Positive, Regex
from checker.detectors import View, detector
from checker.finding import Hit
from checker.patterns import compiled
from checker.text.numerals import number


@detector("pieces")
def pieces(view: View, *, headings: Sequence[Annotated[Regex, "n"]], least: Positive) -> Iterator[Hit]:
    """One hit with every heading of a row of at least `least` pieces whose numbers run on from 1.

    A heading is a whole line that one of `headings` matches; the group `n` is its number, the group `stem` (if any)
    is what the headings of one row have in common.
    """
    rows: dict[tuple[int, str], list[tuple[int, int, int]]] = {}
    for line in view.line_numbers():
        start, end = view.document.lines.span(line)
        text = view.text[start:end]
        for kind, pattern in enumerate(headings):
            match = compiled(pattern).fullmatch(text.strip())
            value = number(match["n"]) if match else None
            if match and value:
                begin = start + len(text) - len(text.lstrip())
                stem = match.groupdict().get("stem") or ""
                rows.setdefault((kind, stem.strip()), []).append((value, begin, begin + len(text.strip())))
                break
    for row in rows.values():
        in_order = [row[0], *(b for a, b in pairwise(row) if b[0] == a[0] + 1)]
        if len(in_order) >= least and row[0][0] == 1:
            spans = tuple((start, end) for _, start, end in row)
            yield Hit(*spans[0], spans, values={"pieces": len(row)}, scope="document")
