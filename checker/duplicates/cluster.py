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

    `ranked` are the nodes, best to keep first; `near` are verified neighbours; `droppable(copy, kept)` says whether the
    one may go because of the other (it may be asked about neighbours of neighbours too).  A node is dropped only beside
    one that stays, so nothing is lost through a chain of small changes.
    """
    rank = {node: place for place, node in enumerate(ranked)}
    dropped: set[int] = set()
    kept: dict[int, list[int]] = {}
    for node in ranked:
        if node in dropped:
            continue
        reach = set(near.get(node, ()))
        for neighbour in tuple(reach):
            reach.update(near.get(neighbour, ()))
        reach.discard(node)
        waiting = (other for other in reach if other not in dropped and other not in kept and rank[other] > rank[node])
        copies = sorted((other for other in waiting if droppable(other, node)), key=rank.__getitem__)
        dropped.update(copies)
        kept[node] = copies
    return {node: copies for node, copies in kept.items() if copies}
