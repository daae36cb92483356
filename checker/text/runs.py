"""What is known of a line that may have lost bytes: its annotations set aside, and the runs that were read again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from checker.hanzi import readings
from checker.text.fluency import is_han

SYLLABLE = "[a-z\u00e0-\u017f\u01cd-\u01dc\u01f8-\u01f9]{1,7}"
ANNOTATION = re.compile(rf"[(（]({SYLLABLE})[)）]")
BROKEN = re.compile(rf"[?？\ufffd]({SYLLABLE})[)）]")  # the first byte and the bracket were read as one character


@dataclass(frozen=True, slots=True)
class Weights:
    """What the search goes by; figures in nats.

    `balance` is what each quotation mark that finds its partner is worth, `patience` how much a reading may lose before
    it is given up, `replaced` what speaks against a question mark that stands for half a character, `own` the share of
    the document's own habits in guessing a lost character, `clause` the Han characters that a sentence has at least,
    each missing one worth a nat; `marks` are those that are found across a boundary,
    `resync` those in front of which the pairs come right again.  Readings at most `near` below the best are compared by
    words, which then have the share `words` in the outcome.  A run has at most `longest` characters; once the
    readings of a line have `effort_line` characters together, or those of the document `effort`, no more are tried.
    """

    clause: int
    own: float
    words: float
    near: float
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
