"""A heading that announces other articles, together with the list of links under it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from checker.allowed import Regex
from checker.detectors import View, detector
from checker.document import Document
from checker.finding import Hit
from checker.patterns import compiled

_LINK = re.compile(r"(!?)\[([^\]\n]{0,200})\]\([^)\n]{0,1000}\)")


@detector("related-block")
def related_block(
    view: View,
    *,
    marked: Sequence[Regex],
    ends: Regex,
    longest: int = 50,
    most: int = 25,
    least: int = 2,
    tail: int = 30,
) -> Iterator[Hit]:
    """A line that matches a trigger, and the list after it, as one block from the heading to the last item.

    An item is a line of at most `longest` characters (a Markdown link counts its text alone) that does not match
    `ends`.  Items that match one of `marked` (a bullet, a date, a link) belong to the list wherever it stands, at most
    `most` of them.  Items without such a mark belong to it only where at least `least` stand together, and only among
    the last `tail` lines of the document that are not blank, where no text can follow that would be taken for them.
    """
    document = view.document
    reached = -1
    for number in view.line_numbers():
        if number <= reached or not any(compiled(p).search(document.lines.text(number)) for p in view.triggers):
            continue
        reached, count = _last_item(document, number, marked, ends, longest, most, least, tail)
        line = document.lines.text(number)
        start = int(document.lines.starts[number]) + len(line) - len(line.lstrip())
        end = int(document.lines.starts[reached]) + len(document.lines.text(reached).rstrip())
        yield Hit(start, end, values={"items": count})


def _last_item(
    document: Document,
    heading: int,
    marked: Sequence[str],
    ends: str,
    longest: int,
    most: int,
    least: int,
    tail: int,
) -> tuple[int, int]:
    """The line of the last item, and how many items there are; the heading's own line and 0 where it has none."""
    items: list[tuple[int, bool]] = []
    number = heading
    while len(items) < most and number + 1 < len(document.lines):
        number += 1
        line = document.lines.text(number).strip()
        if not line:
            continue
        shown = _LINK.sub(r"\2", line).strip()
        if len(shown) > longest or compiled(ends).search(shown):
            break
        items.append((number, any(compiled(p).search(line) for p in marked)))
    plain = next((i for i, (_, mark) in enumerate(items) if not mark), len(items))
    if plain < len(items) and (len(items) < least or not _near_end(document, items[-1][0], tail)):
        items = items[:plain]
    return (items[-1][0], len(items)) if items else (heading, 0)


def _near_end(document: Document, number: int, tail: int) -> bool:
    """Whether at most `tail` lines that are not blank stand after line `number`."""
    left = 0
    for later in range(number + 1, len(document.lines)):
        left += bool(document.lines.text(later).strip())
        if left > tail:
            return False
    return True
