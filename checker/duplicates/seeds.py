"""Anchors of repeated text: minimizers of a stream, each linked to the place before it that has the same one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.normalise import Symbols, is_han
from checker.duplicates.options import RepeatedSection

Ints = NDArray[np.int64]
Ints32 = NDArray[np.int32]
Hashes = NDArray[np.uint64]

NONE = np.uint64(0xFFFFFFFFFFFFFFFF)
MULTIPLIER, MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)
_BLOCK = 1 << 20  # symbols hashed at a time, so that memory does not follow the corpus


@dataclass(frozen=True, slots=True)
class Seeds:
    """Where the anchors that occur again stand in the stream, in order, their hashes, and what they are linked to.

    `previous` is the number of the anchor before it with the same hash, or -1.  `links` is how many before it an
    anchor is to meet, and `capped` counts those that stand too often to meet any.
    """

    where: Ints
    hashes: Symbols
    previous: Ints32
    links: Ints32
    capped: int


def mix(values: Hashes) -> Hashes:
    """Spread every bit of a 64-bit hash over all of them."""
    for _ in range(2):
        values = (values ^ (values >> _HALF)) * MIX
    return values ^ (values >> _HALF)


def halves(hashes: Hashes) -> Symbols:
    """The upper halves of hashes, by which anchors are linked."""
    return (hashes >> _HALF).astype(np.uint32)


def find_seeds(symbols: Symbols, starts: Ints, o: RepeatedSection, *, fast: bool = False) -> Seeds:
    """The minimizers of all documents; document d is `symbols[starts[d]:starts[d + 1]]`.

    `fast` finds the same ones by machine code.
    """
    found = anchors(symbols, starts, o, fast=fast)
    if fast:
        from checker.duplicates.linking import link
        from checker.duplicates.recurring import recurring

        where, hashes = recurring(found)
        return Seeds(*link(where, hashes, starts, o.links, o.crowd, o.cap))
    blocks = [(np.empty(0, np.int64), np.empty(0, np.uint64)), *found]
    where = np.concatenate([places for places, _ in blocks])
    hashes = halves(np.concatenate([hashes for _, hashes in blocks]))
    return _link(where, hashes, starts, o)


def anchors(symbols: Symbols, starts: Ints, o: RepeatedSection, *, fast: bool) -> Iterator[tuple[Ints, Hashes]]:
    """The minimizers of consecutive documents and their hashes, some documents at a time; see `find_seeds`."""
    find = _find_anchors
    if fast:
        from checker.duplicates.anchoring import find_anchors as find
    for first, last in _blocks(starts):
        yield find(symbols, starts[first : last + 1], o)


def _find_anchors(symbols: Symbols, bounds: Ints, o: RepeatedSection) -> tuple[Ints, Hashes]:
    """The minimizers of consecutive texts, and their hashes; text i is `symbols[bounds[i]:bounds[i + 1]]`."""
    low, high = int(bounds[0]), int(bounds[-1])
    rooms = np.repeat(bounds[1:], np.diff(bounds)) - np.arange(low, high)
    grams = gram_hashes(symbols[low:high], rooms, o.gram, o.gram_latin)
    chosen = minimizers(grams, o.window)
    return chosen + low, grams[chosen]


def gram_hashes(symbols: Symbols, rooms: Ints, gram: int, gram_latin: int) -> Hashes:
    """One hash for every position, all ones where the document ends before the gram does (`rooms` symbols are left).

    Whether a gram is short or long depends on its own symbols alone, so two copies of a text agree.
    """
    padded = np.concatenate((symbols, np.zeros(gram_latin, np.uint32))).astype(np.uint64)
    size = len(symbols)
    short = np.zeros(size, np.uint64)
    for shift in range(gram):
        short = short * MULTIPLIER + padded[shift : shift + size]
    han = np.concatenate(([0], np.cumsum(is_han(padded[: size + gram].astype(np.uint32)), dtype=np.int64)))
    is_short = han[gram : gram + size] - han[:size] >= 2
    if not is_short.all():
        long = short
        for shift in range(gram, gram_latin):
            long = long * MULTIPLIER + padded[shift : shift + size]
        short = np.where(is_short, short, long)
    hashes = mix(short)
    hashes[rooms < np.where(is_short, gram, gram_latin)] = NONE
    return hashes


def minimizers(hashes: Hashes, window: int) -> Ints:
    """Where the least hash of every `window` consecutive ones stands (the last of equal ones), in order."""
    count = len(hashes) - window + 1
    if count < 1:
        return np.empty(0, np.int64)
    least, best = hashes[:count].copy(), np.zeros(count, np.int64)
    for shift in range(1, window):
        other = hashes[shift : shift + count]
        better = other <= least
        least[better] = other[better]
        best[better] = shift
    places = (best + np.arange(count))[least != NONE]
    distinct: Ints = places[np.diff(places, prepend=-1) != 0]
    return distinct


def _blocks(starts: Ints) -> Iterator[tuple[int, int]]:
    """Ranges of documents that hold about `_BLOCK` symbols together."""
    first, count = 0, len(starts) - 1
    while first < count:
        last = int(np.searchsorted(starts, starts[first] + _BLOCK, side="right")) - 1
        last = min(max(last, first + 1), count)
        yield first, last
        first = last


def _link(where: Ints, hashes: Symbols, starts: Ints, o: RepeatedSection) -> Seeds:
    """The anchors that occur again, linked by their hashes."""
    ordered = (hashes.astype(np.uint64) << _HALF) | np.arange(len(where), dtype=np.uint64)
    ordered.sort()
    index = (ordered & np.uint64(0xFFFFFFFF)).astype(np.int64)
    fresh = np.diff(ordered >> _HALF, prepend=NONE) != 0
    sizes = _sizes(fresh)
    linked = np.flatnonzero(~fresh & (sizes <= o.cap))
    previous, links = np.full(len(where), -1, np.int32), np.full(len(where), o.links, np.int32)
    previous[index[linked]] = index[linked - 1]
    document = np.searchsorted(starts, where[index], side="right")
    links[index[_sizes(fresh | (np.diff(document, prepend=-1) != 0)) > max(1, o.crowd)]] = 1
    again = np.zeros(len(where), np.bool_)
    again[index[sizes > 1]] = True
    rank = np.cumsum(again, dtype=np.int32)  # the numbers of those that occur again, from 1 on
    before = np.where(previous >= 0, rank[previous] - 1, np.int32(-1))
    return Seeds(where[again], hashes[again], before[again], links[again], int((sizes > o.cap).sum()))


def _sizes(fresh: NDArray[np.bool_]) -> Ints:
    """For every element the size of its group; a group begins where it is `fresh`."""
    heads = np.flatnonzero(fresh)
    sizes = np.diff(np.append(heads, len(fresh)))
    return np.repeat(sizes, sizes)
