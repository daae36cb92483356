"""Clusters that are a large part of the corpus: one text repeated out of proportion, or a threshold set too low."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from checker.document import Document
from checker.duplicates.options import OversizedCluster
from checker.duplicates.result import ClusterHit, CorpusHit, Link
from checker.finding import Hit


def oversized(
    rule: str, clusters: Iterable[ClusterHit], documents: Sequence[Document], o: OversizedCluster
) -> Iterator[CorpusHit]:
    """A hit for each such cluster, on its first member."""
    whole = sum(len(document.read()) for document in documents)
    for cluster in clusters:
        size = sum(link.end - link.start for link in cluster.members)
        if len(cluster.members) < o.min_members or size <= o.max_share * whole:
            continue
        first, *others = sorted(cluster.members, key=lambda link: (link.document, link.start, link.end))
        yield CorpusHit(rule, first.document, _hit(first, cluster, size, whole), _listed(others[: o.max_listed]))


def _hit(first: Link, cluster: ClusterHit, size: int, whole: int) -> Hit:
    count = len(cluster.members)
    least = 1.0 if cluster.weakest is None else cluster.weakest.similarity
    values = {"count": count, "percent": 100 * size // whole}
    evidence = {"count": count, "kind": cluster.kind, "characters": size, "share": size / whole, "least": least}
    return Hit(first.start, first.end, values=values, evidence=evidence)


def _listed(others: Sequence[Link]) -> tuple[Link, ...]:
    return tuple(replace(link, role="other") for link in others)
