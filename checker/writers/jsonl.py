"""The same objects as `json`, one a line, each with its `kind`; the summary comes last and proves the file is whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.report import Report
from checker.writers import Style, objects


def write(report: Report, _style: Style) -> Iterator[str]:
    """Documents, findings, clusters, skipped files, unreadable files, summary."""
    yield from _lines("document", map(objects.document, report.documents))
    yield from _lines("finding", map(objects.finding, report.findings))
    # "kind" says what the line is, so the kind of a cluster ("near", "exact", ...) needs a name of its own here.
    yield from _lines("cluster", (objects.cluster(c) | {"cluster_kind": c.kind} for c in report.clusters))
    yield from _lines("skipped", objects.skipped(report))
    yield from _lines("error", objects.errors(report))
    yield from _lines("summary", [objects.head() | objects.summary(report)])


def _lines(kind: str, entries: Iterable[objects.Object]) -> Iterator[str]:
    for entry in entries:
        yield f"{objects.dumps({'kind': kind, **entry})}\n"
