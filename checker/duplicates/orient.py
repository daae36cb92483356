"""Which side of a repeated section goes, and which text it is measured against."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from checker.duplicates.align import Pair
from checker.duplicates.cluster import stars
from checker.duplicates.sections import aligned
from checker.duplicates.settle import Members
from checker.duplicates.settling import inside

Range = tuple[int, int]
Rank = Callable[[Range], tuple[int, ...]]
Stays = Callable[[Range], bool]
Text = Callable[[int, int], str]
_CELL = 9
_COVERED = 0.8  # a range of which this share was dropped is dropped


@dataclass(frozen=True, slots=True)
class Repeat:
    """A range of the stream to drop, the one to keep, and the share of both that aligns.

    Of a `periodic` run the first period is kept and all others go.
    """

    drop: Range
    kept: Range
    similarity: float
    periodic: bool = False


class _Settled:
    """Ranges whose fate is decided; those that were dropped know the text that stays in their place."""

    def __init__(self) -> None:
        self._cells: dict[int, list[tuple[Range, Range]]] = {}

    def add(self, own: Range, stays: Range) -> None:
        for cell in range(own[0] >> _CELL, (own[1] >> _CELL) + 1):
            self._cells.setdefault(cell, []).append((own, stays))

    def stand_in(self, wanted: Range) -> Range | None:
        """What stays of the text of `wanted`: itself if it was kept, the same part of the kept side if dropped."""
        for own, stays in self._cells.get((wanted[0] + wanted[1]) // 2 >> _CELL, ()):
            if inside(*wanted, *own) >= _COVERED:
                share = (stays[1] - stays[0]) / (own[1] - own[0])
                start = max(stays[0], int(stays[0] + (wanted[0] - own[0]) * share))
                return start, max(start + 1, min(stays[1], int(stays[0] + (wanted[1] - own[0]) * share)))
        return None


def _nothing(_place: Range) -> bool:
    return False


def orient(text: Text, pairs: Sequence[Pair], rank: Rank, min_ratio: float, held: Stays = _nothing) -> list[Repeat]:
    """Every copy beside the text that stays; `rank` orders ranges, the least one is kept; what is `held` is no copy.

    `text` is what is compared of a range.

    Clusters are settled from the largest section down, so that a part of something that was dropped already is measured
    against what was kept, and nothing is dropped for the sake of a text that goes itself.
    """
    repeats: list[Repeat] = []
    settled = _Settled()
    for pair in pairs:
        if pair.period:
            head = (pair.a0, pair.a0 + pair.period)
            repeats.append(Repeat((head[1], pair.b1), head, pair.ratio, periodic=True))
            settled.add((pair.a0, pair.b1), (pair.a0, pair.b1))
    for cluster in _components(sorted((pair for pair in pairs if not pair.period), key=lambda p: -p.size)):
        repeats += cluster.repeats(text, settled, rank, min_ratio, held)
    return list(dict.fromkeys(repeats))


class _Component:
    """Ranges joined by pairs."""

    def __init__(self) -> None:
        self.ranges: dict[int, Range] = {}
        self.near: dict[int, set[int]] = {}
        self.ratio: dict[tuple[int, int], float] = {}

    def add(self, ids: tuple[int, int], ranges: tuple[Range, Range]) -> None:
        for own, other, place in ((ids[0], ids[1], ranges[0]), (ids[1], ids[0], ranges[1])):
            self.ranges.setdefault(own, place)
            self.near.setdefault(own, set()).add(other)

    def repeats(self, text: Text, settled: _Settled, rank: Rank, min_ratio: float, held: Stays) -> Iterator[Repeat]:
        stays = {node: settled.stand_in(place) for node, place in self.ranges.items()}
        texts = {node: stays[node] or place for node, place in self.ranges.items()}

        def similarity(one: int, other: int) -> float:
            key = (min(one, other), max(one, other))
            if key not in self.ratio:
                a, b = sorted((texts[one], texts[other]))
                self.ratio[key] = 0.0 if a[1] > b[0] else aligned(text(*a), text(*b), 0, min_ratio)
            return self.ratio[key]

        def droppable(copy: int, kept: int) -> bool:
            if held(texts[copy]) or not (stays[copy] is None or held(texts[kept])):
                return False
            return similarity(copy, kept) >= min_ratio

        ranked = sorted(self.ranges, key=lambda node: (stays[node] is None, *rank(texts[node])))
        for kept, copies in stars(ranked, self.near, droppable).items():
            settled.add(texts[kept], texts[kept])
            for copy in copies:
                settled.add(texts[copy], texts[kept])
                yield Repeat(texts[copy], texts[kept], similarity(copy, kept))


def _components(pairs: Sequence[Pair]) -> list[_Component]:
    """The pairs in groups that hang together, the one with the largest section first."""
    members = Members(len(pairs))
    joined: list[tuple[int, int]] = []
    for pair in pairs:
        ids = members.at(pair.a0, pair.a1), members.at(pair.b0, pair.b1)
        members.join(*ids)
        joined.append(ids)
    found: dict[int, _Component] = {}
    size: dict[int, int] = {}
    for pair, ids in zip(pairs, joined, strict=True):
        name = members.find(ids[0])
        size[name] = max(size.get(name, 0), pair.size)
        found.setdefault(name, _Component()).add(ids, ((pair.a0, pair.a1), (pair.b0, pair.b1)))
    return [found[name] for name in sorted(found, key=lambda name: (-size[name], name))]
