"""Versions of one text: documents that have a large share of their text in common, and where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.normalise import is_han
from checker.duplicates.options import DocumentVersion
from checker.duplicates.postings import propose
from checker.duplicates.seeds import NONE, Hashes, gram_hashes
from checker.duplicates.shingles import gram_sets
from checker.duplicates.stream import Stream, Units

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
    """Compares documents by the symbols of `stream` that are `counted`, long stretches of which stand in both."""

    def __init__(self, stream: Stream, counted: Mask, rows: Ints, o: DocumentVersion) -> None:
        self._o = o
        self._origin = np.flatnonzero(counted)
        before = np.concatenate(([0], np.cumsum(counted, dtype=np.int64)))
        self._symbols, self._bounds = stream.symbols[self._origin], before[stream.starts]
        length = np.diff(self._bounds)
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

    def taken(self, version: Version) -> list[tuple[int, int]]:
        """The stretches of the copy, in the stream, that are in the kept document, over small gaps."""
        base = int(self._bounds[version.copy])
        at = np.flatnonzero(self._common(version.copy, version.kept))
        if not len(at):
            return []
        cuts = np.flatnonzero(np.diff(at) > self._o.gap)
        first, last = at[np.append(0, cuts + 1)], at[np.append(cuts, len(at) - 1)]
        starts, ends = self._origin[base + first], self._origin[base + last] + 1
        return list(zip(starts.tolist(), ends.tolist(), strict=True))

    def _proposed(self) -> list[tuple[int, int]]:
        """Pairs with enough grams in common to be measured."""
        o, rows = self._o, self._rows
        if len(rows) < 2:
            return []
        units = Units(rows, rows * 0, self._bounds[rows], self._bounds[rows + 1])
        sets = gram_sets(self._symbols, units.start, units.end, o.gram, o.gram_latin)
        (one, other), _ = propose(sets.sample(o.sample), _SLACK * o.share, o.hot)
        sizes = sets.sizes
        shared = sets.shared(one, other)
        close = 2 * shared >= _SLACK * o.share * (sizes[one] + sizes[other])
        return list(zip(rows[one[close]].tolist(), rows[other[close]].tolist(), strict=True))

    def _common(self, document: int, other: int) -> Mask:
        """Which symbols of the document stand in a stretch that the other one has too."""
        hashes, sizes, _ = self._grams(document)
        known = self._grams(other)[2]
        found = np.flatnonzero(known[np.searchsorted(known, hashes).clip(max=len(known) - 1)] == hashes)
        found = found[hashes[found] != NONE]
        change = np.zeros(len(hashes) + 1, np.int64)
        np.add.at(change, found, 1)
        np.add.at(change, found + sizes[found], -1)
        covered = np.concatenate(([False], np.cumsum(change) > 0))
        edges = np.flatnonzero(covered[1:] != covered[:-1])
        starts, ends = edges[::2], edges[1::2]
        long = ends - starts >= self._o.stretch
        inside = np.zeros(len(hashes) + 1, np.int64)
        inside[starts[long]], inside[ends[long]] = 1, -1
        common: Mask = np.cumsum(inside)[:-1] > 0
        return common

    def _gram_hashes(self, document: int) -> tuple[Hashes, Ints, Hashes]:
        """The gram at every symbol of a document, how many symbols it has, and the distinct grams sorted."""
        symbols = self._symbols[self._bounds[document] : self._bounds[document + 1]]
        size, o = len(symbols), self._o
        hashes = gram_hashes(symbols, size - np.arange(size), o.gram, o.gram_latin)
        han = np.concatenate(([0], np.cumsum(is_han(symbols)), np.zeros(o.gram, np.int64)))
        short = han[o.gram : o.gram + size] - han[:size] >= 2
        return hashes, np.where(short, o.gram, o.gram_latin), np.unique(hashes)
