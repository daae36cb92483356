"""Text that repeats itself over and over: one line, one phrase, one character; and text with hardly a letter."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from checker.allowed import Share
from checker.batch import Batch
from checker.detectors import View, detector
from checker.finding import Hit
from checker.text.classes import class_table

_STEP = 256  # bytes from one sample to the next
_SEED = 12  # bytes of a sample that are looked for again
# characters that surely are letters or digits: the most frequent of every large script
_LETTERS = class_table("0-9A-Za-z\u0410-\u044f\u0621-\u063a\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fa5\uac00-\ud7a3")
_UTF8 = 4  # bytes that a character has at most
# First bytes of every character that may be a letter or a digit; U+2000 to 2FFF has next to none.
_MAY_BE_LETTER = np.isin(
    np.arange(256), [*string.digits.encode(), *string.ascii_letters.encode(), *range(0xC2, 0xE2), *range(0xE3, 0xF5)]
)
_FOLLOWING = bytes(range(0x80, 0xC0))  # every byte of a character but its first
_TWELVE = 12  # a multiple of every length that a character has in UTF-8
_SMALL = 1 << 12  # bytes of a document whose lines are all counted
_LOOKS, _MET = 24, 3  # a line that makes half of a document is met less than three times once in 50,000 documents
_GOLDEN = 0.6180339887498949  # multiples of it, modulo 1, are spread evenly and follow no period of the text
_CHARACTER = rb"([0-9A-Za-z]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})"
_SEPARATE = re.compile(r"[\W_]*")


def _same_lines(batch: Batch, *, share: float, min_count: int, **_: object) -> list[int]:
    """The documents in which lines of one length could be copies enough of one line."""
    lengths = np.diff(np.append(batch.line_starts, len(batch.points) + 1)) - 1
    owners = np.searchsorted(batch.first_lines, np.arange(len(lengths)), side="right") - 1
    kinds, counts = np.unique(owners[lengths > 0] << 32 | lengths[lengths > 0], return_counts=True)
    owners, lengths = kinds >> 32, kinds & 0xFFFFFFFF
    sizes = (batch.ends - batch.starts)[owners]
    most = (counts >= min_count) & (_UTF8 * lengths * counts >= share * (sizes - batch.line_counts[owners]))
    return sorted(set(owners[most].tolist()))


def _with_run(batch: Batch, *, length: int, **_: object) -> list[int]:
    data, run = batch.data, _run(length)
    starts = [match.start() for low, high in _may_run(data, length) for match in run.finditer(data, low, high)]
    return sorted(set((np.searchsorted(batch.byte_starts, starts, side="right") - 1).tolist()))


def _lettered(batch: Batch, *, share: float, min_characters: int, **_: object) -> list[int]:
    """The documents in which surely letters are too few."""
    letters = batch.count(np.flatnonzero(_LETTERS[batch.points]))
    sizes = batch.ends - batch.starts
    return np.flatnonzero((sizes >= min_characters) & (letters < share * sizes)).tolist()


@detector("repeated-line", gate=_same_lines)
def repeated_line(view: View, *, share: Share, min_count: int) -> Iterator[Hit]:
    """The copies of one line that make at least `share` of the document's characters, `min_count` of them or more."""
    data = view.document.data
    if data.count(b"\n") + 1 < min_count or not _may_repeat(data):
        return
    lines = data.split(b"\n")
    solid = [line for line in lines if line]
    if len(solid) - len(set(solid)) < min_count - 1:
        return
    often = [(each, count) for each, count in Counter(solid).items() if count >= min_count and each.strip()]
    line, count = max(often, key=lambda item: len(item[0]) * item[1], default=(b"", 0))
    whole = len(data) - len(lines) + 1
    if not count or len(line) * count < share * whole or _SEPARATE.fullmatch(line.decode()):
        return
    table = view.document.lines
    spans = tuple(table.span(number) for number, each in enumerate(lines) if each == line)
    yield Hit(*spans[0], spans, values={"copies": count, "share": f"{len(line) * count / whole:.0%}"})


def _may_repeat(data: bytes) -> bool:
    """Whether a look at a few places, spread evenly, meets three copies of one line; small documents always may."""
    if len(data) < _SMALL:
        return True
    places = (int(i * _GOLDEN % 1 * len(data)) for i in range(1, _LOOKS + 1))
    starts = {data.rfind(b"\n", 0, at) + 1 for at in places}
    met = Counter(data[start : data.find(b"\n", start) % (len(data) + 1)] for start in starts)
    return max(met.values()) >= _MET


class _Before:
    """How many characters of UTF-8 bytes end at or before a place; quick where places are asked in order."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at, self._begun = data, 0, 0

    def __call__(self, at: int) -> int:
        low, begun = (self._at, self._begun) if at >= self._at else (0, 0)
        self._at, self._begun = at, begun + len(self._data[low:at].translate(None, _FOLLOWING))
        inside = at < len(self._data) and self._data[at] in _FOLLOWING
        return self._begun - int(inside)


@detector("repeated-phrase")
def repeated_phrase(view: View, *, min_count: int, min_characters: int) -> Iterator[Hit]:
    """Every stretch in which a phrase follows itself `min_count` times or more, over at least `min_characters`.

    A phrase has at most 256 bytes and holds a letter or a digit: rules drawn with dashes are none.
    """
    document, before = view.document, _Before(view.document.data)
    for start, end, size in _periodic(document.data):
        first = before(start)
        text = document.data[start:end].decode("utf-8", "ignore")
        unit = document.data[start : start + size].decode("utf-8", "ignore")
        if len(text) >= min_characters and end - start >= min_count * size and not _SEPARATE.fullmatch(unit):
            times = (end - start) // size
            yield Hit(first, first + len(text), values={"phrase": unit.strip()[:40], "times": times})


@detector("character-run", gate=_with_run)
def character_run(view: View, *, length: int) -> Iterator[Hit]:
    """Every run of one letter or digit that is at least `length` long."""
    document = view.document
    data, before = document.data, _Before(document.data)
    run = _run(length)
    for low, high in _may_run(data, length):
        for match in run.finditer(data, low, high):
            char = match[1].decode()
            if char.isalnum():
                start = before(match.start())
                size = (match.end() - match.start()) // len(match[1])
                yield Hit(start, start + size, values={"character": char, "length": size})


@detector("few-letters", gate=_lettered)
def few_letters(view: View, *, share: Share, min_characters: int) -> Iterator[Hit]:
    """The document, when letters and digits are less than `share` of its characters that are not blank."""
    solid = [char for char in view.text if not char.isspace()]
    found = sum(map(str.isalnum, solid)) / len(solid) if solid else 1.0
    if len(solid) >= min_characters and found < share:
        yield Hit(0, 0, values={"share": f"{found:.0%}"})


def _run(length: int) -> re.Pattern[bytes]:
    return re.compile(_CHARACTER + rb"\1{%d,}" % (length - 1))


def _may_run(data: bytes, length: int) -> Iterator[tuple[int, int]]:
    """Stretches of bytes in which a run of `length` may stand: bytes that are equal to those twelve on."""
    raw = np.frombuffer(data, np.uint8)
    if length <= _TWELVE:
        yield 0, len(data)
        return
    if len(raw) < length:
        return
    same = raw[_TWELVE:] == raw[:-_TWELVE]
    reach = 1
    while reach < length - _TWELVE:  # same[i] says that the next `reach` bytes are equal to those twelve on
        step = min(reach, length - _TWELVE - reach)
        same = same[step:] & same[:-step]
        reach += step
    places = np.flatnonzero(same)
    places = places[_MAY_BE_LETTER[raw[places]]]
    if len(places):
        breaks = np.flatnonzero(np.diff(places) > length)
        lows = places[np.concatenate(([0], breaks + 1))]
        highs = places[np.concatenate((breaks, [len(places) - 1]))]
        yield from zip(lows.tolist(), (highs + length + 4).tolist(), strict=True)


def _periodic(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Stretches (start, end, period) in bytes in which every byte is the one a period before, found by samples."""
    start = 0
    while start < len(data) - 2 * _STEP:
        seed = data[start : start + _SEED]
        again = data.find(seed, start + 2, start + _STEP + _SEED)
        period = again - start
        if again >= 0 and data.startswith(data[start : start + _STEP], again) and not seed.isspace():
            first, past = _extended(data, start, period)
            yield first, past, period
            start = max(start, past // _STEP * _STEP)
        start += _STEP


def _extended(data: bytes, start: int, period: int) -> tuple[int, int]:
    """The longest stretch of whole characters around `start` in which every byte is the one a period before."""
    raw = np.frombuffer(data, np.uint8)
    past = start + period + _equal(raw[start:], raw[start + period :])
    first = start - _equal(raw[:start][::-1], raw[: start + period][::-1])
    while first < past and data[first] & 0xC0 == 0x80:
        first += 1
    while past > first and past < len(data) and data[past] & 0xC0 == 0x80:
        past -= 1
    return first, past


def _equal(left: NDArray[np.uint8], right: NDArray[np.uint8]) -> int:
    """How many items are equal from the beginning on."""
    done, size = 0, _STEP
    limit = min(len(left), len(right))
    while done < limit:
        end = min(done + size, limit)
        differs = left[done:end] != right[done:end]
        if differs.any():
            return done + int(np.argmax(differs))
        done, size = end, size * 2
    return limit
