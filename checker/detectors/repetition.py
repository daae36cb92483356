"""Text that repeats itself over and over: one line, one phrase, one character; and text with hardly a letter."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from checker.detectors import View, detector
from checker.document import Document
from checker.finding import Hit

_STEP = 256  # bytes from one sample to the next
_SEED = 12  # bytes of a sample that are looked for again
# First bytes of digits and letters: ASCII, U+0400 to 047F (Cyrillic), 5000 to 8FFF (Han), B000 to CFFF (Hangul).
_LETTER_BYTES = ((0x30, 0x3A), (0x41, 0x5B), (0x61, 0x7B), (0xD0, 0xD2), (0xE5, 0xE9), (0xEB, 0xED))
_TWELVE = 12  # a multiple of every length that a character has in UTF-8
_SEPARATE = re.compile(r"[\W_]*")


@detector("repeated-line")
def repeated_line(view: View, *, share: float, min_count: int) -> Iterator[Hit]:
    """The copies of one line that make at least `share` of the document's characters, `min_count` of them or more."""
    data = view.document.data
    if data.count(b"\n") + 1 < min_count:
        return
    lines = [line.strip() for line in data.split(b"\n")]
    counts = Counter(lines)
    del counts[b""]
    whole = sum(len(line) * count for line, count in counts.items())
    line, count = max(counts.items(), key=lambda item: len(item[0]) * item[1], default=(b"", 0))
    if count < min_count or len(line) * count < share * whole or _SEPARATE.fullmatch(line.decode()):
        return
    table = view.document.lines
    spans = tuple(table.span(number) for number, each in enumerate(lines) if each == line)
    yield Hit(*spans[0], spans, values={"copies": count, "share": f"{len(line) * count / whole:.0%}"})


@detector("repeated-phrase")
def repeated_phrase(view: View, *, min_count: int, min_characters: int) -> Iterator[Hit]:
    """Every stretch in which a phrase follows itself `min_count` times or more, over at least `min_characters`.

    A phrase has at most 256 bytes and holds a letter or a digit: rules drawn with dashes are none.
    """
    document = view.document
    for start, end, size in _periodic(document.data):
        first = len(document.data[:start].decode("utf-8", "ignore"))
        text = document.data[start:end].decode("utf-8", "ignore")
        unit = document.data[start : start + size].decode("utf-8", "ignore")
        if len(text) >= min_characters and end - start >= min_count * size and not _SEPARATE.fullmatch(unit):
            times = (end - start) // size
            yield Hit(first, first + len(text), values={"phrase": unit.strip()[:40], "times": times})


@detector("character-run")
def character_run(view: View, *, length: int) -> Iterator[Hit]:
    """Every run of one letter or digit that is at least `length` long."""
    document = view.document
    run = re.compile(rf"([^\W_])\1{{{length - 1},}}")
    for number in np.unique(document.lines.at_bytes(_run_bytes(document.data, length))).tolist():
        start = int(document.lines.starts[number])
        for match in run.finditer(document.lines.text(number)):
            values = {"character": match[1], "length": match.end() - match.start()}
            yield Hit(start + match.start(), start + match.end(), values=values)


@detector("few-letters")
def few_letters(view: View, *, share: float, min_characters: int) -> Iterator[Hit]:
    """The document, when letters and digits are less than `share` of its characters that are not blank."""
    if len(view.text) < min_characters or view.shared(_sure_letters) >= share:
        return
    solid = [char for char in view.text if not char.isspace()]
    found = sum(map(str.isalnum, solid)) / len(solid) if solid else 1.0
    if len(solid) >= min_characters and found < share:
        yield Hit(0, 0, values={"share": f"{found:.0%}"})


def _sure_letters(document: Document) -> float:
    """At least the share of letters and digits, from a count of bytes: ASCII, and blocks that hold letters alone."""
    counts = np.bincount(np.frombuffer(document.data, np.uint8), minlength=256)
    letters = sum(int(counts[low:high].sum()) for low, high in _LETTER_BYTES)
    blank = int(counts[[0x09, 0x0A, 0x0D, 0x20]].sum())
    solid = len(document.data) - blank - int(counts[0x80:0xC0].sum())
    return letters / solid if solid else 1.0


def _run_bytes(data: bytes, length: int) -> NDArray[np.int64]:
    """Byte offsets where a run of `length` equal characters may stand: the bytes are equal to those twelve on."""
    raw = np.frombuffer(data, np.uint8)
    if len(raw) < length or length <= _TWELVE:
        return np.arange(len(raw) if length <= _TWELVE else 0, dtype=np.int64)
    same = raw[_TWELVE:] == raw[:-_TWELVE]
    reach = 1
    while reach < length - _TWELVE:  # same[i] says that the next `reach` bytes are equal to those twelve on
        step = min(reach, length - _TWELVE - reach)
        same = same[step:] & same[:-step]
        reach += step
    return np.flatnonzero(same)


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
