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

from checker.hanzi import pinyin_marks, simplified

Symbols = NDArray[np.uint32]
Offsets = NDArray[np.int32]

UNKNOWN = np.uint32(0xFFFFFFFF)  # in the table: a code point that was not met yet
HAN = (0x3400, 0xFB00)  # CJK blocks, with Hangul and the private use between them
ASTRAL_HAN = (0x20000, 0x33480)
_COMBINING = re.compile("[\u0300-\u036f]")


def fold_char(char: str) -> str:
    """The one character that `char` is compared as, or "" where it is dropped."""
    for part in unicodedata.normalize("NFKC", char).lower():
        kind = unicodedata.category(part)[0]
        if kind in "LN":
            base = unicodedata.normalize("NFD", part)[0]
            return base if base.isascii() else simplified().get(part, part)
        if kind == "M" and not _COMBINING.match(part):
            return part
    return ""


class FoldTable:
    """Code point to folded code point, 0 where it is dropped; filled as code points are met."""

    def __init__(self) -> None:
        self.folded: Symbols = np.full(0x110000, UNKNOWN, np.uint32)

    def __call__(self, points: Symbols) -> Symbols:
        """The folded code points, one for each."""
        result: Symbols = self.folded[points]
        unknown = result == UNKNOWN
        if unknown.any():
            for point in np.unique(points[unknown]).tolist():
                self.learn(point)
            result = self.folded[points]
        return result

    def learn(self, point: int) -> None:
        """Fill in one code point."""
        folded = "" if 0xD800 <= point < 0xE000 else fold_char(chr(point))
        self.folded[point] = ord(folded) if folded else 0


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
        for start, end in pinyin_marks(text, toneless=True):
            folded[start:end] = 0
    positions = np.flatnonzero(folded)
    return Normal(folded[positions], positions.astype(np.int32))


def is_han(symbols: Symbols) -> NDArray[np.bool_]:
    """Which symbols are characters of a script that writes a word in one or two of them."""
    plain = (symbols >= HAN[0]) & (symbols < HAN[1])
    return plain | ((symbols >= ASTRAL_HAN[0]) & (symbols < ASTRAL_HAN[1]))


def as_text(symbols: Symbols) -> str:
    """Folded symbols as a string."""
    return symbols.tobytes().decode("utf-32-le")
