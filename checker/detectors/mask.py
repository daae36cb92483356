"""Values that were replaced by mask characters, by kind; which mask is of which kind is settled once for all rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.allowed import MaskKind
from checker.detectors import View, detector
from checker.finding import Hit
from checker.text.masks import Mask, masks


@detector("mask")
def mask(view: View, *, kinds: Sequence[MaskKind]) -> Iterator[Hit]:
    """The masks of these `kinds` (rules/masks.toml): the span is the mask with its unit, `core` in the evidence."""
    for found in masks_of(view):
        if found.kind in kinds:
            core = found.core[0] - found.start, found.core[1] - found.start
            yield Hit(found.start, found.end, evidence={"core": list(core)})


def masks_of(view: View) -> tuple[Mask, ...]:
    """The masks on the candidate lines, computed once a document for all rules with the same trigger."""
    lines = tuple(view.line_numbers())
    key = ("masks", lines)
    if key not in view.memo:
        view.memo[key] = masks(view.document, lines)
    found: tuple[Mask, ...] = view.memo[key]  # type: ignore[assignment]
    return found
