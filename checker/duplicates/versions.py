"""Versions of one text: documents that have a large share of their text in common, and where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.extract import NO_RANGES, Extract, Ranges
from checker.duplicates.grams import Grams
from checker.duplicates.options import DocumentVersion
from checker.duplicates.seeds import NONE, Hashes

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

_REMEMBERED = 256  # documents whose grams are kept at hand
_SLACK = 0.6  # the grams two texts share are fewer than the symbols, but hardly less than this part of the share


@dataclass(frozen=True, slots=True)
class Version:
    """A document beside the one that is kept, both by number, and the share of both texts that is in the other."""

    copy: int
    kept: int
    share: float


class Versions:
    """Compares documents by the symbols that are `counted`, long stretches of which stand in both."""

    def __init__(self, counted: Extract, rows: Ints, o: DocumentVersion, *, fast: bool = False) -> None:
        """`rows` are the documents that are compared; `fast` does so by machine code, with the same result."""
        self._o, self._counted, self._fast = o, counted, fast
        self._every_gram = Grams(counted.symbols, o.gram, o.gram_latin, fast=fast)
        length = np.diff(counted.starts)
        self._rows = rows[length[rows] >= o.min_length]
        self._grams = lru_cache(_REMEMBERED)(self._gram_hashes)
        self._shares: dict[tuple[int, int], float] = {}

    def find(self, rank: Callable[[int], tuple[int, ...]], held: Mask) -> list[Version]:
        """Every version beside the one that is kept: the least by `rank`, and always one that is `held`.

        Those that have most in common find each other first, so that a page is not told beside a cousin of its twin;
        groups become one where they have enough for that in common, and everything in them with what is kept.
        """
        pairs = self._proposed()
        order = {row: (not held[row], *rank(row)) for row in {row for pair in pairs for row in pair}}
        kept: dict[int, int] = {}  # of every version
        copies: dict[int, list[int]] = {}  # of every document that is kept
        for one, other in sorted(pairs, key=lambda pair: (-self.share(*pair), pair)):
            share = self.share(one, other)
            if share < self._o.share:
                break
            stays, goes = sorted((kept.get(one, one), kept.get(other, other)), key=order.__getitem__)
            moved = [goes, *copies.get(goes, ())]
            if stays == goes or held[goes] or (share < self._o.join and len(moved) > 1):
                continue
            if all(self.share(row, stays) >= self._o.share for row in moved):
                copies.pop(goes, None)
                copies.setdefault(stays, []).extend(moved)
                kept.update(dict.fromkeys(moved, stays))
        return [Version(row, stays, self.share(row, stays)) for row, stays in sorted(kept.items())]

    def share(self, one: int, other: int) -> float:
        """The share of the symbols of both documents that stand in long stretches of the other one too."""
        pair = (min(one, other), max(one, other))
        if pair not in self._shares:
            sides = self._common(*pair), self._common(*pair[::-1])
            self._shares[pair] = float(sum(side.sum() for side in sides) / max(1, sum(map(len, sides))))
        return self._shares[pair]

    def taken(self, version: Version) -> Ranges:
        """The stretches of the copy, in the stream, that are in the kept document, over small gaps."""
        base = int(self._counted.starts[version.copy])
        at = np.flatnonzero(self._common(version.copy, version.kept))
        if not len(at):
            return NO_RANGES
        cuts = np.flatnonzero(np.diff(at) > self._o.gap)
        first, last = at[np.append(0, cuts + 1)], at[np.append(cuts, len(at) - 1)]
        starts, ends = self._counted.origin(base + first), self._counted.origin(base + last) + 1
        return np.stack((starts, ends), axis=1)

    def _proposed(self) -> list[tuple[int, int]]:
        """Pairs with enough grams in common to be measured."""
        o, rows = self._o, self._rows
        if len(rows) < 2:
            return []
        start, end = self._counted.starts[rows], self._counted.starts[rows + 1]
        (one, other), sets, shared = self._every_gram.meeting(start, end, o.sample, _SLACK * o.share, o.hot)
        sizes = sets.sizes
        close = 2 * shared >= _SLACK * o.share * (sizes[one] + sizes[other])
        return list(zip(rows[one[close]].tolist(), rows[other[close]].tolist(), strict=True))

    def _common(self, document: int, other: int) -> Mask:
        """Which symbols of the document stand in a stretch that the other one has too."""
        hashes, sizes, _ = self._grams(document)
        known = self._grams(other)[2]
        if self._fast:
            from checker.duplicates.gather import common_stretches

            inside = np.empty(len(hashes), np.bool_)
            common_stretches(hashes, sizes, known, self._o.stretch, inside)
            return inside
        found = np.flatnonzero(known[np.searchsorted(known, hashes).clip(max=len(known) - 1)] == hashes)
        found = found[hashes[found] != NONE]
        change = -np.bincount(found + sizes[found], minlength=len(hashes) + 1)
        change[found] += 1
        covered = np.concatenate(([False], np.cumsum(change) > 0))
        edges = np.flatnonzero(covered[1:] != covered[:-1])
        starts, ends = edges[::2], edges[1::2]
        long = ends - starts >= self._o.stretch
        change = np.zeros(len(hashes) + 1, np.int64)
        change[starts[long]], change[ends[long]] = 1, -1
        common: Mask = np.cumsum(change)[:-1] > 0
        return common

    def _gram_hashes(self, document: int) -> tuple[Hashes, Ints, Hashes]:
        """The gram at every symbol of a document, how many symbols it has, and the grams sorted."""
        start, end = int(self._counted.starts[document]), int(self._counted.starts[document + 1])
        hashes, sizes = self._every_gram.all(start, end)
        return hashes, sizes, np.sort(hashes)
