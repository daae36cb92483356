"""Texts and lists that stop before their end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from checker.allowed import Regex, Share
from checker.detectors import View, detector
from checker.detectors.enumeration import outline_of
from checker.document import Document, Lines
from checker.finding import Hit
from checker.patterns import compiled
from checker.text.markers import Numbered, settings
from checker.text.numerals import number

SHOWN = 20  # characters of a broken end that a finding covers


@detector("truncated")
def truncated(
    view: View,
    *,
    open_ends: Sequence[Regex],
    prose: Sequence[Regex],
    last: Regex,
    closed: Regex,
    ends: Regex,
    share: Share,
    count: int,
    sentences: Sequence[Regex] = (),
    below: Sequence[Regex] = (),
    unless: Sequence[Regex] = (),
) -> Iterator[Hit]:
    """The last line of the text, when it stops in the middle of a sentence.

    It does when one of `open_ends` matches it; or when it is running text (one of `prose` matches it), matches `last`,
    and of the other lines of running text at least `count`, and `share` of them, match `ends`.  A line that
    `closed` or one of `unless` matches ends rightly.  The last line of running text, or that one of
    `sentences` matches, is looked at, too, where one of `below` (what a site prints below a text) matches the line
    after it.
    """
    lines = view.document.lines
    final = _before(lines, len(lines), ())
    body = _before(lines, final + 1, (*prose, *sentences), unless)
    for at in dict.fromkeys((final, body)):
        if at < 0 or (at < final and not _is_below(lines, at, below)):
            continue
        line = lines.text(at).rstrip()
        if compiled(closed).search(line, max(0, len(line) - 1)) or any(compiled(p).search(line) for p in unless):
            continue
        if any(compiled(p).search(line) for p in open_ends) or (
            compiled(last).search(line) and _others_end(view, at, prose, ends, share, count)
        ):
            past = int(lines.starts[at]) + len(line)
            yield Hit(max(past - len(line), past - SHOWN), past)
            return


def _before(lines: Lines, number: int, patterns: Sequence[str], unless: Sequence[str] = ()) -> int:
    """The nearest line before that holds text and matches one of `patterns`, if any, and none of `unless`; else -1."""
    for at in range(number - 1, -1, -1):
        text = lines.text(at)
        if not text.strip() or (patterns and not any(compiled(p).search(text) for p in patterns)):
            continue
        if not any(compiled(p).search(text) for p in unless):
            return at
    return -1


def _is_below(lines: Lines, at: int, below: Sequence[str]) -> bool:
    """Whether one of `below` matches the next line that holds text."""
    texts = (lines.text(after) for after in range(at + 1, len(lines)))
    following = next((text for text in texts if text.strip()), "")
    return any(compiled(p).search(following) for p in below)


def _others_end(view: View, at: int, prose: Sequence[str], ends: str, share: float, count: int) -> bool:
    """Whether the line is running text, and those of the same kind before it have an end; wrapped ones do not count."""
    lines = view.document.lines
    kind = next((p for p in prose if compiled(p).search(lines.text(at))), None)
    if kind is None:
        return False
    goes_on = view.layout.goes_on
    others = [text for n in range(at) if not goes_on[n + 1] and compiled(kind).search(text := lines.text(n).rstrip())]
    ended = sum(compiled(ends).search(text) is not None for text in others)
    return ended >= max(count, share * len(others))


@detector("unkept-list")
def unkept_list(view: View, *, announcements: Sequence[Annotated[Regex, "n", "mark"]]) -> Iterator[Hit]:
    """A list that is announced with its length, and whose numbered points end before.

    The line that one of `announcements` matches (group `n`: how many points) must be followed by point 1.  The
    points are counted up to the next piece, or to the next number of a list that stood there before.
    """
    lines = view.document.lines
    shape = view.layout
    points: list[Numbered] | None = None
    for line in view.line_numbers():
        text = lines.text(line)
        match = next((m for p in announcements if (m := compiled(p).search(text))), None)
        promised = number(match["n"]) if match else None
        if match is None or not promised:
            continue
        if points is None:
            points = [p for p in outline_of(view).paragraphs if p.head]
        at = next((i for i, p in enumerate(points) if p.lines.start > line), len(points))
        between = range(line + 1, points[at].lines.start if at < len(points) else line + 1)
        if at == len(points) or any(not shape.blank[n] for n in between):
            continue
        given = _given(view.document, points, at)
        if 0 < given < promised:
            start = int(lines.starts[line])
            values = {"promised": promised, "given": given}
            yield Hit(start + match.start("mark"), start + match.end("mark"), values=values)


def _given(document: Document, points: Sequence[Numbered], at: int) -> int:
    """How many points the list has that begins with `points[at]`."""
    head = points[at].head
    if head is None or head.value != 1:
        return 0
    before = {p.head.list for p in points[:at] if p.head} - {head.list}
    given, line = 1, points[at].lines.stop
    for point in points[at + 1 :]:
        skipped = (document.lines.text(n) for n in range(line, point.lines.start))
        if point.head is None or point.head.list in before or any(settings().piece.match(text) for text in skipped):
            break
        line = point.lines.stop
        if point.head.list == head.list:
            if point.head.value <= given:
                break
            given = point.head.value
    return given
