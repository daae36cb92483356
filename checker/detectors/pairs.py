"""Quotation marks and brackets that have no partner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from checker.allowed import MarkPair, Regex
from checker.batch import Batch
from checker.detectors import View, detector
from checker.finding import Hit
from checker.patterns import compiled
from checker.text.classes import class_table
from checker.text.code import fenced_lines
from checker.text.joined import Layout
from checker.text.points import code_points


def _uneven_lines(batch: Batch, *, marks: Sequence[str], **_: object) -> list[int]:
    """The documents with a line in which some pair of marks does not come out even."""
    places = batch.places(_escaped("".join(marks).replace("|", "")))
    found, lines = batch.points[places], np.searchsorted(batch.line_starts, places, side="right") - 1
    if not marks:
        return []
    uneven = [_uneven(lines[own], signs[own]) for signs in (_signs(found, p) for p in marks) for own in (signs != 0,)]
    return batch.at_lines(np.unique(np.concatenate(uneven)))


@detector("pairs", gate=_uneven_lines)
def pairs(
    view: View,
    *,
    marks: Sequence[MarkPair],
    reach: int,
    unless: Sequence[Regex] = (),
    prose: Regex = "",
    damaged: Regex = "",
) -> Iterator[Hit]:
    """Every mark without a partner, paragraph by paragraph; each of `marks` is two rows, "opening marks|closing marks".

    A pair may be opened in one paragraph and closed in one at most `reach` lines later: such a passage is quoted whole.
    What one of `unless` matches is no mark.  Only paragraphs in which `prose` matches, and `damaged` does not, are
    looked at.
    """
    points = view.shared(code_points)
    places = np.flatnonzero(class_table(_escaped("".join(marks).replace("|", "")))[points])
    lines = np.searchsorted(view.document.lines.starts, places, side="right") - 1
    for pair in marks if len(places) else ():
        lone: list[tuple[int, int, bool]] = []
        for line in _unbalanced(view, pair, points[places], lines):
            lone += _lone(view, view.layout, line, pair, unless, prose, damaged)
        if lone:
            yield from _without_partner(view, view.layout, lone, reach)


def _unbalanced(view: View, pair: str, found: NDArray[np.intp], lines: NDArray[np.intp]) -> list[int]:
    """The first lines of the paragraphs in which a mark may stand alone: unequal numbers, or a closing one first.

    `found` are the marks of the text, of whatever pair, and `lines` where they stand.
    """
    signs = _signs(found, pair)
    own = np.flatnonzero(signs)
    signs, lines = signs[own], lines[own]
    if not len(own) or not len(_uneven(lines, signs)):
        return []
    heads = np.flatnonzero(~view.layout.goes_on)
    owners = np.searchsorted(heads, lines, side="right") - 1
    return heads[_uneven(owners, signs)].tolist()  # type: ignore[no-any-return]


def _signs(found: NDArray[np.intp], pair: str) -> NDArray[np.int64]:
    """1 for a mark that opens the pair, -1 for one that closes it, 0 for others."""
    opens, _, closes = pair.partition("|")
    return class_table(_escaped(opens))[found].astype(np.int64) - class_table(_escaped(closes))[found]


def _uneven(owners: NDArray[np.int64], signs: NDArray[np.int64]) -> NDArray[np.int64]:
    """The owners (ascending) of marks whose signs do not add up to 0, or begin with a closing mark."""
    firsts = np.flatnonzero(np.diff(owners, prepend=-1))
    numbers = owners[firsts]
    sums = np.add.reduceat(signs, firsts)
    uneven: NDArray[np.int64] = numbers[(sums != 0) | (signs[firsts] < 0)]
    return uneven


def _escaped(characters: str) -> str:
    return "".join(f"\\{c}" for c in characters)


def _lone(
    view: View, shape: Layout, first: int, pair: str, unless: Sequence[str], prose: str, damaged: str
) -> list[tuple[int, int, bool]]:
    """Line, offset and direction (True: opening) of the marks of one paragraph that stand alone in it."""
    lines = shape.paragraph(first)
    start, end = int(shape.starts[lines.start]), int(shape.ends[lines.stop - 1])
    text = view.text[start:end]
    opens, _, closes = pair.partition("|")
    if first in view.shared(fenced_lines) or (prose and not compiled(prose).search(text)):
        return []
    if damaged and compiled(damaged).search(text):
        return []
    no_mark = [m.span() for p in unless for m in compiled(p).finditer(text)]
    waiting: list[int] = []
    alone: list[int] = []
    for mark in compiled(f"[{_escaped(opens + closes)}]").finditer(text):
        place, char = mark.start(), mark[0]
        if any(a <= place < b for a, b in no_mark):
            continue
        if char in opens:
            waiting.append(place)
        elif waiting:
            waiting.pop()
        else:
            alone.append(place)
    waiting = waiting[min(len(waiting), len(alone)) :]  # ”so“ is one mistake, told at the first mark
    out = [(first, start + place, True) for place in waiting[_turned(waiting) :]]
    out += [(first, start + place, False) for place in alone[: len(alone) - _turned(alone)]]
    return sorted(out, key=lambda mark: mark[1])


def _turned(places: Sequence[int]) -> int:
    """One mark of two that stand alone in the same direction is right: the other one was turned round."""
    return len(places) // 2 if len(places) % 2 == 0 else 0


def _without_partner(view: View, shape: Layout, lone: list[tuple[int, int, bool]], reach: int) -> Iterator[Hit]:
    """The lone marks of a document, but for an opening one that a later paragraph closes or opens again."""
    i = 0
    while i < len(lone):
        last = i
        while last + 1 < len(lone) and lone[last][2] and lone[last + 1][0] - lone[last][0] <= reach:
            last += 1
            if not lone[last][2]:
                break
        lines = [line for line, _, _ in lone[i : last + 1]]
        if last > i and not lone[last][2] and len(set(lines)) == len(lines):
            i = last + 1
            continue
        line, offset, opening = lone[i]
        if not (opening and _opens_again(shape, line, view.text[offset])):
            yield Hit(offset, offset + 1, values={"mark": view.text[offset]})
        i += 1


def _opens_again(shape: Layout, line: int, mark: str) -> bool:
    """Whether the next paragraph begins with the same mark, as quoted paragraphs do."""
    following = shape.paragraph(line).stop
    while following < len(shape.first) and shape.first[following] == 0:
        following += 1
    return following < len(shape.first) and chr(int(shape.first[following])) == mark
