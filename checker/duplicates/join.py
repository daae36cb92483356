"""The self-join of band keys as machine code: radix sort, then the pairs of every bucket."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.compiled import INT, INTS, OUT_INTS, OUT_WORDS, WORDS, compiled
from checker.duplicates.shingles import Ints, Keys

_BITS = 11
_SLOTS = 1 << _BITS
_MANY = 1 << (2 * _BITS - 1)  # keys that take a third pass
_MASK = np.uint64(_SLOTS - 1)


@compiled(WORDS, INTS, INT, OUT_WORDS, OUT_INTS)
def scatter(keys: Keys, order: Ints, bit: int, to_keys: Keys, to_order: Ints) -> None:
    """Sort keys, and `order` beside them, by the `_BITS` bits from `bit` on."""
    places = np.zeros(_SLOTS + 1, np.int64)
    shift = np.uint64(bit)
    for i in range(len(keys)):
        places[np.int64((keys[i] >> shift) & _MASK) + 1] += 1
    for slot in range(_SLOTS):
        places[slot + 1] += places[slot]
    for i in range(len(keys)):
        at = np.int64((keys[i] >> shift) & _MASK)
        to_keys[places[at]] = keys[i]
        to_order[places[at]] = order[i]
        places[at] += 1


@compiled(OUT_WORDS, OUT_INTS, INT)
def finish(keys: Keys, order: Ints, bits: int) -> None:
    """Sort keys, and `order` beside them, by all bits where the lower `bits` are equal; they are sorted by those."""
    low = (np.uint64(1) << np.uint64(bits)) - np.uint64(1)
    for i in range(1, len(keys)):
        key, text, j = keys[i], order[i], i
        while j > 0 and keys[j - 1] & low == key & low and keys[j - 1] > key:
            keys[j], order[j] = keys[j - 1], order[j - 1]
            j -= 1
        keys[j], order[j] = key, text


@compiled(WORDS, INTS, INT, INT, OUT_INTS, OUT_WORDS)
def pairs(keys: Keys, order: Ints, count: int, hot: int, crowded: Ints, out: Keys) -> int:
    """Fill `out` with lesser * count + greater for the texts of every bucket; how many there are or would be.

    In a bucket of more than `hot` texts each meets the first one and the one before it only, and is marked in
    `crowded` with the size of the bucket.
    """
    found, first = 0, 0
    for i in range(len(keys)):
        if keys[i] != keys[first]:
            first = i
        if i + 1 < len(keys) and keys[i + 1] == keys[first]:
            continue
        size = i + 1 - first
        for x in range(first + 1, i + 1):
            if size > hot:
                crowded[order[x]] = max(crowded[order[x]], size)
                crowded[order[first]] = max(crowded[order[first]], size)
            for y in range(first, x, max(1, x - 1 - first) if size > hot else 1):
                if found < len(out):
                    low, high = min(order[x], order[y]), max(order[x], order[y])
                    out[found] = np.uint64(low * count + high)
                found += 1
    return found


def sort(keys: Keys, passes: int) -> tuple[Keys, Ints]:
    """The keys by their lower bits, `_BITS` a pass, then by all bits among their equals; and where each one stood."""
    order = np.arange(len(keys))
    other_keys, other_order = np.empty_like(keys), np.empty_like(order)
    for number in range(passes):
        scatter(keys, order, number * _BITS, other_keys, other_order)
        keys, order, other_keys, other_order = other_keys, other_order, keys, order
    finish(keys, order, passes * _BITS)
    return keys, order


def joined(keys: NDArray[np.uint64], hot: int) -> tuple[Keys, Ints]:
    """The pairs that agree in a band (lesser * n + greater, sorted, each once), and the crowded texts.

    `keys` has a row for every band, a column for every text; a text is crowded by the size of its largest bucket above
    `hot`, else 0.  `keys` is changed.
    """
    count = keys.shape[1]
    crowded = np.zeros(count, np.int64)
    parts = [np.empty(0, np.uint64)]
    room = np.empty(2 * count + 1024, np.uint64)
    for row in keys:
        equal, order = sort(row, 2 if count < _MANY else 3)
        found = pairs(equal, order, count, hot, crowded, room)
        if found > len(room):
            room = np.empty(found, np.uint64)
            pairs(equal, order, count, hot, crowded, room)
        parts.append(room[:found].copy())
    every = np.sort(np.concatenate(parts))
    return every[np.diff(every, prepend=~every[:1]) != 0], crowded
