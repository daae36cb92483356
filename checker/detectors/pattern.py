"""Phrases and shapes inside one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Literal

from checker.allowed import Regex
from checker.detectors import View, detector
from checker.document import Document
from checker.finding import Hit
from checker.patterns import compiled
from checker.text.code import fenced_lines
from checker.text.stretches import Barred, Taken


@detector("pattern", scans="patterns")
def pattern(
    view: View,
    *,
    patterns: Sequence[Regex],
    unless: Sequence[Regex] = (),
    unless_next: Sequence[Regex] = (),
    requires: Sequence[Regex] = (),
    where: Literal["", "head", "tail", "edges"] = "",
    within: int = 0,
    min_count: int = 1,
    per_1000: float = 0.0,
    distinct: int = 1,
    whole_line: bool = False,
    outside_code: bool = False,
) -> Iterator[Hit]:
    """Every match of `patterns`; the span is the group `mark` where a pattern has one.

    A match that overlaps a match of `unless` on its line is none, nor one whose next line matches `unless_next`.
    `requires`: the document must contain one of these.
    `where` = "head" | "tail" | "edges" looks at the first and last `within` lines that are not blank.  Fewer than
    `min_count` matches in the document, fewer than `distinct` different ones, or fewer than `per_1000` for every 1,000
    characters, are none.  `whole_line` widens the span to the line without the white space around it.  `outside_code`
    leaves fenced blocks alone.
    """
    document = view.document
    lines: Sequence[int] = tuple(view.line_numbers())
    if where:
        lines = [n for n in lines if _is_near(view, n, where, within)]
    if outside_code and lines:
        fenced = view.shared(fenced_lines)
        lines = [n for n in lines if n not in fenced]
    if unless_next:
        lines = [n for n in lines if not _is_followed(document, n, unless_next)]
    hits = [
        hit
        for number in lines
        for hit in _in_line(document, number, view.proposed(number, patterns), unless, whole_line)
    ]
    if requires and not (hits and any(compiled(p).search(line) for p in requires for line in document.lines)):
        return
    if len(hits) < min_count or len(hits) * 1000 < per_1000 * len(document.text):
        return
    if distinct > 1 and len({document.text[h.start : h.end] for h in hits}) < distinct:
        return
    yield from hits


def _is_followed(document: Document, number: int, patterns: Sequence[str]) -> bool:
    if number + 1 == len(document.lines):
        return False
    following = document.lines.text(number + 1)
    return any(compiled(p).search(following) for p in patterns)


def _in_line(
    document: Document, number: int, patterns: Sequence[str], unless: Sequence[str], whole_line: bool
) -> Iterator[Hit]:
    line = document.lines.text(number)
    offset = int(document.lines.starts[number])
    found = [match for p in patterns for match in compiled(p).finditer(line)]
    if not found:
        return
    barred = Barred(m.span() for p in unless for m in compiled(p).finditer(line))
    taken = Taken()
    for match in sorted(found, key=lambda m: (m.start(), -m.end())):
        if barred.meets(*match.span()):
            continue
        start, end = match.span("mark") if "mark" in match.re.groupindex and match["mark"] is not None else match.span()
        if whole_line:
            start, end = len(line) - len(line.lstrip()), len(line.rstrip())
        if taken.take(start, end):
            yield Hit(offset + start, offset + end, values=_named(match))


def _named(match: re.Match[str]) -> dict[str, object]:
    return {name: value for name, value in match.groupdict().items() if value is not None}


def _is_near(view: View, number: int, where: str, within: int) -> bool:
    key = (_edges, within)
    edges = view.memo.get(key)
    if not isinstance(edges, tuple):
        edges = view.memo[key] = _edges(view.document, within)
    head, tail = edges
    if not view.document.lines.text(number).strip():
        return False
    return (where != "tail" and number <= head) or (where != "head" and number >= tail)


def _edges(document: Document, within: int) -> tuple[int, int]:
    """The last of the first `within` lines that are not blank, and the first of the last ones."""
    lines = document.lines
    numbers = range(len(lines))
    head = list(islice((n for n in numbers if lines.text(n).strip()), within))
    tail = list(islice((n for n in reversed(numbers) if lines.text(n).strip()), within))
    return (head[-1], tail[-1]) if head else (-1, len(lines))
