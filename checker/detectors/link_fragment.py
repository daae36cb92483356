"""A linked word that became a line of its own and cut its sentence in three."""

from __future__ import annotations

from collections.abc import Iterator

from checker.allowed import Regex
from checker.detectors import View, detector
from checker.document import Document
from checker.finding import Hit
from checker.patterns import compiled


@detector("link-fragment")
def link_fragment(view: View, *, fragment: Regex, before: Regex, after: Regex, unless: Regex) -> Iterator[Hit]:
    """A line that is nothing but `fragment`, between a line that matches `before` and one that matches `after`.

    Lines without text between them do not count.  A fragment that matches `unless` (a short sentence) is none.
    """
    document = view.document
    for number in view.line_numbers():
        line = document.lines.text(number)
        word = line.strip()
        if not compiled(fragment).fullmatch(word) or compiled(unless).search(word):
            continue
        above, below = _neighbour(document, number, -1), _neighbour(document, number, 1)
        if compiled(before).search(above) and compiled(after).search(below):
            start = int(document.lines.starts[number]) + line.index(word)
            yield Hit(start, start + len(word), values={"above": above[-12:], "below": below[:12]})


def _neighbour(document: Document, number: int, step: int) -> str:
    """The nearest line in that direction that is not blank, without the space around it; empty where there is none."""
    at = number + step
    while 0 <= at < len(document.lines):
        line = document.lines.text(at).strip()
        if line:
            return line
        at += step
    return ""
