"""Line breaks inside sentences, and text that is wrapped throughout."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from checker.allowed import Share
from checker.batch import Batch
from checker.detectors import View, detector
from checker.finding import Fix, Hit
from checker.text.breaks import FIRST_HAN
from checker.text.joined import Layout, may_go_on
from checker.text.lines import WIDE, Ints, among, settings


def _unsettled(batch: Batch, **_: object) -> list[int]:
    return batch.shared(may_go_on)


@detector("hard-wrap", gate=_unsettled)
def hard_wrap(view: View) -> Iterator[Hit]:
    """Every line break in the middle of a sentence: the mark before it, the break, the first character after it.

    A text that is wrapped at a fixed width has none: there every break is one, and `wrapped` says it once.
    """
    found = view.layout
    if found.width or len(_at_edge(found)):
        return
    for line in np.flatnonzero(found.broken).tolist():
        start, end = int(found.ends[line - 1]) - 1, int(found.starts[line]) + 1
        yield Hit(start, end, fix=Fix(view.text[start] + view.text[end - 1]))


@detector("wrapped", gate=_unsettled)
def wrapped(view: View, *, share: Share) -> Iterator[Hit]:
    """A text that is wrapped at a fixed width, when `share` of its lines that hold text go on in the next one.

    A text of few long lines is wrapped when none is longer than those that break off.
    """
    found = view.layout
    lines = np.flatnonzero(found.wrapped) if found.width else _at_edge(found)
    if len(lines) and (not found.width or len(lines) >= share * np.count_nonzero(~found.blank)):
        first = int(lines[0])
        full = view.document.lines.text(first - 1)
        width = found.width or sum(1 + (ord(character) >= WIDE) for character in full)
        values = {"width": width, "lines": len(lines)}
        yield Hit(int(found.ends[first - 1]) - 1, int(found.starts[first]) + 1, values=values, scope="document")


def _at_edge(found: Layout) -> Ints:
    """The lines that go on in the middle of a sentence, when all lines before such ones are as long as any line."""
    lines = np.flatnonzero(found.broken)
    length = found.ends - found.starts
    edge = length.max(initial=0)
    if not len(lines) or edge < settings()["edge"]["length"] or np.any(length[lines - 1] < edge):
        return lines[:0]
    rule = settings()["broken"]
    goes_on = (found.last >= FIRST_HAN) & ~among(found.last, rule["ends"]) | among(found.last, rule["commas"])
    full = (length == edge) & goes_on & np.append(found.first[1:] > 0, False)
    return lines if np.count_nonzero(full) >= settings()["edge"]["count"] else lines[:0]
