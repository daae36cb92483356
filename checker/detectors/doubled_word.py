"""Words typed twice: 系统系统, 第六幼儿园幼儿园.

Chinese doubles words rightly, too, and two words may meet so that their letters repeat (企业创业, 年度年度报告).
What is reported stands alone elsewhere in the document, and nothing there joins its halves to different neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from checker.detectors import View, detector
from checker.finding import Fix, Hit
from checker.patterns import compiled
from checker.text.fluency import model
from checker.text.points import code_points

FIRST_HAN = 0x3400  # below it there is no Han character but 〇


@detector("doubled-word")
def doubled_word(
    view: View,
    *,
    longest: int,
    particles: str,
    not_before: str,
    apart: str = "",
    unless: Sequence[str] = (),
    alone: int = 2,
    neighbour_share: float = 0.1,
    loose_share: float = 0.5,
    spoken: str = "",
    near: int = 0,
    odds: float = 30.0,
    chance: float = 1.0,
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
    """
    text = view.text
    if text.isascii():
        return
    followed = compiled("[{han}{open}{latin}{digit}*]")
    words = [compiled(p) for p in unless]
    reach = 0
    for start, size in _repeats(view.shared(code_points), text, longest):
        middle, end = start + size, start + 2 * size
        if start < reach:
            continue
        reach = end
        word = text[start:middle]
        if _is_rightly_doubled(word, particles) or any(w.search(word) for w in words):
            continue
        if text[end : end + 1] in not_before:
            continue
        goes_on = followed.match(text, end) is not None
        if not goes_on or _meets_by_chance(text, start, size, apart, alone, neighbour_share, loose_share):
            about = text[max(0, start - near) : end + near] if goes_on else text
            if compiled(spoken).search(about) or not _is_a_word(text, start, size, odds, chance):
                continue
        yield Hit(start, end, values={"word": word}, fix=Fix(word))


def _repeats(points: NDArray[np.intp], text: str, longest: int) -> list[tuple[int, int]]:
    """Start and length of every Han word that is followed by itself, by start, the shortest first."""
    if len(points) < 4:
        return []
    pairs = points[:-1] << 32 | points[1:]
    han = points[:-1] >= FIRST_HAN
    all_han = compiled("{han}+")
    out = []
    for size in range(2, longest + 1):
        same = np.flatnonzero((pairs[:-size] == pairs[size:]) & han[:-size])
        for start in same.tolist():
            word = text[start : start + size]
            if text.startswith(word, start + size) and all_han.fullmatch(word):
                out.append((start, size))
    return sorted(out)


def _is_rightly_doubled(word: str, particles: str) -> bool:
    alike = len(set(word)) == 1  # 哈哈哈哈: a sound
    return alike or word[0] in particles or (len(word) == 2 and word[1] in particles)


def _is_a_word(text: str, start: int, size: int, odds: float, chance: float) -> bool:
    """Whether a dictionary knows the pair as one word twice, and none that goes beyond or lies across its halves."""
    middle, end = start + size, start + 2 * size
    words = model()
    inside = min(words.within(text[i], text[i + 1]) for i in range(start, middle - 1))
    edges = (text[middle - 1 : middle + 1], text[start - 1 : start + 1] if start else "", text[end - 1 : end + 1])
    return inside >= odds and all(len(pair) < 2 or words.within(pair[0], pair[1]) <= chance for pair in edges)


def _meets_by_chance(
    text: str, start: int, size: int, apart: str, alone: int, neighbour_share: float, loose_share: float
) -> bool:
    """Whether the rest of the document takes the two halves for parts of different words."""
    middle, end = start + size, start + 2 * size
    word = text[start:middle]
    pairs = text.count(word + word)
    others = text.count(word) - 2 * pairs
    if size == 2 and others < alone:
        return True
    turned = word[1:] + word[0]
    if text.count(turned) - pairs >= max(others, 1):
        return True  # 运用信用信息: 信用 is the word, not 用信
    if not compiled("{han}").match(text, end):
        return False
    before = text[start - 1 : start]
    joins_left = compiled("{han}").match(before) is not None and before not in apart
    longer = text.count(word + text[end]) - text.count(word + word + text[end])
    if longer > (neighbour_share if joins_left else loose_share) * max(others, 1):
        return True  # 一年度年度报告: the second half belongs to 年度报告
    return joins_left and longer > 0 and text.count(before + word) > text.count(before + word + word)
