"""How a place is named: path, line and column, and inside a record the row first."""

from __future__ import annotations

from checker.finding import Finding, Related, Span
from checker.visible import visible
from checker.writers.terminal.page import Page


def where(page: Page, span: Span, record: int | None, *, whole: bool = False, lines: bool = False) -> str:
    """What follows the path: ":18:2207", ":112–124" for several lines, ":88" for a record, nothing for a whole file."""
    if record is not None:
        return f":{record}"
    if whole:
        return ""
    return f":{_inside(page, span, lines)}"


def target(span: Span, record: int | None) -> tuple[int, int]:
    """Line and column of the file: the row of a record file has no columns."""
    return (span.start.line, span.start.column) if record is None else (record, 1)


def inside(
    page: Page, span: Span, record: int | None, document: str, *, whole: bool = False, lines: bool = False
) -> str:
    """For a record, its name and the place in its text."""
    if record is None:
        return ""
    if whole:
        return page.words("frames.record", document=visible(document))
    first, last = span.start.line, last_line(span)
    place = _inside(page, span, False)
    if lines:
        place = page.words("frames.lines", last - first + 1, first=first, last=last, upto=page.glyph.upto)
    return page.words("frames.inside", document=visible(document), place=place)


def short(place: Finding | Related, whole: bool = False) -> str:
    """Path and line, or row, in one word; the path alone where a whole file is meant."""
    span = place.span if isinstance(place, Related) else place.spans[0]
    if place.record is not None:
        return f"{visible(place.path)}:{place.record}"
    return visible(place.path) if whole else f"{visible(place.path)}:{span.start.line}"


def _inside(page: Page, span: Span, lines: bool) -> str:
    first, last = span.start.line, last_line(span)
    if not lines:
        return f"{first}:{span.start.column}"
    return str(first) if first == last else f"{first}{page.glyph.upto}{last}"


def last_line(span: Span) -> int:
    """The last line of which the span holds a character."""
    return span.end.line - 1 if span.end.column == 1 and span.end.line > span.start.line else span.end.line
