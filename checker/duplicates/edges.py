"""Where a repeated section begins and ends: at a line or a sentence where one is near, never inside a word."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from checker.duplicates.markup import Markup
from checker.duplicates.normalise import ASTRAL_HAN, HAN
from checker.duplicates.orient import Range, Repeat, Text
from checker.duplicates.sections import aligned
from checker.duplicates.stream import Stream

_INSIDE, _BARE, _MARKED, _SENTENCE, _LINE = -1, 0, 1, 2, 3  # how good a place for an edge is
_NEVER = -1e9
_INWARD = 2  # losing a symbol that was copied is as bad as taking in so many that were not
_INNER = frozenset(["Pd", "Po", "Pc", "Sk"])  # categories of marks that stand within a number or a word


@dataclass(frozen=True, slots=True)
class Edges:
    """Moves the edges of both sides of a repeat by the same number of symbols.

    An edge goes up to `reach` symbols to where a line begins or a sentence ends (`stops`), and as far as `word` symbols
    to where no word or number is cut; never into `markup`, where there is any.
    """

    stream: Stream
    text: Text
    markup: Markup | None
    stops: Collection[str]
    reach: int
    word: int

    def all_snapped(self, repeats: Iterable[Repeat], least: float) -> list[Repeat]:
        """The repeats with better edges, each once; of what changes `least` of both sides must still align."""
        found = (self._snapped(repeat, least) for repeat in repeats)
        return list(dict.fromkeys(repeat for repeat in found if repeat))

    def _snapped(self, repeat: Repeat, least: float) -> Repeat | None:
        for ways in ((-1, 1), (1,)):  # outwards as well as inwards; inwards alone
            drop, kept = self._moved(repeat, ways)
            if (drop, kept) == (repeat.drop, repeat.kept):
                return repeat
            if _apart(drop, kept):
                similarity = repeat.similarity if repeat.periodic else self._alike(drop, kept, least)
                if similarity >= least:
                    return Repeat(drop, kept, similarity, repeat.periodic)
        return None

    def _alike(self, one: Range, other: Range, least: float) -> float:
        first, second = (self.text(*side) for side in sorted((one, other)))
        return aligned(first, second, least=least)

    def _moved(self, repeat: Repeat, ways: Sequence[int]) -> tuple[Range, Range]:
        first, second = sorted((repeat.drop, repeat.kept))
        in_a_row = first[1] == second[0] and self.stream.document_at(first[0]) == self.stream.document_at(second[0])
        if in_a_row:  # they share an edge
            start, end = self._best((first[0], second[0]), ways), -self._best((second[1],), ways, -1)
            first, second = (first[0] + start, first[1] + start), (second[0] + start, second[1] + end)
        else:
            start = self._best((first[0], second[0]), ways)
            end = -self._best((first[1], second[1]), ways, -1)
            first, second = (first[0] + start, first[1] + end), (second[0] + start, second[1] + end)
        return (first, second) if repeat.drop < repeat.kept else (second, first)

    def _best(self, offsets: Sequence[int], ways: Sequence[int], inward: int = 1) -> int:
        """How many symbols inwards to go (below 0: outwards) with edges at these offsets of the stream."""
        documents = [self.stream.document_at(at if inward > 0 else at - 1) for at in offsets]

        def places(steps: int) -> list[int]:
            return [self._place(document, at + inward * steps) for document, at in zip(documents, offsets, strict=True)]

        def value(steps: int) -> float:
            good = places(steps)
            if min(good) == _INSIDE:
                return _NEVER
            return 2 * sum(good) / len(good) - abs(steps) * (_INWARD if steps > 0 else 1) / 2

        if min(places(0)) == _LINE:
            return 0
        near = [0, *(way * step for step in range(1, self.reach + 1) for way in ways)]
        best = (_NEVER, 0, 0)
        for steps in near:
            if best[0] >= 2 * _LINE - abs(steps) / 2:
                break  # nothing as far as this can be better
            best = max(best, (value(steps), -abs(steps), -steps))
        if best[0] > _NEVER:
            return -best[2]
        far = (way * step for step in range(self.reach + 1, self.word + 1) for way in ways)
        return next((steps for steps in far if min(places(steps)) > _INSIDE), 0)

    def _place(self, document: int, at: int) -> int:
        """How good the place before the symbol at an offset is; `_INSIDE` beyond the document too."""
        start, end = int(self.stream.starts[document]), int(self.stream.starts[document + 1])
        if not start < at < end:
            return _LINE if start <= at <= end else _INSIDE
        if self.markup and self.markup.inside(at):
            return _INSIDE
        text, before, after = self.stream.gap(document, at)
        between = [char for char in text[before + 1 : after] if unicodedata.category(char) not in {"Mn", "Cf"}]
        if _in_word(text[before], text[after], between):
            return _INSIDE
        if "\n" in between:
            return _LINE
        return _SENTENCE if any(char in self.stops for char in between) else _MARKED if between else _BARE


def _apart(one: Range, other: Range) -> bool:
    return one[1] <= other[0] or other[1] <= one[0]


def _in_word(left: str, right: str, between: Sequence[str]) -> bool:
    """Whether two characters belong to one word or one number, with these others between them."""
    if unicodedata.category(right).startswith("M"):
        return True
    numbers = left.isnumeric() and right.isnumeric()
    words = not (_is_han(left) or _is_han(right))
    if len(between) == 1:
        joined = left.isdecimal() and right.isdecimal() if between[0] != "'" else words
        return joined and unicodedata.category(between[0]) in _INNER
    return not between and (numbers or words)


def _is_han(char: str) -> bool:
    point = ord(char)
    return HAN[0] <= point < HAN[1] or ASTRAL_HAN[0] <= point < ASTRAL_HAN[1]
