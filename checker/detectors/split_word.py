"""Words that a hyphen at the end of a line cut in two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from checker.allowed import Regex
from checker.detectors import View, detector
from checker.finding import Fix, Hit
from checker.patterns import compiled
from checker.text.code import fenced_lines


@detector("split-word")
def split_word(
    view: View, *, head: Annotated[Regex, "half"], tail: Annotated[Regex, "half"], unless: Regex, count: int
) -> Iterator[Hit]:
    """Every line that ends in a `head` and whose next line begins with a `tail`; the span holds both.

    Both name the half a word in their group `half`, without hyphen and blanks.  `unless` is searched for in both lines,
    joined by a line feed.  Fewer than `count` in a document are none; code fences are not looked at.
    """
    lines = view.document.lines
    first, second, other = compiled(head), compiled(tail), compiled(unless)
    hits: list[Hit] = []
    for number in view.line_numbers():
        if number + 1 >= len(lines):
            continue
        here, below = lines.text(number), lines.text(number + 1)
        left, right = first.search(here), second.match(below)
        if left and right and not other.search(f"{here}\n{below}"):
            start = int(lines.starts[number]) + left.start("half")
            end = int(lines.starts[number + 1]) + right.end("half")
            hits.append(Hit(start, end, fix=Fix(left["half"] + right["half"])))
    if len(hits) >= count:
        fenced = fenced_lines(view.document)
        yield from (hit for hit in hits if lines.at(hit.start) not in fenced)
