"""Simplified and traditional characters in one text, and traditional text converted without looking at words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from checker.allowed import Share, Variants
from checker.batch import Batch
from checker.detectors import View, detector
from checker.finding import Hit
from checker.text.scripts import SIMPLIFIED, TRADITIONAL, script_table, scripts


def _both(batch: Batch, *, min_count: int, **_: object) -> list[int]:
    counts = batch.shared(_counts)
    return np.flatnonzero(np.minimum(counts[TRADITIONAL], counts[SIMPLIFIED]) >= min_count).tolist()


def _traditional(batch: Batch, *, min_traditional: int, **_: object) -> list[int]:
    return np.flatnonzero(batch.shared(_counts)[TRADITIONAL] >= min_traditional).tolist()


def _counts(batch: Batch) -> dict[int, NDArray[np.int64]]:
    """How many characters of either script every document has."""
    kinds = script_table()[batch.points]
    return {kind: batch.count(np.flatnonzero(kinds == kind)) for kind in (TRADITIONAL, SIMPLIFIED)}


@detector("script-mixture", gate=_both)
def script_mixture(
    view: View, *, share: Share, min_count: int, distinct: int, switches: int, switch_share: Share
) -> Iterator[Hit]:
    """One hit with the characters of the rarer script, where they stand among those of the other.

    A line counts where the prevailing script is at least as frequent as the rarer one: a passage that is wholly in the
    other script is a quotation.  But when the lines change from one script to the other `switches` times, and the
    rarer one has `switch_share` of all, every line counts: nobody quotes so often.  Fewer than `min_count` such
    characters, fewer than `distinct` different ones, or less than `share` of all that belong to one script only, are
    none.
    """
    kinds = view.shared(scripts)
    places = {kind: np.flatnonzero(kinds == kind) for kind in (TRADITIONAL, SIMPLIFIED)}
    rare = min(places, key=lambda kind: len(places[kind]))
    few, many = places[rare], places[TRADITIONAL + SIMPLIFIED - rare]
    if len(few) < min_count:
        return
    often = len(few) >= switch_share * (len(few) + len(many)) and _switches(view, few, many) >= switches
    if not often:
        few = _among(view, few, many)
    text = view.text
    if len(few) < max(min_count, share * (len(few) + len(many))) or len({text[i] for i in few}) < distinct:
        return
    spans = tuple(_stretches(few))
    counts = {"traditional": len(places[TRADITIONAL]), "simplified": len(places[SIMPLIFIED])}
    yield Hit(*spans[0], spans, values=counts)


@detector("naive-conversion", gate=_traditional)
def naive_conversion(
    view: View,
    *,
    pairs: Sequence[Variants],
    min_traditional: int,
    simplified_share: Share,
    min_count: int,
    distinct: int,
    proper_share: Share,
) -> Iterator[Hit]:
    """One hit with every character that a traditional text should not write, where it never writes the proper one.

    `pairs` are a simplified character that is traditional too, then the traditional ones that it merges: `后後`.  The
    text has at least `min_traditional` characters that are only traditional, and at most `simplified_share` of its
    characters of one script are simplified.  It has `min_count` simplified members of pairs, `distinct` different
    ones, and at most `proper_share` of all members are the proper ones.
    """
    kinds = view.shared(scripts)
    traditional = int(np.count_nonzero(kinds == TRADITIONAL))
    plain = int(np.count_nonzero(kinds == SIMPLIFIED))
    if traditional < min_traditional or plain > simplified_share * (plain + traditional):
        return
    text = view.text
    naive = {pair[0]: text.count(pair[0]) for pair in pairs}
    proper = sum(text.count(char) for pair in pairs for char in pair[1:])
    total = sum(naive.values())
    used = [char for char, count in naive.items() if count]
    if total < min_count or len(used) < distinct or proper > proper_share * (proper + total):
        return
    wanted = set(used)
    spans = tuple((i, i + 1) for i, char in enumerate(text) if char in wanted)
    yield Hit(*spans[0], spans, values={"naive": "".join(used), "proper": proper})


def _switches(view: View, few: NDArray[np.int64], many: NDArray[np.int64]) -> int:
    """How often a line that is mostly in one script is followed by one that is mostly in the other."""
    starts = view.document.lines.starts
    balance = np.zeros(len(starts), np.int64)
    np.add.at(balance, np.searchsorted(starts, many, side="right") - 1, 1)
    np.subtract.at(balance, np.searchsorted(starts, few, side="right") - 1, 1)
    sides = np.sign(balance[balance != 0])
    return int(np.count_nonzero(np.diff(sides)))


def _among(view: View, few: NDArray[np.int64], many: NDArray[np.int64]) -> NDArray[np.int64]:
    starts = view.document.lines.starts
    lines = np.searchsorted(starts, few, side="right") - 1
    own = np.bincount(lines, minlength=len(starts))
    others = np.bincount(np.searchsorted(starts, many, side="right") - 1, minlength=len(starts))
    kept: NDArray[np.int64] = few[others[lines] >= own[lines]]
    return kept


def _stretches(places: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Runs of offsets that follow one another, as spans."""
    breaks = np.flatnonzero(np.diff(places) > 1)
    firsts = places[np.concatenate(([0], breaks + 1))]
    lasts = places[np.concatenate((breaks, [len(places) - 1]))]
    yield from ((int(first), int(last) + 1) for first, last in zip(firsts, lasts, strict=True))
