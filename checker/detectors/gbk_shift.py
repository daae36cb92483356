"""GBK text that lost a byte: runs found by their shape, judged and read again by a language model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated

from checker.allowed import DoubleBytes, Portion, Positive, Regex
from checker.detectors import View, detector
from checker.finding import Fix, Hit
from checker.patterns import compiled
from checker.text.fluency import model
from checker.text.runs import Line, Weights
from checker.text.shift import Search
from checker.text.stretches import Taken


@detector("gbk_shift")
def gbk_shift(
    view: View,
    *,
    marks: DoubleBytes,
    resync: DoubleBytes,
    least: float,
    least_known: float,
    balance: float,
    replaced: float,
    patience: float,
    own: Portion,
    words: float,
    near: float,
    clause: Positive,
    longest: Positive,
    effort_line: int,
    effort: int,
    evidence: Sequence[Regex],
    alone: Sequence[Annotated[Regex, "mark"]] = (),
    beside: Sequence[Annotated[Regex, "mark"]] = (),
    unless: Sequence[Regex] = (),
) -> Iterator[Hit]:
    """Damaged runs, with the text they were as the proposed fix.

    A candidate line is read again from the mark at which a pattern of `evidence` matches; a reading `least` nats
    likelier than what stands is damage.  A document that has one is damaged elsewhere too: all its lines are read again
    from each of `marks`, and `least_known` nats do.  Runs that no reading explains are found by the patterns `alone`,
    and in a damaged document by those `beside`.  What is not read again for want of effort (see `Weights`) is found by
    `evidence`, without a fix.  A line with a match of `unless` is another language.
    """
    weights = Weights(
        clause, own, words, near, balance, replaced, patience, marks, resync, longest, effort_line, effort
    )
    document = view.document
    barred = [compiled(p) for p in unless]
    search = Search(model(), weights, document.lines)
    candidates = (line for line in map(document.lines.text, view.line_numbers()) if not _matches(barred, line))
    if not any(_is_damaged(line, search, least, evidence, alone) for line in candidates):
        return
    search.learn()
    for number, raw in enumerate(document.lines):
        if _matches(barred, raw):
            continue
        yield from _in_line(view, search, number, least_known, (*alone, *beside), evidence)


def _matches(patterns: Sequence[re.Pattern[str]], line: str) -> bool:
    return any(pattern.search(line) for pattern in patterns)


def _is_damaged(raw: str, search: Search, least: float, evidence: Sequence[str], alone: Sequence[str]) -> bool:
    if any(compiled(p).search(raw) for p in alone):
        return True
    line = Line(raw)
    places = {m.start() for p in evidence for m in compiled(p).finditer(line.chars)}
    return any(search.readings(line, least, [place]) for place in sorted(places))


def _in_line(
    view: View, search: Search, number: int, least: float, shapes: Sequence[str], evidence: Sequence[str]
) -> Iterator[Hit]:
    raw = view.document.lines.text(number)
    offset = int(view.document.lines.starts[number])
    line = Line(raw)
    taken = Taken()
    for reading in search.readings(line, least):
        start, end = line.span(reading)
        taken.take(start, end)
        yield Hit(offset + start, offset + end, fix=Fix(reading.text), values={"repair": reading.text})
    if line.given_up < len(line.chars):  # too much to read again: what looks damaged is told without a repair
        for start, end in (m.span() for p in evidence for m in compiled(p).finditer(raw, line.offsets[line.given_up])):
            if taken.take(start, end):
                yield Hit(offset + start, offset + end)
    for match in (m for p in shapes for m in compiled(p).finditer(raw)):
        start, end = match.span("mark")
        if taken.take(start, end):
            yield Hit(offset + start, offset + end)
