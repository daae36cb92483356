"""Whole texts with every finding marked in them, where `--embed-text` put them into the report."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import groupby

from checker.finding import Finding
from checker.report import DocumentResult, Report
from checker.visible import visible
from checker.writers.html.index import Index, level

BATCH = 400_000  # characters of text in a block
Line = list[object]


def _groups(documents: Sequence[DocumentResult]) -> Iterator[list[int]]:
    """Documents that share a block, by number."""
    group: list[int] = []
    size = 0
    for number, document in enumerate(documents):
        if document.text is None:
            continue
        if group and size + len(document.text) > BATCH:
            yield group
            group, size = [], 0
        group.append(number)
        size += len(document.text)
    if group:
        yield group


def places(report: Report) -> dict[int, int]:
    """The block in which each document's text stands."""
    return {number: block for block, group in enumerate(_groups(report.documents)) for number in group}


def batches(report: Report, index: Index) -> Iterator[dict[int, list[Line]]]:
    """The lines of the documents of each block."""
    for group in _groups(report.documents):
        yield {n: marked(report.documents[n].text or "", _found(report, index.own[n])) for n in group}


def _found(report: Report, numbers: Sequence[int]) -> list[tuple[int, Finding]]:
    """What stands at a place; what speaks of the whole document would mark all of it."""
    return [(n, report.findings[n]) for n in numbers if report.findings[n].scope != "document"]


def marked(text: str, found: Sequence[tuple[int, Finding]]) -> list[Line]:
    """Lines as stretches in turn: text, number of the finding or -1.

    Where findings overlap the shorter one is on top, then the worse one.
    """
    paint = array("q", [-1]) * len(text)
    spans = [(span, number, finding) for number, finding in found for span in finding.spans]
    for span, number, _ in sorted(spans, key=lambda entry: (-len(entry[0]), -level(entry[2]), -entry[1])):
        start = min(span.start.offset, max(0, len(text) - 1))
        end = min(max(span.end.offset, start + 1), len(text))
        paint[start:end] = array("q", [number]) * (end - start)
    lines: list[Line] = []
    at = 0
    for line in text.split("\n"):
        parts: Line = []
        begin = at
        for number, run in groupby(paint[at : at + len(line)]):
            size = sum(1 for _ in run)
            parts += [visible(text[begin : begin + size]), number]
            begin += size
        lines.append(parts)
        at += len(line) + 1
    return lines
