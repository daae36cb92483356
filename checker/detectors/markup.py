"""What was left of a page's markup in running text, told from code that the text quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from checker.allowed import Regex
from checker.detectors import View, detector
from checker.document import Document
from checker.finding import Hit
from checker.patterns import compiled
from checker.text.code import fenced_lines, inline_code, is_indented_code
from checker.text.stretches import Barred


@detector("markup")
def markup(
    view: View,
    *,
    unless: Sequence[Regex] = (),
    beside: Regex = "",
    unless_near: Regex = "",
    reach: int = 1,
    min_count: int = 1,
    whole_line: bool = False,
    join: int = 0,
) -> Iterator[Hit]:
    """Every match of the triggers outside fenced blocks, indented code and `inline code`; the span is the group `mark`.

    A match that overlaps a match of `unless` on its line is none.  `beside`: within `reach` lines that are not blank,
    above or below, or on the line itself outside the match, this must match: running text has running text beside it.
    `unless_near`: where one of those lines matches this, there is code around.  Fewer than `min_count` matches in the
    document are none.  `whole_line` widens the span to the line without the white space around it.  Matches with at
    most `join` characters between them are one.
    """
    document = view.document
    fenced = view.shared(fenced_lines)
    hits = [
        hit
        for number in view.line_numbers()
        if number not in fenced
        and not is_indented_code(document.lines.text(number))
        and not (unless_near and _near(document, number, unless_near, reach))
        for hit in _in_line(document, number, view.triggers, unless, beside, reach, whole_line)
    ]
    if len(hits) >= min_count:
        yield from _joined(hits, join)


def _joined(hits: list[Hit], gap: int) -> Iterator[Hit]:
    """The hits (ascending), with those that stand at most `gap` characters apart made one."""
    first, end = 0, 0
    for number, hit in enumerate(hits):
        if number and not (gap and hit.start - end <= gap):
            yield replace(hits[first], end=end)
            first = number
        end = hit.end
    if hits:
        yield replace(hits[first], end=end)


def _in_line(
    document: Document,
    number: int,
    patterns: Sequence[str],
    unless: Sequence[str],
    beside: str,
    reach: int,
    whole_line: bool,
) -> Iterator[Hit]:
    line = document.lines.text(number)
    offset = int(document.lines.starts[number])
    barred = Barred(inline_code(line) + [m.span() for p in unless for m in compiled(p).finditer(line)])
    prose = _Prose(line, beside) if beside else None
    end = 0
    for match in sorted((m for p in patterns for m in compiled(p).finditer(line)), key=lambda m: (m.start(), -m.end())):
        if match.start() < end or barred.meets(*match.span()):
            continue
        if prose and not prose.outside(*match.span()) and not _near(document, number, beside, reach):
            continue
        if whole_line:
            yield Hit(offset + len(line) - len(line.lstrip()), offset + len(line.rstrip()), values=_named(match))
            return
        start, end = match.span("mark") if "mark" in match.re.groupindex else match.span()
        yield Hit(offset + start, offset + end, values=_named(match))


class _Prose:
    """Where a line holds running text, found once for all the marks on it."""

    def __init__(self, line: str, pattern: str) -> None:
        spans = [match.span() for match in compiled(pattern).finditer(line)]
        self._first_end = min((end for _, end in spans), default=len(line) + 1)
        self._last_start = max((start for start, _ in spans), default=-1)

    def outside(self, start: int, end: int) -> bool:
        """Whether some of it stands before a stretch of the line or after it."""
        return self._first_end <= start or self._last_start >= end


def _named(match: re.Match[str]) -> dict[str, object]:
    return {name: value for name, value in match.groupdict().items() if value is not None}


def _near(document: Document, number: int, beside: str, reach: int) -> bool:
    """Whether one of the `reach` lines above or below that are not blank matches."""
    pattern = compiled(beside)
    for step in (-1, 1):
        seen, at = 0, number + step
        while 0 <= at < len(document.lines) and seen < reach:
            line = document.lines.text(at)
            at += step
            if not line.strip():
                continue
            seen += 1
            if pattern.search(line):
                return True
    return False
