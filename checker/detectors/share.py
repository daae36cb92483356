"""Habits of a whole document: how often a mark is written one way, and how often the other way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from checker.allowed import CharClass, Positive, Share
from checker.batch import Batch
from checker.detectors import View, detector
from checker.finding import Hit
from checker.text.classes import class_table
from checker.text.points import code_points


def _enough(
    batch: Batch,
    *,
    these: Sequence[Sequence[str]],
    those: Sequence[Sequence[str]],
    count: int,
    least: float,
    most: float = 1.0,
    other_count: int = 0,
    **_: object,
) -> list[int]:
    found = batch.count(_found(batch.points, these))
    if not np.any(found >= count):
        return []
    others = sum((batch.count(_places(batch.points, row)) for row in those), np.zeros(len(batch), np.int64))
    part = found / np.maximum(found + others, 1)
    passed = (found >= count) & (others >= other_count) & (part >= least) & (part <= most)
    return np.flatnonzero(passed).tolist()


@detector("share", gate=_enough)
def share(
    view: View,
    *,
    these: Sequence[Sequence[CharClass]],
    those: Sequence[Sequence[CharClass]],
    count: Positive,
    least: Share,
    most: Share = 1.0,
    other_count: int = 0,
    requires: Sequence[CharClass] = (),
    requires_count: int = 0,
) -> Iterator[Hit]:
    """The first of `these` in a document where there are at least `count`, and their share of both kinds is in bounds.

    `these` and `those` are rows of character classes that stand side by side ("" is any character); the second class
    of a row of two or more is what is reported.  `least` and `most` bound the share, `other_count` is the least
    number of `those`; characters of the classes `requires` must come `requires_count` times.
    """
    points = view.shared(code_points)
    found = _found(points, these)
    if len(found) < count:
        return
    others = sum(len(_places(points, row)) for row in those)
    part = len(found) / (len(found) + others)
    if others < other_count or not least <= part <= most:
        return
    if requires and sum(np.count_nonzero(class_table(c)[points]) for c in requires) < requires_count:
        return
    start = int(found[0])
    values = {"these": len(found), "those": others, "share": f"{part:.0%}"}
    yield Hit(start, start + 1, values=values, scope="document")


def _found(points: NDArray[np.intp], rows: Sequence[Sequence[str]]) -> NDArray[np.int64]:
    """Where one of the rows stands."""
    return np.unique(np.concatenate([np.empty(0, np.int64), *(_places(points, row) for row in rows)]))


def _places(points: NDArray[np.intp], row: Sequence[str]) -> NDArray[np.int64]:
    """Where the second class of a row stands (the only one, where there is one)."""
    if not row:
        return np.empty(0, np.int64)
    reported = min(1, len(row) - 1)
    places = np.flatnonzero(class_table(row[reported])[points]) if row[reported] else np.arange(len(points))
    places = places[(places >= reported) & (places < len(points) - len(row) + 1 + reported)]
    for i, members in enumerate(row):
        if members and i != reported:
            places = places[class_table(members)[points[places + (i - reported)]]]
    return places
