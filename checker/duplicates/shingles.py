"""Sets of shingles: every run of a few folded symbols of a text, as 32-bit hashes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.normalise import Symbols
from checker.duplicates.seeds import gram_hashes, minimizers

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]

_BASE = 0x9E3779B1
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)


def shingle_hash(points: list[int]) -> int:
    """The hash of one shingle: the polynomial of its folded code points in 0x9E3779B1, modulo 2 ** 32."""
    value = 0
    for point in points:
        value = (value * _BASE + point) & 0xFFFFFFFF
    return value


def hash_all(symbols: Symbols, size: int) -> NDArray[np.uint32]:
    """`shingle_hash` of the `size` symbols from every position on; the last ones wrap into zeros."""
    padded = np.concatenate((symbols, np.zeros(size, np.uint32)))
    value = np.zeros(len(symbols), np.uint32)
    for shift in range(size):
        value = value * np.uint32(_BASE) + padded[shift : shift + len(symbols)]
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
        chosen = ((self.keys & _LOW) * np.uint64(_BASE) & _LOW) < np.uint64((1 << 32) // every)
        before = np.concatenate(([0], np.cumsum(chosen, dtype=np.int64)))
        return ShingleSets(self.keys[chosen], before[self.bounds])

    def shared(self, one: Ints, other: Ints) -> Ints:
        """For every pair of texts, how many shingles they have in common."""
        counts = np.zeros(len(one), np.int64)
        swap = self.sizes[other] < self.sizes[one]
        small, large = np.where(swap, other, one), np.where(swap, one, other)
        for low, high in _portions(self.sizes[small], 1 << 21):
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
    for low, high in _portions(end - start, 1 << 22):
        lengths = end[low:high] - start[low:high]
        rows = np.repeat(np.arange(low, high), lengths)
        within = np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        packed = symbols[np.repeat(start[low:high], lengths) + within]
        whole = (within <= np.repeat(lengths, lengths) - size) | (within == 0)
        hashes = hash_all(packed, size)[whole].astype(np.uint64)
        pieces.append(_distinct((rows[whole].astype(np.uint64) << _HALF) | hashes))
    return _sets(pieces, len(start))


def gram_sets(symbols: Symbols, start: Ints, end: Ints, gram: int, gram_latin: int, window: int = 1) -> ShingleSets:
    """As `shingle_sets`, of runs of `gram` symbols, `gram_latin` where fewer than two of them are Han.

    A `window` above 1 takes only the least hash of as many consecutive ones: few, but the same ones in every copy.
    """
    pieces: list[Keys] = []
    for low, high in _portions(end - start, 1 << 20):
        lengths = end[low:high] - start[low:high]
        rows = np.repeat(np.arange(low, high), lengths)
        within = np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        packed = symbols[np.repeat(start[low:high], lengths) + within]
        hashes = gram_hashes(packed, np.repeat(lengths, lengths) - within, gram, gram_latin)
        chosen = minimizers(hashes, window)
        pieces.append(_distinct((rows[chosen].astype(np.uint64) << _HALF) | (hashes[chosen] >> _HALF)))
    return _sets(pieces, len(start))


def _sets(pieces: list[Keys], count: int) -> ShingleSets:
    keys = np.concatenate(pieces) if pieces else np.empty(0, np.uint64)
    bounds = np.searchsorted(keys >> _HALF, np.arange(count + 1, dtype=np.uint64))
    return ShingleSets(keys, bounds.astype(np.int64))


def _distinct(keys: Keys) -> Keys:
    """The sorted distinct keys; sorting is faster here than NumPy's hashing `unique`."""
    keys.sort()
    found: Keys = keys[np.diff(keys, prepend=~keys[:1]) != 0]
    return found


def _portions(sizes: Ints, most: int) -> list[tuple[int, int]]:
    """Ranges of rows that hold about `most` elements together."""
    total = np.cumsum(sizes)
    cuts, low = [], 0
    while low < len(sizes):
        base = int(total[low - 1]) if low else 0
        high = max(low + 1, int(np.searchsorted(total, base + most, side="right")))
        cuts.append((low, high))
        low = high
    return cuts


def propose(sets: ShingleSets, share: float, hot: int) -> Ints:
    """Pairs of texts (2 x n) that may share at least `share` of the shorter one's shingles; none that does is missed.

    Only shingles that stand in two texts can be shared, and of those any choice that leaves out fewer than `share` of
    all must meet the partner: the rarest are taken.  A shingle in more than `hot` texts joins each text to the first
    one and to the one before it only.
    """
    order = np.argsort(sets.keys & _LOW, kind="stable")
    hashes = (sets.keys & _LOW)[order]
    heads = np.flatnonzero(np.diff(hashes, prepend=np.uint64(0xFFFFFFFFFFFFFFFF)) != 0)
    sizes = np.diff(np.append(heads, len(hashes)))
    group = np.empty(len(hashes), np.int64)
    group[order] = np.repeat(np.arange(len(heads)), sizes)  # key -> posting list
    texts = (sets.keys[order] >> _HALF).astype(np.int64)
    queries = _queries(sets, sizes[group], share)
    owner = (sets.keys[queries] >> _HALF).astype(np.int64)
    lists = group[queries]
    plain = sizes[lists] <= hot
    found = [_expand(owner[plain], heads[lists[plain]], sizes[lists[plain]], texts)]
    others = (heads[lists[~plain]], _before(order, queries[~plain], heads[lists[~plain]]))
    found += [np.stack((owner[~plain], texts[at])) for at in others]
    return unique_pairs(np.concatenate(found, axis=1), len(sets.bounds))


def unique_pairs(pairs: Ints, count: int) -> Ints:
    """The pairs (2 x n) of two different texts below `count`, each once, lesser number first."""
    pairs = pairs[:, pairs[0] != pairs[1]]
    joined = _distinct((pairs.min(axis=0) * count + pairs.max(axis=0)).astype(np.uint64)).astype(np.int64)
    return np.stack((joined // count, joined % count))


def _queries(sets: ShingleSets, frequency: Ints, share: float) -> Ints:
    """Of every text the rarest shared shingles that must meet a partner: positions in `sets.keys`."""
    text = (sets.keys >> _HALF).astype(np.int64)
    at = np.flatnonzero(frequency > 1)
    usable = np.bincount(text[at], minlength=len(sets.bounds) - 1)
    take = np.maximum(0, usable - np.ceil(share * sets.sizes).astype(np.int64) + 1)
    at = at[take[text[at]] > 0]
    at = at[np.lexsort((frequency[at], text[at]))]
    first = np.searchsorted(text[at], text[at])
    chosen: Ints = at[np.arange(len(at)) - first < take[text[at]]]
    return chosen


def _expand(owner: Ints, head: Ints, size: Ints, texts: Ints) -> Ints:
    """Every text of a posting list beside the text that asked for it (2 x n)."""
    rows = np.repeat(np.arange(len(owner)), size)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(size) - size, size)
    return np.stack((owner[rows], texts[head[rows] + within]))


def _before(order: Ints, queries: Ints, heads: Ints) -> Ints:
    """For keys, where in the posting order the key before them stands, at least the head of their list."""
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return np.maximum(place[queries] - 1, heads)
