"""A title that stands more than once above the text it names."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from checker.allowed import Regex
from checker.detectors import View, detector
from checker.document import Document
from checker.finding import Hit
from checker.patterns import compiled


@detector("repeated-title")
def repeated_title(
    view: View, *, within: int, top: int, shortest: int, longest: int, unlike: Regex, trim: str, most: int = 3
) -> Iterator[Hit]:
    """The later of two equal lines among the first `within` lines that are not blank, the first among the first `top`.

    A title has `shortest` to `longest` characters once `trim` has been removed at both ends, and does not match
    `unlike`.  A page on which more than `most` titles stand twice is a list of other pages: there only the first line
    of all may be repeated.
    """
    document = view.document
    heads = [(number, line.strip(trim)) for number, line in _head(document, within)]
    if len({title for _, title in heads}) == len(heads):
        return
    first: dict[str, int] = {}
    repeats: list[tuple[int, str]] = []
    for rank, (number, title) in enumerate(heads):
        if not shortest <= len(title) <= longest or compiled(unlike).search(title):
            continue
        if title in first:
            repeats.append((number, title))
        if rank < top:
            first.setdefault(title, number)
    if len(repeats) > most:
        heading = next(iter(first))
        repeats = [(number, title) for number, title in repeats if title == heading]
    for number, title in repeats:
        start = int(document.lines.starts[number]) + document.lines.text(number).index(title)
        yield Hit(start, start + len(title), values={"line": first[title] + 1})


def _head(document: Document, within: int) -> Iterator[tuple[int, str]]:
    """The first `within` lines that are not blank, without the blanks round them."""
    lines = document.lines
    stripped = ((number, lines.text(number).strip()) for number in range(len(lines)))
    return islice((found for found in stripped if found[1]), within)
