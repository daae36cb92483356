"""Which of some words stand in which texts, in one pass over their bytes, as machine code."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.compiled import BYTES, INTS, OUT_INTS, compiled
from checker.duplicates.folding import Bytes

Ints = NDArray[np.int64]
MOST = 60  # words of one pass: a bit each


def words_in(buffer: Bytes, starts: Ints, ends: Ints, words: Sequence[bytes]) -> NDArray[np.bool_]:
    """Whether the texts `buffer[starts[i]:ends[i]]` hold the words: a row a text, a column a word."""
    held = [np.empty((len(starts), 0), np.bool_)]
    for low in range(0, len(words), MOST):
        part = words[low : low + MOST]
        firsts, seconds = np.zeros(256, np.int64), np.zeros(256, np.int64)
        for number, word in enumerate(part):
            firsts[word[0]] |= 1 << number
            seconds[word[1] if len(word) > 1 else slice(None)] |= 1 << number
        letters = np.frombuffer(b"".join(part), np.uint8)
        bounds = np.array([0, *accumulate(map(len, part))])
        found = np.empty(len(starts), np.int64)
        note_words(buffer, starts, ends, firsts, seconds, letters, bounds, found)
        held.append((found[:, None] >> np.arange(len(part)) & 1).astype(np.bool_))
    return np.concatenate(held, axis=1)


@compiled(BYTES, INTS, INTS, INTS, INTS, BYTES, INTS, OUT_INTS)
def note_words(
    buffer: Bytes, starts: Ints, ends: Ints, firsts: Ints, seconds: Ints, letters: Bytes, bounds: Ints, found: Ints
) -> None:
    """Fill `found` with the words of every text, a bit each; `firsts` and `seconds` say which may begin with a byte."""
    last = len(buffer) - 1
    for text in range(len(starts)):
        seen = np.int64(0)
        for at in range(starts[text], ends[text]):
            near = firsts[buffer[at]] & seconds[buffer[min(at + 1, last)]] & ~seen
            if near == 0:
                continue
            for word in range(len(bounds) - 1):
                size = bounds[word + 1] - bounds[word]
                if near >> word & 1 == 0 or at + size > ends[text]:
                    continue
                same = True
                for k in range(size):
                    same = same and buffer[at + k] == letters[bounds[word] + k]
                if same:
                    seen |= np.int64(1) << word
        found[text] = seen
