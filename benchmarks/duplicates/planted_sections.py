"""Copies of stretches, edited and laid out anew, planted in texts whose places are known."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from checker.duplicates.normalise import normalise
from checker.hanzi import simplified

Place = tuple[int, int, int]  # document, first and last code point (exclusive)

LENGTHS = {"zh": (150, 300, 600, 1200, 3000), "en": (400, 800, 1600, 3200, 8000)}  # without punctuation and spaces
_STOPS = "。！？；.\n"
_MARKS = "，。；：、,;:"
_NUMBERS = re.compile("[0-9]+|[一二三四五六七八九十]+(?=[、）条章节])")
_WORD = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Section:
    """Where a planted copy and its source stand, and how it was made; `size` is in symbols."""

    source: Place
    copy: Place
    layout: str
    size: int


def plant(
    hosts: Sequence[str], language: str, edit: str, level: float, draw: Random
) -> tuple[list[str], list[Section]]:
    """The hosts with copies in them, one from each source: every layout in every length, once in a document."""
    layouts = LAYOUTS[language]
    order = list(range(len(hosts)))
    draw.shuffle(order)
    texts, planted = list(hosts), []
    cells = [(layout, size) for size in sorted(LENGTHS[language], reverse=True) for layout in layouts]
    for number, (layout, size) in enumerate(cells):
        longest = max(order, key=lambda row: len(hosts[row]))
        source = next((row for row in order if len(hosts[row]) > 2 * size + 500), longest)
        order.remove(source)
        start, end = _stretch(hosts[source], size, draw)
        copy = layouts[layout](_edited(hosts[source][start:end], edit, level, draw), draw)
        if number % 2:
            target = min(order, key=lambda row: len(hosts[row]))
            order.remove(target)
            at = _line_end(texts[target], draw.randrange(len(texts[target])))
        elif draw.random() < 0.3:
            target, at = source, end
        else:
            target = source
            before = start > len(hosts[source]) - end
            at = _line_end(hosts[source], draw.randrange(start) if before else draw.randrange(end, len(hosts[source])))
            at = at if at <= start or at >= end else end
        texts[target] = f"{texts[target][:at]}\n{copy}\n{texts[target][at:]}"
        moved = len(copy) + 2 if target == source and at <= start else 0
        true = (source, start + moved, end + moved)
        planted.append(Section(true, (target, at + 1, at + 1 + len(copy)), layout, size))
    return texts, planted


def _stretch(text: str, size: int, draw: Random) -> tuple[int, int]:
    """A stretch of so many symbols, three in four times from behind a stop on."""
    positions = normalise(text).positions
    size = min(size, len(positions) - 1)
    first = draw.randrange(len(positions) - size)
    start = int(positions[first])
    if draw.random() < 0.75:
        stops = [at + 1 for at in range(start) if text[at] in _STOPS]
        start = stops[-1] if stops else 0
        start += len(text[start:]) - len(text[start:].lstrip())
        first = int((positions < start).sum())
    return start, int(positions[first + size - 1]) + 1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


# ------------------------------------------------------------------------------------------------------------- edits

EDITS = {"scatter": "characters replaced, added, dropped", "phrase": "phrases replaced, added, dropped"}


def _edited(text: str, edit: str, level: float, draw: Random) -> str:
    """About that share of the characters edited, one by one or in runs of 2 to 8."""
    longest = 1 if edit == "scatter" else 8
    least = 1 if edit == "scatter" else 2
    mean = (least + longest) / 2
    letters = [char for char in text if char.isalnum()]
    out, at = [], 0
    while at < len(text):
        if not text[at].isalnum() or draw.random() >= level / mean:
            out.append(text[at])
            at += 1
            continue
        size = draw.randint(least, longest)
        kind = draw.choice(("replace", "add", "drop"))
        new = "".join(draw.choice(letters) for _ in range(size))
        if kind == "add":
            out.append(text[at] + new)
            at += 1
        else:
            out.append(new if kind == "replace" else "")
            at += size
    return "".join(out)


# ----------------------------------------------------------------------------------------------------------- layouts


def _rewrap(text: str, draw: Random) -> str:
    if _WORD.search(text):
        return textwrap.fill(_join(text, draw), draw.randint(40, 100))
    flat, out, at = _join(text, draw), [], 0
    width = draw.randint(18, 70)
    while at < len(flat):
        size = width + draw.randint(-3, 3)
        out.append(flat[at : at + size])
        at += size
    return "\n".join(out)


def _join(text: str, _draw: Random) -> str:
    return re.sub(r"\s*\n\s*", " " if _WORD.search(text) else "", text)


def _quoted(text: str, draw: Random) -> str:
    """As a mail that was answered more than once."""
    mark = draw.choice(("> ", ">> ", "> > ", "| "))
    return "\n".join(mark + line for line in _rewrap(text, draw).split("\n"))


def _renumber(text: str, draw: Random) -> str:
    numerals = "一二三四五六七八九十"

    def other(match: re.Match[str]) -> str:
        if match[0].isascii():
            return str(draw.randrange(1, 30))
        return draw.choice(numerals)

    return _NUMBERS.sub(other, text)


def _repunctuate(text: str, draw: Random) -> str:
    return "".join(draw.choice(_MARKS + " ") if char in _MARKS and draw.random() < 0.7 else char for char in text)


def _cut(text: str, draw: Random) -> str:
    """Links cut into the text, as pages do: a stop and a line end in the middle of a word, the tag left over."""
    out, at = [], 0
    while at < len(text):
        size = draw.randint(60, 180)
        out.append(text[at : at + size])
        at += size
        if at < len(text):
            out.append(draw.choice(("。\n", "。", "、", f'<a href="/z/{draw.randrange(999)}">', "</a>\n")))
    return "".join(out)


@cache
def _traditional_of() -> dict[str, str]:
    found: dict[str, str] = {}
    for traditional, simple in simplified().items():
        found.setdefault(simple, traditional)
    return found


def _traditional(text: str, _draw: Random) -> str:
    return "".join(_traditional_of().get(char, char) for char in text)


_COMMON: dict[str, Callable[[str, Random], str]] = {
    "same": lambda text, _draw: text,
    "rewrapped": _rewrap,
    "joined": _join,
    "renumbered": _renumber,
    "repunctuated": _repunctuate,
    "links cut in": _cut,
}
LAYOUTS = {
    "zh": {**_COMMON, "other script": _traditional},
    "en": {**_COMMON, "quoted": _quoted, "upper case": lambda text, _draw: text.upper()},
}
