"""Which Han characters of a text are simplified, and which traditional, beyond doubt."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from checker.document import Document
from checker.hanzi import simplified
from checker.text.points import code_points

TRADITIONAL = 1
SIMPLIFIED = 2


@cache
def script_table() -> NDArray[np.uint8]:
    """Code point -> TRADITIONAL, SIMPLIFIED, or 0 where a character is neither or both.

    A simplified form is beyond doubt when the character set of Taiwan (Big5) does not know it, a traditional one when
    that of the mainland (GB 2312) does not: 后 and 范 are characters of both.
    """
    pairs = simplified()
    traditional = {char for char in pairs if _knows("big5", char) and not _knows("gb2312", char)}
    simple = {char for char in pairs.values() if _knows("gb2312", char) and not _knows("big5", char)}
    table = np.zeros(0x110000, np.uint8)
    table[[ord(char) for char in traditional - set(pairs.values())]] = TRADITIONAL
    table[[ord(char) for char in simple - set(pairs)]] = SIMPLIFIED
    return table


def scripts(document: Document) -> NDArray[np.uint8]:
    """For every code point of a document TRADITIONAL, SIMPLIFIED or 0."""
    if document.text.isascii():
        return np.zeros(len(document.text), np.uint8)
    return script_table()[code_points(document)]


def _knows(encoding: str, char: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
