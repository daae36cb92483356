"""Numbers for equal texts, by machine code."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.compiled import INTS, OUT_HALVES, OUT_INTS, WORDS32, compiled
from checker.duplicates.normalise import Symbols
from checker.duplicates.shingles import Ints
from checker.memory import empty, table

u64 = np.uint64
_FIRST, _SECOND = u64(0x9E3779B97F4A7C15), u64(0xC2B2AE3D27D4EB4F)
_HALF = u64(32)


def labels(symbols: Symbols, start: Ints, end: Ints) -> Ints:
    """A number for every text `symbols[start[i]:end[i]]`, in order of first occurrence; equal texts have the same one.

    Texts are compared by two 64-bit hashes.
    """
    found = empty(len(start), np.int64)
    slots = table(1 << max(4, len(start).bit_length() + 1), -1, np.int32)
    hashes = table(2 * len(start), 0, np.int64)
    number(symbols, start, end, slots, hashes, found)
    return found


@compiled(WORDS32, INTS, INTS, OUT_HALVES, OUT_INTS, OUT_INTS)
def number(symbols: Symbols, start: Ints, end: Ints, slots: NDArray[np.int32], hashes: Ints, found: Ints) -> int:
    """Fill `found`; how many different texts there are.

    `slots` is a hash table, a power of two that is larger than the number of texts, of label numbers or -1; `hashes`
    holds two for every label.
    """
    count = 0
    mask = u64(len(slots) - 1)
    for text in range(len(start)):
        one, other = u64(end[text] - start[text]), u64(0)
        for i in range(start[text], end[text]):
            symbol = u64(symbols[i])
            one = u64((one ^ symbol) * _FIRST)
            one = u64(one ^ (one >> _HALF))
            other = u64((other + symbol) * _SECOND)
            other = u64(other ^ (other >> _HALF))
        slot = u64(one & mask)
        while slots[slot] >= 0:
            label = np.int64(slots[slot])
            if hashes[2 * label] == np.int64(one) and hashes[2 * label + 1] == np.int64(other):
                break
            slot = u64((slot + u64(1)) & mask)
        if slots[slot] < 0:
            slots[slot] = count
            hashes[2 * count], hashes[2 * count + 1] = np.int64(one), np.int64(other)
            count += 1
        found[text] = slots[slot]
    return count
