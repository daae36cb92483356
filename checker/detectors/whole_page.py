"""Pages that are no text at all: what a server says instead of the page that was asked for."""

from __future__ import annotations

from collections.abc import Iterator

from checker.allowed import Share
from checker.detectors import View, detector
from checker.finding import Hit
from checker.patterns import compiled


@detector("whole-page")
def whole_page(view: View, *, longest: int, share: Share, needed: int = 1) -> Iterator[Hit]:
    """The whole document, where it is short and says that it is no page.

    It has at most `longest` characters besides white space, `needed` different triggers match, and the lines they
    match hold at least `share` of those characters.
    """
    text = view.text
    total = _size(text)
    if total > longest:
        return
    lines = [view.document.lines.text(number) for number in view.line_numbers()]
    seen = [p for p in view.triggers if any(compiled(p).search(line) for line in lines)]
    told = sum(_size(line) for line in lines if any(compiled(p).search(line) for p in seen))
    if len(seen) >= needed and told >= share * total:
        start = len(text) - len(text.lstrip())
        yield Hit(start, max(start + 1, len(text.rstrip())))


def _size(text: str) -> int:
    """How many characters it has besides white space."""
    return sum(map(len, text.split()))
