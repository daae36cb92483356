"""Grams of whole documents: which documents share enough of them, and where each one stands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from checker.duplicates import postings, shingles
from checker.duplicates.normalise import Symbols, is_han
from checker.duplicates.seeds import Hashes, gram_hashes
from checker.duplicates.shingles import Ints, ShingleSets


class Grams:
    """Every run of `gram` symbols, of `gram_latin` where fewer than two of them are Han."""

    def __init__(self, symbols: Symbols, gram: int, gram_latin: int, *, fast: bool) -> None:
        """`fast` uses machine code, with the same result."""
        self._symbols, self._sizes, self._fast = symbols, (gram, gram_latin), fast

    def meeting(self, start: Ints, end: Ints, sample: int, share: float, hot: int) -> tuple[Ints, ShingleSets, Ints]:
        """Pairs of texts that may share `share` of the grams of the shorter one, their grams, and how many they share.

        Text i is `symbols[start[i]:end[i]]`.  Pairs are proposed by one gram in `sample`, as `postings.propose` says;
        texts that are in no pair have no grams in what is returned.
        """
        pairs = self._propose(start, end, sample, share, hot)
        asked = np.zeros(len(start), np.bool_)
        asked[pairs] = True
        sets = self._sets(start, np.where(asked, end, start))
        return pairs, sets, self._shared(sets, pairs)

    def _propose(self, start: Ints, end: Ints, sample: int, share: float, hot: int) -> Ints:
        if self._fast:
            from checker.duplicates import anchoring
            from checker.duplicates.recurring import recurring_sets

            few, sizes = recurring_sets(self._symbols, start, end, *self._sizes, every=sample)
            pairs, _ = anchoring.propose(few, share, hot, sizes)
        else:
            few = self._sets(start, end).sample(sample)
            pairs, sizes = postings.propose(few, share, hot)[0], few.sizes
        least = np.minimum(sizes[pairs[0]], sizes[pairs[1]])
        needed = np.ceil(share * least).astype(np.int64)
        return pairs[:, self._shared(few, pairs, needed) >= needed]

    def _shared(self, sets: ShingleSets, pairs: Ints, needed: Ints | None = None) -> Ints:
        if not self._fast:
            return sets.shared(pairs[0], pairs[1])
        from checker.duplicates.minhash import shared

        return shared(sets, pairs, needed)

    def _sets(self, start: Ints, end: Ints) -> ShingleSets:
        if not self._fast:
            return shingles.gram_sets(self._symbols, start, end, *self._sizes)
        from checker.duplicates import anchoring

        return anchoring.gram_sets(self._symbols, start, end, *self._sizes)

    def all(self, start: int, end: int) -> tuple[Hashes, Ints]:
        """The gram at every symbol of a text, and how many symbols it has."""
        symbols, (gram, gram_latin) = self._symbols[start:end], self._sizes
        size = len(symbols)
        if self._fast:
            from checker.duplicates.rolling import text_grams

            hashes = np.empty(size, np.uint64)
            text_grams(self._symbols, start, end, gram, gram_latin, hashes)
        else:
            hashes = gram_hashes(symbols, size - np.arange(size), gram, gram_latin)
        han = np.concatenate(([0], np.cumsum(is_han(symbols)), np.zeros(gram, np.int64)))
        short: NDArray[np.bool_] = han[gram : gram + size] - han[:size] >= 2
        return hashes, np.where(short, gram, gram_latin)
