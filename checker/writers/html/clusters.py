"""Texts that repeat one another: a row for each cluster in the first block, its copies in blocks of their own."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import Finding, Related, Span
from checker.report import Cluster, Report
from checker.writers.html.index import SHOWN, Index, one_line

BATCH = 256  # clusters in a block
_FAMILIES = ("duplicate", "boilerplate")  # whose findings stand on the texts of clusters


def rows(report: Report, index: Index) -> list[list[object]]:
    """Kind, the kept place, the documents of the copies, the similarity of the least alike, how the text begins.

    The text is that of a finding on one of the places; empty where there is none.
    """
    texts = {_at(f, f.spans[0]): f.text for f in report.findings if f.family in _FAMILIES}
    out: list[list[object]] = []
    for cluster in report.clusters:
        places = (cluster.kept, *cluster.members)
        text = next((texts[at] for at in (_at(place, place.span) for place in places) if at in texts), "")
        weakest = cluster.weakest.similarity if cluster.weakest else None
        documents = [index.document(copy) for copy in _copies(cluster)]
        out.append([cluster.kind, index.place(cluster.kept), documents, weakest, one_line(text.strip()[:SHOWN])])
    return out


def batches(report: Report, index: Index) -> Iterator[list[list[object]]]:
    """The copies of 256 clusters at a time, as places."""
    for start in range(0, len(report.clusters), BATCH):
        some = report.clusters[start : start + BATCH]
        yield [[index.place(copy) for copy in _copies(cluster)] for cluster in some]


def _copies(cluster: Cluster) -> list[Related]:
    return [member for member in cluster.members if member.role != "kept" and member != cluster.kept]


def _at(of: Finding | Related, span: Span) -> tuple[object, ...]:
    return of.path, of.record, of.document, span.start.offset, span.end.offset
