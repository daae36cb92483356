"""Words typed twice: 系统系统, 第六幼儿园幼儿园.

Chinese doubles words rightly, too, and two words may meet so that their letters repeat (企业创业, 年度年度报告).
What is reported stands alone elsewhere in the document, and nothing there joins its halves to different neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from checker.allowed import Positive, Regex, Share
from checker.batch import Batch
from checker.detectors import View, detector
from checker.finding import Fix, Hit
from checker.patterns import compiled
from checker.text.classes import class_table
from checker.text.fluency import model
from checker.text.points import code_points

Places = NDArray[np.intp]


def _repeating(batch: Batch, *, longest: int, **_: object) -> list[int]:
    """The documents that have a Han word twice in a row."""
    return batch.holding(np.sort(_all_runs(batch.points, longest)[0]))


@detector("doubled-word", gate=_repeating)
def doubled_word(
    view: View,
    *,
    longest: Positive,
    particles: str,
    not_before: str,
    apart: str = "",
    unless: Sequence[Regex] = (),
    alone: int = 2,
    neighbour_share: Share = 0.1,
    loose_share: Share = 0.5,
    spoken: Regex = "",
    near: int = 0,
    odds: float = 30.0,
    chance: float = 1.0,
    stretch: Positive = 50_000,
    most: int = 60,
) -> Iterator[Hit]:
    """Two equal Han words of 2 to `longest` characters in a row.

    A pair is rightly doubled when the word begins with a character of `particles` (of two characters: holds one),
    when no word or one of `not_before` follows, or when one of `unless` matches the word.  `alone`: how often a word
    of two characters must stand alone in the document.  `neighbour_share`: of the other occurrences of the word, the
    share followed by the same character above which the second half belongs to a longer word; `loose_share` the same
    where one of `apart`, or no word, stands before the pair, so that the first half belongs to nothing.

    A word of a dictionary needs no other occurrence where nothing within `near` characters matches `spoken` (where no
    word follows: nothing in the text): its characters are `odds` times likelier in one word than in two, and those
    that meet between, before and after the halves at most `chance` times.

    Of a long text, the stretch of `stretch` characters where the pair stands and those beside it are the document, and
    the first `most` pairs of a stretch are looked at, so that the effort grows with the text alone.
    """
    text = view.text
    if text.isascii():
        return
    followed = compiled("[{han}{open}{latin}{digit}*]")
    words = [compiled(p) for p in unless]
    for start, size in repeats(view.shared(code_points), longest, stretch, most):
        end = start + 2 * size
        pair = _Pair(text[start : start + size], text[start - 1 : start] if start else "", text[end : end + 1])
        if _is_rightly_doubled(pair.word, particles) or any(w.search(pair.word) for w in words):
            continue
        if pair.after in not_before:
            continue
        around = neighbourhood(text, start, stretch)
        goes_on = followed.match(pair.after) is not None
        if not goes_on or _meets_by_chance(around, pair, apart, alone, neighbour_share, loose_share):
            about = text[max(0, start - near) : end + near] if goes_on else around
            if compiled(spoken).search(about) or not _is_a_word(pair, odds, chance):
                continue
        yield Hit(start, end, values={"word": pair.word}, fix=Fix(pair.word))


@dataclass(frozen=True, slots=True)
class _Pair:
    """A word that is followed by itself, and the characters before and after (empty at an end of the text)."""

    word: str
    before: str
    after: str


def repeats(points: Places, longest: int, stretch: int, most: int) -> list[tuple[int, int]]:
    """Start and length of the Han words of 2 to `longest` characters that are followed by themselves, by start.

    Of words that overlap the first is taken, and the shortest of those; a word that goes on being repeated counts once.
    Of those that begin in one stretch of `stretch` characters the first `most` are looked at.
    """
    starts, ends, sizes = _all_runs(points, longest)
    order = np.lexsort((sizes, starts))
    owner = starts[order] // stretch
    rank = np.arange(len(order)) - np.searchsorted(owner, owner)
    out: list[tuple[int, int]] = []
    reach = 0
    for i in order[rank < most].tolist():
        if starts[i] >= reach:
            out.append((int(starts[i]), int(sizes[i])))
            reach = int(ends[i])
    return out


def _all_runs(points: Places, longest: int) -> Places:
    """The runs of words of every size (see `_runs`)."""
    units = points.astype(np.uint32)  # half as many bytes to compare
    han = class_table("{han}")[points]
    runs = [_runs(units, han, size) for size in range(2, min(longest, len(points) // 2) + 1)]
    return np.concatenate([np.zeros((3, 0), np.intp), *runs], axis=1)


def _runs(points: NDArray[np.uint32], han: NDArray[np.bool_], size: int) -> Places:
    """Three rows: start, end and `size` of every stretch that is a word of `size` Han characters twice or more."""
    begins = (points[:-size] == points[size:]) & han[:-size]
    width = 1
    while width < size:  # `begins` says so of `width` characters in a row
        step = min(width, size - width)
        begins = begins[:-step] & begins[step:]
        width += step
    places = np.flatnonzero(begins)
    first = np.diff(places, prepend=-2) > 1
    starts, past = places[first], places[np.append(first[1:], True)[: len(places)]] + 1
    return np.stack((starts, past - 1 + 2 * size, np.full(len(starts), size)))


def neighbourhood(text: str, start: int, stretch: int) -> str:
    """The stretch of the text where `start` stands, and the one before and after it."""
    first = start // stretch * stretch
    return text[max(0, first - stretch) : first + 2 * stretch]


def _is_rightly_doubled(word: str, particles: str) -> bool:
    alike = len(set(word)) == 1  # 哈哈哈哈: a sound
    return alike or word[0] in particles or (len(word) == 2 and word[1] in particles)


def _is_a_word(pair: _Pair, odds: float, chance: float) -> bool:
    """Whether a dictionary knows the pair as one word twice, and none that goes beyond or lies across its halves."""
    words = model()
    word = pair.word
    inside = min(words.within(left, right) for left, right in pairwise(word))
    edges = ((word[-1], word[0]), (pair.before, word[0]), (word[-1], pair.after))
    return inside >= odds and all(not a or not b or words.within(a, b) <= chance for a, b in edges)


def _meets_by_chance(
    text: str, pair: _Pair, apart: str, alone: int, neighbour_share: float, loose_share: float
) -> bool:
    """Whether the text takes the two halves for parts of different words."""
    word, before, after = pair.word, pair.before, pair.after
    pairs = text.count(word + word)
    others = text.count(word) - 2 * pairs
    if len(word) == 2 and others < alone:
        return True
    turned = word[1:] + word[0]
    if text.count(turned) - pairs >= max(others, 1):
        return True  # 运用信用信息: 信用 is the word, not 用信
    if not compiled("{han}").match(after):
        return False
    joins_left = compiled("{han}").match(before) is not None and before not in apart
    longer = text.count(word + after) - text.count(word + word + after)
    if longer > (neighbour_share if joins_left else loose_share) * max(others, 1):
        return True  # 一年度年度报告: the second half belongs to 年度报告
    return joins_left and longer > 0 and text.count(before + word) > text.count(before + word + word)
