"""Which of the readings of a damaged run is the text that stood there."""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, cached_property, lru_cache
from itertools import pairwise

from checker.hanzi import simplified
from checker.text.fluency import Model
from checker.text.gbk import UNFOLDED, folded
from checker.text.runs import ANNOTATION, BROKEN, Line, Reading, Weights
from checker.text.words import words

PAIRS = {"”": "“", "》": "《", ")": "(", "〉": "〈", "』": "『", "」": "「"}
_MARKS = "".join((*PAIRS, *PAIRS.values()))
_PAIRED = re.compile(f"[{re.escape(_MARKS)}{''.join(c for c in UNFOLDED if UNFOLDED[c] in _MARKS)}]")
FEW = 6  # guesses at a lost character that are judged with the rest of the line
RIVALS = 40  # readings that are compared by words
NEAR = 500  # characters each side of a run in which a quotation mark may have its partner
CONTEXT = 10  # characters each side of a run that are read with it as words


class Judge:
    """Weighs readings by the language, and by the habits of the document once they are learnt."""

    def __init__(self, model: Model, weights: Weights, lines: Iterable[str]) -> None:
        self.model, self.weights = model, weights
        self._lines = lines
        self._pairs = Counter[str]()
        self._chars = Counter[str]()
        self._guesses: dict[tuple[Sequence[str], str, str], list[str]] = {}

    def learn(self) -> None:
        """Let the document's own habits guide the guesses from now on: worth it for a damaged document."""
        text = "\n".join(Line(raw).chars for raw in self._lines)
        self._pairs = Counter(map("".join, pairwise(text)))
        self._chars = Counter(text)
        self._guesses.clear()

    @cached_property
    def _scripts(self) -> tuple[int, int]:
        """How many characters of the document only simplified text has, and how many only traditional."""
        return scripts("".join(self._lines))

    def likeliest(self, chars: tuple[str, ...], left: str, right: str) -> Sequence[str]:
        """The few characters that fit best between two others; quotation marks may decide among them."""
        if not self._pairs:
            return _between(self.model, chars, left, right)
        key = (chars, left, right)
        if key not in self._guesses:
            if len(self._guesses) > 100_000:
                self._guesses.clear()
            self._guesses[key] = heapq.nlargest(
                FEW, chars, key=lambda c: self._joined(left, c) + self._joined(c, right)
            )
        return self._guesses[key]

    def judged(self, line: Line, start: int, end: int, text: str) -> Reading:
        """The reading with its gain by pairs of characters, its ends by the document's habits."""
        left = line.chars[start - 1] if start else "\n"
        right = line.chars[end : end + 2] or "\n"
        plain = ANNOTATION.sub("", text)
        observed = BROKEN.sub("\ufffd", line.chars[start:end])
        gain = self.model.score(plain, left, right) - self.model.score(observed, left, right)
        for a, b in ((left, plain[0]), ((plain + right)[0], (plain + right)[1])):
            gain += self._joined(a, b) - self.model.after(a, b)
        return Reading(start, end, text, gain)

    def balanced(self, line: Line, reading: Reading) -> Reading:
        """The same with what the quotation marks say that it opens and closes."""
        before = line.chars[max(0, reading.start - NEAR) : reading.start]
        behind = line.chars[reading.end : reading.end + NEAR]
        seen = line.chars[reading.start : reading.end]
        better = unmatched(before + seen + behind) - unmatched(before + reading.text + behind)
        return replace(reading, gain=reading.gain + self.weights.balance * better)

    def chosen(self, line: Line, best: Reading, ordered: Sequence[Reading]) -> Reading:
        """The reading of this run that is likeliest as a row of words; `ordered` has all of the line, best first."""
        rivals = [r for r in ordered if r.start == best.start and r.gain >= best.gain - self.weights.near][:RIVALS]
        if len(rivals) < 2:
            return best
        end = max(r.end for r in rivals)
        return max(rivals, key=lambda r: self._worded(line, r, end))

    def _worded(self, line: Line, reading: Reading, end: int) -> float:
        """The gain of a reading by words; `end` is that of its longest rival."""
        plain = ANNOTATION.sub("", reading.text)
        behind = line.chars[reading.end : end + CONTEXT]
        before = line.chars[max(0, reading.start - CONTEXT) : reading.start]
        if end + CONTEXT >= len(line.chars):
            behind += "\n"
        paired = self.model.score(plain + behind, before[-1:] or "\n")
        gain = reading.gain + self.weights.words * (words().score(f"\n{before}{plain}{behind}") - paired)
        if behind == "\n":
            gain += words().ending(line.chars[: reading.start] + plain)
        return gain + self._in_script(plain)

    def _in_script(self, text: str) -> float:
        """What speaks against traditional characters at the ends of a run in simplified text.

        Nothing is said of simplified ones in traditional text: whoever converts a text leaves some.
        """
        simple, traditional = (a + b for a, b in zip(self._scripts, scripts(text[1:-1]), strict=True))
        cost = math.log((traditional + 0.5) / (simple + traditional + 1))
        return cost * scripts(text[0] + text[-1])[1]

    def _joined(self, left: str, char: str) -> float:
        """The log-probability of `char` after `left`, with the document's own habits where they were learnt."""
        plain = self.model.after(left, char)
        if not self._pairs:
            return plain
        own = self._pairs[left + char] / (self._chars[left] + 1)
        return math.log((1 - self.weights.own) * math.exp(plain) + self.weights.own * own)


@lru_cache(maxsize=50_000)
def _between(model: Model, chars: tuple[str, ...], left: str, right: str) -> Sequence[str]:
    """The few characters that fit best between two others, in any text."""
    return heapq.nlargest(FEW, chars, key=lambda c: model.after(left, c) + model.after(c, right))


@cache
def _plain_forms() -> frozenset[str]:
    """Characters that simplified text writes for others; some are traditional ones as well."""
    return frozenset(simplified().values()) - frozenset(simplified())


def scripts(text: str) -> tuple[int, int]:
    """How many of the characters only simplified text has, and how many only traditional."""
    forms = simplified()
    return sum(char in _plain_forms() for char in text), sum(char in forms for char in text)


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
