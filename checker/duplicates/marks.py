"""Which lines of documents are code, and what the patterns of rules/markup.toml find in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from checker.document import Document
from checker.duplicates.joined import Joined
from checker.resources import toml_file

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Code:
    """What a line of code is told by (rules/markup.toml); `kinds` says of every byte what it counts as, a bit each."""

    quotes: re.Pattern[bytes]
    kinds: NDArray[np.uint8]
    share: float
    count: int
    letters: float
    other: float
    least: float


@cache
def _code() -> _Code:
    row = toml_file("rules", "markup.toml")["code"]
    marks: bytes = row["marks"].encode()
    byte = np.arange(256)
    is_letter = np.array([each > 127 or chr(each).isalpha() for each in range(256)])
    kinds = np.packbits((np.isin(byte, list(marks)), is_letter, byte > 32, byte > 127), axis=0, bitorder="little")[0]
    numbers = row["share"], row["count"], row["letters"], row["other"], row["least"]
    quotes = re.compile(rb"\n[ \t]{0,20}((?:[%s][ \t]{0,3}){1,20})" % re.escape(row["quotes"].encode()))
    return _Code(quotes, kinds, *numbers)


def code_lines(texts: Joined, *, fast: bool) -> Flags:
    """Which lines are code; `fast` counts by machine code."""
    o = _code()
    marks, letters, visible, other = _counted(texts, o.kinds, fast=fast).T
    of_document = np.add.reduceat(marks, texts.first_lines[:-1])
    looked = of_document >= np.maximum(o.count, o.least * (texts.past - texts.starts))
    for match in o.quotes.finditer(texts.buffer.data):
        line = np.searchsorted(texts.begins, match.start(1), side="right") - 1
        marks[line] -= len(match[1].translate(None, b" \t"))
    marked = (marks >= o.count) & (marks >= o.share * visible)
    code = (marked | (letters < o.letters * visible)) & (other <= o.other * visible)
    found: Flags = code & np.repeat(looked, np.diff(texts.first_lines))
    return found


def _counted(texts: Joined, kinds: NDArray[np.uint8], *, fast: bool) -> Ints:
    """How many bytes of every line are of each of four kinds; the line end is of none."""
    if fast:
        from checker.duplicates.gather import count_kinds

        counts = np.empty((len(texts.begins), 4), np.int64)
        count_kinds(texts.buffer, kinds, texts.begins, counts.reshape(-1))
        return counts
    found = kinds[texts.buffer]
    return np.stack([np.add.reduceat(found >> bit & 1, texts.begins, dtype=np.int64) for bit in range(4)], axis=1)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A pattern, and the bytes one of which stands wherever it finds something."""

    holds: tuple[bytes, ...]
    pattern: re.Pattern[str]


def prepare() -> None:
    """Compile the patterns before there is a text."""
    _patterns()
    _code()


@cache
def _patterns() -> tuple[_Pattern, ...]:
    rows = toml_file("rules", "markup.toml")["markup"]
    return tuple(_Pattern(tuple(each.encode() for each in row["holds"]), re.compile(row["pattern"])) for row in rows)


def promising(texts: Joined, *, fast: bool) -> Flags:
    """Whether a document holds what a pattern needs: a row a document, a column a pattern."""
    words = [word for pattern in _patterns() for word in pattern.holds]
    starts, past = texts.starts - 1, texts.past + 1  # with the line ends around
    if fast:
        from checker.duplicates.finding_words import words_in

        held = words_in(texts.buffer, starts, past, words)
    else:
        each = (texts.buffer[start:end].tobytes() for start, end in zip(starts, past, strict=True))
        held = np.array([[word in text for word in words] for text in each])
    firsts = np.cumsum([0, *(len(pattern.holds) for pattern in _patterns())])[:-1]
    found: Flags = np.logical_or.reduceat(held, firsts, axis=1)
    return found


def spans(document: Document, chosen: Sequence[int]) -> Ints:
    """Where the chosen patterns find markup in a document, in code points: n x 2; -1 is the line end before it."""
    text = f"\n{document.read()}\n"
    found = [match.span() for number in chosen for match in _patterns()[number].pattern.finditer(text)]
    return np.array(found, np.int64).reshape(-1, 2) - 1
