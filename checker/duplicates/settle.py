"""From many overlapping candidates to each repetition once, at its largest scale."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from checker.duplicates import kernels, settling
from checker.duplicates.align import Pair

_FEWEST = 1024


def _table(size: int, value: int = 0) -> Any:
    """A table the loops work on: a list, or an array where they are compiled."""
    return np.full(size, value, np.int64) if kernels.compiled() else [value] * size


def _longer(table: Any) -> Any:
    return np.concatenate((table, np.zeros_like(table))) if kernels.compiled() else table + [0] * len(table)


class Members:
    """Ranges that were copied from one another; two that nearly coincide are one member."""

    def __init__(self, expected: int) -> None:
        size = 1 << max(_FEWEST, 4 * expected).bit_length()
        self.table = (*(_table(size) for _ in range(4)), _table(size, -1))
        self.box = _table(4)

    def at(self, start: int, end: int) -> int:
        """The member that covers nearly this range, a new one if there is none."""
        if self.box[0] == len(self.table[0]):
            self.grow()
        return int(settling.member_at(start, end, self.table, self.box))

    def join(self, one: int, other: int) -> None:
        """What is joined to the one is joined to the other."""
        settling.join(self.table[3], one, other)

    def find(self, member: int) -> int:
        """The name of all that is joined to the member."""
        return int(settling.find(self.table[3], member))

    def grow(self) -> None:
        """Room for twice as many."""
        self.table = (*(_longer(column) for column in self.table[:4]), self.table[4])


def settle(pairs: Iterable[Pair], verify: Callable[[Pair], bool]) -> list[Pair]:
    """Accept pairs, largest first, that join something new and pass `verify`; number their clusters.

    What lies in an accepted pair, or joins what is joined already, is dropped before it costs a verification: n copies
    give n - 1 pairs.
    """
    ordered = sorted(pairs, key=lambda p: (not p.period, -p.size, p.b0 - p.a0, p.b0))
    if not ordered:
        return []
    table = np.array([(p.a0, p.a1, p.b0, p.b1, p.period) for p in ordered], np.int64)
    members, sides = Members(len(ordered)), _sides(table)
    rows = table if kernels.compiled() else table.tolist()
    kept: list[tuple[Pair, int]] = []
    at = 0
    while (at := settling.next_open(rows, at, members.table, sides, members.box)) < len(ordered):
        if at < 0:
            members.grow()
            at = -1 - at
            continue
        pair = ordered[at]
        if verify(pair):
            settling.accept(rows, at, members.table, sides, members.box)
            kept.append((pair, int(members.box[2])))
        at += 1
    names: dict[int, int] = {}
    for pair, member in kept:
        pair.cluster = names.setdefault(members.find(member), len(names))
    return sorted((pair for pair, _ in kept), key=lambda p: (p.b0, p.a0))


def _sides(table: Any) -> tuple[Any, ...]:
    """Empty tables with room for the sides of all pairs."""
    lengths = table[:, 1] - table[:, 0] + table[:, 3] - table[:, 2]
    most = int(((lengths >> settling.CELL) + 4).sum())
    most += int(((table[:, 3] - table[:, 0])[table[:, 4] > 0] >> settling.CELL).sum())
    cells = (int(table[:, 3].max()) >> settling.CELL) + 1
    return (*(_table(most) for _ in range(5)), _table(cells, -1), _table(cells))
