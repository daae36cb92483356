"""Texts that are nearly equal: proposed by shared shingles, proved by a named measure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from checker.duplicates.candidates import Texts, candidates, engine_for, is_fast, shared_shingles
from checker.duplicates.grams import Grams
from checker.duplicates.normalise import Symbols
from checker.duplicates.options import NearParagraph, RepeatedDocument
from checker.duplicates.shingles import Ints, ShingleSets
from checker.duplicates.stream import Stream, Units

_SLACK = 1e-6  # of a product that is rounded; what passes is measured exactly


@dataclass(frozen=True, slots=True)
class Proof:
    """How alike two texts are; `one_way` where only the shorter one is in the longer one."""

    similarity: float
    measure: str
    one_way: bool = False


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a measure must reach, 0 for one that is not asked (see `NearParagraph`)."""

    shingle: int
    jaccard: float
    containment: float
    containment_length: int = 0
    edit: float = 0.0
    edit_length: int = 0
    numbered: int = 0


class Prover:
    """Measures pairs of texts; every answer is exact.

    `sets` are the shingles that are compared; `texts` are needed for edit ratios and for what is contained.
    """

    def __init__(self, sets: ShingleSets, thresholds: Thresholds, texts: Texts | None = None) -> None:
        self.sets, self._o, self._texts = sets, thresholds, texts
        self._text = lru_cache(maxsize=1 << 16)(texts.text if texts else _no_text)
        self._known: dict[tuple[int, int], Proof | None] = {}

    def learn(self, one: Ints, other: Ints, shared: Ints, least: float) -> Iterator[tuple[int, int]]:
        """Measure many pairs at once, given how many shingles they share; those that are proved.

        Pairs with less than `least` of the shorter one's shingles in common are not looked at.
        """
        sizes = self.sets.sizes
        close = (shared >= least * np.minimum(sizes[one], sizes[other])) & self._may_reach(one, other, shared)
        for a, b, common in zip(one[close].tolist(), other[close].tolist(), shared[close].tolist(), strict=True):
            proof = self._measure(a, b, common)
            if proof:
                self._known[a, b] = proof
                yield a, b

    def prove(self, one: int, other: int) -> Proof | None:
        """The first measure that reaches its threshold: Jaccard, edit ratio, containment."""
        pair = (min(one, other), max(one, other))
        if pair not in self._known:
            a, b = np.array(pair[:1]), np.array(pair[1:])
            self._known[pair] = self._measure(*pair, int(self.sets.shared(a, b)[0]))
        return self._known[pair]

    def droppable(self, copy: int, kept: int) -> bool:
        """Whether `copy` says nothing that `kept` does not say."""
        proof = self.prove(copy, kept)
        if proof is None:
            return False
        return not proof.one_way or self.size(copy) <= self.size(kept)

    def size(self, text: int) -> int:
        """How many shingles a text has."""
        return int(self.sets.bounds[text + 1] - self.sets.bounds[text])

    def _may_reach(self, one: Ints, other: Ints, shared: Ints) -> NDArray[np.bool_]:
        """Which pairs reach a measure of shingles, or have lengths that allow an edit ratio; others cost no more."""
        o, sizes = self._o, self.sets.sizes
        short = np.minimum(sizes[one], sizes[other])
        hopeful = np.zeros(len(one), np.bool_)
        if o.jaccard:
            hopeful |= shared >= o.jaccard * (sizes[one] + sizes[other] - shared) - _SLACK
        if o.containment:
            hopeful |= (short >= o.containment_length) & (shared >= o.containment * short - _SLACK)
        if o.edit and self._texts is not None:
            lengths = self._texts.end - self._texts.start
            least, both = np.minimum(lengths[one], lengths[other]), lengths[one] + lengths[other]
            hopeful |= (least >= o.edit_length) & (2 * least >= o.edit * both - _SLACK)
        return hopeful

    def _measure(self, a: int, b: int, common: int) -> Proof | None:
        proof = self._by_shingles(a, b, common) or self._by_edit(a, b) or self._by_containment(a, b, common)
        return None if proof and self._numbered_alike(a, b) else proof

    def _by_shingles(self, a: int, b: int, common: int) -> Proof | None:
        jaccard = common / max(1, self.size(a) + self.size(b) - common)
        return Proof(jaccard, "jaccard") if self._o.jaccard and jaccard >= self._o.jaccard else None

    def _by_edit(self, a: int, b: int) -> Proof | None:
        least = self._o.edit
        if not least or self._texts is None:
            return None
        short, long = sorted((self._texts.length(a), self._texts.length(b)))
        if short < self._o.edit_length or 2 * short < least * (short + long):
            return None
        from rapidfuzz.distance import Indel

        ratio = Indel.normalized_similarity(self._text(a), self._text(b), score_cutoff=least)
        return Proof(ratio, "edit") if ratio >= least else None

    def _by_containment(self, a: int, b: int, common: int) -> Proof | None:
        short, long = sorted((a, b), key=self.size)
        share = common / max(1, self.size(short))
        enough = self._o.containment and self.size(short) >= self._o.containment_length and share >= self._o.containment
        if not enough or not self._in_one_place(short, long):
            return None
        return Proof(share, "containment", one_way=True)

    def _in_one_place(self, short: int, long: int) -> bool:
        return not self._texts or self._texts.in_one_place(short, long, self._o.shingle, self._o.containment)

    def _numbered_alike(self, a: int, b: int) -> bool:
        """Whether two short texts differ in their numbers alone, as items of one list do."""
        longest = self._o.numbered
        if not longest or not self._texts or max(self._texts.length(a), self._texts.length(b)) > longest:
            return False
        return without_numbers(self._text(a)) == without_numbers(self._text(b))


def _no_text(_number: int) -> str:
    return ""


def without_numbers(text: str) -> str:
    """The text without digits, numerals and ordinal signs of any script."""
    return "".join(char for char in text if not char.isnumeric())


@dataclass(frozen=True, slots=True)
class Near:
    """Verified neighbours of every text that has one, and the measures behind them.

    `crowded` says of texts that were compared with a few of those alike only how many those are.
    """

    neighbours: dict[int, set[int]]
    prover: Prover
    crowded: dict[int, int] = field(default_factory=dict)


def near_paragraphs(symbols: Symbols, start: Ints, end: Ints, o: NearParagraph) -> Near:
    """Near-duplicates among the paragraphs `symbols[start[i]:end[i]]`, of which no two are equal."""
    texts = Texts(symbols, start, end)
    found = candidates(texts, o)
    fast = is_fast(engine_for(len(texts), o))
    asked = np.zeros(len(texts), np.bool_)
    asked[found.pairs] = True
    prover = Prover(texts.sets(o.shingle, asked, fast=fast), _thresholds(o), texts)
    shared = shared_shingles(prover.sets, found.pairs, fast=fast)
    crowded = {int(text): int(found.crowded[text]) for text in np.flatnonzero(found.crowded)}
    return Near(_neighbours(prover, found.pairs, shared, o.anchor_share), prover, crowded)


def _thresholds(o: NearParagraph) -> Thresholds:
    return Thresholds(o.shingle, o.jaccard, o.containment, o.containment_length, o.edit, o.edit_length, o.numbered)


def near_documents(symbols: Symbols, start: Ints, end: Ints, o: RepeatedDocument, *, fast: bool) -> Near:
    """Near-duplicates among the documents `symbols[start[i]:end[i]]`."""
    grams = Grams(symbols, o.shingle, o.shingle_latin, fast=fast)
    pairs, sets, shared = grams.meeting(start, end, o.sample, o.propose, o.hot)
    prover = Prover(sets, Thresholds(o.shingle, o.jaccard, o.containment))
    return Near(_neighbours(prover, pairs, shared, o.propose), prover)


def _neighbours(prover: Prover, pairs: Ints, shared: Ints, least: float) -> dict[int, set[int]]:
    neighbours: dict[int, set[int]] = {}
    for one, other in prover.learn(pairs[0], pairs[1], shared, least):
        neighbours.setdefault(one, set()).add(other)
        neighbours.setdefault(other, set()).add(one)
    return neighbours


def prove_ranges(stream: Stream, units: Units, o: NearParagraph) -> Proof | None:
    """How alike two stretches are (`units` has two rows), None where no measure reaches its threshold."""
    texts = Texts(stream.symbols, units.start, units.end)
    return Prover(texts.sets(o.shingle), _thresholds(o), texts).prove(0, 1)
