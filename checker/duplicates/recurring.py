"""What occurs more than once, told by two bits a hash: most grams of a corpus occur once, and join nothing.

Machine code; of the hashes that occur once, few are taken for others.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.anchoring import gram_keys
from checker.duplicates.compiled import INT, OUT_FLAGS, OUT_WORDS, WORDS, WORDS32, compiled
from checker.duplicates.normalise import Symbols
from checker.duplicates.shingles import Ints, Keys, ShingleSets
from checker.memory import Column, filled

u64 = np.uint64
_HALF, _LOW = u64(32), u64(0xFFFFFFFF)
_FEWEST_BITS, _TABLE_BITS = 16, 28
_BITS_EACH = 16  # for every hash; of those that occur once, one in so many is taken for another


def recurring_mask(hashes: Symbols) -> NDArray[np.bool_]:
    """Which of the hashes occur more than once; all that do are among them, and few others.

    Some of all possible hashes are looked at at a time, so that the table of bits stays small.
    """
    bits = max(_FEWEST_BITS, min(32, (_BITS_EACH * len(hashes)).bit_length()))
    again = filled(len(hashes), 0, np.bool_)
    once, twice = (np.zeros(1 << min(bits, _TABLE_BITS) - 6, np.uint64) for _ in range(2))
    for part in range(1 << max(0, bits - _TABLE_BITS)):
        if part:
            once[:], twice[:] = 0, 0
        first = part << _TABLE_BITS
        note(hashes, 32 - bits, first, once, twice)
        noted(hashes, 32 - bits, first, twice, again)
    return again


@compiled(WORDS32, INT, INT, OUT_WORDS, OUT_WORDS)
def note(hashes: Symbols, shift: int, first: int, once: Keys, twice: Keys) -> None:
    """Set the bit of every hash in `once`, of those that find it set in `twice`; the tables begin at bit `first`."""
    size = 64 * len(once)
    for value in hashes:
        slot = (np.int64(value) >> shift) - first
        if 0 <= slot < size:
            word, bit = slot >> 6, u64(1) << u64(slot & 63)
            twice[word] |= once[word] & bit
            once[word] |= bit


@compiled(WORDS32, INT, INT, WORDS, OUT_FLAGS)
def noted(hashes: Symbols, shift: int, first: int, twice: Keys, again: NDArray[np.bool_]) -> None:
    """Set `again` of the hashes whose bit is set; the table begins at bit `first`."""
    size = 64 * len(twice)
    for i in range(len(hashes)):
        slot = (np.int64(hashes[i]) >> shift) - first
        if 0 <= slot < size:
            again[i] = (twice[slot >> 6] >> u64(slot & 63)) & u64(1) != 0


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
    for low, keys in gram_keys(symbols, start, end, gram, gram_latin, window, every):
        own = np.bincount((keys >> _HALF).astype(np.int64) - low)
        totals[low : low + len(own)] = own
        halves.add(keys & _LOW)
        parts.append((low, low + len(own)))
    every_half, kept, counts, at = halves.done(), Column(np.uint64), np.zeros_like(totals), 0
    again = recurring_mask(every_half)
    for low, past in parts:
        owners = np.repeat(np.arange(low, past), totals[low:past])
        part = slice(at, at + len(owners))
        owners = owners[again[part]]
        kept.add(owners.astype(np.uint64) << _HALF | every_half[part][again[part]])
        counts[low:past] = np.bincount(owners - low, minlength=past - low)
        at = part.stop
    return ShingleSets(kept.done(), np.concatenate(([0], np.cumsum(counts)))), totals
