"""What hangs together, and which of it to keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence


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
