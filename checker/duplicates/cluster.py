"""What hangs together, and which of it to keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence


class Groups:
    """Union-find over 0, 1, 2, ...; a group is named by one of its members."""

    def __init__(self, count: int = 0) -> None:
        self._parent = list(range(count))

    def add(self) -> int:
        """A new member, alone in its group."""
        self._parent.append(len(self._parent))
        return len(self._parent) - 1

    def find(self, member: int) -> int:
        """The name of the member's group."""
        parent = self._parent
        while parent[member] != member:
            parent[member] = member = parent[parent[member]]
        return member

    def join(self, one: int, other: int) -> None:
        """Make two groups one, named by the lesser name."""
        a, b = self.find(one), self.find(other)
        self._parent[max(a, b)] = min(a, b)


def stars(
    ranked: Sequence[int], near: Mapping[int, Iterable[int]], droppable: Callable[[int, int], bool]
) -> dict[int, list[int]]:
    """Choose what to keep: for every kept node with copies, its copies.

    `ranked` are the nodes, best to keep first; `near` are neighbours; `droppable(copy, kept)` says whether the one may
    go because of the other (it is asked about neighbours of copies too).  A node is dropped only beside one that stays,
    so nothing is lost through a chain of small changes.
    """
    rank = {node: place for place, node in enumerate(ranked)}
    decided: set[int] = set()
    stars: dict[int, list[int]] = {}
    for kept in ranked:
        if kept in decided:
            continue
        decided.add(kept)
        copies: list[int] = []
        seen, waiting = {kept}, [kept]
        while waiting:
            for other in near.get(waiting.pop(), ()):
                if other in seen or other in decided:
                    continue
                seen.add(other)
                if droppable(other, kept):
                    copies.append(other)
                    waiting.append(other)
        if copies:
            decided.update(copies)
            stars[kept] = sorted(copies, key=rank.__getitem__)
    return stars
