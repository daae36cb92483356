"""What one finding is shown with: its lines with the spans marked, its difference, its repair, its other places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from checker.finding import Finding, Span
from checker.report import Report
from checker.visible import visible
from checker.writers.html.index import Index, lined, one_line

BATCH = 256  # findings in a block: a reader unpacks only what is looked at
SPANS = 400  # places of one finding that are listed
_OPS = {"equal": "=", "replace": "~", "delete": "-", "insert": "+"}


def batches(report: Report, index: Index) -> Iterator[list[object]]:
    """The details of all findings, 256 at a time."""
    for start in range(0, len(report.findings), BATCH):
        yield [detail(finding, index) for finding in report.findings[start : start + BATCH]]


def detail(finding: Finding, index: Index) -> dict[str, object]:
    """What there is, under short names; what there is not is left out."""
    evidence = finding.evidence
    out: dict[str, object] = {"lines": _lines(finding)}
    if isinstance(diff := evidence.get("diff"), list):
        out["diff"] = [_step(step) for step in diff]
    if finding.fix is not None:
        out["fix"] = [lined(finding.fix.replacement), finding.fix.safe]
    if finding.related:
        out["related"] = [index.place(place) for place in finding.related]
    if len(finding.spans) > 1:
        out["places"] = [[span.start.line, span.start.column, span.start.offset] for span in finding.spans[:SPANS]]
    if isinstance(pair := evidence.get("bytes"), (list, tuple)):
        out["bytes"] = list(pair)
    if isinstance(many := evidence.get("count"), int):
        out["count"] = many
    if isinstance(kinds := evidence.get("kinds"), list):
        out["kinds"] = [[one_line(str(text)), count] for text, count in kinds]
    return out


def _step(step: Mapping[str, object]) -> list[object]:
    """Operation, the text to drop, the text to keep; a skip gives how many characters, and on which lines."""
    if step["op"] == "skip":
        return ["…", step["characters"], step["lines"]]
    return [_OPS[str(step["op"])], lined(str(step["drop"])), lined(str(step["keep"]))]


def _lines(finding: Finding) -> list[object]:
    """Number, column of the first character, length of the line, then plain and marked stretches in turn."""
    rows = finding.evidence.get("lines")
    if not isinstance(rows, list):
        return []
    wanted = {row["number"] for row in rows}
    marks: dict[int, list[tuple[int, int | None]]] = {}
    for span in finding.spans:
        for number, first, last in _by_line(span, wanted):
            marks.setdefault(number, []).append((first, last))
    out: list[object] = []
    for row in rows:
        parts = stretches(row["text"], row["column"], marks.get(row["number"], ()))
        out.append([row["number"], row["column"], row["length"], parts])
    return out


def _by_line(span: Span, wanted: set[int]) -> Iterator[tuple[int, int, int | None]]:
    """The line, first column and end column (None: the line's end) of a span on each wanted line."""
    start, end = span.start, span.end
    if start.line == end.line:
        if start.line in wanted:
            yield start.line, start.column, max(end.column, start.column + 1)
        return
    for number in sorted(wanted):
        if start.line <= number <= end.line:
            last = end.column if number == end.line else None
            if last != 1:
                yield number, start.column if number == start.line else 1, last


def stretches(text: str, column: int, marks: Sequence[tuple[int, int | None]]) -> list[str]:
    """`text` cut where marks begin and end: plain, marked, plain, and so on; a mark over all of it is none.

    `column` is that of the first character, marks are columns with an exclusive end.
    """
    cuts: list[int] = []
    for first, last in sorted(marks, key=lambda mark: mark[0]):
        low = min(max(0, first - column), len(text))
        high = len(text) if last is None else min(max(0, last - column), len(text))
        if high <= low:
            continue
        if cuts and low <= cuts[-1]:
            cuts[-1] = max(cuts[-1], high)
        else:
            cuts += [low, high]
    if cuts == [0, len(text)]:
        cuts = []
    edges = [0, *cuts, len(text)]
    return [visible(text[a:b]) for a, b in pairwise(edges)]
