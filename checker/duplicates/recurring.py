"""What occurs more than once, told by two bits a hash: most grams of a corpus occur once, and join nothing.

Machine code; of the hashes that occur once, few are taken for others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.anchoring import gram_halves
from checker.duplicates.compiled import INT, INTS, OUT_FLAGS, OUT_INTS, OUT_WORDS, WORDS, WORDS32, compiled
from checker.duplicates.normalise import Symbols
from checker.duplicates.shingles import Ints, Keys, ShingleSets, portions
from checker.errors import UsageError
from checker.memory import Column, current, table

u64 = np.uint64
_HALF, _LOW = u64(32), u64(0xFFFFFFFF)
_TOGETHER = 1 << 25  # hashes at most that are sorted out at a time, 8 bytes each
_NUMBERED = (1 << 31) - 1  # hashes whose numbers fit into 32 bits, with a sign; some 40 GB of text
_MEETING = 1 << 16  # hashes that share tables of bits, which stay in a processor's cache
_TABLE_BITS = 19  # of such a table: 8 or more for every hash; of those that occur once, few are taken for others


def recurring_mask(hashes: Symbols) -> NDArray[np.bool_]:
    """Which of the hashes occur more than once; all that do are among them, and few others.

    Hashes that begin alike are brought together first: one pair of large tables would be asked at random places, far
    from the processor.
    """
    again = table(len(hashes), 0, np.bool_)
    once, twice = (np.zeros(1 << _TABLE_BITS - 6, np.uint64) for _ in range(2))
    shift = max(0, 32 - _bits(hashes) - _TABLE_BITS)
    for ends, together in by_beginning(hashes):
        mark_again(together, ends, shift, once, twice, again)
    return again


def by_beginning(hashes: Symbols) -> Iterator[tuple[Ints, Keys]]:
    """All hashes in groups of those that begin alike, as hash << 32 | place, some groups at a time.

    Each time where the groups end, 0 first, and what is in them.  Raises UsageError for more than can be numbered.
    """
    if len(hashes) > _NUMBERED:
        raise UsageError(f"one run compares no more than {_NUMBERED:,} anchors", "check the corpus in parts")
    bits = _bits(hashes)
    most = int(min(_TOGETHER, current().at_hand / 8))
    ends = np.zeros((1 << bits) + 1, np.int64)
    count_groups(hashes, bits, ends)
    for low, high in portions(np.diff(ends), most):
        own = ends[low : high + 1] - ends[low]
        together = np.empty(int(own[-1]) + 1, np.uint64)
        bring_together(hashes, bits, low, own[:-1].copy(), together)
        yield own, together[:-1]


def _bits(hashes: Symbols) -> int:
    """By how many of their first bits hashes are told apart, so that about `_MEETING` share them."""
    return (len(hashes) // _MEETING).bit_length()


@compiled(WORDS32, INT, OUT_INTS)
def count_groups(hashes: Symbols, bits: int, ends: Ints) -> None:
    """Fill `ends`, all 0 at first: of the hashes that begin with the same bits, a group, where they end in order."""
    for value in hashes:
        ends[1 + np.int64(u64(value) >> u64(32 - bits))] += 1
    for group in range(1, len(ends)):
        ends[group] += ends[group - 1]


@compiled(WORDS32, INT, INT, OUT_INTS, OUT_WORDS)
def bring_together(hashes: Symbols, bits: int, low: int, ends: Ints, together: Keys) -> None:
    """Fill `together`, group by group: hash << 32 | place, for as many groups from `low` on as there are `ends`.

    `ends` are where the groups begin (changed); what is of other groups is written behind them all.
    """
    count, last = len(ends), len(together) - 1
    for i in range(len(hashes)):
        of: Any = np.int64(u64(hashes[i]) >> u64(32 - bits)) - low
        inside = 0 <= of < count
        group = of if inside else 0
        together[ends[group] if inside else last] = u64(hashes[i]) << _HALF | u64(i)
        ends[group] += int(inside)


@compiled(WORDS, INTS, INT, OUT_WORDS, OUT_WORDS, OUT_FLAGS)
def mark_again(together: Keys, ends: Ints, shift: int, once: Keys, twice: Keys, again: NDArray[np.bool_]) -> None:
    """Set `again` where a hash has the bit of another one of its group; the tables are empty, and are so afterwards."""
    mask = u64(64 * len(once) - 1)
    for group in range(len(ends) - 1):
        own = together[ends[group] : ends[group + 1]]
        for value in own:
            slot = value >> _HALF >> u64(shift) & mask
            word, bit = slot >> u64(6), u64(1) << (slot & u64(63))
            twice[word] |= once[word] & bit
            once[word] |= bit
        for value in own:
            slot = value >> _HALF >> u64(shift) & mask
            again[value & _LOW] = (twice[slot >> u64(6)] >> (slot & u64(63))) & u64(1) != 0
        for word in range(len(once)):
            once[word] = twice[word] = u64(0)


def recurring(found: Iterable[tuple[Ints, Keys]]) -> tuple[Ints, Symbols]:
    """The anchors of a stream without most that occur once: places, and the upper halves of their hashes.

    `found` are all of them in order, some at a time.  Only the halves are kept.
    """
    firsts, counts = [], []
    steps, halves = Column(np.uint32), Column(np.uint32)
    for where, hashes in found:
        firsts.append(int(where[0]) if len(where) else 0)
        counts.append(len(where))
        steps.add(where - firsts[-1])
        halves.add(hashes >> _HALF)
    every_step, every_half, at = steps.done(), halves.done(), 0
    again = recurring_mask(every_half)
    places, kept = Column(np.int64), Column(np.uint32)
    for first, count in zip(firsts, counts, strict=True):
        part = slice(at, at + count)
        places.add(every_step[part][again[part]].astype(np.int64) + first)
        kept.add(every_half[part][again[part]])
        at += count
    return places.done(), kept.done()


def recurring_sets(
    symbols: Symbols, start: Ints, end: Ints, gram: int, gram_latin: int, window: int = 1, every: int = 1
) -> tuple[ShingleSets, Ints]:
    """As `anchoring.gram_sets`, without most grams that stand in one text alone; and how many each text has of all."""
    halves, totals, parts = Column(np.uint32), np.zeros(len(start), np.int64), []
    for low, high, found in gram_halves(symbols, start, end, gram, gram_latin, window, every, totals):
        halves.add(found)
        parts.append((low, high))
    every_half, kept, counts, at = halves.done(), Column(np.uint64), np.zeros_like(totals), 0
    again = recurring_mask(every_half)
    for low, past in parts:
        part = slice(at, at + int(totals[low:past].sum()))
        keys = np.empty(int(again[part].sum()), np.uint64)
        keep_again(every_half[part], again[part], totals[low:past], low, counts[low:past], keys)
        keys.sort()
        kept.add(keys)
        at = part.stop
    return ShingleSets(kept.done(), np.concatenate(([0], np.cumsum(counts)))), totals


@compiled(WORDS32, OUT_FLAGS, INTS, INT, OUT_INTS, OUT_WORDS)
def keep_again(halves: Symbols, again: NDArray[np.bool_], sizes: Ints, number: int, counts: Ints, keys: Keys) -> None:
    """Fill `keys` with text number << 32 | half of those that occur `again`, and `counts` with how many a text has.

    The first text has the number `number`; `sizes` are how many it has of all.
    """
    at, kept = 0, 0
    for text in range(len(sizes)):
        first = kept
        for i in range(at, at + sizes[text]):
            if again[i]:
                keys[kept] = u64(number + text) << _HALF | u64(halves[i])
                kept += 1
        at += sizes[text]
        counts[text] = kept - first
