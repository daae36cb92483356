"""Knowledge of Han characters that more than one room needs: simplified forms and Mandarin syllables."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from checker.resources import resource

# letters and marks beyond a to z that a syllable with a tone mark is written with, as ranges
_TONED = ((0xE0, 0x17F), (0x1CD, 0x1DC), (0x1F8, 0x1F9), (0x300, 0x30C))
TONED = frozenset(chr(point) for first, last in _TONED for point in range(first, last + 1))
# A Han character, then a bracketed run of lower-case Latin letters of which one may carry a tone mark; the bracket is
# looked for first, because there are fewer of them.
_BRACKETED = re.compile(
    "[(\uff08](?<=[\u3400-\u9fff\uf900-\ufaff].)([a-z{}]{{1,8}})[)\uff09]".format(
        "".join(f"{chr(first)}-{chr(last)}" for first, last in _TONED)
    )
)


def _rows(name: str) -> list[str]:
    lines = (resource("rules") / "tables" / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@cache
def simplified() -> dict[str, str]:
    """Traditional character -> its simplified form, character by character."""
    return {pair[0]: pair[1] for line in _rows("t2s.txt") for pair in line.split()}


@cache
def simplified_table() -> NDArray[np.uint32]:
    """The same as a table: code point -> code point, itself where there is nothing to simplify."""
    table = np.arange(0x110000, dtype=np.uint32)
    for traditional, simple in simplified().items():
        table[ord(traditional)] = ord(simple)
    return table


@cache
def syllables() -> frozenset[str]:
    """Mandarin syllables without tones."""
    rows = (line.split() for line in _rows("pinyin.txt"))
    return frozenset(row[0].strip("-") + final for row in rows for final in row[1:])


def pinyin_marks(text: str, toneless: bool = False) -> list[tuple[int, int]]:
    """Spans of bracketed pinyin after Han characters: with a tone mark, and with `toneless` bare syllables too."""
    return [m.span() for m in _BRACKETED.finditer(text) if not m[1].isascii() or (toneless and m[1] in syllables())]


@cache
def readings() -> dict[str, frozenset[str]]:
    """Han character -> its readings with tone marks."""
    found: dict[str, set[str]] = {}
    for line in _rows("readings.txt"):
        reading, chars = line.split()
        for char in chars:
            found.setdefault(char, set()).add(reading)
    return {char: frozenset(each) for char, each in found.items()}
