"""GBK text in which one byte was lost, so that the bytes after it were paired one too late: how to read it again.

A tool that knows nothing of two-byte characters finds a mark across a character boundary, `[x x'][y y']` where `x'y'`
is the code of the mark.  The mark stays, `x` is dropped, and `y'` is read together with what follows, until a byte
below 0x80 or a real mark puts the pairs right again.  The same happens where a pinyin annotation is written into the
middle of a character.  Reading again is deterministic but for the first and the last character; a language model
decides whether the outcome is text.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from checker.hanzi import readings
from checker.text.fluency import Model, is_han
from checker.text.gbk import FIRST, UNFOLDED, byte_forms, folded, is_traditional, pair, with_lead, with_trail
from checker.text.stretches import Taken

SYLLABLE = "[a-z\u00e0-\u017f\u01cd-\u01dc\u01f8-\u01f9]{1,7}"
ANNOTATION = re.compile(rf"[(（]({SYLLABLE})[)）]")
BROKEN = re.compile(rf"[?？\ufffd]({SYLLABLE})[)）]")  # the first byte and the bracket were read as one character
PAIRS = {"”": "“", "》": "《", ")": "(", "〉": "〈", "』": "『", "」": "「"}
_MARKS = "".join((*PAIRS, *PAIRS.values()))
_PAIRED = re.compile(f"[{re.escape(_MARKS)}{''.join(c for c in UNFOLDED if UNFOLDED[c] in _MARKS)}]")
BLANK = " \t\u3000"
LOST = "?\ufffd"  # what decoders write for a byte they could not pair
CLOSING = frozenset("。，、；：！？…—“”‘’（）《》")  # marks that may end a run
FEW = 4  # guesses at a lost character that are judged with the rest of the line
MARKS = 4  # quotation marks and brackets that one run may have upset
NEAR = 500  # characters each side of a run in which a quotation mark may have its partner


@dataclass(frozen=True, slots=True)
class Weights:
    """What the search goes by; figures in nats.

    `balance` is what each quotation mark that finds its partner is worth, `patience` how much a reading may lose before
    it is given up, `replaced` what speaks against a question mark that stands for half a character, `own` the share of
    the document's own habits in guessing a lost character, `clause` the Han characters that a sentence has at least,
    each missing one worth a nat; `marks` are those that are found across a boundary,
    `resync` those in front of which the pairs come right again.  A run has at most `longest` characters; once the
    readings of a line have `effort_line` characters together, or those of the document `effort`, no more are tried.
    """

    clause: int
    own: float
    balance: float
    replaced: float
    patience: float
    marks: str
    resync: str
    longest: int
    effort_line: int
    effort: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A run of a line, `start` to `end` in its characters, read again; `gain` in nats over the text as it stands."""

    start: int
    end: int
    text: str
    gain: float


class Line:
    """One line without its pinyin annotations; `notes` has the annotation after a character, `offsets` the way back."""

    def __init__(self, raw: str) -> None:
        self.notes: dict[int, str] = {}
        chars: list[str] = []
        self.offsets: list[int] = []
        at = 0
        for mark in ANNOTATION.finditer(raw):
            if mark[1].isascii() or mark.start() == 0:
                continue
            chars.append(raw[at : mark.start()])
            self.offsets.extend(range(at, mark.start()))
            self.notes[len(self.offsets) - 1] = mark[1]
            at = mark.end()
        chars.append(raw[at:])
        self.offsets.extend(range(at, len(raw) + 1))
        self.chars = "".join(chars)
        self.given_up = len(self.chars)  # from here on no run was looked for

    def span(self, reading: Reading) -> tuple[int, int]:
        """The raw span of a run; an annotation after its last character is not part of it."""
        return self.offsets[reading.start], self.offsets[reading.end - 1] + 1


class Search:
    """Looks for lost bytes in the lines of one document, whose own words and annotations guide it.

    `known` maps the document's annotated characters to their pinyin.
    """

    def __init__(self, model: Model, weights: Weights, lines: Iterable[str]) -> None:
        self.model, self.weights = model, weights
        self._lines = lines
        self._left = weights.effort
        self._pairs = Counter[str]()
        self._chars = Counter[str]()
        self._codes = {}
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
        text = "\n".join(Line(raw).chars for raw in self._lines)
        self._pairs = Counter(map("".join, pairwise(text)))
        self._chars = Counter(text)
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
        found = [r for r in (self._weighed(line, r) for r in hopeful) if r.gain >= least]
        best = sorted(found, key=lambda r: (-r.gain, r.start))
        taken = Taken()
        return sorted((r for r in best if taken.take(r.start, r.end)), key=lambda r: r.start)

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
        if left in BLANK and not opening:
            return
        words = 0  # Han characters since the last mark: a sentence does not end after one or two
        while words < min(at, self.weights.clause) and is_han(line.chars[at - 1 - words]):
            words += 1
        stop = self.weights.clause - words if words else 0
        for end, text in self._again(line, at + 1, second):
            if end == 1:  # a mark that a line of code may begin with
                continue
            begin = text[0]
            if opening:
                yield self._judged(line, at, end, "\u3000" + text)
            if not opening:
                for head in self._likeliest(with_trail(first), left, begin):
                    reading = self._judged(line, at, end, head + text)
                    yield replace(reading, gain=reading.gain - stop) if head == "。" else reading

    def _replaced(self, line: Line, at: int) -> Iterator[Reading]:
        """A first byte that was replaced at `at`: the next character begins with the second one."""
        left = line.chars[at - 1] if at else "\n"
        following = line.chars[at + 1 : at + 2]
        for form in () if following.isascii() else byte_forms(following):
            if form[1] >= FIRST:
                for end, text in self._again(line, at + 2, form[1]):
                    heads = self._likeliest(with_trail(form[0]), left, text[0])
                    for read in (self._judged(line, at, end, head + text) for head in heads):
                        yield replace(read, gain=read.gain - self.weights.replaced)

    def _inside(self, line: Line, at: int, broken: re.Match[str]) -> Iterator[Reading]:
        """An annotation that was written into a character: its own character is the straddling one."""
        before = line.chars[at - 1] if at else ""
        for form in byte_forms(before) if before and not before.isascii() else ():
            for key in with_lead(form[1]):
                if self.fits(key, broken[1]) and (is_traditional(key) or key in self.known):
                    second = key.encode("gb18030")[1]
                    for end, text in self._again(line, broken.end(), second):
                        yield self._judged(line, at, end, text)

    def _judged(self, line: Line, start: int, end: int, text: str) -> Reading:
        left = line.chars[start - 1] if start else "\n"
        right = line.chars[end : end + 2] or "\n"
        plain = ANNOTATION.sub("", text)
        observed = BROKEN.sub("\ufffd", line.chars[start:end])
        gain = self.model.score(plain, left, right) - self.model.score(observed, left, right)
        for a, b in ((left, plain[0]), ((plain + right)[0], (plain + right)[1])):
            gain += self._joined(a, b) - self.model.after(a, b)
        return Reading(start, end, text, gain)

    def _weighed(self, line: Line, reading: Reading) -> Reading:
        before = line.chars[max(0, reading.start - NEAR) : reading.start]
        behind = line.chars[reading.end : reading.end + NEAR]
        seen = line.chars[reading.start : reading.end]
        better = unmatched(before + seen + behind) - unmatched(before + reading.text + behind)
        return replace(reading, gain=reading.gain + self.weights.balance * better)

    def _again(self, line: Line, at: int, pending: int) -> list[tuple[int, str]]:
        """Where a run that starts at `at` with one byte pending may end, and what it says."""
        out: list[tuple[int, str]] = []
        stack = [(at, pending, "", 0.0)]
        been: set[tuple[int, int]] = set()
        while stack:
            j, byte, text, gain = stack.pop()
            if (j, byte) in been:
                continue
            been.add((j, byte))
            char = line.chars[j] if j < len(line.chars) else ""
            left = text[-1] if text else "的"
            out += ((end, text + last) for end, last in self._closings(line, j, byte, left, char))
            if not char or j - at > self.weights.longest:
                continue
            cost = self.model.after(line.chars[j - 1] if text else "的", char)
            for form in byte_forms(char):
                again = pair(byte, form[0])
                if not again:
                    continue
                if len(form) == 2 and form[1] < FIRST:  # an ASCII character was taken for the second byte
                    out.append((j + 1, text + again + chr(form[1])))
                    continue
                if len(form) == 1:
                    if j not in line.notes or self.fits(again, line.notes[j]):
                        out.append((j + 1, text + again))
                    continue
                if j in line.notes:  # the byte that waits is lost before the bracket, and the annotation tells it
                    last = (c for c in with_lead(form[1]) if self.fits(c, line.notes[j]))
                    out += ((j + 1, text + again + c) for c in last)
                    continue
                sum_ = gain + self.model.after(left, again) - cost
                if sum_ > -self.weights.patience:
                    stack.append((j + 1, form[1], text + again, sum_))
        return out

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
        ends = [c for c in with_lead(byte) if is_han(c) or c in CLOSING]
        yield from ((j, last) for last in self._likeliest(ends, left, right))

    def _likeliest(self, chars: Sequence[str], left: str, right: str) -> list[str]:
        """The few characters that fit best between two others; quotation marks may decide among them."""
        return heapq.nlargest(FEW, chars, key=lambda c: self._joined(left, c) + self._joined(c, right))

    def _joined(self, left: str, char: str) -> float:
        """The log-probability of `char` after `left`, with the document's own habits where they were learnt."""
        plain = self.model.after(left, char)
        if not self._pairs:
            return plain
        own = self._pairs[left + char] / (self._chars[left] + 1)
        return math.log((1 - self.weights.own) * math.exp(plain) + self.weights.own * own)


def unmatched(text: str) -> int:
    """How many quotation marks and brackets have no partner."""
    open_: list[str] = []
    alone = 0
    for char in folded("".join(_PAIRED.findall(text))):
        if char in PAIRS.values():
            alone += char == "“" and char in open_
            open_.append(char)
        elif char in PAIRS:
            if open_ and open_[-1] == PAIRS[char]:
                open_.pop()
            else:
                alone += 1
    return alone + len(open_)


def annotated(lines: Iterable[str]) -> dict[str, str]:
    """Han character -> its pinyin, from annotations that are a reading of the character before them."""
    seen: dict[str, dict[str, int]] = {}
    for raw in lines:
        line = Line(raw)
        for at, note in line.notes.items():
            char = line.chars[at]
            if is_han(char) and note in readings().get(char, ()):
                counts = seen.setdefault(char, {})
                counts[note] = counts.get(note, 0) + 1
    return {char: max(counts, key=lambda n: counts[n]) for char, counts in seen.items()}
