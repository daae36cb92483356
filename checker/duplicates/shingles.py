"""Sets of shingles: every run of a few folded symbols of a text, as 32-bit hashes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.normalise import Symbols
from checker.duplicates.seeds import NONE, gram_hashes, minimizers
from checker.memory import Column

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]

BASE = 0x9E3779B1
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)


def shingle_hash(points: list[int]) -> int:
    """The hash of one shingle: the polynomial of its folded code points in 0x9E3779B1, modulo 2 ** 32."""
    value = 0
    for point in points:
        value = (value * BASE + point) & 0xFFFFFFFF
    return value


def hash_all(symbols: Symbols, rooms: Ints, size: int) -> NDArray[np.uint32]:
    """`shingle_hash` of the `size` symbols from every position on, of fewer where only `rooms` are left."""
    padded = np.concatenate((symbols, np.zeros(size, np.uint32)))
    value = np.zeros(len(symbols), np.uint32)
    for shift in range(size):
        longer = value * np.uint32(BASE) + padded[shift : shift + len(symbols)]
        value = np.where(rooms > shift, longer, value)
    return value


@dataclass(frozen=True, slots=True)
class ShingleSets:
    """The sets of n texts: `keys` are sorted, text number << 32 | hash; text i has `keys[bounds[i]:bounds[i + 1]]`."""

    keys: Keys
    bounds: Ints

    @property
    def sizes(self) -> Ints:
        """How many shingles each text has."""
        return np.diff(self.bounds)

    def hashes(self, text: int) -> NDArray[np.uint32]:
        """The shingles of one text, sorted."""
        return (self.keys[self.bounds[text] : self.bounds[text + 1]] & _LOW).astype(np.uint32)

    def sample(self, every: int) -> ShingleSets:
        """The same texts with one shingle in `every`, chosen by its hash, so that copies keep the same ones."""
        chosen = ((self.keys & _LOW) * np.uint64(BASE) & _LOW) < np.uint64((1 << 32) // every)
        before = np.concatenate(([0], np.cumsum(chosen, dtype=np.int64)))
        return ShingleSets(self.keys[chosen], before[self.bounds])

    def shared(self, one: Ints, other: Ints) -> Ints:
        """For every pair of texts, how many shingles they have in common."""
        counts = np.zeros(len(one), np.int64)
        swap = self.sizes[other] < self.sizes[one]
        small, large = np.where(swap, other, one), np.where(swap, one, other)
        for low, high in portions(self.sizes[small], 1 << 21):
            sizes = self.sizes[small[low:high]]
            rows = np.repeat(np.arange(high - low), sizes)
            within = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
            hashes = self.keys[self.bounds[small[low:high]][rows] + within] & _LOW
            wanted = (large[low:high][rows].astype(np.uint64) << _HALF) | hashes
            at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
            counts[low:high] = np.bincount(rows, self.keys[at] == wanted, minlength=high - low)
        return counts


def shingle_sets(symbols: Symbols, start: Ints, end: Ints, size: int) -> ShingleSets:
    """The shingle sets of the texts `symbols[start[i]:end[i]]`; a text shorter than a shingle is one shingle."""
    pieces: list[Keys] = []
    for low, high in portions(end - start, 1 << 22):
        lengths = end[low:high] - start[low:high]
        rows = np.repeat(np.arange(low, high), lengths)
        within = np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        packed = symbols[np.repeat(start[low:high], lengths) + within]
        rooms = np.repeat(lengths, lengths) - within
        whole = (rooms >= size) | (within == 0)
        hashes = hash_all(packed, rooms, size)[whole].astype(np.uint64)
        pieces.append(distinct((rows[whole].astype(np.uint64) << _HALF) | hashes))
    return put_together(pieces, len(start))


def gram_sets(symbols: Symbols, start: Ints, end: Ints, gram: int, gram_latin: int, window: int = 1) -> ShingleSets:
    """As `shingle_sets`, of runs of `gram` symbols, `gram_latin` where fewer than two of them are Han.

    A `window` above 1 (at most `gram`) takes only the least hash of as many consecutive ones, and at the ends of a text
    of fewer: few, but the same ones in every copy.
    """
    pieces: list[Keys] = []
    for low, high in portions(end - start, 1 << 20):
        lengths = end[low:high] - start[low:high]
        rows = np.repeat(np.arange(low, high), lengths)
        within = np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        packed = symbols[np.repeat(start[low:high], lengths) + within]
        hashes = gram_hashes(packed, np.repeat(lengths, lengths) - within, gram, gram_latin)
        edge = np.full(window - 1, NONE, np.uint64)
        chosen = minimizers(np.concatenate((edge, hashes, edge)), window) - len(edge)
        pieces.append(distinct((rows[chosen].astype(np.uint64) << _HALF) | (hashes[chosen] >> _HALF)))
    return put_together(pieces, len(start))


def put_together(pieces: Iterable[Keys], count: int) -> ShingleSets:
    """The sets of `count` texts from sorted keys, each once, in pieces of whole texts that follow one another."""
    keys, sizes = Column(np.uint64), np.zeros(count, np.int64)
    for piece in pieces:
        if len(piece):
            first = int(piece[0] >> _HALF)
            own = np.bincount((piece >> _HALF).astype(np.int64) - first)
            sizes[first : first + len(own)] += own
            keys.add(piece)
    return ShingleSets(keys.done(), np.concatenate(([0], np.cumsum(sizes))))


def distinct(keys: Keys) -> Keys:
    """The sorted distinct keys, sorted in place; sorting is faster here than NumPy's hashing `unique`."""
    keys.sort()
    found: Keys = keys[np.diff(keys, prepend=~keys[:1]) != 0]
    return found


def portions(sizes: Ints, most: int) -> list[tuple[int, int]]:
    """Ranges of rows that hold about `most` elements together."""
    total = np.cumsum(sizes)
    cuts, low = [], 0
    while low < len(sizes):
        base = int(total[low - 1]) if low else 0
        high = max(low + 1, int(np.searchsorted(total, base + most, side="right")))
        cuts.append((low, high))
        low = high
    return cuts


def unique_pairs(pairs: Ints, count: int) -> Ints:
    """The pairs (2 x n) of two different texts below `count`, each once, lesser number first."""
    pairs = pairs[:, pairs[0] != pairs[1]]
    joined = distinct((pairs.min(axis=0) * count + pairs.max(axis=0)).astype(np.uint64)).astype(np.int64)
    return np.stack((joined // count, joined % count))
