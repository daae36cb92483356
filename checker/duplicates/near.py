"""Texts that are nearly equal: proposed by shared shingles, proved by a named measure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from checker.duplicates.normalise import Symbols
from checker.duplicates.options import NearParagraph, RepeatedDocument
from checker.duplicates.shingles import Ints, ShingleSets, gram_sets, propose, shingle_sets, unique_pairs
from checker.duplicates.stream import Stream, Units


@dataclass(frozen=True, slots=True)
class Proof:
    """How alike two texts are; `one_way` where only the shorter one is in the longer one."""

    similarity: float
    measure: str
    one_way: bool = False


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a measure must reach, 0 for one that is not asked (see `NearParagraph`)."""

    jaccard: float
    containment: float
    containment_length: int = 0
    edit: float = 0.0
    edit_length: int = 0
    numbered: int = 0


class Prover:
    """Measures pairs of texts; every answer is exact, and remembered."""

    def __init__(self, texts: list[str], sets: ShingleSets, thresholds: Thresholds) -> None:
        self.sets, self._texts, self._o = sets, texts, thresholds
        self._known: dict[tuple[int, int], Proof | None] = {}

    def learn(self, one: Ints, other: Ints, least: float) -> Iterator[tuple[int, int]]:
        """Measure many pairs at once: those proved, of those with `least` of the shorter one's shingles in common."""
        shared = self.sets.shared(one, other)
        sizes = self.sets.sizes
        close = shared >= least * np.minimum(sizes[one], sizes[other])
        for a, b, common in zip(one[close].tolist(), other[close].tolist(), shared[close].tolist(), strict=True):
            proof = self._known[a, b] = self._measure(a, b, common)
            if proof:
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

    def _measure(self, a: int, b: int, common: int) -> Proof | None:
        proof = self._by_shingles(a, b, common) or self._by_edit(a, b) or self._by_containment(a, b, common)
        return None if proof and self._numbered_alike(a, b) else proof

    def _by_shingles(self, a: int, b: int, common: int) -> Proof | None:
        jaccard = common / max(1, self.size(a) + self.size(b) - common)
        return Proof(jaccard, "jaccard") if self._o.jaccard and jaccard >= self._o.jaccard else None

    def _by_edit(self, a: int, b: int) -> Proof | None:
        least = self._o.edit
        if not least:
            return None
        one, other = self._texts[a], self._texts[b]
        short, long = sorted((len(one), len(other)))
        if short < self._o.edit_length or 2 * short < least * (short + long):
            return None
        from rapidfuzz.distance import Indel

        ratio = Indel.normalized_similarity(one, other, score_cutoff=least)
        return Proof(ratio, "edit") if ratio >= least else None

    def _by_containment(self, a: int, b: int, common: int) -> Proof | None:
        short = min(self.size(a), self.size(b))
        share = common / max(1, short)
        enough = self._o.containment and short >= self._o.containment_length and share >= self._o.containment
        return Proof(share, "containment", one_way=True) if enough else None

    def _numbered_alike(self, a: int, b: int) -> bool:
        """Whether two short texts differ in their numbers alone, as items of one list do."""
        longest = self._o.numbered
        if not longest or max(len(self._texts[a]), len(self._texts[b])) > longest:
            return False
        return without_numbers(self._texts[a]) == without_numbers(self._texts[b])


def without_numbers(text: str) -> str:
    """The text without digits, numerals and ordinal signs of any script."""
    return "".join(char for char in text if not char.isnumeric())


@dataclass(frozen=True, slots=True)
class Near:
    """Verified neighbours of every text that has one, and the measures behind them."""

    neighbours: dict[int, set[int]]
    prover: Prover


def near_paragraphs(stream: Stream, units: Units, o: NearParagraph) -> Near:
    """Near-duplicates among paragraphs of which no two are equal."""
    prover = paragraph_prover(stream, units, o)
    anchors = gram_sets(stream.symbols, units.start, units.end, o.anchor, o.anchor_latin, o.anchor_window)
    return _verified(prover, paragraph_candidates(prover.sets, anchors, o), o.anchor_share)


def paragraph_prover(stream: Stream, units: Units, o: NearParagraph) -> Prover:
    """What measures pairs of these paragraphs."""
    sets = shingle_sets(stream.symbols, units.start, units.end, o.shingle)
    texts = [stream.text(a, b) for a, b in zip(units.start.tolist(), units.end.tolist(), strict=True)]
    thresholds = Thresholds(o.jaccard, o.containment, o.containment_length, o.edit, o.edit_length, o.numbered)
    return Prover(texts, sets, thresholds)


def paragraph_candidates(sets: ShingleSets, anchors: ShingleSets, o: NearParagraph) -> Ints:
    """Pairs worth measuring (2 x n): from the exact index, or from sketches where there are many paragraphs.

    The index misses none that reaches `jaccard` or `containment`.  Anchors add what scattered edits hide from both, and
    to the sketches what is contained in something much longer.
    """
    if len(sets.sizes) <= o.sketch_above:
        asked = [share for share in (o.jaccard, o.containment) if share]
        first = propose(sets, min(asked, default=1.0), o.hot)
    else:
        from checker.duplicates.sketch import band_pairs, signatures

        first = band_pairs(signatures(sets, o), o)
    return unique_pairs(np.concatenate((first, propose(anchors, o.anchor_share, o.hot)), axis=1), len(sets.sizes))


def near_documents(symbols: Symbols, units: Units, o: RepeatedDocument) -> Near:
    """Near-duplicates among documents, given as stretches of `symbols`."""
    sets = gram_sets(symbols, units.start, units.end, o.shingle, o.shingle_latin)
    prover = Prover([], sets, Thresholds(o.jaccard, o.containment))
    return _verified(prover, propose(sets.sample(o.sample), o.propose, o.hot), o.propose)


def _verified(prover: Prover, pairs: Ints, least: float) -> Near:
    neighbours: dict[int, set[int]] = {}
    for one, other in prover.learn(pairs[0], pairs[1], least):
        neighbours.setdefault(one, set()).add(other)
        neighbours.setdefault(other, set()).add(one)
    return Near(neighbours, prover)


def prove_ranges(stream: Stream, units: Units, o: NearParagraph) -> Proof | None:
    """How alike two stretches are (`units` has two rows), None where no measure reaches its threshold."""
    return paragraph_prover(stream, units, o).prove(0, 1)
