"""From many overlapping candidates to each repetition once, at its largest scale."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from checker.duplicates.align import Pair
from checker.duplicates.cluster import Groups

_CELL = 9  # ranges are looked up by cells of 2 ** 9 symbols
_SAME = 0.7  # ranges that lie in each other by this share are one member
_NESTED = 0.8  # a pair of which both sides lie in an accepted pair by this share is part of it
_STRICTLY = 0.95  # a range shorter than this share of another one is a part of it, not the same


def inside(x0: int, x1: int, y0: int, y1: int) -> float:
    """The share of [x0, x1) that lies in [y0, y1)."""
    return max(0, min(x1, y1) - max(x0, y0)) / max(1, x1 - x0)


class Members:
    """Ranges that were copied from one another; two that nearly coincide are one member."""

    def __init__(self) -> None:
        self.groups = Groups()
        self._ranges: list[tuple[int, int]] = []
        self._grid: dict[tuple[int, int], list[int]] = {}

    def at(self, start: int, end: int) -> int:
        """The member that covers nearly this range, a new one if there is none."""
        level = (end - start).bit_length()
        for near in (level, level - 1, level + 1):  # equal members start within half a length of each other
            for cell in range((start >> near) - 2, (start >> near) + 3):
                for member in self._grid.get((near, cell), ()):
                    s, e = self._ranges[member]
                    if inside(start, end, s, e) >= _SAME and inside(s, e, start, end) >= _SAME:
                        return member
        member = self.groups.add()
        self._ranges.append((start, end))
        self._grid.setdefault((level, start >> level), []).append(member)
        return member


class _Accepted:
    """The sides of accepted pairs, found by the cells they cover."""

    def __init__(self) -> None:
        self._cells: dict[int, list[tuple[int, int, int, int]]] = {}

    def add(self, pair: Pair) -> None:
        if pair.period:
            sides = [(pair.a0, pair.b1, pair.a0, pair.b1)]
        else:
            sides = [(pair.a0, pair.a1, pair.b0, pair.b1), (pair.b0, pair.b1, pair.a0, pair.a1)]
        for side in sides:
            for cell in range(side[0] >> _CELL, (side[1] >> _CELL) + 1):
                self._cells.setdefault(cell, []).append(side)

    def near(self, start: int, end: int) -> Iterable[tuple[int, int, int, int]]:
        return self._cells.get((start + end) // 2 >> _CELL, ())

    def holds(self, pair: Pair) -> bool:
        """Whether both sides lie in one accepted pair."""
        return any(
            inside(pair.b0, pair.b1, x0, x1) > _NESTED and inside(pair.a0, pair.a1, y0, y1) > _NESTED
            for x0, x1, y0, y1 in self.near(pair.b0, pair.b1)
        )


def settle(pairs: Iterable[Pair], verify: Callable[[Pair], bool]) -> list[Pair]:
    """Accept pairs, largest first, that join something new and pass `verify`; number their clusters.

    What lies in an accepted pair, or joins what is joined already, is dropped before it costs a verification: n copies
    give n - 1 pairs.
    """
    members, accepted = Members(), _Accepted()
    kept: list[tuple[Pair, int]] = []
    for pair in sorted(pairs, key=lambda p: (not p.period, -p.size, p.b0 - p.a0, p.b0)):
        if accepted.holds(pair):
            continue
        ends = [(pair.a0, pair.b1)] if pair.period else [(pair.a0, pair.a1), (pair.b0, pair.b1)]
        ids = [members.at(*r) for r in ends]
        for member, (start, end) in zip(ids, ends, strict=True):
            _join_parts(members, accepted, member, start, end)
        if len(ids) == 2 and members.groups.find(ids[0]) == members.groups.find(ids[1]):
            continue
        if not verify(pair):
            continue
        members.groups.join(ids[0], ids[-1])
        kept.append((pair, ids[0]))
        accepted.add(pair)
    names: dict[int, int] = {}
    for pair, member in kept:
        pair.cluster = names.setdefault(members.groups.find(member), len(names))
    return sorted((pair for pair, _ in kept), key=lambda p: (p.b0, p.a0))


def _join_parts(members: Members, accepted: _Accepted, member: int, start: int, end: int) -> None:
    """A range inside a larger copied one was copied with it."""
    for x0, x1, y0, y1 in accepted.near(start, end):
        if x0 <= start and end <= x1 and end - start < _STRICTLY * (x1 - x0):
            share = (y1 - y0) / (x1 - x0)
            other = members.at(int(y0 + (start - x0) * share), int(y0 + (end - x0) * share))
            members.groups.join(member, other)
