"""Damage in known places: edits to a clean text, where they end up, and where the clean text's own places went."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random

MOST = 6  # planted places a document: damage stands among clean text
NEAR = 12  # characters between two planted places, at least

_SENTENCE = re.compile(r"[，。；]|[a-z], ?[a-z]|[a-z]\. ?|[a-z] [a-z]+ [a-z]")
_CODE = re.compile(r"https?:|\]\(|^(?:    |\t|[$|#>`+-])|[{}\\]|\]:")

Span = tuple[int, int]
Make = Callable[[re.Match[str]], str]
Plant = Callable[[str, Random], "list[Edit]"]


@dataclass(frozen=True, slots=True)
class Edit:
    """`text[start:end]` becomes `new`; a finding that touches it, or so many characters before or after it, answers."""

    start: int
    end: int
    new: str
    before: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of damage: the sources it is done to, the rules (names or families) that may answer, and how it is done.

    `plant` gives the edits, ascending and apart from each other; none when the text offers no place for it.
    `whole` damage is one place: the document.
    """

    name: str
    sources: tuple[str, ...]
    accepts: tuple[str, ...]
    plant: Plant
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Damaged:
    """The damaged text, the true spans, and the way from an offset of the clean text to one of the damaged text."""

    text: str
    spans: tuple[Span, ...]
    edits: tuple[Edit, ...]

    def moved(self, offset: int) -> int:
        """Where the clean text's `offset` stands now; the start of an edit for what the edit took away."""
        past = bisect_right([edit.start for edit in self.edits], offset)
        grown = sum(len(edit.new) - (edit.end - edit.start) for edit in self.edits[: past - 1]) if past else 0
        if not past:
            return offset
        last = self.edits[past - 1]
        if offset < last.end:
            return last.start + grown
        return offset + grown + len(last.new) - (last.end - last.start)


def damage(text: str, edits: list[Edit], whole: bool = False) -> Damaged:
    """The edits made; the whole text is the only true span of `whole` damage."""
    out: list[str] = []
    spans: list[Span] = []
    done = length = 0
    for edit in edits:
        out += [text[done : edit.start], edit.new]
        start = length + edit.start - done
        length = start + len(edit.new)
        spans.append((max(0, start - edit.before), length + edit.after))
        done = edit.end
    bad = "".join([*out, text[done:]])
    return Damaged(bad, ((0, len(bad)),) if whole else tuple(spans), tuple(edits))


def places(text: str, pattern: str, chance: Random, most: int = MOST) -> list[re.Match[str]]:
    """At most so many matches in running text, drawn at random, apart from each other, ascending."""
    prose = [(start, end) for start, end in lines(text) if is_prose(text[start:end])]
    search = re.compile(pattern, re.MULTILINE).finditer
    matches = [match for start, end in prose for match in search(text, start, end)]
    chance.shuffle(matches)
    taken: list[re.Match[str]] = []
    for match in matches:
        if all(match.start() >= m.end() + NEAR or match.end() + NEAR <= m.start() for m in taken):
            taken.append(match)
        if len(taken) == most:
            break
    return sorted(taken, key=lambda m: m.start())


def is_prose(line: str) -> bool:
    """Whether a line is running text, not code, a table, a heading or an address."""
    return bool(_SENTENCE.search(line)) and not _CODE.search(line)


def replaced(matches: Iterable[re.Match[str]], make: Make, before: int = 0, after: int = 0) -> list[Edit]:
    """Each match replaced."""
    return [Edit(m.start(), m.end(), make(m), before, after) for m in matches]


def inserted(offsets: Iterable[int], new: Callable[[], str], before: int = 1, after: int = 1) -> list[Edit]:
    """Something inserted at each offset."""
    return [Edit(at, at, new(), before, after) for at in offsets]


def lines(text: str) -> Iterator[Span]:
    """The offsets of every line, without its end."""
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1
