"""The whole result as one JSON object (reports/schemas/result.v1.json), one finding or document a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.report import Report
from checker.writers import Style, objects


def write(report: Report, _style: Style) -> Iterator[str]:
    """One object; its lists are written entry by entry, so that a long result need not stand in memory twice."""
    start = objects.head()
    yield f'{{"schema": {objects.dumps(start["schema"])},\n "tool": {objects.dumps(start["tool"])},\n'
    yield f' "summary": {objects.dumps(objects.summary(report))}'
    yield from _list("documents", map(objects.document, report.documents))
    yield from _list("findings", map(objects.finding, report.findings))
    yield from _list("clusters", (objects.cluster(c) | {"kind": c.kind} for c in report.clusters))
    yield from _list("skipped", objects.skipped(report))
    yield from _list("errors", objects.errors(report))
    yield "}\n"


def _list(name: str, entries: Iterable[objects.Object]) -> Iterator[str]:
    yield f',\n "{name}": ['
    comma = ""
    for entry in entries:
        yield f"{comma}\n  {objects.dumps(entry)}"
        comma = ","
    yield "\n ]" if comma else "]"
