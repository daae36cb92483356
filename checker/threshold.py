"""A saved result with a stricter threshold of similarity: links below it go, and what hangs on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from checker.compared import recounted
from checker.finding import Finding, Related
from checker.report import Cluster, Report


def at_similarity(report: Report, least: float) -> Report:
    """The result with the findings on copies that are at least so much like what is kept, and its figures.

    Clusters are left with their kept text and the copies that are linked to it; what is a copy of nothing any more is
    not compared with others anew.  A finding on a cluster goes when one of its links does.
    """
    clusters = tuple(one for cluster in report.clusters for one in _without(cluster, least))
    findings = tuple(finding for finding in report.findings if _reaches(finding, least))
    return recounted(replace(report, findings=findings, clusters=clusters))


def _reaches(finding: Finding, least: float) -> bool:
    weakest = finding.evidence.get("least")
    if isinstance(weakest, float) and weakest < least:
        return False
    return all(_linked(place, least) for place in finding.related[:1] if place.role == "kept")


def _without(cluster: Cluster, least: float) -> Iterable[Cluster]:
    """The cluster without the copies that are less like what is kept; none where no copy stays."""
    copies = [place for place in cluster.members if place.role != "kept" and _linked(place, least)]
    if copies:
        weakest = min(copies, key=lambda place: 1.0 if place.similarity is None else place.similarity)
        yield replace(cluster, members=(cluster.kept, *copies), weakest=weakest)


def _linked(place: Related, least: float) -> bool:
    return place.similarity is None or place.similarity >= least
