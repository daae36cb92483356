"""Equal and nearly equal units as families: one row is kept, the others are copies of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from checker.duplicates.cluster import stars
from checker.duplicates.exact import Ints, Mask, by_label
from checker.duplicates.near import Near, Proof

EQUAL = Proof(1.0, "exact")


@dataclass(frozen=True, slots=True)
class Family:
    """Row numbers: the kept one, and its copies with the proof for each."""

    kept: int
    copies: tuple[tuple[int, Proof], ...]


def families(
    rows: Ints,
    labels: Ints,
    rank: Callable[[int], tuple[int, ...]],
    near: Callable[[Ints], Near] | None = None,
    comparable: Mask | None = None,
    held: Mask | None = None,
    *,
    parts: bool = False,
) -> list[Family]:
    """Families among `rows`; `rank` orders rows, the least one is kept.

    `near` compares rows with distinct labels, those that are `comparable` (a mask of all rows).  A copy is always
    proved against the row that is kept, never through a third one.  Rows in the mask `held` are never copies; with
    `parts` a row is also a copy of a held one that it contains.
    """
    members = by_label(rows, labels)
    may = None if comparable is None else comparable.tolist()
    if may:
        members.sort(key=lambda part: not may[part[0]])  # they come first, so that their numbers stay
    compared = [part[0] for part in members if not may or may[part[0]]]
    close = near(np.array(compared, np.int64)) if near and len(compared) > 1 else None
    neighbours = close.neighbours if close else {}
    for index, part in enumerate(members):
        if len(part) > 1 or index in neighbours:
            part.sort(key=rank)
    copies = _near_copies(members, close, rank, held, parts) if close else {}
    gone = {copy for taken in copies.values() for copy in taken}
    found = []
    for index, part in enumerate(members):
        if len(part) == 1 and index not in copies:
            continue
        own = [(row, EQUAL) for row in part[1:]]
        if close:
            for copy in copies.get(index, ()):
                proof = close.prover.prove(copy, index)
                own += [(row, proof) for row in members[copy] if proof]
        if held is not None:
            own = [(row, proof) for row, proof in own if not held[row]]
        if own and index not in gone:
            found.append(Family(part[0], tuple(own)))
    return sorted(found, key=lambda family: family.kept)


def _near_copies(
    members: Sequence[list[int]], close: Near, rank: Callable[[int], tuple[int, ...]], held: Mask | None, parts: bool
) -> dict[int, list[int]]:
    """Kept member to its copies; what is contained in something longer comes last, so that the longer one is kept."""
    prover = close.prover

    def is_part(index: int) -> bool:
        proofs = ((other, prover.prove(index, other)) for other in close.neighbours[index])
        return any(proof and proof.one_way and prover.size(index) < prover.size(other) for other, proof in proofs)

    def stays(index: int) -> bool:
        return held is not None and bool(held[members[index][0]])

    def droppable(copy: int, kept: int) -> bool:
        if stays(copy):
            return False
        return prover.droppable(copy, kept) or (parts and stays(kept) and prover.prove(copy, kept) is not None)

    ranked = sorted(close.neighbours, key=lambda index: (not stays(index), is_part(index), *rank(members[index][0])))
    return stars(ranked, close.neighbours, droppable)
