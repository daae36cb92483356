"""GBK text in which one byte was lost, so that the bytes after it were paired one too late: how to read it again.

A tool that knows nothing of two-byte characters finds a mark across a character boundary, `[x x'][y y']` where `x'y'`
is the code of the mark.  The mark stays, `x` is dropped, and `y'` is read together with what follows, until a byte
below 0x80 or a real mark puts the pairs right again.  The same happens where a pinyin annotation is written into the
middle of a character.  Reading again is deterministic but for the first and the last character; a language model
decides whether the outcome is text.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from checker.hanzi import readings
from checker.text.fluency import Model, is_han
from checker.text.gbk import (
    FIRST,
    HOLE,
    STOPS,
    UNFOLDED,
    byte_forms,
    folded,
    is_traditional,
    pair,
    with_lead,
    with_trail,
)
from checker.text.judge import FEW, Judge
from checker.text.runs import BROKEN, Line, Reading, Weights, annotated
from checker.text.stretches import Taken

BLANK = " \t\u3000"
LOST = "?\ufffd"  # what decoders write for a byte they could not pair
CLOSING = frozenset("。，、；：！？…—“”‘’（）《》")  # marks that may end a run
MARKS = 4  # quotation marks and brackets that one run may have upset


class Way(NamedTuple):
    """What a run says up to some character, and its gain in nats so far."""

    text: str
    gain: float


class Search:
    """Looks for lost bytes in the lines of one document, whose own words and annotations guide it.

    `known` maps the document's annotated characters to their pinyin.
    """

    def __init__(self, model: Model, weights: Weights, lines: Iterable[str]) -> None:
        self.model, self.weights = model, weights
        self._lines = lines
        self._left = weights.effort
        self.judge = Judge(model, weights, lines)
        self._codes: dict[str, tuple[int, int]] = {}
        for mark in weights.marks:
            first, second = mark.encode("gb18030")
            self._codes[mark] = self._codes[UNFOLDED.get(mark, mark)] = (first, second)
        self._resync = weights.resync + folded(weights.resync)

    @cached_property
    def known(self) -> Mapping[str, str]:
        """Han character -> its pinyin in this document."""
        return annotated(self._lines)

    def learn(self) -> None:
        """Let the document's own habits guide the guesses from now on: worth it for a damaged document."""
        self.judge.learn()
        self._left = self.weights.effort

    def readings(self, line: Line, least: float, places: Iterable[int] | None = None) -> list[Reading]:
        """The best readings of the damaged runs in a line, each at least `least` nats better than what stands.

        `places` are the characters where a run may begin, all when None.
        """
        found: list[Reading] = []
        least_left = max(0, self._left - self.weights.effort_line)
        for at in range(len(line.chars)) if places is None else places:
            if self._left <= least_left:
                line.given_up = at
                break
            before = len(found)
            char = line.chars[at]
            broken = BROKEN.match(line.chars, at) if char in "?？\ufffd" else None
            if broken and not broken[1].isascii():
                found += self._inside(line, at, broken)
            else:
                if char in self._codes and at not in line.notes:
                    found += self._across(line, at)
                if char in LOST:
                    found += self._replaced(line, at)
            self._left -= sum(len(reading.text) for reading in found[before:])
        hopeful = (r for r in found if r.gain + MARKS * self.weights.balance >= least)
        found = [r for r in (self.judge.balanced(line, r) for r in hopeful) if r.gain >= least]
        best = sorted(found, key=lambda r: (-r.gain, r.start))
        taken = Taken()
        likely = [r for r in best if taken.take(r.start, r.end)]
        taken = Taken()
        chosen = (self.judge.chosen(line, r, best) for r in likely)
        return sorted((r for r in chosen if taken.take(r.start, r.end)), key=lambda r: r.start)

    def fits(self, char: str, note: str) -> bool:
        """Whether the annotation can be the character's: as the document has it, else as dictionaries do."""
        if char in self.known:
            return self.known[char] == note
        return note in readings().get(char, ())

    def _across(self, line: Line, at: int) -> Iterator[Reading]:
        """A mark that was found across a boundary at `at`."""
        first, second = self._codes[line.chars[at]]
        opening = first == 0xA1 and not line.chars[:at].strip(BLANK) and at <= 2
        left = line.chars[at - 1] if at else "\n"
        words = 0  # Han characters since the last mark: a sentence does not end after one or two
        while words < min(at, self.weights.clause) and is_han(line.chars[at - 1 - words]):
            words += 1
        stop = self.weights.clause - words if words else 0
        for end, text in self._again(line, at + 1, second):
            if end == 1:  # a mark that a line of code may begin with
                continue
            begin = text[0]
            if opening:
                yield self.judge.judged(line, at, end, "\u3000" + text)
            for head in self.judge.likeliest(with_trail(first), left, begin):
                reading = self.judge.judged(line, at, end, head + text)
                yield replace(reading, gain=reading.gain - stop) if head in STOPS else reading

    def _replaced(self, line: Line, at: int) -> Iterator[Reading]:
        """A first byte that was replaced at `at`: the next character begins with the second one."""
        left = line.chars[at - 1] if at else "\n"
        following = line.chars[at + 1 : at + 2]
        for form in () if following.isascii() else byte_forms(following):
            if form[1] >= FIRST:
                for end, text in self._again(line, at + 2, form[1]):
                    heads = self.judge.likeliest(with_trail(form[0]), left, text[0])
                    for read in (self.judge.judged(line, at, end, head + text) for head in heads):
                        yield replace(read, gain=read.gain - self.weights.replaced)

    def _inside(self, line: Line, at: int, broken: re.Match[str]) -> Iterator[Reading]:
        """An annotation that was written into a character: its own character is the straddling one."""
        before = line.chars[at - 1] if at else ""
        for form in byte_forms(before) if before and not before.isascii() else ():
            for key in with_lead(form[1]):
                if self.fits(key, broken[1]) and (is_traditional(key) or key in self.known):
                    second = key.encode("gb18030")[1]
                    for end, text in self._again(line, broken.end(), second):
                        yield self.judge.judged(line, at, end, text)

    def _again(self, line: Line, at: int, pending: int) -> list[tuple[int, str]]:
        """Where a run that starts at `at` with one byte pending may end, and what it says.

        Of the ways to the same byte and character only the likeliest is gone on with.
        """
        out: list[tuple[int, str]] = []
        ways = {(pending, ""): Way("", 0.0)}
        for j in range(at, min(len(line.chars), at + self.weights.longest) + 1):
            further: dict[tuple[int, str], Way] = {}
            char = line.chars[j] if j < len(line.chars) else ""
            for (byte, _), way in ways.items():
                left = way.text[-1] if way.text else "的"
                out += ((end, way.text + last) for end, last in self._closings(line, j, byte, left, char))
                if char:
                    out += ((j + 1, way.text + last) for last in self._last(line, j, byte))
                    cost = self.model.after(line.chars[j - 1] if way.text else "的", char)
                    for again, next_byte in self._pairs(line, j, byte):
                        gain = way.gain + self.model.score(again, left) - cost
                        key = (next_byte, again[-1])
                        if gain > -self.weights.patience and (key not in further or further[key].gain < gain):
                            further[key] = Way(way.text + again, gain)
            ways = further
            if not ways:
                break
        return out

    def _pairs(self, line: Line, j: int, byte: int) -> Iterator[tuple[str, int]]:
        """The characters that the byte that waits makes with those of `j`, and the byte that waits then."""
        if j in line.notes:
            return
        gap = pair(byte, HOLE)
        gap = gap if gap and not self.model.rare(gap) else ""
        for form in byte_forms(line.chars[j]):
            if len(form) == 2 and form[1] >= FIRST:
                if again := pair(byte, form[0]):
                    yield again, form[1]
                if gap:  # a pair that is no character was left out: its first byte, and the next one's
                    for lost in _behind(self.model, gap, form[0]):
                        yield gap + lost, form[1]

    def _last(self, line: Line, j: int, byte: int) -> Iterator[str]:
        """What the run says last if the pairs come right behind `j`."""
        note = line.notes.get(j)
        for form in byte_forms(line.chars[j]):
            again = pair(byte, form[0])
            if not again:
                continue
            if len(form) == 1:
                if note is None or self.fits(again, note):
                    yield again
            elif form[1] < FIRST:  # an ASCII character was taken for the second byte
                yield again + chr(form[1])
            elif note is not None:  # the byte that waits is lost before the bracket, and the annotation tells it
                yield from (again + c for c in with_lead(form[1]) if self.fits(c, note))

    def _closings(self, line: Line, j: int, byte: int, left: str, char: str) -> Iterator[tuple[int, str]]:
        """The run ends in front of `j`: the byte that waits is lost, and stands for the likeliest character."""
        if byte < FIRST:
            return
        broken = BROKEN.match(line.chars, j) if char and char in "?？\ufffd" else None
        if broken and not broken[1].isascii():
            for last in with_lead(byte):
                if self.fits(last, broken[1]):
                    yield broken.end(), f"{last}({broken[1]})"
            return
        if char and ord(char) >= 0x40 and char not in self._resync:
            return
        right = char or "\n"
        yield from ((j, last) for last in self.judge.likeliest(_closing(byte), left, right))


@lru_cache(maxsize=50_000)
def _behind(model: Model, left: str, trail: int) -> Sequence[str]:
    """The few characters with this second byte that fit best behind `left`."""
    return heapq.nlargest(FEW, with_trail(trail), key=lambda c: model.after(left, c))


@cache
def _closing(lead: int) -> tuple[str, ...]:
    """The characters with this first byte that a run may end with."""
    return tuple(c for c in with_lead(lead) if is_han(c) or c in CLOSING)
