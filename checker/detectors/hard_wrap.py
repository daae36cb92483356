"""Line breaks inside sentences, and text that is wrapped throughout."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from checker.detectors import View, detector
from checker.finding import Fix, Hit
from checker.text.joined import layout


@detector("hard-wrap")
def hard_wrap(view: View) -> Iterator[Hit]:
    """Every line break in the middle of a sentence: the mark before it, the break, the first character after it.

    A text that is wrapped at a fixed width has none: there every break is one, and `wrapped` says it once.
    """
    if not _followed(view, 1):
        return
    found = view.shared(layout)
    if found.width:
        return
    for line in np.flatnonzero(found.broken).tolist():
        start, end = int(found.ends[line - 1]) - 1, int(found.starts[line]) + 1
        yield Hit(start, end, fix=Fix(view.text[start] + view.text[end - 1]))


@detector("wrapped")
def wrapped(view: View, *, share: float, count: int) -> Iterator[Hit]:
    """A text that is wrapped at a fixed width, when `share` of its lines that hold text go on in the next one.

    At least `count` of the lines looked at must be followed by another one without a blank line between.
    """
    if not _followed(view, count):
        return
    found = view.shared(layout)
    lines = np.flatnonzero(found.wrapped)
    if found.width and len(lines) >= share * np.count_nonzero(~found.blank):
        first = int(lines[0])
        values = {"width": found.width, "lines": len(lines)}
        yield Hit(int(found.ends[first - 1]) - 1, int(found.starts[first]) + 1, values=values, scope="document")


def _followed(view: View, count: int) -> bool:
    """Whether at least `count` of the lines to look at have text at the very beginning of the next line."""
    lines = view.document.lines
    last = len(lines) - 1
    for number in view.line_numbers():
        if number < last:
            start, end = lines.span(number + 1)
            count -= start < end and not view.text[start].isspace()
        if count <= 0:
            return True
    return False
