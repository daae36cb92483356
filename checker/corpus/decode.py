"""From bytes to valid UTF-8: byte order mark, strict UTF-8, damaged UTF-8, UTF-16, and only then a guess."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checker.corpus.options import Reading, reading
from checker.document import Damage, Encoding

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
MARK = re.compile("[\ud800-\udfff]")
# Control characters that no text has; tab, line ends, form feed and escape do occur in texts.
CONTROLS = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\t\n\v\f\r\x1b")
MARKS = 0x800  # lone surrogates: code points that no decoder gives, so they can stand for undecodable bytes
FIRST_MARK = 0xD800
_PIECE = 1 << 20  # bytes validated at a time, so that the tables below stay in the processor's cache
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class NotTextError(ValueError):
    """No encoding gives text."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """`data` is valid UTF-8 without a byte order mark; `encoding` says how it was read and what was damaged."""

    data: bytes
    encoding: Encoding


def decode(data: bytes, knowledge: Reading | None = None) -> Decoded:
    """The text of a file.  Every undecodable byte is one U+FFFD; NotTextError when no encoding gives text."""
    knowledge = knowledge or reading()
    name, size = bom(data)
    if name is not None:
        return as_encoding(data, name, start=size)
    valid = is_utf8(data)
    if valid and not unlikely_utf8(data, knowledge):
        return Decoded(data, Encoding())
    share = 1.0 if valid else utf8_share(data)
    if not valid and share >= knowledge.utf8["share"]:
        return as_encoding(data, "utf-8")
    wide = wide_encoding(data, knowledge)
    if wide is not None:
        return as_encoding(data, wide)
    from checker.corpus.guess import guess_encoding  # chardet costs 40 ms at import and is rarely needed

    guess = None if valid and not data.isascii() else guess_encoding(data, knowledge)
    likely = guess is not None and guess.confidence >= knowledge.guess["confidence"]
    if valid and not likely:
        return Decoded(data, Encoding())
    if not likely and share >= knowledge.utf8["fallback-share"]:
        return as_encoding(data, "utf-8", confidence=share)
    if guess is not None:
        return as_encoding(data, guess.name, confidence=guess.confidence)
    raise NotTextError("no encoding gives text")


def as_encoding(data: bytes, name: str, *, start: int = 0, confidence: float = 1.0) -> Decoded:
    """`data` from byte `start` on, read as `name`; bytes that cannot be are U+FFFD and listed as damage."""
    body = data[start:] if start else data
    bom_seen = start > 0
    if name == "utf-8" and is_utf8(body):
        return Decoded(body, Encoding(name, confidence, bom_seen))
    text, bad = lenient(body, name)
    if not bad:
        return Decoded(text.encode(), Encoding(name, confidence, bom_seen))
    damage = tuple(damaged(text, [start + offset for offset in bad]))
    return Decoded(MARK.sub(REPLACEMENT, text).encode(), Encoding(name, confidence, bom_seen, damage))


def bom(data: bytes) -> tuple[str | None, int]:
    """The encoding that a byte order mark names and the size of the mark; (None, 0) without one."""
    for mark, name in _BOMS:
        if data.startswith(mark) and (not name.startswith("utf-32") or decodes(data, name)):
            return name, len(mark)
    return None, 0


def is_utf8(data: bytes) -> bool:
    """Whether every byte is valid UTF-8."""
    return data.isascii() or decodes(data, "utf-8")


def decodes(data: bytes, name: str) -> bool:
    """Whether the codec decodes every byte."""
    try:
        data.decode(name)
    except UnicodeDecodeError:
        return False
    return True


# --- bytes that cannot be decoded -------------------------------------------------------------------------------------

_bad_bytes: ContextVar[list[int]] = ContextVar("_bad_bytes")


def _mark_bytes(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: every bad byte becomes one lone surrogate that numbers it, modulo MARKS."""
    assert isinstance(error, UnicodeDecodeError)
    found = _bad_bytes.get()
    count = len(found)
    found.extend(range(error.start, error.end))
    return "".join(chr(FIRST_MARK + i % MARKS) for i in range(count, len(found))), error.end


codecs.register_error("checker.mark", _mark_bytes)


def lenient(data: bytes, name: str) -> tuple[str, list[int]]:
    """The text with one lone surrogate for every byte that cannot be decoded, and the offsets of those bytes."""
    found: list[int] = []
    token = _bad_bytes.set(found)
    try:
        return data.decode(name, "checker.mark"), found
    finally:
        _bad_bytes.reset(token)


def damaged(text: str, bad: list[int]) -> Iterator[Damage]:
    """The damage of a text whose n-th mark stands for the byte at `bad[n]`."""
    return merged(Damage(mark.start(), byte, byte + 1) for mark, byte in zip(MARK.finditer(text), bad, strict=True))


def merged(singles: Iterable[Damage]) -> Iterator[Damage]:
    """Damage with bytes that follow one another in the file and in the text joined."""
    last: Damage | None = None
    for damage in singles:
        if last is None:
            last = damage
        elif last.kind == damage.kind == "byte" and (last.end, last.offset + last.end - last.start) == (
            damage.start,
            damage.offset,
        ):
            last = Damage(last.offset, last.start, damage.end)
        else:
            yield last
            last = damage
    if last is not None:
        yield last


# --- how much of it is UTF-8 ------------------------------------------------------------------------------------------


def utf8_share(data: bytes) -> float:
    """Of the bytes >= 0x80, the share that stands in valid UTF-8 sequences; 1.0 where there are none."""
    raw = np.frombuffer(data, np.uint8)
    high = bad = 0
    for start in range(0, len(raw), _PIECE):
        before = min(start, 3)  # no sequence is longer than four bytes
        piece = raw[start - before : start + _PIECE + 3]
        length = min(_PIECE, len(raw) - start)
        high += int(np.count_nonzero(raw[start : start + length] & 0x80))
        bad += length - int(np.count_nonzero(_valid_utf8(piece)[before : before + length]))
    return 1 - bad / high if high else 1.0


def _valid_utf8(raw: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """For every byte, whether it is ASCII or stands in a valid sequence (Unicode, table 3-7)."""
    padded = np.concatenate((raw, np.zeros(3, np.uint8)))
    second, third, fourth = padded[1:-2], padded[2:-1], padded[3:]
    follow2, follow3, follow4 = ((byte & 0xC0) == 0x80 for byte in (second, third, fourth))
    two = (raw >= 0xC2) & (raw <= 0xDF) & follow2
    three = ((raw & 0xF0) == 0xE0) & follow2 & follow3
    three &= (raw != 0xE0) | (second >= 0xA0)
    three &= (raw != 0xED) | (second < 0xA0)
    four = (raw >= 0xF0) & (raw <= 0xF4) & follow2 & follow3 & follow4
    four &= (raw != 0xF0) | (second >= 0x90)
    four &= (raw != 0xF4) | (second < 0x90)
    good: NDArray[np.bool_] = (raw < 0x80) | two | three | four
    for distance, heads in ((1, two | three | four), (2, three | four), (3, four)):
        good[distance:] |= heads[:-distance]
    return good


# --- UTF-16 and UTF-32 without a byte order mark, and seven-bit encodings ---------------------------------------------


def unlikely_utf8(data: bytes, knowledge: Reading) -> bool:
    """Whether valid UTF-8 may be UTF-16 (many NUL bytes) or a seven-bit encoding (its escapes)."""
    head = data[: knowledge.utf16["sample"]]
    if head.count(0) > knowledge.utf16["nul-share"] * len(head):
        return True
    return any(mark.encode() in data for mark in knowledge.guess["escape-marks"]) and data.isascii()


def wide_encoding(data: bytes, knowledge: Reading) -> str | None:
    """UTF-16 or UTF-32 by what its NUL bytes and characters look like; None when it is neither.

    Without a single NUL in the sample there is no ASCII character, not even a line end, and it stays undecided.
    """
    sample = data[: knowledge.utf16["sample"] // 4 * 4]
    if 0 not in sample:
        return None
    names = ["utf-16-le", "utf-16-be"]
    if len(data) % 4 == 0:
        names = [name for name in ("utf-32-le", "utf-32-be") if decodes(sample, name)] or names
    scores = {name: _assigned_share(sample, name) for name in names}
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] >= knowledge.utf16["assigned-share"] else None


def _assigned_share(sample: bytes, name: str) -> float:
    """The share of characters that a text can have: assigned, not private, no control but tab and line ends."""
    text = sample.decode(name, "replace")
    good = sum(char.isprintable() or char in "\t\n\r\u3000\xa0\u200b\ufeff" for char in text if char != REPLACEMENT)
    return good / len(text) if text else 0.0
