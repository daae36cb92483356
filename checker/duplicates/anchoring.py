"""Anchors and posting lists as machine code: the same answers as `shingles.gram_sets` and `postings.propose`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from checker.duplicates.compiled import INT, INTS, OUT_INTS, OUT_WORDS, WORDS, WORDS32, compiled
from checker.duplicates.normalise import ASTRAL_HAN, HAN, Symbols
from checker.duplicates.options import RepeatedSection
from checker.duplicates.seeds import MIX, MULTIPLIER, NONE
from checker.duplicates.shingles import BASE, Ints, Keys, ShingleSets, distinct, portions, put_together
from checker.memory import empty

u64 = np.uint64
_HALF, _LOW = u64(32), u64(0xFFFFFFFF)
SPREAD = u64(BASE)
_TOGETHER = 1 << 21  # symbols whose grams are sorted together


def gram_sets(
    symbols: Symbols, start: Ints, end: Ints, gram: int, gram_latin: int, window: int = 1, every: int = 1
) -> ShingleSets:
    """As `shingles.gram_sets`, and `sample(every)` of it."""
    found = gram_keys(symbols, start, end, gram, gram_latin, window, every)
    return put_together((keys for _, keys in found), len(start))


def gram_keys(
    symbols: Symbols, start: Ints, end: Ints, gram: int, gram_latin: int, window: int, every: int
) -> Iterator[tuple[int, Keys]]:
    """The keys of `gram_sets`, some texts at a time, each with the number of the first text."""
    lengths, most = end - start, (1 << 32) // every
    hashes, keys = np.empty(int(lengths.max(initial=0)), np.uint64), np.empty(0, np.uint64)
    for low, high in portions(lengths, _TOGETHER):
        where = start[low:high], end[low:high], gram, gram_latin, window, most, hashes
        count = anchor_keys(symbols, *where, low, keys)
        if count > len(keys):
            keys = np.empty(count + count // 8, np.uint64)
            anchor_keys(symbols, *where, low, keys)
        yield low, distinct(keys[:count])


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


@compiled(WORDS32, INT)
def is_han_at(symbols: Symbols, at: int) -> bool:
    """`normalise.is_han` of one symbol."""
    symbol: Any = symbols[at]
    found: bool = HAN[0] <= symbol < HAN[1] or ASTRAL_HAN[0] <= symbol < ASTRAL_HAN[1]
    return found


@compiled(WORDS32, INTS, INTS, OUT_INTS)
def count_han(symbols: Symbols, starts: Ints, ends: Ints, counts: Ints) -> None:
    """Fill `counts`: how many symbols from a start to an end are Han."""
    for i in range(len(starts)):
        count = 0
        for at in range(starts[i], ends[i]):
            count += is_han_at(symbols, at)
        counts[i] = count


@compiled(WORDS32, INT, INT, INT, INT, OUT_WORDS)
def text_grams(symbols: Symbols, start: int, end: int, gram: int, gram_latin: int, hashes: Keys) -> None:
    """Fill the first of `hashes` with those of one text, as `seeds.gram_hashes` does."""
    first, last = u64(1), u64(1)  # the multiplier to the power of a gram's length: what a symbol that leaves weighs
    for _ in range(gram):
        first = u64(first * MULTIPLIER)
    for _ in range(gram_latin):
        last = u64(last * MULTIPLIER)
    length = end - start
    han, short, long = 0, u64(0), u64(0)
    for i in range(min(gram - 1, length)):
        short = u64(short * MULTIPLIER + u64(symbols[start + i]))
        han += is_han_at(symbols, start + i)
    for i in range(min(gram_latin - 1, length)):
        long = u64(long * MULTIPLIER + u64(symbols[start + i]))
    for i in range(length):
        leaving = u64(symbols[start + i - 1]) if i else u64(0)
        value = NONE
        if i + gram <= length:
            entering = start + i + gram - 1
            short = u64(short * MULTIPLIER + u64(symbols[entering]) - leaving * first)
            han += is_han_at(symbols, entering)
            if i:
                han -= is_han_at(symbols, start + i - 1)
            if han >= 2:
                value = short
        if i + gram_latin <= length:
            entering = start + i + gram_latin - 1
            long = u64(long * MULTIPLIER + u64(symbols[entering]) - leaving * last)
            if han < 2:
                value = long
        hashes[i] = value
        if value != NONE:
            value = u64((value ^ (value >> _HALF)) * MIX)
            value = u64((value ^ (value >> _HALF)) * MIX)
            hashes[i] = u64(value ^ (value >> _HALF))


@compiled(WORDS32, INTS, INTS, INT, INT, INT, INT, OUT_WORDS, INT, OUT_WORDS)
def anchor_keys(
    symbols: Symbols, starts: Ints, ends: Ints, gram: int, gram_latin: int, window: int, most: int, hashes: Keys,
    first: int, keys: Keys,
) -> int:  # fmt: skip
    """Fill `keys` with text number << 32 | upper half of the hash for every anchor; how many there are or would be.

    The first text has the number `first`.  Of the hashes those are taken that `ShingleSets.sample` takes, with `most`
    as its bound.  `hashes` has room for the longest text, and is changed.
    """
    total = 0
    for text in range(len(starts)):
        length = ends[text] - starts[text]
        text_grams(symbols, starts[text], ends[text], gram, gram_latin, hashes)
        before = -1
        for i in range(length + window - 1):  # the window that ends at i
            best = min(i, length - 1)
            for j in range(best, max(-1, i - window), -1):
                if hashes[j] < hashes[best]:
                    best = j
            if hashes[best] != NONE and best != before:
                before = best
                value = hashes[best] >> _HALF
                if u64(u64(value * SPREAD) & _LOW) < u64(most):
                    if total < len(keys):
                        keys[total] = u64(first + text) << _HALF | value
                    total += 1
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
