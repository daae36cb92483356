"""Pairs of texts that are worth measuring.  Engines propose; what is reported is proved afterwards, alike for all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from checker import memory
from checker.duplicates import shingles
from checker.duplicates.normalise import Symbols, as_text
from checker.duplicates.options import NearParagraph
from checker.duplicates.postings import propose
from checker.duplicates.shingles import Ints, Keys, ShingleSets, unique_pairs

EXACT, NUMBA, DATASKETCH, DUCKDB, AUTO = "exact", "numba", "datasketch", "duckdb", "auto"
_JOIN = 40  # bytes a text that a join of one band takes in memory: keys and numbers, twice while they are sorted, pairs
_SHARE = 4  # that join may take this part of the budget of memory
_BATCH = 1 << 14  # texts whose keys are made together where they do not stay in memory


@dataclass(frozen=True, slots=True)
class Texts:
    """Text i is `symbols[start[i]:end[i]]`, folded and not empty."""

    symbols: Symbols
    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.start)

    def length(self, text: int) -> int:
        """How many symbols a text has."""
        return int(self.end[text] - self.start[text])

    def text(self, text: int) -> str:
        """The folded text as a string."""
        return as_text(self.symbols[self.start[text] : self.end[text]])

    def runs(self, text: int, size: int) -> NDArray[np.uint32]:
        """The hash of every run of `size` symbols, in order; one of all symbols where they are fewer."""
        symbols = self.symbols[self.start[text] : self.end[text]]
        rooms = np.arange(len(symbols), 0, -1)
        return shingles.hash_all(symbols, rooms, size)[: max(1, len(symbols) - size + 1)]

    def in_one_place(self, short: int, long: int, size: int, share: float) -> bool:
        """Whether one stretch of the longer text, at most 1 / `share` times as long as the shorter one, holds it.

        To hold it is to have as many runs of `size` symbols that stand in the shorter one as `share` of its own.
        """
        one, other = self.runs(short, size), self.runs(long, size)
        met = np.concatenate(([0], np.cumsum(np.isin(other, one))))
        width = min(len(other), int(len(one) / share))
        return int((met[width:] - met[: len(met) - width]).max()) >= share * len(one)

    def sets(self, size: int, chosen: NDArray[np.bool_] | None = None, *, fast: bool = False) -> ShingleSets:
        """The shingles of every text, or of the chosen ones alone: the others have none then."""
        end = self.end if chosen is None else np.where(chosen, self.end, self.start)
        if not fast:
            return shingles.shingle_sets(self.symbols, self.start, end, size)
        from checker.duplicates import minhash

        return minhash.shingle_sets(self.symbols, self.start, end, size)


@dataclass(frozen=True, slots=True)
class Candidates:
    """`pairs` (2 x n) are text numbers, the lesser one first, each pair once.

    `crowded` has, for each text, the size of the largest bucket it stood in of which not every pair was looked at.
    """

    pairs: Ints
    crowded: Ints


def shared_shingles(sets: ShingleSets, pairs: Ints, *, fast: bool) -> Ints:
    """How many shingles the texts of each pair have in common."""
    if not fast:
        return sets.shared(pairs[0], pairs[1])
    from checker.duplicates.minhash import shared

    return shared(sets, pairs)


def engine_for(count: int, o: NearParagraph) -> str:
    """The engine that looks at `count` texts.

    Sketches pay above `sketch_above`, Numba has no wheel everywhere, and what is too much for the budget of memory is
    joined in a database.
    """
    if o.engine != AUTO:
        return o.engine
    if count <= o.sketch_above:
        return EXACT
    budget = memory.current().budget
    if budget and count * _JOIN > budget / _SHARE:
        return DUCKDB
    return NUMBA if find_spec("numba") else DATASKETCH


def is_fast(engine: str) -> bool:
    """Whether an engine works with compiled loops."""
    return engine == NUMBA or (engine == DUCKDB and bool(find_spec("numba")))


def candidates(texts: Texts, o: NearParagraph) -> Candidates:
    """Pairs from the engine for so many texts.

    The exact index misses none that reaches `jaccard` or `containment`, sketches few.  Anchors add what scattered edits
    hide from both, and to the sketches what is contained in something much longer.
    """
    if len(texts) < 2:
        return Candidates(np.empty((2, 0), np.int64), np.zeros(len(texts), np.int64))
    engine = engine_for(len(texts), o)
    engines = {EXACT: _from_index, NUMBA: _from_kernel, DATASKETCH: _from_datasketch, DUCKDB: _from_database}
    first = engines[engine](texts, o)
    if not o.anchor_share:
        return first
    pairs = np.concatenate((first.pairs, _from_anchors(texts, o, fast=is_fast(engine))), axis=1)
    return Candidates(unique_pairs(pairs, len(texts)), first.crowded)


def _from_index(texts: Texts, o: NearParagraph) -> Candidates:
    asked = [share for share in (o.jaccard, o.containment) if share]
    return Candidates(*propose(texts.sets(o.shingle), min(asked, default=1.0), o.hot))


def _from_kernel(texts: Texts, o: NearParagraph) -> Candidates:
    from checker.duplicates.join import joined

    return _unpacked(*joined(_keys(texts, o, fast=True), o.hot))


def _from_datasketch(texts: Texts, o: NearParagraph) -> Candidates:
    from checker.duplicates.sketch import joined

    return _unpacked(*joined(_keys(texts, o, fast=False), o.hot))


def _from_database(texts: Texts, o: NearParagraph) -> Candidates:
    from checker.duplicates.spilled import joined

    return _unpacked(*joined(_key_batches(texts, o, fast=is_fast(DUCKDB)), len(texts), o.hot))


def _key_batches(texts: Texts, o: NearParagraph, *, fast: bool) -> Iterator[NDArray[np.uint64]]:
    """The band keys of all texts, some texts at a time."""
    for first in range(0, len(texts), _BATCH):
        part = slice(first, first + _BATCH)
        yield _keys(Texts(texts.symbols, texts.start[part], texts.end[part]), o, fast=fast)


def _keys(texts: Texts, o: NearParagraph, *, fast: bool) -> NDArray[np.uint64]:
    """The band keys of all texts: the same numbers whoever makes them."""
    from checker.duplicates import sketch

    if not fast:
        return sketch.band_keys(sketch.signatures(texts.sets(o.shingle), o.permutations, o.seed), *_bands(o))
    from checker.duplicates import minhash

    where = texts.symbols, texts.start, texts.end, o.shingle
    return minhash.band_keys(*where, *sketch.permutations(o.permutations, o.seed), *_bands(o))


def _from_anchors(texts: Texts, o: NearParagraph, *, fast: bool) -> Ints:
    grams = texts.symbols, texts.start, texts.end, o.anchor, o.anchor_latin, o.anchor_window
    if not fast:
        return propose(shingles.gram_sets(*grams), o.anchor_share, o.hot)[0]
    from checker.duplicates import anchoring
    from checker.duplicates.recurring import recurring_sets

    sets, sizes = recurring_sets(*grams)
    return anchoring.propose(sets, o.anchor_share, o.hot, sizes)[0]


def _bands(o: NearParagraph) -> tuple[int, int]:
    return (o.edit_bands, o.edit_rows) if o.similarity == "edit" else (o.bands, o.rows)


def _unpacked(packed: Keys, crowded: Ints) -> Candidates:
    joined = packed.astype(np.int64)
    return Candidates(np.stack((joined // len(crowded), joined % len(crowded))), crowded)
