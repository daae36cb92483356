"""Runs of characters that should hold something else now and then: sentences without a comma."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from checker.allowed import Positive, Regex
from checker.batch import Batch
from checker.detectors import View, detector
from checker.finding import Hit
from checker.patterns import compiled
from checker.text.classes import class_table
from checker.text.points import code_points


def _long(batch: Batch, *, members: str, length: int, **_: object) -> list[int]:
    outside = np.concatenate(([-1], np.flatnonzero(~class_table(members)[batch.points]), [len(batch.points)]))
    return batch.holding(outside[:-1][np.diff(outside) > length] + 1)


@detector("long-run", gate=_long)
def long_run(view: View, *, members: Regex, length: Positive, unless: Sequence[Regex] = ()) -> Iterator[Hit]:
    """Every run of at least `length` characters of the class `members`, but for those that one of `unless` matches."""
    points = view.shared(code_points)
    outside = np.concatenate(([-1], np.flatnonzero(~class_table(members)[points]), [len(points)]))
    for i in np.flatnonzero(np.diff(outside) > length).tolist():
        start, end = int(outside[i]) + 1, int(outside[i + 1])
        run = view.text[start:end]
        if not any(compiled(p).search(run) for p in unless):
            yield Hit(start, end, values={"length": end - start})
