"""Passes over bytes and symbols that NumPy has no call for, as machine code."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.compiled import (
    BYTES,
    INT,
    INTS,
    OUT_FLAGS,
    OUT_INTS,
    OUT_WORDS32,
    WORDS,
    WORDS32,
    compiled,
)  # fmt: skip
from checker.duplicates.folding import Bytes, holds_word
from checker.duplicates.normalise import Symbols
from checker.duplicates.seeds import NONE
from checker.duplicates.shingles import Keys

Ints = NDArray[np.int64]


@compiled(WORDS32, INTS, INTS, OUT_WORDS32)
def gather(symbols: Symbols, first: Ints, past: Ints, out: Symbols) -> None:
    """Fill `out` with the stretches `symbols[first[i]:past[i]]`, one behind the other."""
    at = 0
    for i in range(len(first)):
        stretch = symbols[first[i] : past[i]]
        room = out[at:]
        for k in range(len(stretch)):  # compiles in a fifth of the time that a slice takes
            room[k] = stretch[k]
        at += len(stretch)


@compiled(BYTES, BYTES, INTS, OUT_INTS)
def count_kinds(buffer: Bytes, kinds: Bytes, starts: Ints, counts: Ints) -> None:
    """Fill `counts`, four for every stretch of bytes from a start to the next: how many have a bit of `kinds[byte]`."""
    for i in range(len(starts)):
        end = starts[i + 1] if i + 1 < len(starts) else len(buffer)
        first = second = third = fourth = np.int64(0)
        for at in range(starts[i], end):
            kind = np.int64(kinds[buffer[at]])
            first += kind & 1
            second += kind >> 1 & 1
            third += kind >> 2 & 1
            fourth += kind >> 3 & 1
        counts[4 * i], counts[4 * i + 1], counts[4 * i + 2], counts[4 * i + 3] = first, second, third, fourth


@compiled(WORDS, INTS, WORDS, INT, OUT_FLAGS)
def common_stretches(hashes: Keys, sizes: Ints, known: Keys, least: int, inside: NDArray[np.bool_]) -> None:
    """Fill `inside`: which symbols stand in a stretch of `least` or more that is covered by known grams.

    `hashes` has the gram at every symbol, `sizes` how many symbols it has; `known` is sorted.
    """
    for i in range(len(inside)):
        inside[i] = False
    first, past = 0, 0
    for i in range(len(hashes)):
        if hashes[i] == NONE or not holds_word(known, hashes[i]):
            continue
        if i > past:
            if past - first >= least:
                for k in range(first, past):
                    inside[k] = True
            first = i
        past = max(past, i + sizes[i])
    if past - first >= least:
        for k in range(first, past):
            inside[k] = True
