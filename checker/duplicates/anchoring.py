"""Anchors and posting lists as machine code: the same answers as `shingles.gram_sets` and `postings.propose`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from checker.duplicates.compiled import INT, INTS, OUT_INTS, OUT_WORDS, OUT_WORDS32, WORD, WORDS, WORDS32, compiled
from checker.duplicates.normalise import Symbols
from checker.duplicates.options import RepeatedSection
from checker.duplicates.rolling import text_grams
from checker.duplicates.seeds import NONE
from checker.duplicates.shingles import BASE, Ints, Keys, ShingleSets, distinct, portions
from checker.memory import Column, empty

u64 = np.uint64
_HALF, _LOW = u64(32), u64(0xFFFFFFFF)
SPREAD = u64(BASE)
_TOGETHER = 1 << 21  # symbols whose grams are sorted together


def gram_sets(
    symbols: Symbols, start: Ints, end: Ints, gram: int, gram_latin: int, window: int = 1, every: int = 1
) -> ShingleSets:
    """As `shingles.gram_sets`, and `sample(every)` of it."""
    sizes = np.zeros(len(start), np.int64)
    keys = Column(np.uint64)
    for low, high, found in gram_halves(symbols, start, end, gram, gram_latin, window, every, sizes):
        own = np.repeat(np.arange(low, high).astype(np.uint64) << _HALF, sizes[low:high]) | found
        own.sort()
        keys.add(own)
    return ShingleSets(keys.done(), np.concatenate(([0], np.cumsum(sizes))))


def gram_halves(
    symbols: Symbols, start: Ints, end: Ints, gram: int, gram_latin: int, window: int, every: int, sizes: Ints
) -> Iterator[tuple[int, int, Symbols]]:
    """The upper halves of the hashes of `gram_sets`, some texts at a time, each with the numbers of these texts.

    `sizes` is filled: how many each text has.
    """
    lengths, most = end - start, (1 << 32) // every
    parts, longest = portions(lengths, _TOGETHER), int(lengths.max(initial=0))
    hashes = np.empty(longest, np.uint64)
    seen = np.zeros(2 << (longest + window).bit_length(), np.uint64)
    room = np.empty(max((int((lengths[low:high] + window).sum()) for low, high in parts), default=0), np.uint32)
    for low, high in parts:
        where = symbols, start[low:high], end[low:high], gram, gram_latin
        count = take_grams(*where, window, most, low, hashes, seen, sizes[low:high], room)
        yield low, high, room[:count].copy()


def find_anchors(symbols: Symbols, bounds: Ints, o: RepeatedSection) -> tuple[Ints, Keys]:
    """The minimizers of consecutive texts, and their hashes; text i is `symbols[bounds[i]:bounds[i + 1]]`."""
    low, high = int(bounds[0]), int(bounds[-1])
    hashes = np.empty(high - low, np.uint64)
    for start, end in pairwise(bounds.tolist()):
        text_grams(symbols, start, end, o.gram, o.gram_latin, hashes[start - low :])
    places = np.empty(len(hashes), np.int64)
    places = places[: minimizers(hashes, len(hashes), o.window, places)]
    return places + low, hashes[places]


def propose(sets: ShingleSets, share: float, hot: int, totals: Ints | None = None) -> tuple[Ints, Ints]:
    """As `postings.propose`; `totals` are the sizes of the texts where the sets lack what stands in one text alone."""
    count = len(sets.sizes)
    crowded = np.zeros(count, np.int64)
    by_hash = empty(len(sets.keys), np.uint64)
    np.left_shift(sets.keys, _HALF, out=by_hash)
    for low in range(0, len(by_hash), _TOGETHER):
        by_hash[low : low + _TOGETHER] |= sets.keys[low : low + _TOGETHER] >> _HALF
    by_hash.sort()
    firsts, sizes = empty(len(by_hash) // 2, np.int64), empty(len(by_hash) // 2, np.int64)
    lists = find_lists(by_hash, firsts, sizes)
    rarest = np.argsort(sizes[:lists], kind="stable")
    firsts, sizes = firsts[rarest], sizes[rarest]
    usable = np.zeros(count, np.int64)
    count_usable(by_hash, firsts, sizes, usable)
    take = usable - np.ceil(share * (sets.sizes if totals is None else totals)).astype(np.int64) + 1
    out = np.empty(4 * count + 1024, np.uint64)
    found = meet(by_hash, firsts, sizes, take.copy(), hot, crowded, out)
    if found > len(out):
        out = np.empty(found, np.uint64)
        meet(by_hash, firsts, sizes, take, hot, crowded, out)
    joined = distinct(out[:found]).astype(np.int64)
    return np.stack((joined // count, joined % count)), crowded


@compiled(WORDS, OUT_INTS, OUT_INTS)
def find_lists(by_hash: Keys, firsts: Ints, sizes: Ints) -> int:
    """Fill `firsts` and `sizes`: where keys of one upper half begin, and how many, two or more; how many lists."""
    found, first = 0, 0
    for i in range(1, len(by_hash) + 1):
        if i < len(by_hash) and by_hash[i] >> _HALF == by_hash[first] >> _HALF:
            continue
        if i - first > 1:
            firsts[found], sizes[found] = first, i - first
            found += 1
        first = i
    return found


@compiled(WORDS, WORD, OUT_WORDS32, INT)
def take_all(hashes: Keys, most: Any, out: Symbols, total: int) -> int:
    """Put the upper halves of hashes behind the first `total` of `out`; how many there are then."""
    for value in hashes:
        half = value >> _HALF
        out[total] = half  # written over by the next where it is not wanted: no branch to be guessed
        total += int(u64(half * SPREAD) & _LOW < most) & int(value != NONE)
    return total


@compiled(WORDS, INT, WORD, OUT_WORDS32, INT)
def take_least(hashes: Keys, window: int, most: Any, out: Symbols, total: int) -> int:
    """As `take_all`, of the least hash of every `window` consecutive ones, of fewer at the ends of a text."""
    best, before, length = 0, -1, len(hashes)
    for i in range(length + window - 1 if length else 0):  # the window that ends at i
        low = max(0, i - window + 1)
        if best < low:
            best = low
            for j in range(low + 1, min(i + 1, length)):
                if hashes[j] <= hashes[best]:
                    best = j
        elif i < length and hashes[i] <= hashes[best]:
            best = i
        half = hashes[best] >> _HALF
        out[total] = half
        total += int(u64(half * SPREAD) & _LOW < most) & int(best != before) & int(hashes[best] != NONE)
        before = best
    return total


@compiled(OUT_WORDS32, INT, INT, WORD, INT, OUT_WORDS)
def each_once(out: Symbols, first: int, past: int, owner: Any, mask: int, seen: Keys) -> int:
    """Leave of `out[first:past]` each number once, in place; where the last one ends.

    `seen` is a hash table of at least mask + 1 slots, in which what belongs to another `owner` counts for nothing.
    """
    kept = first
    for i in range(first, past):
        entry = owner << _HALF | u64(out[i])
        slot = np.int64(out[i]) & mask
        while seen[slot] >> _HALF == owner and seen[slot] != entry:
            slot = (slot + 1) & mask
        out[kept] = out[i]
        kept += int(seen[slot] != entry)
        seen[slot] = entry
    return kept


@compiled(WORDS32, INTS, INTS, INT, INT, INT, INT, INT, OUT_WORDS, OUT_WORDS, OUT_INTS, OUT_WORDS32)
def take_grams(
    symbols: Symbols, starts: Ints, ends: Ints, gram: int, gram_latin: int, window: int, most: int, number: int,
    hashes: Keys, seen: Keys, sizes: Ints, out: Symbols,
) -> int:  # fmt: skip
    """Fill `out` with the upper halves of the hashes of every text, each once, and `sizes` with how many it has.

    Of a `window` the least is taken, and of the hashes those that `ShingleSets.sample` takes, with `most` as its bound.
    The first text has the number `number`.  `hashes` and `seen` are changed; they have room for the longest text, twice
    that and more, and `out` for all windows and one more.
    """
    total = 0
    for text in range(len(starts)):
        own = hashes[: ends[text] - starts[text]]
        text_grams(symbols, starts[text], ends[text], gram, gram_latin, hashes)
        first = total
        total = take_all(own, u64(most), out, first) if window == 1 else take_least(own, window, u64(most), out, first)
        mask = 1
        while mask < 2 * (total - first):
            mask *= 2
        total = each_once(out, first, total, u64(number + text + 1), mask - 1, seen)
        sizes[text] = total - first
    return total


@compiled(WORDS, INT, INT, OUT_INTS)
def minimizers(hashes: Keys, size: int, window: int, places: Ints) -> int:
    """Fill `places` as `seeds.minimizers` of the first `size` hashes; how many there are."""
    total, best, before = 0, -1, -1
    for i in range(window - 1, size):  # the window that ends at i
        if best <= i - window:
            best = i - window + 1
            for j in range(best + 1, i + 1):
                if hashes[j] <= hashes[best]:
                    best = j
        elif hashes[i] <= hashes[best]:
            best = i
        if hashes[best] != NONE and best != before:
            places[total] = best
            total += 1
            before = best
    return total


@compiled(WORDS, INTS, INTS, OUT_INTS)
def count_usable(by_hash: Keys, firsts: Ints, sizes: Ints, usable: Ints) -> None:
    """Fill `usable`: how many keys of every text stand in a list."""
    for i in range(len(firsts)):
        for x in range(firsts[i], firsts[i] + sizes[i]):
            usable[np.int64(by_hash[x] & _LOW)] += 1


@compiled(WORDS, INTS, INTS, OUT_INTS, INT, OUT_INTS, OUT_WORDS)
def meet(by_hash: Keys, firsts: Ints, sizes: Ints, take: Ints, hot: int, crowded: Ints, out: Keys) -> int:
    """Fill `out` with lesser * n + greater for the texts that meet in a list; how many there are or would be.

    The lists come shortest first, and every text asks the first `take` of its own (changed); of a list of more than
    `hot` texts it meets the first one and the one before it only.
    """
    found = 0
    for i in range(len(firsts)):
        first, size = firsts[i], sizes[i]
        for x in range(first, first + size):
            text = np.int64(by_hash[x] & _LOW)
            if take[text] <= 0:
                continue
            take[text] -= 1
            past, step = first + size, 1
            if size > hot:
                crowded[text] = max(crowded[text], size)
                past = max(x, first + 1)
                step = max(1, past - 1 - first)
            for y in range(first, past, step):
                other = np.int64(by_hash[y] & _LOW)
                if other == text:
                    continue
                if found < len(out):
                    out[found] = u64(min(text, other) * len(take) + max(text, other))
                found += 1
    return found
