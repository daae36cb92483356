"""Formulas: wording whose pieces stand in many more documents than the whole, as preambles and notices of a trade do.

A text that was copied has pieces that stand where the whole stands.  Of a formula every document has some pieces, put
together and filled in in its own way: two that come out alike were not copied from each other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from checker.duplicates import kernels
from checker.duplicates.exact import Ints, Mask
from checker.duplicates.extract import Extract
from checker.duplicates.normalise import Symbols
from checker.duplicates.options import RepeatedSection
from checker.duplicates.orient import Range, Repeat
from checker.duplicates.seeds import Seeds, anchors, halves
from checker.duplicates.stream import Stream


def formulas(
    stream: Stream, repeats: Sequence[Repeat], looked: Extract, seeds: Seeds, counted: Mask, o: RepeatedSection
) -> set[Repeat]:
    """The repeats that are formulas, told by how many of the documents that are `counted` have their pieces.

    `seeds` are the anchors of what was looked at, `counted` speaks of documents in its order.
    """
    if not o.formula_documents:
        return set()
    spread = _spread(stream, repeats)
    doubtful = [repeat for repeat in repeats if not repeat.periodic and repeat.similarity < o.formula_similarity]
    if not doubtful:
        return set()
    own = _anchors(looked, [repeat.drop for repeat in doubtful], o)
    wanted = np.unique(np.concatenate(own))
    documents = _documents(seeds, looked.starts, wanted, counted)
    found = set()
    for repeat, hashes in zip(doubtful, own, strict=True):
        needed = max(o.formula_documents, o.formula_times * spread[repeat.kept])
        if len(hashes) and np.mean(documents[np.searchsorted(wanted, hashes)] >= needed) >= o.formula_share:
            found.add(repeat)
    return found


def _spread(stream: Stream, repeats: Sequence[Repeat]) -> dict[Range, int]:
    """In how many documents every kept range and its copies stand."""
    places: dict[Range, set[int]] = {}
    for repeat in repeats:
        own = places.setdefault(repeat.kept, {stream.document_at(repeat.kept[0])})
        own.add(stream.document_at(repeat.drop[0]))
    return {kept: len(own) for kept, own in places.items()}


def _anchors(looked: Extract, places: Sequence[Range], o: RepeatedSection) -> list[Symbols]:
    """The hashes of the anchors of every stretch of the stream, as far as it was looked at."""
    first, past = np.array(places, np.int64).T
    start, end = looked.position(first), looked.position(past - 1) + 1
    end = np.where((end < start) | (end - start > past - first), start, end)  # an end of it was not looked at
    found = []
    for low, high in zip(start.tolist(), end.tolist(), strict=True):
        blocks = anchors(looked.symbols, np.array((low, high), np.int64), o, fast=kernels.compiled())
        found.append(halves(next(hashes for _, hashes in blocks)))
    return found


def _documents(seeds: Seeds, starts: Ints, wanted: Symbols, counted: Mask) -> Ints:
    """In how many counted documents each of the sorted hashes stands; what no other one has is in none of them."""
    at = np.searchsorted(wanted, seeds.hashes).clip(max=len(wanted) - 1)
    hit = np.flatnonzero(wanted[at] == seeds.hashes)
    document = np.searchsorted(starts, seeds.where[hit], side="right") - 1
    own = counted[document]
    once = np.unique(at[hit][own] * len(counted) + document[own])
    return np.bincount(once // len(counted), minlength=len(wanted))
