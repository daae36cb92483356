"""The body of a frame, by what a finding is: marks on lines, a repair, a copy and what it repeats, a repeated line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len

from checker.finding import Finding
from checker.report import DocumentResult
from checker.visible import visible
from checker.writers.terminal import evidence, excerpt, maps, pick, places, sides
from checker.writers.terminal.cells import head
from checker.writers.terminal.excerpt import Line
from checker.writers.terminal.page import Page, Piece

_LINES, _ALL_LINES = 3, 20  # lines of a finding with marks on many
_MAP = 36  # pieces of a map
_ENOUGH = 4  # marks after which no further line is needed

Also = Mapping[tuple[pick.Key, int], Sequence[tuple[Finding, int, int]]]
Named = Mapping[int, Sequence[tuple[int, int, str]]]  # by line: columns and the rule that marks them


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands around a finding: the documents, and the marks of other rules on the same lines.

    `bare` leaves out the place a finding stands at; `number` stands for the number of its line.
    """

    documents: Mapping[pick.Key, DocumentResult]
    also: Also
    bare: bool = False
    number: int | None = None


def body(page: Page, finding: Finding, scene: Scene) -> None:
    """Places and text of a finding."""
    kept = finding.related[0] if finding.related and finding.related[0].role == "kept" else None
    repair = evidence.repair(finding)
    if kept:
        sides.copy(page, finding, kept)
    elif repair:
        _place(page, finding, scene)
        sides.repair(page, finding, repair if scene.number is None else (scene.number, *repair[1:]))
    else:
        _one_sided(page, finding, scene)


def _place(page: Page, finding: Finding, scene: Scene, note: str = "") -> None:
    if scene.bare:
        return
    span = finding.spans[0]
    whole = finding.scope == "document" and len(finding.spans) == 1
    inside = places.inside(page, span, finding.record, finding.document, whole=whole)
    safe = page.words("frames.safe" if finding.fix.safe else "frames.unsafe") if finding.fix else ""
    notes = page.words.clauses([part for part in (inside, note, safe) if part])
    where = places.where(page, span, finding.record, whole=whole)
    to = places.target(span, finding.record)
    page.place(page.words("gutter.at"), finding.path, where, to=to, note=notes, rule=f"{finding.rule} {finding.code}")


def _one_sided(page: Page, finding: Finding, scene: Scene) -> None:
    """The lines with their marks, then where the other marks are and which texts are the most frequent."""
    also = _also(finding, scene)
    found = [_with(line, finding.rule, also.get(line.number, ()), page.style.full) for line in evidence.lines(finding)]
    shown = found[:_ALL_LINES] if page.style.full else _enough(found)
    length = max((evidence.number(line["length"]) for line in evidence.items(finding, "lines")[:1]), default=0)
    long_line = page.words("frames.long_line", length) if length > 2 * page.body and len(shown) == 1 else ""
    _place(page, finding, scene, long_line)
    names = _lines(page, finding, scene, shown, also)
    if not shown and finding.text:
        page.text("", finding.text, rail=True, most=_LINES)
    rest = places.last_line(finding.spans[0]) - finding.start.line + 1 - len(shown)
    if len(finding.spans) == 1 and shown and rest > 0:
        page.text(page.glyph.cut, page.words("frames.lines_more", rest), body="dim", rail=True)
    if names:
        text = f"{page.glyph.also * 2} {page.words.list(names)}"
        page.text(page.words("gutter.also"), text, body="dim", rail=True)
    if finding.scope == "corpus" and finding.related:
        _spread(page, finding, scene)
    elif len(finding.spans) > sum(len(line.marks) for line in shown):
        _where(page, finding, scene)
    _which(page, finding)


def _with(line: Line, rule: str, marks: Sequence[tuple[int, int, str]], full: bool) -> Line:
    """The line with what else is marked on it: its own rule's other marks get carets, unless they have own frames."""
    seen = [(a - line.column, b - line.column, name) for a, b, name in marks]
    seen = [mark for mark in seen if mark[0] >= 0 and mark[1] <= len(line.text)]
    own = tuple((a, b) for a, b, name in seen if name == rule and not full)
    others = tuple((a, b) for a, b, name in seen if name != rule or full)
    return replace(line, marks=(*line.marks, *own), also=others)


def _lines(page: Page, finding: Finding, scene: Scene, shown: Sequence[Line], also: Named) -> list[str]:
    """Draw the lines; the names of the other rules whose marks are seen."""
    names: dict[str, None] = {}
    note = _bytes(page, finding)
    for line in shown:
        drawn = line if scene.number is None else replace(line, number=scene.number)
        view = excerpt.draw(page, drawn, finding.severity, note)
        seen = {(a + line.column, b + line.column) for a, b in view.named}
        marked = also.get(line.number, ())
        names |= {rule: None for a, b, rule in marked if (a, b) in seen and rule != finding.rule}
        note = ""
    return list(names)


def _enough(found: Sequence[Line]) -> Sequence[Line]:
    """The first lines, as many as show what it is about."""
    marks = 0
    for number, line in enumerate(found[:_LINES]):
        if marks >= _ENOUGH:
            return found[:number]
        marks += len(line.marks)
    return found[:_LINES]


def _also(finding: Finding, scene: Scene) -> Named:
    """Marks of other rules by line (columns and rule), without those that hold a whole line or coincide."""
    out: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    own = {(span.start.line, span.start.column, span.end.column) for span in finding.spans}
    for line in evidence.items(finding, "lines"):
        number, length = evidence.number(line["number"]), evidence.number(line["length"])
        for other, first, last in scene.also.get((pick.key(finding), number), ()):
            if (number, first, last) not in own and last - first < length:
                out[number].append((first, last, other.rule))
    return out


def _bytes(page: Page, finding: Finding) -> str:
    stretch = finding.evidence.get("bytes")
    if not isinstance(stretch, list | tuple) or len(stretch) != 2:
        return ""
    first, last = stretch[0], max(stretch[0], stretch[1] - 1)
    return page.words("frames.bytes", last - first + 1, first=first, last=last, upto=page.glyph.upto)


def _where(page: Page, finding: Finding, scene: Scene) -> None:
    """Where in the document the marks are."""
    document = scene.documents.get(pick.key(finding))
    if document is None or len(finding.spans) < 2:
        return
    spans = [(span.start.offset, span.end.offset) for span in finding.spans]
    first, last = finding.spans[0].start.line, max(places.last_line(span) for span in finding.spans)
    note = page.words("frames.lines", last - first + 1, first=first, last=last, upto=page.glyph.upto)
    pieces = min(_MAP, page.body - 2 - cell_len(note))
    heights = maps.heights(spans, document.characters, pieces)
    page.row(page.words("gutter.where"), *page.map(heights), Piece(f"  {note}", "dim"), rail=True)


def _which(page: Page, finding: Finding) -> None:
    """The most frequent texts of many marks, as many as a row holds."""
    found = evidence.kinds(finding)
    if len(found) < 2 or found[0][1] < 2:  # texts that stand once each are in the lines above
        return
    parts: list[str] = []
    for number, (text, count) in enumerate(found):
        part = f"{head(visible(text), 24, page.glyph.cut)} {page.words.number(count)}"
        rest = page.words("frames.and_more", len(found) - number - 1)
        if cell_len(page.words.list([*parts, part, rest])) > page.body:
            break
        parts.append(part)
    if len(parts) < len(found):
        parts.append(page.words("frames.and_more", len(found) - len(parts)))
    page.text(page.words("gutter.which"), page.words.list(parts), body="dim", rail=True)


def _spread(page: Page, finding: Finding, scene: Scene) -> None:
    """A line that stands in many documents: where in each of them, and which they are."""
    depths = []
    for path, record, document, offset in _stands(finding):
        result = scene.documents.get((path, record, document))
        if result and result.characters:
            depths.append(min(0.999, offset / result.characters))
    if len(depths) > 2:
        late = sum(depth >= 0.9 for depth in depths)
        note = (
            page.words("frames.near_end", late, all=page.words.number(len(depths)))
            if late > len(depths) // 2
            else page.words("frames.spread", all=page.words.number(len(depths)))
        )
        pieces = min(_MAP, page.body - 2 - cell_len(note))
        amounts = [0.0] * max(pieces, 8)
        for depth in depths:
            amounts[int(depth * len(amounts))] += 1
        page.row(page.words("gutter.where"), *page.map(maps.scale(amounts)), Piece(f"  {note}", "dim"), rail=True)
    total = max(len(finding.related), evidence.number(finding.evidence.get("count")) - 1)
    named = [places.short(place) for place in finding.related[:3]]
    if total > len(named):
        named.append(page.words("frames.places", total - len(named)))
    page.text(page.words("gutter.more"), page.words.list(named), body="dim", rail=True)


def _stands(finding: Finding) -> list[tuple[str, int | None, str, int]]:
    own = (finding.path, finding.record, finding.document, finding.start.offset)
    return [own, *((place.path, place.record, place.document, place.span.start.offset) for place in finding.related)]
