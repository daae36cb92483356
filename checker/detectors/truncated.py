"""Texts and lists that stop before their end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.detectors import View, detector
from checker.detectors.enumeration import outline_of
from checker.document import Document
from checker.finding import Hit
from checker.patterns import compiled
from checker.text.joined import layout
from checker.text.markers import Numbered, settings
from checker.text.numerals import number

SHOWN = 20  # characters of a broken end that a finding covers


@detector("truncated")
def truncated(
    view: View,
    *,
    open_ends: Sequence[str],
    prose: Sequence[str],
    last: str,
    ends: str,
    share: float,
    count: int,
    unless: Sequence[str] = (),
) -> Iterator[Hit]:
    """The last line, when it stops in the middle of a sentence.

    It does when one of `open_ends` matches it; or when it is running text (one of `prose` matches it), matches `last`,
    and of the other lines of running text at least `count`, and `share` of them, match `ends`.  A line that one of
    `unless` matches ends rightly.
    """
    whole = view.text.rstrip()
    line = whole[whole.rfind("\n") + 1 :]
    if any(compiled(p).search(line) for p in unless):
        return
    if not any(compiled(p).search(line) for p in open_ends):
        kind = next((p for p in prose if compiled(p).search(line)), None)
        if kind is None or not compiled(last).search(line):
            return
        others = [text.rstrip() for text in view.document.lines if compiled(kind).search(text)][:-1]
        ended = sum(compiled(ends).search(text) is not None for text in others)
        if ended < max(count, share * len(others)):
            return
    yield Hit(max(len(whole) - len(line), len(whole) - SHOWN), len(whole))


@detector("unkept-list")
def unkept_list(view: View, *, announcements: Sequence[str]) -> Iterator[Hit]:
    """A list that is announced with its length, and whose numbered points end before.

    The line that one of `announcements` matches (group `n`: how many points) must be followed by point 1.  The
    points are counted up to the next piece, or to the next number of a list that stood there before.
    """
    lines = view.document.lines
    shape = view.shared(layout)
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
