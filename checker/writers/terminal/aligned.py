"""Two texts one above the other, column under column, as genes are aligned: one row of carets serves both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rich.cells import cell_len

from checker.writers.terminal.cells import NO_START, units
from checker.writers.terminal.page import Page, Piece

_LONGEST = 16  # cells after which a difference may be parted even where the two sides end no character together
_BACK = 14  # how far a row's end looks back for a space
_LEAST = 8  # characters that a cut must save
_ALONE, _ENDS = 64, 24  # characters that one side alone may have before they are cut, and how many stay at each end


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the alignment: the two texts; `same` where they are equal."""

    drop: str
    keep: str
    same: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """What stands in the same cells of both rows.  `kind` is "same", "diff", "break" (a line break) or "cut"."""

    upper: str
    lower: str
    kind: str
    cells: int


@dataclass(frozen=True, slots=True)
class Look:
    """The gutter words and inks of the two rows, and whether a lone line break is a difference worth a caret."""

    labels: tuple[str, str]
    inks: tuple[str, str] = ("warning", "good")
    breaks: bool = False


def draw(page: Page, parts: Sequence[Part], look: Look, most: int = 4) -> int:
    """Draw at most `most` pairs of rows; how many differences did not fit."""
    pairs = list(_pairs(page, parts, look))
    rows = list(_rows(pairs, page.body))
    for row in rows[:most]:
        for side, (label, ink) in enumerate(zip(look.labels, look.inks, strict=True)):
            word = "dim" if label.isdigit() else ink
            page.row(label, *_side(page, row, side, ink), ink=word, rail=True)
        under = "".join((page.glyph.mark if pair.kind == "diff" else " ") * pair.cells for pair in row).rstrip()
        if under:
            page.row("", Piece(under, "dim"), rail=True)
    return _differences(rows[most:])


def _differences(rows: Sequence[Sequence[Pair]]) -> int:
    kinds = ["", *(pair.kind for row in rows for pair in row)]
    return sum(kind == "diff" != before for before, kind in pairwise(kinds))


def _side(page: Page, row: Sequence[Pair], side: int, ink: str) -> Iterator[Piece]:
    inks = {"same": "dim", "cut": "dim", "break": "info", "diff": f"{ink}!"}
    text, now = "", ""
    for pair in row:
        shown = pair.lower if side else pair.upper
        core = shown if pair.kind in ("same", "cut") else shown.rstrip(page.glyph.gap)
        for stretch, role in ((core, inks[pair.kind]), (shown[len(core) :], "rail")):
            if stretch and role != now:
                yield Piece(text, now)
                text, now = "", role
            text += stretch
    yield Piece(text, now)


def _pairs(page: Page, parts: Sequence[Part], look: Look) -> Iterator[Pair]:
    room = sum(max(cell_len(part.drop), cell_len(part.keep)) for part in parts)
    context = 12 if room > 2 * page.body else None  # what fits into two rows is not cut
    for index, part in enumerate(parts):
        if part.same and part.drop == part.keep:
            yield from _same(page, part.drop, context, first=index == 0, last=index == len(parts) - 1)
        else:
            yield from _different(page, part, look)


def _same(page: Page, text: str, context: int | None, *, first: bool, last: bool) -> Iterator[Pair]:
    glyph = page.glyph
    drawn = [
        Pair(unit.text, unit.text, "break" if unit.text == glyph.eol else "same", unit.cells)
        for unit in units(text, glyph.eol)
    ]
    if context is None:
        yield from drawn
        return
    lead = _between_words(drawn, context * 2 if first else context)
    trail = len(drawn) - _between_words(drawn[::-1], context * 2 if last else context)
    if trail - lead < _LEAST:
        yield from drawn
        return
    yield from drawn[:lead]
    yield Pair(glyph.cut, glyph.cut, "cut", cell_len(glyph.cut))
    yield from drawn[trail:]


def _between_words(drawn: Sequence[Pair], at: int) -> int:
    """At most `at`, moved to where no Latin word is cut; `at` itself where the word has no end nearby."""
    if at >= len(drawn):
        return len(drawn)
    back = at
    while back and drawn[back - 1].upper.isascii() and drawn[back - 1].upper != " ":
        back -= 1
    return back or at


def _different(page: Page, part: Part, look: Look) -> Iterator[Pair]:
    """A difference; line breaks at its edges are shown, but count only where the breaks are what it is about."""
    kind = "same" if part.same else "diff"
    if look.breaks:
        yield from _filled(page, part.drop, part.keep, kind)
        return
    if part.drop.replace("\n", "") == part.keep.replace("\n", ""):
        yield from _rewrapped(page, part.drop, part.keep)
        return
    upper, lower = _edges(part.drop), _edges(part.keep)
    for index, role in enumerate(("break", kind, "break")):
        drawn = list(_filled(page, upper[index], lower[index], role))
        yield from _shortened(page, drawn)


def _shortened(page: Page, drawn: Sequence[Pair]) -> Iterator[Pair]:
    """Of what only one side has, where it is long, its two ends, unless everything is to be shown."""
    glyph = page.glyph
    at = len(drawn)
    while at and "" in (drawn[at - 1].upper.strip(glyph.gap), drawn[at - 1].lower.strip(glyph.gap)):
        at -= 1
    if page.style.full or len(drawn) - at <= _ALONE:
        yield from drawn
        return
    cells = cell_len(glyph.cut)
    sides = glyph.cut, glyph.gap * cells
    upper, lower = sides if drawn[at].upper.strip(glyph.gap) else sides[::-1]
    yield from drawn[: at + _ENDS]
    yield Pair(upper, lower, drawn[at].kind, cells)
    yield from drawn[-_ENDS:]


def _rewrapped(page: Page, upper: str, lower: str) -> Iterator[Pair]:
    """Texts that differ in line breaks alone."""
    at = 0
    for char in upper:
        while char != "\n" and lower[at] == "\n":
            yield from _filled(page, "", "\n", "break")
            at += 1
        broken = lower[at : at + 1] == "\n"
        if char != "\n" or broken:
            yield from _filled(page, char, char, "break" if broken else "same")
            at += 1
        else:
            yield from _filled(page, "\n", "", "break")
    yield from _filled(page, "", lower[at:], "break")


def _edges(text: str) -> tuple[str, str, str]:
    """Line breaks before, the text between, line breaks after."""
    core = text.strip("\n")
    at = text.index(core) if core else len(text)
    return text[:at], core, text[at + len(core) :]


def _filled(page: Page, upper: str, lower: str, kind: str) -> Iterator[Pair]:
    """Both sides in equally many cells: the shorter one is filled with gaps at its end."""
    glyph = page.glyph
    sides = [[(unit.text, unit.cells) for unit in units(text, glyph.eol)] for text in (upper, lower)]
    if kind == "diff" and _alike(*sides):
        for one, other in zip(*sides, strict=True):
            if one == other:
                yield Pair(one[0], other[0], "same", one[1])
            else:
                yield from _level(page, [[one], [other]], kind)
        return
    yield from _level(page, sides, kind)


def _alike(upper: Sequence[tuple[str, int]], lower: Sequence[tuple[str, int]]) -> bool:
    """Whether two texts differ place by place, as a page and its conversion to other characters do."""
    same = sum(one == other for one, other in zip(upper, lower, strict=False))
    return len(upper) == len(lower) and len(upper) > 3 and 3 * same >= len(upper)


def _level(page: Page, sides: list[list[tuple[str, int]]], kind: str) -> Iterator[Pair]:
    glyph = page.glyph
    size = max(sum(cells for _, cells in side) for side in sides)
    for side in sides:
        side.extend([(glyph.gap, 1)] * (size - sum(cells for _, cells in side)))
        side.reverse()
    texts, used = ["", ""], [0, 0]
    while sides[0] or sides[1] or texts != ["", ""]:
        short = 0 if (used[0] <= used[1] and sides[0]) or not sides[1] else 1
        if max(used) >= _LONGEST and used[0] != used[1]:  # sides out of step: a gap brings them together again
            short = 0 if used[0] < used[1] else 1
            texts[short], used[short] = texts[short] + glyph.gap, used[short] + 1
        elif sides[short]:
            text, cells = sides[short].pop()
            texts[short], used[short] = texts[short] + text, used[short] + cells
        else:
            texts[short], used[short] = texts[short] + glyph.gap, used[short] + 1
        if used[0] == used[1]:
            yield Pair(texts[0], texts[1], kind, used[0])
            texts, used = ["", ""], [0, 0]


def _rows(pairs: Sequence[Pair], room: int) -> Iterator[list[Pair]]:
    row: list[Pair] = []
    used = 0
    for pair in pairs:
        if row and used + pair.cells > room:
            at = _end(row, pair)
            yield row[:at]
            row = row[at:]
            used = sum(p.cells for p in row)
        row.append(pair)
        used += pair.cells
    if row:
        yield row


def _end(row: Sequence[Pair], following: Pair) -> int:
    """Where the row ends: between words where a space is near, never so that a closing mark begins the next one."""
    at = len(row)
    if following.upper in NO_START and len(row) > 1:
        at -= 1
    word = following.upper[:1].isascii() and row[at - 1].upper.isascii()
    for index in range(at - 1, max(0, at - _BACK), -1) if word else ():
        if row[index].upper == " ":
            return index + 1
    return at
