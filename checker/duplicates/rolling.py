"""The hashes of all grams of a text, each made from the one before it, as machine code."""

from __future__ import annotations

from typing import Any

import numpy as np

from checker.duplicates.compiled import INT, INTS, OUT_INTS, OUT_WORDS, WORD, WORD32, WORDS32, compiled
from checker.duplicates.normalise import ASTRAL_HAN, HAN, Symbols
from checker.duplicates.seeds import MIX, MULTIPLIER, NONE
from checker.duplicates.shingles import Ints, Keys

u64 = np.uint64
_HALF = u64(32)


@compiled(WORD32)
def is_han(symbol: Any) -> bool:
    """`normalise.is_han` of one symbol."""
    found: bool = HAN[0] <= symbol < HAN[1] or ASTRAL_HAN[0] <= symbol < ASTRAL_HAN[1]
    return found


@compiled(WORDS32, INTS, INTS, OUT_INTS)
def count_han(symbols: Symbols, starts: Ints, ends: Ints, counts: Ints) -> None:
    """Fill `counts`: how many symbols from a start to an end are Han."""
    for i in range(len(starts)):
        count = 0
        for at in range(starts[i], ends[i]):
            count += is_han(symbols[at])
        counts[i] = count


@compiled(WORD)
def mixed(value: Any) -> Any:
    """`seeds.mix` of one hash."""
    value = u64((value ^ (value >> _HALF)) * MIX)
    value = u64((value ^ (value >> _HALF)) * MIX)
    return u64(value ^ (value >> _HALF))


@compiled(WORDS32, INT, INT, INT, INT, OUT_WORDS)
def text_grams(symbols: Symbols, start: int, end: int, gram: int, gram_latin: int, hashes: Keys) -> None:
    """Fill the first of `hashes` with those of one text, as `seeds.gram_hashes` does (`gram` is the shorter one)."""
    first, last = u64(1), u64(1)  # the multiplier to the power of a gram's length: what a symbol that leaves weighs
    for _ in range(gram):
        first = u64(first * MULTIPLIER)
    for _ in range(gram_latin):
        last = u64(last * MULTIPLIER)
    text = symbols[start:end]
    length = len(text)
    found, short_ends, long_ends = hashes[:length], text[gram - 1 :], text[gram_latin - 1 :]  # views: no index below 0
    han, short, long = 0, u64(0), u64(0)
    for i in range(min(gram - 1, length)):
        short = u64(short * MULTIPLIER + u64(text[i]))
        han += is_han(text[i])
    for i in range(min(gram_latin - 1, length)):
        long = u64(long * MULTIPLIER + u64(text[i]))
    leaving, left = u64(0), 0
    for i in range(len(long_ends)):
        short = u64(short * MULTIPLIER + u64(short_ends[i]) - leaving * first)
        long = u64(long * MULTIPLIER + u64(long_ends[i]) - leaving * last)
        han += is_han(short_ends[i]) - left
        leaving, left = u64(text[i]), is_han(text[i])
        found[i] = mixed(short if han >= 2 else long)
    for i in range(len(long_ends), len(short_ends)):
        short = u64(short * MULTIPLIER + u64(short_ends[i]) - leaving * first)
        han += is_han(short_ends[i]) - left
        leaving, left = u64(text[i]), is_han(text[i])
        found[i] = mixed(short) if han >= 2 else NONE
    for i in range(len(short_ends), length):
        found[i] = NONE
