"""One line of a document: the window that fits, and the carets that stand under its marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len

from checker.writers.terminal.cells import Unit, units
from checker.writers.terminal.page import Page, Piece

_BREAKS = frozenset("，。；：、！？ ")  # a window rather begins after one of these
_REACH = 7  # how far it looks for one

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A line or the stored part of one, which begins at its 1-based `column`.

    `marks` and `also` are code-point offsets in `text`, ends exclusive; `before` and `after` say that the stored text
    itself was cut on that side.
    """

    number: int
    column: int
    text: str
    marks: tuple[Range, ...]
    also: tuple[Range, ...] = ()
    before: bool = False
    after: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """What of a line is shown: units `first` to `last`; ranges in units; `hidden` marks were left out.

    `named` are those of the line's `also` that are shown.
    """

    first: int
    last: int
    marks: tuple[Range, ...]
    also: tuple[Range, ...]
    named: tuple[Range, ...]
    hidden: int


def draw(page: Page, line: Line, ink: str, note: str = "") -> View:
    """Draw a line and its carets; what of it is shown."""
    glyph = page.glyph
    drawn = units(line.text, glyph.eol)
    if any(start >= len(line.text) for start, _ in line.marks):  # something is missing at the line's end
        drawn.append(Unit(" ", 1, len(line.text), len(line.text) + 1))
    view = window(drawn, line, page.body, cell_len(glyph.cut))
    left = glyph.cut if line.before or view.first else ""
    right = glyph.cut if line.after or view.last < len(drawn) else ""
    kinds = _kinds(view, len(drawn))
    shown = range(view.first, view.last)
    pieces = [Piece(left, "dim")]
    pieces += [Piece(drawn[index].text, f"{ink}!" if kinds[index] == "mark" else "") for index in shown]
    page.row(str(line.number), *_joined(pieces), Piece(right, "dim"), rail=True)
    if any(_in_units(drawn, mark) == (0, len(drawn)) for mark in line.marks):
        kinds = [""] * len(drawn)  # a mark that is the whole line needs no carets
        view = replace(view, named=())
    _carets(page, drawn, view, kinds, ink, note, cell_len(left))
    return view


def window(drawn: Sequence[Unit], line: Line, body: int, cut: int) -> View:
    """What fits into `body` cells: a third of the room before the first mark, two thirds after it.

    Room that one side does not need goes to the other; a mark is shown whole or counted, unless it is wider than a row.
    """
    marks = [_in_units(drawn, mark) for mark in line.marks]
    also = [_in_units(drawn, mark) for mark in line.also]
    sizes = [unit.cells for unit in drawn]
    first, last = 0, len(drawn)
    if sum(sizes) + cut * (line.before + line.after) > body:
        anchor = marks[0] if marks else (0, 0)
        first = _first(drawn, sizes, anchor, body - 2 * cut)
        room = body - (cut if first or line.before else 0)
        last = _last(sizes, first, room, cut, line.after)
        for start, end in [*marks[1:], *also]:
            if anchor[1] <= start < last < end:
                last = start
    whole = [mark for mark in marks if first <= mark[0] and (mark[1] <= last or mark == marks[0])]
    shown = tuple((start, min(end, last)) for start, end in whole)
    others = [(mark, own) for mark, own in zip(also, line.also, strict=True) if first <= mark[0] and mark[1] <= last]
    also_shown, named = tuple(mark for mark, _ in others), tuple(own for _, own in others)
    return View(first, last, shown, also_shown, named, len(marks) - len(whole))


def _first(drawn: Sequence[Unit], sizes: Sequence[int], anchor: Range, room: int) -> int:
    before = max(0, (room - sum(sizes[anchor[0] : anchor[1]])) // 3)
    first, used, rest = anchor[0], 0, sum(sizes[anchor[0] :])
    while first and (used + sizes[first - 1] <= before or used + sizes[first - 1] + rest <= room):
        first -= 1
        used += sizes[first]
    for step in range(first, min(first + _REACH, anchor[0])):
        if first and drawn[step - 1].text in _BREAKS:
            return step
    return first


def _last(sizes: Sequence[int], first: int, room: int, cut: int, after: bool) -> int:
    """The end of the window; the cut takes room of its own only where something is cut."""
    if sum(sizes[first:]) + (cut if after else 0) <= room:
        return len(sizes)
    last, used = first, 0
    while last < len(sizes) and used + sizes[last] <= room - cut:
        used += sizes[last]
        last += 1
    return last


def _in_units(drawn: Sequence[Unit], mark: Range) -> Range:
    """A range of code points as a range of units; an empty one is the unit it stands before."""
    start, end = mark[0], max(mark[1], mark[0] + 1)
    touched = [index for index, unit in enumerate(drawn) if unit.start < end and unit.end > start]
    return (touched[0], touched[-1] + 1) if touched else (len(drawn), len(drawn))


def _kinds(view: View, size: int) -> list[str]:
    kinds = [""] * size
    for name, ranges in (("also", view.also), ("mark", view.marks)):
        for start, end in ranges:
            kinds[start:end] = [name] * (end - start)
    return kinds


def _carets(
    page: Page, drawn: Sequence[Unit], view: View, kinds: Sequence[str], ink: str, note: str, indent: int
) -> None:
    """The row below: carets, and in the gutter how many marks of this line are out of sight."""
    glyph = page.glyph
    signs = {"mark": (glyph.mark, f"{ink}!"), "also": (glyph.also, "dim"), "": (" ", "")}
    pieces = [Piece(" " * indent)]
    for index in range(view.first, view.last):
        sign, role = signs[kinds[index]]
        pieces.append(Piece(sign * drawn[index].cells, role))
    while pieces and not pieces[-1].text.strip():
        pieces.pop()
    used = sum(cell_len(piece.text) for piece in pieces)
    inline = f" {note}" if pieces and note and used + 1 + cell_len(note) <= page.body else ""
    if pieces or view.hidden:
        page.row(f"+{view.hidden}" if view.hidden else "", *_joined(pieces), Piece(inline, ink), rail=True)
    if note and not inline:
        page.text("", note, body=ink, rail=True)


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbours in the same ink as one piece."""
    out: list[Piece] = []
    for piece in pieces:
        if out and out[-1].ink == piece.ink:
            out[-1] = Piece(out[-1].text + piece.text, piece.ink)
        else:
            out.append(piece)
    return out
