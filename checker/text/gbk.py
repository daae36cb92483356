"""Characters as the two bytes that GBK writes them with."""

from __future__ import annotations

import unicodedata
from functools import cache

from checker.hanzi import simplified
from checker.text.fluency import is_han

FIRST, LAST = 0x81, 0xFE  # lead bytes; a trail byte is 0x40-0xFE but never 0x7F
TRAIL = 0x40
HOLE = 0x80  # a trail byte that is no lead byte: paired too late, it and the byte behind it are no character
WIDE = 0xFEE0  # from an ASCII character to its full-width form
TEXT_MARKS = frozenset("　、。·—…‘’“”〈〉《》「」『』【】〔〕％～")
STOPS = "。！"
UNFOLDED = {"\u3000": " "} | {chr(c + WIDE): chr(c) for c in range(0x21, 0x7F)}


def folded(text: str) -> str:
    """The text with full-width forms of ASCII made half width, as many sites store it."""
    return "".join(UNFOLDED.get(c, c) for c in text)


@cache
def byte_forms(char: str) -> tuple[bytes, ...]:
    """What bytes may have been read as this character: one or two bytes each, none if GBK has no such character.

    An ASCII character may be the folded form of a full-width one, and some Han characters are what Unicode
    normalisation makes of a compatibility character.
    """
    if not char:
        return ()
    if char.isascii():
        wide = b"\xa1\xa1" if char == " " else bytes((0xA3, ord(char) | 0x80)) if "!" <= char <= "~" else b""
        return (char.encode(), wide) if wide else (char.encode(),)
    forms = [_encoded(char), *(_encoded(c) for c in _compatibility().get(char, ""))]
    return tuple(form for form in forms if len(form) == 2)


@cache
def pair(lead: int, trail: int) -> str:
    """The character that two bytes write, "" if it is none that text is written with."""
    if not (FIRST <= lead <= LAST and TRAIL <= trail <= LAST and trail != 0x7F):
        return ""
    try:
        char = bytes((lead, trail)).decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return char if len(char) == 1 and (is_han(char) or char in TEXT_MARKS or char in UNFOLDED) else ""


@cache
def with_lead(lead: int) -> tuple[str, ...]:
    """Every character of text with this first byte."""
    return tuple(c for trail in range(TRAIL, LAST + 1) if (c := pair(lead, trail)))


@cache
def with_trail(trail: int) -> tuple[str, ...]:
    """Every Han character, and every mark that ends a sentence, with this second byte."""
    every = (pair(lead, trail) for lead in range(FIRST, LAST + 1))
    return tuple(c for c in every if c and (is_han(c) or c in STOPS))


@cache
def is_traditional(char: str) -> bool:
    """Whether simplified text writes this character otherwise."""
    return char in simplified()


def _encoded(char: str) -> bytes:
    try:
        return char.encode("gb18030")
    except UnicodeEncodeError:
        return b""


@cache
def _compatibility() -> dict[str, str]:
    out: dict[str, str] = {}
    for code in range(0xF900, 0xFB00):
        if len(_encoded(chr(code))) == 2:
            normal = unicodedata.normalize("NFC", chr(code))
            if normal != chr(code):
                out[normal] = out.get(normal, "") + chr(code)
    return out
