"""Formulas: wording whose pieces stand in many more documents than the whole, as preambles and notices of a trade do.

A text that was copied has pieces that stand where the whole stands.  Of a formula every document has some pieces, put
together and filled in in its own way: two that come out alike were not copied from each other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from checker.duplicates import kernels
from checker.duplicates.exact import Ints, Mask
from checker.duplicates.options import RepeatedSection
from checker.duplicates.orient import Range, Repeat
from checker.duplicates.seeds import Hashes, anchors
from checker.duplicates.stream import Stream

_SLOTS = 20  # bits of a hash
_SHIFT = np.uint64(64 - _SLOTS)


def formulas(stream: Stream, repeats: Sequence[Repeat], counted: Mask, o: RepeatedSection) -> set[Repeat]:
    """The repeats that are formulas, told by how many of the documents that are `counted` have their pieces."""
    if not o.formula_documents:
        return set()
    spread = _spread(stream, repeats)
    doubtful = [repeat for repeat in repeats if not repeat.periodic and repeat.similarity < o.formula_similarity]
    if not doubtful:
        return set()
    own = [_anchors_of(stream, repeat.drop, o) for repeat in doubtful]
    wanted = np.unique(np.concatenate(own))
    documents = _documents(stream, wanted, counted, o)
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


def _anchors_of(stream: Stream, place: Range, o: RepeatedSection) -> Hashes:
    bounds = np.array(place, np.int64)
    return next(hashes for _, hashes in anchors(stream.symbols, bounds, o, fast=False))


def _documents(stream: Stream, wanted: Hashes, counted: Mask, o: RepeatedSection) -> Ints:
    """In how many counted documents each of the sorted anchors stands."""
    found = np.zeros(len(wanted), np.int64)
    hopeful = np.zeros(1 << _SLOTS, np.bool_)  # a small table first, because few anchors are wanted
    hopeful[wanted >> _SHIFT] = True
    for where, hashes in anchors(stream.symbols, stream.starts, o, fast=kernels.compiled()):
        likely = hopeful[hashes >> _SHIFT]
        where, hashes = where[likely], hashes[likely]
        at = np.searchsorted(wanted, hashes).clip(max=len(wanted) - 1)
        document = np.searchsorted(stream.starts, where, side="right") - 1
        hit = (wanted[at] == hashes) & counted[document]
        once = np.unique(at[hit] * len(stream.documents) + document[hit])
        found += np.bincount(once // len(stream.documents), minlength=len(wanted))
    return found
