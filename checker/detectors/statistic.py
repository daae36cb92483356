"""Figures of a whole document beyond a limit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from checker.allowed import Figure, Signed
from checker.batch import Batch
from checker.detectors import View, detector
from checker.finding import Hit
from checker.text.statistics import Figures, Tokens

LAST_SPACE = 0x3000  # no character from here on is blank
_NONE: Mapping[str, float] = MappingProxyType({})


def _in_bounds(
    batch: Batch,
    *,
    above: Mapping[str, float] = _NONE,
    below: Mapping[str, float] = _NONE,
    min_characters: int = 0,
    max_characters: int = 0,
    **_: object,
) -> list[int]:
    sizes = batch.ends - batch.starts
    passed = sizes >= min_characters
    if max_characters:
        passed &= sizes <= max_characters
    if set(above) | set(below) == {"blank"}:
        passed &= batch.count(batch.shared(_solid)) == 0
    return np.flatnonzero(passed).tolist()


def _solid(batch: Batch) -> NDArray[np.int64]:
    """Some places with characters that are not blank: the first of every line that surely begins with one."""
    starts = batch.line_starts[batch.line_starts < len(batch.points)]
    first = batch.points[starts]
    return starts[(first > LAST_SPACE) | (first > ord(" ")) & (first < 0x7F)]


@detector("statistic", gate=_in_bounds)
def statistic(
    view: View,
    *,
    above: Mapping[Figure, Signed] = _NONE,
    below: Mapping[Figure, Signed] = _NONE,
    marks: Sequence[str] = (),
    stop_words: Sequence[str] = (),
    length: int = 0,
    characters_per_word: float = 1.0,
    min_characters: int = 0,
    max_characters: int = 0,
    not_in: Sequence[str] = (),
) -> Iterator[Hit]:
    """The document, when a figure (checker/text/statistics.py) is `above` or `below` the limit given for it.

    Only documents of at least `min_characters` code points are looked at, of at most `max_characters` where that is not
    0, and none that is also written in a language of `not_in`.  `{failed}` lists the figures that failed with their
    limits.
    """
    size = len(view.text)
    if size < min_characters or (max_characters and size > max_characters) or view.languages.intersection(not_in):
        return
    figures = Figures(view.shared(Tokens), marks, frozenset(stop_words), length, characters_per_word)
    failed = [f"{n} {_short(v)} > {_short(limit)}" for n, limit in above.items() if (v := figures.value(n)) > limit]
    failed += [f"{n} {_short(v)} < {_short(limit)}" for n, limit in below.items() if (v := figures.value(n)) < limit]
    if failed:
        yield Hit(0, 0, values={"failed": ", ".join(failed)})


def _short(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
