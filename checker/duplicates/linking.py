"""The linking of anchors as machine code: what `seeds.link` does, for the anchors of a large corpus."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.compiled import INT, INTS, OUT_FLAGS, OUT_HALVES, OUT_INTS, OUT_WORDS32, WORDS, compiled
from checker.duplicates.normalise import Symbols
from checker.duplicates.recurring import by_beginning
from checker.duplicates.shingles import Ints
from checker.memory import table

Ints32 = NDArray[np.int32]
u64 = np.uint64
_HALF, _LOW = u64(32), u64(0xFFFFFFFF)


def link(
    where: Ints, hashes: Symbols, starts: Ints, links: int, crowd: int, cap: int
) -> tuple[Ints, Symbols, Ints32, Ints32, int]:
    """Places, hashes, `previous` and `links` of the anchors that occur again, as in `Seeds`, and how many are capped.

    `where` and `hashes` are changed.
    """
    previous, most = table(len(where), -1, np.int32), table(len(where), links, np.int32)
    again = table(len(where), 0, np.bool_)
    capped = 0
    for _, together in by_beginning(hashes):
        together.sort()
        capped += link_sorted(together, where, starts, max(1, crowd), cap, previous, most, again)
    if not again.all():
        count = drop_others(again, where, hashes, previous, most, table(len(where), 0, np.int32))
        where, hashes, previous, most = where[:count], hashes[:count], previous[:count], most[:count]
    return where, hashes, previous, most, capped


@compiled(INTS, INT)
def document_at(starts: Ints, at: int) -> int:
    """The last document that starts at or before an offset."""
    low, high = 0, len(starts)
    while low < high:
        middle = (low + high) // 2
        if starts[middle] <= at:
            low = middle + 1
        else:
            high = middle
    return low - 1


@compiled(WORDS, INTS, INTS, INT, INT, OUT_HALVES, OUT_HALVES, OUT_FLAGS)
def link_sorted(
    together: Any, where: Ints, starts: Ints, crowd: int, cap: int, previous: Ints32, links: Ints32,
    again: NDArray[np.bool_],
) -> int:  # fmt: skip
    """Fill `previous` and `again` of anchors sorted by hash << 32 | number; how many are capped.

    Of a hash that stands more than `cap` times none is linked; where more than `crowd` stand in one document, their
    `links` are 1.
    """
    capped, first = 0, 0
    for i in range(1, len(together) + 1):
        if i < len(together) and together[i] >> _HALF == together[first] >> _HALF:
            continue
        size = i - first
        if size > 1:
            for k in range(first, i):
                number = np.int64(together[k] & _LOW)
                again[number] = True
                if k > first and size <= cap:
                    previous[number] = np.int64(together[k - 1] & _LOW)
        if size > crowd:
            head = first
            while head < i:
                document = document_at(starts, where[np.int64(together[head] & _LOW)])
                past = head + 1
                while past < i and where[np.int64(together[past] & _LOW)] < starts[document + 1]:
                    past += 1
                if past - head > crowd:
                    for k in range(head, past):
                        links[np.int64(together[k] & _LOW)] = 1
                head = past
        capped += size if size > cap else 0
        first = i
    return capped


@compiled(OUT_FLAGS, OUT_INTS, OUT_WORDS32, OUT_HALVES, OUT_HALVES, OUT_HALVES)
def drop_others(
    again: NDArray[np.bool_], where: Ints, hashes: Symbols, previous: Ints32, links: Ints32, rank: Ints32
) -> int:
    """Move those that occur `again` to the front of all arrays, in place; how many there are.  `rank` has room."""
    count = 0
    for i in range(len(again)):
        if again[i]:
            rank[i] = count
            where[count], hashes[count], links[count] = where[i], hashes[i], links[i]
            previous[count] = rank[previous[i]] if previous[i] >= 0 else -1
            count += 1
    return count
