"""Text as duplicates are compared: width, case, script, spaces and punctuation folded away, with the way back.

Every code point is folded on its own by a table: compatibility form, lower case, base letter of an accented Latin one,
traditional to simplified.  What is neither letter, number nor mark of a word is dropped, and so is a bracketed Mandarin
syllable after a Han character: `總結(jié)` and `总结` are the same text here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from checker.resources import resource

Symbols = NDArray[np.uint32]
Offsets = NDArray[np.int32]

_HAN_FIRST, _HAN_PAST = 0x3400, 0xFB00  # CJK blocks, with Hangul and the private use between them
_ASTRAL_HAN = (0x20000, 0x33480)
_COMBINING = re.compile("[\u0300-\u036f]")
_BRACKETED = re.compile(
    "(?<=[\u3400-\u9fff\uf900-\ufaff])[(\uff08]"
    "([a-z\u00e0-\u017f\u01cd-\u01dc\u01f8-\u01f9\u0300-\u030c]{1,8})[)\uff09]"
)


@cache
def _simplified() -> dict[str, str]:
    lines = (resource("rules") / "tables" / "t2s.txt").read_text(encoding="utf-8").splitlines()
    return {pair[0]: pair[1] for line in lines if not line.startswith("#") for pair in line.split()}


@cache
def _syllables() -> frozenset[str]:
    lines = (resource("rules") / "tables" / "pinyin.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split() for line in lines if line and not line.startswith("#"))
    return frozenset(row[0].strip("-") + final for row in rows for final in row[1:])


def fold_char(char: str) -> str:
    """The one character that `char` is compared as, or "" where it is dropped."""
    for part in unicodedata.normalize("NFKC", char).lower():
        kind = unicodedata.category(part)[0]
        if kind in "LN":
            base = unicodedata.normalize("NFD", part)[0]
            return base if base.isascii() else _simplified().get(part, part)
        if kind == "M" and not _COMBINING.match(part):
            return part
    return ""


class FoldTable:
    """Code point to folded code point, 0 where it is dropped; filled as code points are met."""

    def __init__(self) -> None:
        self._folded: Symbols = np.zeros(0x110000, np.uint32)
        self._known = np.zeros(0x110000, np.bool_)

    def __call__(self, points: Symbols) -> Symbols:
        """The folded code points, one for each."""
        known = self._known[points]
        if not known.all():
            for point in np.unique(points[~known]).tolist():
                folded = "" if 0xD800 <= point < 0xE000 else fold_char(chr(point))
                self._folded[point] = ord(folded) if folded else 0
                self._known[point] = True
        result: Symbols = self._folded[points]
        return result


@cache
def fold_table() -> FoldTable:
    """The table, shared by everything that compares text."""
    return FoldTable()


@dataclass(frozen=True, slots=True)
class Normal:
    """`symbols` are the folded code points that were kept, `positions` where each one stands in the raw text."""

    symbols: Symbols
    positions: Offsets


def normalise(text: str) -> Normal:
    """Fold `text`; a lone surrogate is dropped."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    folded = fold_table()(points)
    if "(" in text or "\N{FULLWIDTH LEFT PARENTHESIS}" in text:
        marks = [m.span() for m in _BRACKETED.finditer(text) if _is_syllable(m[1])]
        for start, end in marks:
            folded[start:end] = 0
    positions = np.flatnonzero(folded)
    return Normal(folded[positions], positions.astype(np.int32))


@cache
def _is_syllable(letters: str) -> bool:
    """A tone mark is proof enough; without one the letters must be a Mandarin syllable."""
    return not letters.isascii() or letters in _syllables()


def is_han(symbols: Symbols) -> NDArray[np.bool_]:
    """Which symbols are characters of a script that writes a word in one or two of them."""
    plain = (symbols >= _HAN_FIRST) & (symbols < _HAN_PAST)
    return plain | ((symbols >= _ASTRAL_HAN[0]) & (symbols < _ASTRAL_HAN[1]))


def as_text(symbols: Symbols) -> str:
    """Folded symbols as a string."""
    return symbols.tobytes().decode("utf-32-le")
