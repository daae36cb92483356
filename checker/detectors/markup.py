"""What was left of a page's markup in running text, told from code that the text quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from checker.allowed import Regex
from checker.detectors import View, detector
from checker.document import Document
from checker.finding import Hit
from checker.patterns import compiled
from checker.text.code import fenced_lines, inline_code, is_indented_code
from checker.text.stretches import Barred

_Found = tuple[int, int, re.Match[str]]  # start and end in the text, and the match that says so


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
    found = [
        place
        for number in view.line_numbers()
        if number not in fenced
        and not is_indented_code(document.lines.text(number))
        and not (unless_near and _near(document, number, unless_near, reach))
        for place in _in_line(document, number, view.proposed(number, view.triggers), unless, beside, reach, whole_line)
    ]
    if len(found) >= min_count:
        yield from _joined(found, join)


def _joined(found: Sequence[_Found], gap: int) -> Iterator[Hit]:
    """What was found (ascending), with what stands at most `gap` characters apart made one hit."""
    if not found:
        return
    start, end, first = found[0]
    for place in found[1:]:
        if not (gap and place[0] - end <= gap):
            yield Hit(start, end, values=_named(first))
            start, _, first = place
        end = place[1]
    yield Hit(start, end, values=_named(first))


def _in_line(
    document: Document,
    number: int,
    patterns: Sequence[str],
    unless: Sequence[str],
    beside: str,
    reach: int,
    whole_line: bool,
) -> Iterator[_Found]:
    line = document.lines.text(number)
    matches = [match for p in patterns for match in compiled(p).finditer(line)]
    if not matches:
        return
    if len(patterns) > 1:
        matches.sort(key=lambda m: (m.start(), -m.end()))
    offset = int(document.lines.starts[number])
    barred = Barred(inline_code(line) + [m.span() for p in unless for m in compiled(p).finditer(line)])
    prose = _Prose(document, number, beside, reach) if beside else None
    end = 0
    for match in matches:
        if match.start() < end or barred.meets(*match.span()) or (prose and not prose.is_beside(*match.span())):
            continue
        if whole_line:
            yield offset + len(line) - len(line.lstrip()), offset + len(line.rstrip()), match
            return
        start, end = match.span("mark") if "mark" in match.re.groupindex else match.span()
        yield offset + start, offset + end, match


class _Prose:
    """Where there is running text in a line and round it, found once for all the marks on it."""

    def __init__(self, document: Document, number: int, pattern: str, reach: int) -> None:
        self._document, self._number, self._written, self._reach = document, number, pattern, reach
        self._first = compiled(pattern).search(document.lines.text(number))

    def is_beside(self, start: int, end: int) -> bool:
        """Whether some of it stands before a stretch of the line, after it, or in a line near by."""
        if self._first is None:
            return self._near
        return self._first.end() <= start or self._first.start() >= end or self._last >= end or self._near

    @cached_property
    def _last(self) -> int:
        return max(m.start() for m in compiled(self._written).finditer(self._document.lines.text(self._number)))

    @cached_property
    def _near(self) -> bool:
        return _near(self._document, self._number, self._written, self._reach)


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
