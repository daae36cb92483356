"""Lists whose numbers do not follow one another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from checker.batch import Batch
from checker.detectors import View, detector
from checker.finding import Hit
from checker.text.numbering import irregular
from checker.text.outline import Outline, outline


def outline_of(view: View) -> Outline:
    """The outline of a view's document, made once."""
    if outline not in view.memo:
        view.memo[outline] = outline(view.document, view.layout)
    made = view.memo[outline]
    assert isinstance(made, Outline)
    return made


def _irregular(batch: Batch, **_: object) -> list[int]:
    return batch.shared(irregular)


@detector("enumeration", gate=_irregular)
def enumeration(
    view: View, *, kind: Literal["gap", "repeat", "restart", "starts-late", "switch", "out-of-order"]
) -> Iterator[Hit]:
    """The markers that stand where another number is due.

    `kind`: "gap" (numbers are missing), "repeat", "restart" (1 right after an item of the same list), "starts-late"
    (a list begins above 1), "switch" (the same, in the middle of a list of another style) or "out-of-order".
    """
    for fault in outline_of(view).faults:
        if fault.kind == kind:
            text = view.text
            marker = text[fault.marker.start : fault.marker.end]
            before = text[fault.before.start : fault.before.end] if fault.before else ""
            values = {"marker": marker, "before": before}
            yield Hit(fault.marker.start, fault.marker.end, values=values)
