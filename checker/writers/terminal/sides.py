"""Two texts one above the other: a repair under what it repairs, a copy above what it repeats."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from checker.finding import Finding, Related
from checker.writers.terminal import aligned, evidence, excerpt, places
from checker.writers.terminal.aligned import Look, Part
from checker.writers.terminal.cells import units
from checker.writers.terminal.evidence import Skip
from checker.writers.terminal.excerpt import Line
from checker.writers.terminal.page import Page, Piece

_PAIRS, _WHOLE_PAIRS, _ALL_PAIRS = 4, 2, 40  # pairs of rows of an alignment
_SIGNS = 36  # signs of a row of paragraphs


def repair(page: Page, finding: Finding, found: tuple[int, Part, str, str]) -> None:
    """The text above, the repair below; as much of the line around it as one row holds."""
    line, part, before, after = found
    core = max(_cells(page, part.drop), _cells(page, part.keep))
    cut = cell_len(page.glyph.cut)
    room = max(0, page.body - core - 2 * cut)
    lead, trail = _cells(page, before), _cells(page, after)
    left = min(lead, max(room // 3, room - trail))
    start = _end_of(page, before[::-1], left)[::-1]
    end = _end_of(page, after, room - left)
    around = [page.glyph.cut if len(start) < len(before) else "", start, end]
    around.append(page.glyph.cut if len(end) < len(after) else "")
    same = [Part(text, text, same=True) for text in around]
    look = Look((str(line), page.words("gutter.fix")), (finding.severity, "good"), breaks=True)
    _block(page, [*same[:2], part, *same[2:]], look, _PAIRS)


def _cells(page: Page, text: str) -> int:
    return sum(unit.cells for unit in units(text, page.glyph.eol))


def _end_of(page: Page, text: str, room: int) -> str:
    """The beginning of a text that fits, in whole units."""
    kept = 0
    for unit in units(text, page.glyph.eol):
        if unit.cells > room:
            break
        room, kept = room - unit.cells, unit.end
    return text[:kept]


def copy(page: Page, finding: Finding, kept: Related) -> None:
    drop, keep = page.words("gutter.drop"), page.words("gutter.keep")
    whole = finding.scope == "document"
    span = finding.spans[0]
    page.place(
        drop, finding.path, places.where(page, span, finding.record, whole=whole, lines=True),
        to=places.target(span, finding.record),
        note=places.inside(page, span, finding.record, finding.document, whole=whole, lines=True),
        rule=f"{finding.rule} {finding.code}", ink="warning",
    )  # fmt: skip
    inside = places.inside(page, kept.span, kept.record, kept.document, whole=whole, lines=True)
    notes = page.words.clauses([part for part in (inside, _measure(page, kept)) if part])
    where = places.where(page, kept.span, kept.record, whole=whole, lines=True)
    page.place(keep, kept.path, where, to=places.target(kept.span, kept.record), note=notes, ink="good")
    steps = evidence.diff(finding)
    if whole:
        _paragraphs(page, steps)
    if any(isinstance(step, Part) and not step.same for step in steps):
        _blocks(page, steps, Look((drop, keep)), _WHOLE_PAIRS if whole else _PAIRS)
    else:
        for line in evidence.lines(finding, eol=False)[:1]:  # equal texts: one line says which
            excerpt.draw(page, Line(line.number, line.column, line.text, (), before=line.before, after=line.after), "")


def _measure(page: Page, kept: Related) -> str:
    if kept.similarity is None:
        return ""
    name = kept.measure or "other"
    key = f"measure.{name}" if page.words.known(f"measure.{name}") else "measure.other"
    return page.words(key, share=f"{int(kept.similarity * 100)} %")


def _blocks(page: Page, steps: Sequence[Part | Skip], look: Look, most: int) -> None:
    """Aligned stretches, and between them a row that says how much equal text is left out."""
    block: list[Part] = []
    for step in steps:
        if isinstance(step, Part):
            block.append(step)
            continue
        _block(page, block, look, most)
        block = []
        page.text(page.glyph.cut, _skipped(page, step), body="dim", rail=True)
    _block(page, block, look, most)


def _skipped(page: Page, step: Skip) -> str:
    lines = page.words(
        "frames.lines", step.last - step.first + 1, first=step.first, last=step.last, upto=page.glyph.upto
    )
    return page.words("frames.skipped", step.characters, lines=lines)


def _block(page: Page, parts: Sequence[Part], look: Look, most: int) -> None:
    """One alignment; differences that did not fit are counted."""
    hidden = aligned.draw(page, parts, look, _ALL_PAIRS if page.style.full else most)
    if hidden:
        page.text(page.glyph.cut, page.words("frames.differences", hidden), body="dim", rail=True)


def _paragraphs(page: Page, steps: Sequence[Part | Skip]) -> None:
    """One sign a line of the copy: equal, changed, only here."""
    signs = paragraph_signs(steps)
    legend = page.words("frames.paragraphs")
    if len(signs) < 2 or not set(signs) & {"~", "+"}:
        return
    pieces = min(len(signs), page.body - 3 - cell_len(legend), _SIGNS)
    row = []
    for index in range(pieces):  # of several lines in one piece the worst is shown
        low, high = (
            index * len(signs) // pieces,
            max(index * len(signs) // pieces + 1, (index + 1) * len(signs) // pieces),
        )
        sign = max(signs[low:high], key=".=+~".index)
        row.append(Piece(sign, "dim" if sign in "=." else "warning!"))
    page.row(page.words("gutter.paras"), *row, Piece(f"   {legend}", "dim"), rail=True)


def paragraph_signs(steps: Sequence[Part | Skip]) -> str:
    """A sign for every line of the copy that is not blank: `=` equal, `~` changed, `+` only here, `.` left out."""
    out = ""
    kinds: set[str] = set()  # what the line is made of
    for step in steps:
        if isinstance(step, Skip):
            out, kinds = out + _sign(kinds) + "." * (step.last - step.first + 1), set()
            continue
        kind = "=" if step.same else "~" if step.keep.strip() else "+"
        if kind == "~" and not step.drop.strip():
            kinds.add(kind)
        for index, line in enumerate(step.drop.split("\n")):
            if index:
                out, kinds = out + _sign(kinds), set()
            if line.strip():
                kinds.add(kind)
    return out + _sign(kinds)


def _sign(kinds: set[str]) -> str:
    return "~" if len(kinds) > 1 else "".join(kinds)
