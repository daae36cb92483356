"""Pages and sections in which so much is masked that nothing is left of the facts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Literal

from checker.allowed import Regex
from checker.detectors import View, detector
from checker.detectors.mask import masks_of
from checker.document import Document
from checker.finding import Hit
from checker.patterns import compiled
from checker.text.masks import CUSTOM, Mask


@detector("mask-density")
def mask_density(
    view: View,
    *,
    scope: Literal["document", "section"],
    least: int,
    per_1000: float,
    heading: Regex,
    longest_heading: int,
    gap: int,
) -> Iterator[Hit]:
    """A document (`scope` "document") or the sections of another ("section") with `least` masks and `per_1000`.

    A section ends at a line that matches `heading` and has at most `longest_heading` characters.  Sections that are
    dense and have at most `gap` characters between them are one.
    """
    found = [mask for mask in masks_of(view) if mask.kind != CUSTOM]
    if len(found) < least:
        return
    size = sum(map(len, view.text.split()))
    whole = len(found) * 1000 >= per_1000 * size
    if scope == "document":
        if whole:
            start = len(view.text) - len(view.text.lstrip())
            yield Hit(start, len(view.text.rstrip()), values=_rate(len(found), size), scope="document")
    elif not whole:
        sections = _sections(view.document, found, heading, longest_heading)
        for start, end, count in _joined([s for s in sections if s[2] * 1000 >= per_1000 * (s[1] - s[0])], gap):
            if count >= least:
                yield Hit(start, end, values=_rate(count, end - start), scope="section")


def _rate(count: int, size: int) -> dict[str, object]:
    return {"masks": count, "rate": round(1000 * count / max(1, size))}


def _sections(document: Document, found: list[Mask], heading: str, longest: int) -> list[tuple[int, int, int]]:
    """Start, end and number of masks of every section that has one; a section ends with its last masked line."""
    lines = document.lines
    headings = [
        number
        for number, line in enumerate(lines)
        if 0 < len(line.strip()) <= longest and compiled(heading).search(line.strip())
    ]
    places = [lines.at(mask.core[0]) for mask in found]
    out = []
    for first, group in groupby(places, key=lambda n: max((h for h in headings if h < n), default=-1)):
        numbers = list(group)
        start, end = _body(document, first + 1, numbers[0]), lines.span(numbers[-1])[1]
        out.append((start, end, len(numbers)))
    return out


def _body(document: Document, first: int, last: int) -> int:
    """Where the first line that is not blank begins, from line `first` to `last`."""
    for number in range(first, last):
        if document.lines.text(number).strip():
            return document.lines.span(number)[0]
    return document.lines.span(last)[0]


def _joined(sections: list[tuple[int, int, int]], gap: int) -> list[tuple[int, int, int]]:
    out: list[tuple[int, int, int]] = []
    for start, end, count in sections:
        if out and start - out[-1][1] <= gap:
            out[-1] = (out[-1][0], end, out[-1][2] + count)
        else:
            out.append((start, end, count))
    return out
