"""How the bytes became text: bytes that could not, encodings that were guessed, line ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from checker.allowed import Share
from checker.batch import Batch
from checker.detectors import View, detector
from checker.document import Damage, Document
from checker.finding import Hit

_NOT_CONTROL = bytes([*b"\t\n\r\f\x1b", *range(0x20, 0x7F), *range(0x80, 0x100)])
_CONTROL = ~np.isin(np.arange(0x110000), [*_NOT_CONTROL]) & (np.arange(0x110000) < 0x80)
_LONE_CR = re.compile("\r(?!\n)")


@dataclass(frozen=True, slots=True)
class _Run:
    """Adjacent undecodable bytes: offsets in the text and in the file, ends exclusive."""

    start: int
    end: int
    first: int
    past: int


def _damaged(batch: Batch, **_: object) -> list[int]:
    return [number for number, document in enumerate(batch.documents) if document.encoding.damage]


def _unsure(batch: Batch, *, below: float = 1.0, **_: object) -> list[int]:
    return [number for number, document in enumerate(batch.documents) if document.encoding.confidence < below]


def _controlled(batch: Batch, *, min_count: int, **_: object) -> list[int]:
    return batch.holding(np.flatnonzero(_CONTROL[batch.points]), min_count)


def _returning(batch: Batch, **_: object) -> list[int]:
    return batch.holding(np.flatnonzero(batch.points == ord("\r")))


@detector("undecodable", gate=_damaged)
def undecodable(view: View) -> Iterator[Hit]:
    """Every run of adjacent bytes that could not be decoded, with its byte offsets in the file."""
    for run in _runs(view.document.encoding.damage):
        yield Hit(run.start, run.end, values=_where(run), evidence={"bytes": [run.first, run.past]})


@detector("other-encoding", gate=_damaged)
def other_encoding(view: View, *, min_bytes: int, share: Share) -> Iterator[Hit]:
    """Lines of which undecodable bytes make a share of the characters beyond ASCII: written in another encoding.

    A line has at least `min_bytes` such bytes, and they are at least `share` of its characters beyond ASCII.
    """
    document = view.document
    lines: dict[int, list[Damage]] = {}
    for damage in document.encoding.damage:
        lines.setdefault(document.lines.at(damage.offset), []).append(damage)
    for number, here in lines.items():
        foreign = sum(not char.isascii() for char in document.lines.text(number))
        bad = sum(damage.past - damage.offset for damage in here)
        if bad >= min_bytes and bad >= share * foreign:
            run = _Run(here[0].offset, here[-1].past, here[0].start, here[-1].end)
            yield Hit(run.start, run.end, values=_where(run), evidence={"bytes": [run.first, run.past]})


@detector("guessed-encoding", gate=_unsure)
def guessed_encoding(view: View, *, below: Share = 1.0) -> Iterator[Hit]:
    """The document, when its encoding was guessed with less confidence than `below`; of records the first of a file."""
    encoding = view.document.encoding
    if encoding.confidence < below and not encoding.known:
        yield Hit(0, 0, values={"encoding": encoding.name, "confidence": f"{encoding.confidence:.2f}"})


@detector("binary-content", gate=_controlled)
def binary_content(view: View, *, share: Share, min_count: int) -> Iterator[Hit]:
    """The whole document, when more than `share` of its characters, and `min_count`, are control characters.

    Tabs, line ends, form feeds and escapes are none: text and terminal logs have them.
    """
    count = len(view.document.data.translate(None, _NOT_CONTROL))
    if count >= min_count and count > share * len(view.text):
        yield Hit(0, len(view.text), values={"share": f"{count / len(view.text):.0%}"})


@detector("line-ends", gate=_returning)
def line_ends(view: View, *, kind: str) -> Iterator[Hit]:
    """`kind` = "mixed": lines that end like the fewer; "lone": carriage returns without a line feed."""
    document = view.document
    returns = document.data.count(b"\r")
    if not returns:
        return
    pairs = document.data.count(b"\r\n")
    feeds = document.data.count(b"\n") - pairs
    if kind == "lone" and returns > pairs:
        spans = tuple(match.span() for match in _LONE_CR.finditer(document.text))
        yield Hit(*spans[0], spans, values={"characters": len(spans)})
    elif kind == "mixed" and pairs and feeds:
        yield _first_odd(document, pairs, feeds)


def _first_odd(document: Document, pairs: int, feeds: int) -> Hit:
    text = document.text
    if pairs <= feeds:
        start = text.index("\r\n")
        end = start + 2
    else:
        odd = re.search("(?<!\r)\n", text)
        assert odd
        start, end = odd.span()
    return Hit(start, end, values={"crlf": pairs, "lf": feeds})


def _runs(damages: tuple[Damage, ...]) -> Iterator[_Run]:
    run: _Run | None = None
    for damage in damages:
        if run and damage.offset == run.end:
            run = _Run(run.start, damage.past, run.first, damage.end)
            continue
        if run:
            yield run
        run = _Run(damage.offset, damage.past, damage.start, damage.end)
    if run:
        yield run


def _where(run: _Run) -> dict[str, object]:
    return {"bytes": run.past - run.first, "first": run.first, "past": run.past}
