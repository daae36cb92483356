"""Stretches of a text that answer at once whether another one overlaps them, however many they are."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from itertools import accumulate


class Barred:
    """Stretches that are known beforehand; they may overlap each other."""

    def __init__(self, stretches: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(stretches)
        self._starts = [start for start, _ in ordered]
        self._reach = list(accumulate((end for _, end in ordered), max))

    def meets(self, start: int, end: int) -> bool:
        """Whether one of them has a character of `start` to `end`."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._reach[before - 1] > start


class Taken:
    """Stretches that are chosen one by one, none of which overlaps another."""

    def __init__(self) -> None:
        self._stretches: list[tuple[int, int]] = []

    def take(self, start: int, end: int) -> bool:
        """Add a stretch that overlaps none of the others; False where it does, or is empty."""
        if start >= end:
            return False
        place = bisect_left(self._stretches, (end,))
        if place and self._stretches[place - 1][1] > start:
            return False
        insort(self._stretches, (start, end))
        return True
