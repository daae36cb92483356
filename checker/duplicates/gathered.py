"""What a search has found so far, as findings and clusters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from checker.document import Document
from checker.duplicates.boilerplate import Repeated
from checker.duplicates.exact import Mask
from checker.duplicates.pairing import cluster_hit, pair_hit
from checker.duplicates.result import ClusterHit, CorpusHit, Link
from checker.duplicates.template import Series
from checker.finding import Hit


class Gathered:
    """Findings on copies, and the clusters they make."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        self.hits: list[CorpusHit] = []
        self.clusters: list[ClusterHit] = []
        self._equal: dict[int, list[int]] = {}  # documents of the same text as one that is kept

    def report(
        self, rules: dict[Link, str], kept: Link, copies: list[Link], kind: str, crowd: int = 0, listed: int = 0
    ) -> None:
        """One finding a copy, and the cluster; `crowd` texts had so much in common that only some pairs were proved.

        Up to `listed` documents that are equal to one of both sides are named with them.
        """
        if not copies:
            return
        for copy, rule in rules.items():
            beside = Link(kept.document, kept.start, kept.end, "kept", copy.similarity, copy.measure)
            hit = pair_hit(self._documents, rule, copy, beside, self._equal_to(kept, copy)[:listed])
            if crowd:
                hit = replace(hit, hit=replace(hit.hit, evidence={**hit.hit.evidence, "crowd": crowd}))
            self.hits.append(hit)
        self.clusters.append(cluster_hit(kind, kept, copies))

    def equal_documents(self, kept: int, copies: Sequence[int]) -> None:
        """Documents of the same text as one that is kept, to be named wherever that one is compared with others."""
        self._equal[kept] = list(copies)

    def _equal_to(self, kept: Link, copy: Link) -> list[Link]:
        """Documents of the same text as one of both sides, which the finding on the other one speaks of too."""
        if copy.measure == "exact":
            return []
        sides = ((kept, 1.0, "exact"), (copy, copy.similarity, copy.measure))
        return [
            Link(row, 0, len(self._documents[row].read()), "copy", similarity, measure)
            for side, similarity, measure in sides
            for row in self._equal.get(side.document, ())
        ]

    def boilerplate(self, rule: str, line: Repeated, places: Sequence[Link]) -> None:
        """One finding on a line that stands in many documents; `places` are those that are listed."""
        first, *others = places
        positions = {"head": line.head, "tail": line.tail, "body": line.body}
        values = {"documents": line.documents, "count": len(line.rows), **positions}
        evidence = {"count": len(line.rows), "documents": line.documents, "positions": positions}
        hit = Hit(first.start, first.end, values=values, evidence=evidence)
        self.hits.append(CorpusHit(rule, first.document, hit, tuple(others)))
        kept = Link(first.document, first.start, first.end, "kept")
        copies = [Link(link.document, link.start, link.end, "copy", 1.0, "exact") for link in others]
        if copies:
            self.clusters.append(cluster_hit("boilerplate", kept, copies))

    def template(self, rule: str, document: int, found: Sequence[Series]) -> None:
        """One finding on all the numbered headings of a document."""
        spans = tuple(sorted(span for one in found for span in one.spans))
        values = {"count": len(spans), "common": found[0].common}
        hit = Hit(*spans[0], spans=spans, values=values, evidence={"count": len(spans)}, scope="document")
        self.hits.append(CorpusHit(rule, document, hit))

    def leave_out(self, held: Mask) -> None:
        """Forget what was found on documents that others are only compared with."""
        self.hits = [hit for hit in self.hits if not held[hit.document]]
        self.clusters = [c for c in self.clusters if not all(held[link.document] for link in c.members)]
