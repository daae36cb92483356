"""GBK text that lost a byte: runs found by their shape, judged and read again by a language model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.detectors import View, detector
from checker.finding import Fix, Hit
from checker.patterns import compiled
from checker.text.fluency import model
from checker.text.shift import Line, Search, Weights


@detector("gbk_shift")
def gbk_shift(
    view: View,
    *,
    marks: str,
    resync: str,
    least: float,
    least_known: float,
    balance: float,
    replaced: float,
    patience: float,
    own: float,
    clause: int,
    evidence: Sequence[str],
    alone: Sequence[str] = (),
    beside: Sequence[str] = (),
) -> Iterator[Hit]:
    """Damaged runs, with the text they were as the proposed fix.

    A candidate line is read again from the mark at which a pattern of `evidence` matches; a reading `least` nats
    likelier than what stands is damage.  A document that has one is damaged elsewhere too: all its lines are read again
    from each of `marks`, and `least_known` nats do.  Runs that no reading explains are found by the patterns `alone`,
    and in a damaged document by those `beside`.
    """
    weights = Weights(clause, own, balance, replaced, patience, marks, resync)
    document = view.document
    candidates = tuple(view.line_numbers())
    search = Search(model(), weights, document.lines)
    if not any(_is_damaged(document.lines.text(n), search, least, evidence, alone) for n in candidates):
        return
    search.learn()
    for number in range(len(document.lines)):
        yield from _in_line(view, search, number, least_known, (*alone, *beside))


def _is_damaged(raw: str, search: Search, least: float, evidence: Sequence[str], alone: Sequence[str]) -> bool:
    if any(compiled(p).search(raw) for p in alone):
        return True
    line = Line(raw)
    places = {m.start() for p in evidence for m in compiled(p).finditer(line.chars)}
    return bool(places and search.readings(line, least, sorted(places)))


def _in_line(view: View, search: Search, number: int, least: float, shapes: Sequence[str]) -> Iterator[Hit]:
    raw = view.document.lines.text(number)
    offset = int(view.document.lines.starts[number])
    line = Line(raw)
    taken: list[tuple[int, int]] = []
    for reading in search.readings(line, least):
        start, end = line.span(reading)
        taken.append((start, end))
        yield Hit(offset + start, offset + end, fix=Fix(reading.text), values={"repair": reading.text})
    for match in (m for p in shapes for m in compiled(p).finditer(raw)):
        start, end = match.span("mark")
        if all(end <= s or e <= start for s, e in taken):
            taken.append((start, end))
            yield Hit(offset + start, offset + end)
