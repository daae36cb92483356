"""Lines of one document that are equal but for a number that counts up: the seams of a stitched collection."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from checker.batch import Batch
from checker.document import Document
from checker.duplicates.normalise import as_text, normalise
from checker.duplicates.options import Template
from checker.scan import Scanner

TOGETHER = 64  # documents that are scanned together


@dataclass(frozen=True, slots=True)
class Series:
    """The numbered lines: code-point spans in order, and what they have in common."""

    spans: tuple[tuple[int, int], ...]
    common: str


def all_series(documents: Sequence[Document], o: Template) -> Iterator[tuple[int, list[Series]]]:
    """The number of every document that has a series, with its series; the scanner names the lines to look at."""
    scanner = Scanner([_with_blanks(pattern) for pattern in o.patterns], range(len(o.patterns)))
    for first in range(0, len(documents), TOGETHER):
        group = documents[first : first + TOGETHER]
        for number, candidates in enumerate(scanner.candidates(Batch(group)), first):
            lines = sorted({line for found in candidates.values() for line in found})
            found = series(documents[number], o, lines) if len(lines) >= o.min_count else []
            if found:
                yield number, found


def _with_blanks(pattern: str) -> str:
    """The pattern for a whole line; it is written for one without the blanks around it."""
    pattern = re.sub(r"^(\(\?i\))?\^", r"\1^{space}*", pattern)
    return f"{pattern[:-1]}{{space}}*$" if pattern.endswith("$") else pattern


def series(document: Document, o: Template, lines: Iterable[int]) -> list[Series]:
    """Every series of `document` with enough members among `lines`, in order of its first line."""
    patterns = [re.compile(pattern, re.ASCII) for pattern in o.patterns]
    found: dict[tuple[str, int], list[tuple[int, int, int]]] = {}
    for start, end in _short_lines(document, lines, o.max_length):
        line = document.text[start:end]
        for number, pattern in enumerate(patterns):
            match = pattern.search(line)
            value = numeral(match["n"]) if match else None
            if match is None or value is None:
                continue
            common = as_text(normalise(line[: match.start("n")] + line[match.end("n") :]).symbols)
            if len(common) >= o.min_length:
                found.setdefault((common, number), []).append((value, start, end))
                break
    rows = (
        Series(tuple((s, e) for _, s, e in run), common)
        for (common, _), members in found.items()
        for run in _counting(members)
        if len(run) >= o.min_count
    )
    return sorted(rows, key=lambda one: one.spans[0])


def _short_lines(document: Document, lines: Iterable[int], longest: int) -> Iterator[tuple[int, int]]:
    for index in lines:
        start, end = document.lines.span(index)
        text = document.text[start:end]
        if 0 < len(text.strip()) <= longest:
            start += len(text) - len(text.lstrip())
            yield start, start + len(text.strip())


def _counting(members: Sequence[tuple[int, int, int]]) -> Iterator[list[tuple[int, int, int]]]:
    """The members cut where the number does not grow, or jumps by more than one gap."""
    run: list[tuple[int, int, int]] = []
    for member in members:
        if run and not 1 <= member[0] - run[-1][0] <= 2:
            yield run
            run = []
        run.append(member)
    if run:
        yield run


def numeral(text: str) -> int | None:
    """The value of a whole number in digits or Chinese numerals up to 9,999, None for anything else."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for char in text:
        value = int(unicodedata.numeric(char, -1))
        if value < 0:
            return None
        if value in (10, 100, 1000):
            total += max(1, digit) * value
            digit = 0
        elif value < 10:
            digit = value
        else:
            total, digit = total + value, 0  # one sign for a whole number, as in a circle
    return total + digit
