"""Line breaks in the middle of a sentence of Chinese prose.

What shows one is the mark before it or after it, a pair of marks or a word that it cuts in two, a few characters that
stand alone on the next line, or a long line without an end where the others have one.  A line of verse, which holds one
clause as the lines beside it do, is whole.  Numbers and classes are in rules/layout.toml.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from checker.document import Document
from checker.patterns import compiled
from checker.text.code import fenced_lines
from checker.text.fluency import is_han, model
from checker.text.lines import Bools, Ints, Lines, Points, among, measured, settings

FIRST_HAN = 0x3400  # below it there is no Han character but 〇


@dataclass(frozen=True, slots=True)
class Shape:
    """The lines of a text with what is seen of each without reading it.

    `prose`: it holds a mark of running text before its last character; `ended`: an end mark is its last character;
    `may_break`: it may go on with the sentence of the line before, whatever the words are and the other lines.
    """

    lines: Lines
    prose: Bools
    ended: Bools
    may_break: Bools

    def part(self, lines: slice, offset: int, size: int) -> Shape:
        """The shape of a part of the text (see Lines.part)."""
        part = self.lines.part(lines, offset, size)
        return Shape(part, self.prose[lines], self.ended[lines], self.may_break[lines])


def shape(points: Points, begins: Ints) -> Shape:
    """The shape of a text, of one document or of many, given as its code points and where its lines begin."""
    lines = measured(points, begins)
    rule = settings()["broken"]
    prose, ended = lines.holding(rule["prose"]), among(lines.last, rule["ends"])
    return Shape(lines, prose, ended, _may_break(lines, prose, ended))


def sentence_breaks(document: Document, shape: Shape, wrapped: Bools) -> Bools:
    """Which lines go on in the middle of a sentence of the line before; `wrapped` ones are left out."""
    rule = settings()["broken"]
    lines = shape.lines
    out = np.zeros(len(wrapped), np.bool_)
    if not np.any(shape.may_break & ~wrapped):
        return out
    page = _Page(document, lines, shape.prose, shape.ended)
    follows = lines.follows & ~lines.indented & ~wrapped
    open_prose = page.open_prose()
    marked = among(lines.first, rule["continues"]) & ~np.append(False, page.ended[:-1])
    evident = np.flatnonzero(follows & (marked | np.append(False, open_prose[:-1]))).tolist()
    sure = {
        line
        for line in evident
        if (page.cuts(line) or (marked[line] and not page.is_item(line - 1))) and page.is_prose(line, out)
    }
    parted = [line for line in page.beside_marks(follows) if page.parts_marks(line) and page.is_prose(line, out)]
    sure.update(parted)
    before = page.commas() | page.open_ended(sure)
    if lines.spaced:
        before |= among(lines.last, rule["separators"])
    pieces = page.pieces() if sure or before.any() else np.zeros(len(out), np.bool_)
    looked_at = marked | np.append(False, (before | open_prose | pieces)[:-1])
    looked_at[parted] = True
    for line in np.flatnonzero(follows & looked_at).tolist():
        if line in sure or before[line - 1] or (pieces[line - 1] and out[line - 1]):
            out[line] = line in sure or page.is_prose(line, out)
        elif line + 1 in sure and pieces[line] and open_prose[line - 1]:
            out[line] = page.is_prose(line, out)  # a linked word between its sentence's halves
    return out


def _may_break(lines: Lines, prose: Bools, ended: Bools) -> Bools:
    rule = settings()["broken"]
    comma, separator = among(lines.last, rule["commas"]), among(lines.last, rule["separators"])
    opens, closes = ("".join(side) for side in zip(*rule["marks"], strict=True))
    long = ~ended & (prose | among(lines.last, rule["prose"])) & (lines.length >= rule["word-length"])
    pause = among(lines.last, rule["pauses"]) & prose
    before = comma & (lines.length >= rule["comma-length"]) | pause | separator | long | among(lines.last, opens)
    after = among(lines.first, rule["continues"]) & ~np.append(False, ended[:-1]) | among(lines.first, closes)
    out: Bools = lines.follows & ~lines.indented & (np.append(False, before[:-1]) | after)
    return out


@dataclass(frozen=True)
class _Page:
    """The shape of a document (see Shape) with its text."""

    document: Document
    lines: Lines
    prose: Bools
    ended: Bools

    @cached_property
    def fenced(self) -> frozenset[int]:
        """The lines of fenced code."""
        return fenced_lines(self.document)

    def text(self, line: int) -> str:
        return self.document.lines.text(line).strip()

    def open_prose(self) -> Bools:
        """The lines of running text that end with a Han character."""
        least = settings()["broken"]["word-length"]
        out: Bools = self.prose & ~self.ended & (self.lines.length >= least) & (self.lines.last >= FIRST_HAN)
        return out

    def pieces(self) -> Bools:
        """The lines so short that they can be one linked word, or one member of an enumeration."""
        rule = settings()["broken"]
        member = among(self.lines.last, rule["pauses"])
        out: Bools = (self.lines.length <= rule["piece-length"]) & ~self.prose & (~self.ended | member)
        return out

    def commas(self) -> Bools:
        """The lines that end with a comma, unless the text is verse."""
        rule = settings()["broken"]
        comma = among(self.lines.last, rule["commas"])
        stanza = self.stanzas(comma & ~self.prose)
        long = comma & (self.lines.length >= rule["comma-length"]) & ~stanza
        pause = among(self.lines.last, rule["pauses"]) & self.prose & (self.lines.length >= rule["pause-length"])
        after_long = np.append(False, (self.lines.length >= rule["comma-length"])[:-1])
        verse = stanza | comma & ~long & ~self.prose & ~(after_long & self.lines.follows)
        if np.count_nonzero(verse) > rule["verse-share"] * np.count_nonzero(long):
            long[:] = False
        out: Bools = long | pause
        return out

    def stanzas(self, clauses: Bools) -> Bools:
        """Which of the lines that hold one clause stand beside another such line, as those of verse do."""
        after = clauses & self.lines.follows & np.append(False, clauses[:-1])
        out: Bools = after | np.append(after[1:], False)
        return out

    def open_ended(self, sure: AbstractSet[int]) -> Bools:
        """The long lines without an end, in a text whose other long lines have one."""
        rule = settings()["broken"]
        long = (self.lines.length >= rule["length"]) & (self.prose | among(self.lines.last, rule["prose"]))
        cut = np.zeros(len(long), np.bool_)
        cut[[line - 1 for line in sure]] = True
        rest = np.count_nonzero(long & ~cut)
        wanted = rule["ends-share-spaced" if self.lines.spaced else "ends-share"]
        if np.count_nonzero(long & self.ended) < max(wanted * rest, rule["ends-count"]):
            return cut & False
        out: Bools = long & ~self.ended
        out[np.argmax(self.lines.first > 0)] = False  # a title
        return out

    def beside_marks(self, follows: Bools) -> list[int]:
        """The lines that `follow` a line whose last character opens a pair of marks, or begin with what closes one."""
        opens, closes = zip(*settings()["broken"]["marks"], strict=True)
        after_open = np.append(False, among(self.lines.last, "".join(opens))[:-1])
        return [int(line) for line in np.flatnonzero(follows & (after_open | among(self.lines.first, "".join(closes))))]

    def parts_marks(self, line: int) -> bool:
        """Whether a pair of marks begins in the line before, which ends right there, or ends where the line begins."""
        before, here = self.text(line - 1), self.text(line)
        return any(
            before.rpartition(closes)[2].count(opens) == 1 and (before.endswith(opens) or here.startswith(closes))
            for opens, closes in settings()["broken"]["marks"]
        )

    def is_item(self, line: int) -> bool:
        """Whether the line is an item of a list, too short for a sentence."""
        rule = settings()["broken"]
        return (
            self.lines.ends[line] - self.lines.starts[line] <= rule["piece-length"]
            and compiled(rule["begins"]).match(self.text(line)) is not None
        )

    def cuts(self, line: int) -> bool:
        """Whether a line of running text goes on with the rest of a word, or with a few characters that end it."""
        rule = settings()["broken"]
        before, here = self.text(line - 1), self.text(line)
        if len(before) >= rule["rest-length"] and compiled(rule["rest"]).fullmatch(here):
            return True
        if not (is_han(before[-1]) and is_han(here[0])):
            return False
        words = model()
        if before[-1] in rule["open-words"] and len(before) >= rule["rest-length"]:
            return words.within(before[-2:-1], before[-1]) < 1 and words.within(here[0], here[1:2]) > 1
        odds = words.within(before[-1], here[0])
        rivals = words.within(before[-2:-1], before[-1]), words.within(here[0], here[1:2])
        return bool(odds >= max(rule["word-odds"], *rivals))

    def is_prose(self, line: int, broken: Bools) -> bool:
        """Whether the line and the one before are Chinese prose, and the line begins no paragraph of its own."""
        rule = settings()["broken"]
        before, here = self.document.lines.text(line - 1), self.document.lines.text(line)
        if not compiled("[{han}{digit}{open}{close}{clause}{stop}]").match(here):
            return False
        if compiled(rule["markup"]).match(before):
            return False
        first = line - 1
        while broken[first] and line - first < rule["together"]:
            first -= 1
            before = self.document.lines.text(first) + before
        begins, ordinal, inside = (compiled(rule[key]) for key in ("begins", "ordinal", "ordinal-inside"))
        if begins.match(here) and not (ordinal.match(here) and inside.search(before)):
            return False
        if len(compiled("{han}").findall(before)) < rule["han-share"] * len(before.strip()):
            return False
        return not {line - 1, line} & self.fenced
