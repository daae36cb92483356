"""The folding of `normalise` over UTF-8 bytes, as machine code: many texts in one buffer, no string in between."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.compiled import (
    BYTES,
    INT,
    INTS,
    OUT_HALVES,
    OUT_INTS,
    OUT_WORDS32,
    WORD,
    WORDS,
    WORDS32,
    compiled,
)  # fmt: skip
from checker.duplicates.normalise import UNKNOWN, FoldTable, Symbols, fold_table
from checker.hanzi import TONED, syllables

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]

_LETTERS = 0x310  # letters of pinyin and their marks stand below
_PLAIN, _MARKED = 1, 2
_LONGEST = 8  # letters of a bracketed syllable
_RADIX = 27  # letters of a syllable as digits of one number
_MISSED = 4096  # unknown code points that are learnt at a time


def fold_utf8(buffer: Bytes, starts: Ints, ends: Ints) -> tuple[Symbols, Ints]:
    """The folded symbols of the texts `buffer[starts[i]:ends[i]]`, and n + 1 bounds of the texts among them.

    The texts are in order and do not overlap.  A byte that is no UTF-8 is dropped.
    """
    symbols = np.empty(int((ends - starts).sum()), np.uint32)
    bounds = np.zeros(len(starts) + 1, np.int64)
    missed = np.empty(_MISSED, np.int64)
    table, (letters, known) = fold_table(), _pinyin()
    while count := fold(buffer, starts, ends, table.folded, letters, known, symbols, bounds, missed):
        learn(table, missed[:count])
    return symbols[: bounds[-1]], bounds


def positions_utf8(data: bytes) -> NDArray[np.int32]:
    """Where in the decoded text (in code points) the folded symbols of one text in UTF-8 stand."""
    buffer = np.frombuffer(data, np.uint8)
    places = np.empty(len(buffer), np.int32)
    table = fold_table()
    while (size := place(buffer, table.folded, *_pinyin(), places)) < 0:
        table.learn(-1 - size)
    return places[:size].copy()


def learn(table: FoldTable, points: Ints) -> None:
    """Fill the table for code points that were met."""
    for point in set(points.tolist()):
        table.learn(point)


@cache
def _pinyin() -> tuple[NDArray[np.uint8], Ints]:
    """Which code points are letters of pinyin, with a mark or without; the syllables as sorted numbers."""
    letters = np.zeros(_LETTERS, np.uint8)
    letters[ord("a") : ord("z") + 1] = _PLAIN
    letters[[ord(char) for char in TONED]] = _MARKED
    numbers = []
    for syllable in syllables():
        number = 0
        for char in syllable:
            number = number * _RADIX + ord(char) - ord("a") + 1
        numbers.append(number)
    return letters, np.array(sorted(numbers), np.int64)


@compiled(BYTES, INT, INT)
def point_at(buffer: Bytes, at: int, end: int) -> tuple[int, int]:
    """The code point at a byte and the place after it; -1 for a byte that begins none."""
    lead: Any = np.int64(buffer[at])
    if lead < 0x80:
        return lead, at + 1
    size = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    if lead < 0xC2 or lead > 0xF4 or at + size > end:
        return -1, at + 1
    point = lead & (0x7F >> size)
    for k in range(1, size):
        point = point << 6 | np.int64(buffer[at + k]) & 0x3F
    return (point if point < 0x110000 else -1), at + size


def search(values: Any, wanted: Any) -> bool:
    """Whether a number stands among sorted ones."""
    low, high = 0, len(values)
    while low < high:
        middle = (low + high) // 2
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low < len(values) and bool(values[low] == wanted)


holds, holds_word = compiled(INTS, INT)(search), compiled(WORDS, WORD)(search)


@compiled(BYTES, INT, INT, BYTES, INTS)
def past_pinyin(buffer: Bytes, at: int, end: int, letters: NDArray[np.uint8], known: Ints) -> int:
    """The place after the bracketed syllable whose letters begin at a byte, or -1 where there is none."""
    number, count = 0, 0
    marked: Any = False
    while at < end and count <= _LONGEST:
        point, past = point_at(buffer, at, end)
        if point == 0x29 or point == 0xFF09:
            if count and not marked:
                marked = holds(known, number)
            return past if count and marked else -1
        if point < 0 or point >= _LETTERS or letters[point] == 0:
            return -1
        marked = marked or letters[point] == _MARKED
        number = number * _RADIX + point - 0x60
        at, count = past, count + 1
    return -1


@compiled(BYTES, WORDS32, BYTES, INTS, OUT_HALVES)
def place(buffer: Bytes, table: Symbols, letters: NDArray[np.uint8], known: Ints, places: NDArray[np.int32]) -> int:
    """Fill `places` with the number of the code point of every symbol that `fold` makes of a text; how many there are.

    At a code point that is not in the table yet it stops: -1 less the code point.
    """
    size, at, number, before = 0, 0, 0, 0
    end = len(buffer)
    while at < end:
        point, past = point_at(buffer, at, end)
        here = number
        number += 1
        if (point == 0x28 or point == 0xFF08) and (0x3400 <= before <= 0x9FFF or 0xF900 <= before <= 0xFAFF):
            after = past_pinyin(buffer, past, end, letters, known)
            point = -1 if after >= 0 else point
            while past < after:
                number += 1
                past = point_at(buffer, past, end)[1]
        at, before = past, point
        if point < 0:
            continue
        symbol = table[point]
        if symbol == UNKNOWN:
            return -1 - point
        if symbol != 0:
            places[size] = here
            size += 1
    return size


@compiled(BYTES, INTS, INTS, WORDS32, BYTES, INTS, OUT_WORDS32, OUT_INTS, OUT_INTS)
def fold(
    buffer: Bytes, starts: Ints, ends: Ints, table: Symbols, letters: NDArray[np.uint8], known: Ints,
    symbols: Symbols, bounds: Ints, missed: Ints,
) -> int:  # fmt: skip
    """Fill `symbols` and `bounds`; where code points are not in the table yet, how many stand in `missed`."""
    size, misses = 0, 0
    for text in range(len(starts)):
        at, end, before = starts[text], ends[text], 0
        while at < end:
            lead: Any = np.int64(buffer[at])
            if lead < 0x80:
                point, past = lead, at + 1
            elif 0xE1 <= lead < 0xF0 and at + 3 <= end:  # most Han characters, without a call
                point = (lead & 0xF) << 12 | (np.int64(buffer[at + 1]) & 0x3F) << 6 | np.int64(buffer[at + 2]) & 0x3F
                past = at + 3
            else:
                point, past = point_at(buffer, at, end)
            if point == 0x28 or point == 0xFF08:
                after = -1
                if 0x3400 <= before <= 0x9FFF or 0xF900 <= before <= 0xFAFF:
                    after = past_pinyin(buffer, past, end, letters, known)
                past = max(past, after)
                point = -1 if after >= 0 else point
            at, before = past, point
            if point < 0:
                continue
            symbol = table[point]
            if symbol == UNKNOWN:
                missed[misses] = point
                misses += 1
                if misses == len(missed):
                    return misses
                continue
            symbols[size] = symbol
            size += symbol != 0
        bounds[text + 1] = size
    return misses
