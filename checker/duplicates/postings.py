"""Pairs of texts that share enough shingles, from lists of the texts that hold each shingle."""

from __future__ import annotations

import numpy as np

from checker.duplicates.shingles import Ints, ShingleSets, unique_pairs

_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)


def propose(sets: ShingleSets, share: float, hot: int) -> tuple[Ints, Ints]:
    """Pairs of texts (2 x n) that may share at least `share` of the shorter one's shingles; none that does is missed.

    Only shingles that stand in two texts can be shared, and of those any choice that leaves out fewer than `share` of
    all must meet the partner: the rarest are taken.  A shingle in more than `hot` texts joins each text to the first
    one and to the one before it only; with the pairs, for every text, the size of the largest such list it asked.
    """
    order = np.argsort(sets.keys & _LOW, kind="stable")
    hashes = (sets.keys & _LOW)[order]
    heads = np.flatnonzero(np.diff(hashes, prepend=np.uint64(0xFFFFFFFFFFFFFFFF)) != 0)
    sizes = np.diff(np.append(heads, len(hashes)))
    group = np.empty(len(hashes), np.int64)
    group[order] = np.repeat(np.arange(len(heads)), sizes)  # key -> posting list
    texts = (sets.keys[order] >> _HALF).astype(np.int64)
    queries = _queries(sets, sizes[group], share)
    owner = (sets.keys[queries] >> _HALF).astype(np.int64)
    lists = group[queries]
    plain = sizes[lists] <= hot
    found = [_expand(owner[plain], heads[lists[plain]], sizes[lists[plain]], texts)]
    others = (heads[lists[~plain]], _before(order, queries[~plain], heads[lists[~plain]]))
    found += [np.stack((owner[~plain], texts[at])) for at in others]
    crowded = np.zeros(len(sets.sizes), np.int64)
    np.maximum.at(crowded, owner[~plain], sizes[lists[~plain]])
    return unique_pairs(np.concatenate(found, axis=1), len(sets.bounds)), crowded


def _queries(sets: ShingleSets, frequency: Ints, share: float) -> Ints:
    """Of every text the rarest shared shingles that must meet a partner: positions in `sets.keys`."""
    text = (sets.keys >> _HALF).astype(np.int64)
    at = np.flatnonzero(frequency > 1)
    usable = np.bincount(text[at], minlength=len(sets.bounds) - 1)
    take = np.maximum(0, usable - np.ceil(share * sets.sizes).astype(np.int64) + 1)
    at = at[take[text[at]] > 0]
    at = at[np.lexsort((frequency[at], text[at]))]
    first = np.searchsorted(text[at], text[at])
    chosen: Ints = at[np.arange(len(at)) - first < take[text[at]]]
    return chosen


def _expand(owner: Ints, head: Ints, size: Ints, texts: Ints) -> Ints:
    """Every text of a posting list beside the text that asked for it (2 x n)."""
    rows = np.repeat(np.arange(len(owner)), size)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(size) - size, size)
    return np.stack((owner[rows], texts[head[rows] + within]))


def _before(order: Ints, queries: Ints, heads: Ints) -> Ints:
    """For keys, where in the posting order the key before them stands, at least the head of their list."""
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return np.maximum(place[queries] - 1, heads)
