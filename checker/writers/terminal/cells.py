"""Text measured in terminal cells: what a character shows, how wide it is, where a row may end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len

from checker.visible import visible, visible_char

NO_START = frozenset("，。、；：！？）》」』】”’…%,.;:!?)]}")  # these never begin a row
NO_END = frozenset("（《「『【“‘([{")  # nor do these end one
_MARKS = 16  # characters that are drawn as one at most; marks beyond are spelled out


@dataclass(frozen=True, slots=True)
class Unit:
    """What is drawn as one: a character and the marks that combine with it.

    `start` and `end` are offsets in the text it was made of; `cells` may be 0 where a text begins with a mark.
    """

    text: str
    cells: int
    start: int
    end: int


@lru_cache(maxsize=8192)
def _shown(char: str) -> tuple[str, int]:
    """What a character shows, and in how many cells."""
    shown = visible_char(char)
    return shown, cell_len(shown)


def units(text: str, eol: str) -> list[Unit]:
    """The units of a text; a line feed is drawn as `eol`, anything else as `visible()` draws it."""
    out: list[Unit] = []
    for index, char in enumerate(text):
        shown, cells = (eol, cell_len(eol)) if char == "\n" else _shown(char)
        # A mark without cells of its own belongs to what stands before it: never parted, measured together.
        if out and cells == 0 and len(out[-1].text) > _MARKS:  # a tower of marks would be drawn over other rows
            shown = f"<U+{ord(char):04X}>"
            out.append(Unit(shown, cell_len(shown), index, index + 1))
        elif out and cells == 0:
            whole = out[-1].text + shown
            out[-1] = Unit(whole, cell_len(whole), out[-1].start, index + 1)
        else:
            out.append(Unit(shown, cells, index, index + 1))
    return out


def head(text: str, room: int, cut: str) -> str:
    """The beginning that fits into `room` cells, `cut` at its end when something is missing."""
    if cell_len(text) <= room:
        return text
    kept, left = "", room - cell_len(cut)
    for unit in units(text, ""):
        if unit.cells > left:
            break
        kept, left = kept + unit.text, left - unit.cells
    return kept + cut if room >= cell_len(cut) else ""


def tail(text: str, room: int, cut: str) -> str:
    """The end that fits, for paths, whose end tells more than their beginning; rather from a slash on."""
    if cell_len(text) <= room:
        return text
    kept, left = "", room - cell_len(cut)
    for unit in reversed(units(text, "")):
        if unit.cells > left:
            break
        kept, left = unit.text + kept, left - unit.cells
    slash = kept.find("/")
    return cut + (kept[slash:] if 0 <= slash < 12 else kept)


def pad(text: str, room: int) -> str:
    """`text` at the left of `room` cells."""
    return text + " " * max(0, room - cell_len(text))


def flush(text: str, room: int) -> str:
    """`text` at the right of `room` cells."""
    return " " * max(0, room - cell_len(text)) + text


def _words(text: str) -> Iterator[str]:
    """Pieces that must not be broken: Latin words, single wide characters with the marks that stay with them."""
    word = ""
    for unit in units(text, " "):
        char = unit.text
        narrow = bool(word) and cell_len(word[-1]) < 2 and unit.cells < 2
        glued = bool(word) and " " not in (char, word[-1]) and (narrow or char in NO_START or word[-1] in NO_END)
        if word and not glued:
            yield word
            word = ""
        word += char
    if word:
        yield word


def _fitting(text: str, room: int) -> Iterator[str]:
    """Words, those wider than a row cut into pieces that fit."""
    for word in _words(text):
        if cell_len(word) <= room:
            yield word
            continue
        piece, used = "", 0
        for unit in units(word, " "):
            if piece and used + unit.cells > room:
                yield piece
                piece, used = "", 0
            piece, used = piece + unit.text, used + unit.cells
        yield piece


def wrap(text: str, room: int) -> list[str]:
    """Rows of at most `room` cells; words stay whole, Chinese breaks anywhere but before a closing mark.

    The text is made visible; a line feed in it is a space.
    """
    rows, row = [], ""
    for word in _fitting(visible(text.replace("\n", " ")), room):
        if row and cell_len(row + word) > room:
            rows.append(row.rstrip())
            row = ""
        if row or word != " ":
            row += word
    if row.strip():
        rows.append(row.rstrip())
    return rows
