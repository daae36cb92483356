"""Equal and nearly equal units as families: one row is kept, the others are copies of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from checker.duplicates.cluster import stars
from checker.duplicates.exact import Ints, Mask
from checker.duplicates.near import Near, Proof

Rank = Callable[[int], tuple[int, ...]]
EQUAL = Proof(1.0, "exact")


@dataclass(frozen=True, slots=True)
class Family:
    """Row numbers: the kept one, and its copies with the proof for each."""

    kept: int
    copies: tuple[tuple[int, Proof], ...]


def families(
    rows: Ints,
    labels: Ints,
    rank: Rank,
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
    members = _Members(rows, labels, comparable)
    compared = members.compared()
    close = near(compared) if near and len(compared) > 1 else None
    members.put_in_order(rank, close.neighbours if close else ())
    copies = _near_copies(members, close, rank, held, parts) if close else {}
    gone = {copy for taken in copies.values() for copy in taken}
    found = []
    for index in sorted({*members.repeated(), *copies}):
        part = members[index]
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


class _Members:
    """Rows in parts of those that share a label, by number; the parts that are compared with others come first."""

    def __init__(self, rows: Ints, labels: Ints, comparable: Mask | None) -> None:
        self._rows = rows[np.argsort(labels[rows], kind="stable")]
        starts = np.flatnonzero(np.diff(labels[self._rows], prepend=-1))
        sizes = np.diff(np.append(starts, len(rows)))
        may = np.ones(len(starts), np.bool_) if comparable is None else comparable[self._rows[starts]]
        order = np.argsort(~may, kind="stable")
        self._starts, self._sizes, self._compared = starts[order], sizes[order], int(may.sum())
        self._ordered: dict[int, list[int]] = {}

    def __getitem__(self, part: int) -> list[int]:
        if part in self._ordered:
            return self._ordered[part]
        start = self._starts[part]
        found: list[int] = self._rows[start : start + self._sizes[part]].tolist()
        return found

    def compared(self) -> Ints:
        """The first row of every part that is compared."""
        return self._rows[self._starts[: self._compared]]

    def repeated(self) -> list[int]:
        """The parts of several rows."""
        found: list[int] = np.flatnonzero(self._sizes > 1).tolist()
        return found

    def put_in_order(self, rank: Rank, others: Iterable[int]) -> None:
        """Sort the rows of parts that have several, and of others."""
        for part in {*self.repeated(), *others}:
            self._ordered[part] = sorted(self[part], key=rank)


def _near_copies(members: _Members, close: Near, rank: Rank, held: Mask | None, parts: bool) -> dict[int, list[int]]:
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
