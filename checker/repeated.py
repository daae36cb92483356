"""How findings on repeated text name the places they speak of; what is asked of one place again is made once."""

from __future__ import annotations

from collections.abc import Sequence

from checker.document import Document
from checker.duplicates.naming import name_of, symbols_of
from checker.duplicates.result import ClusterHit, Link
from checker.finding import Related, Span, fingerprint, span
from checker.report import Cluster
from checker.rule import Rule

Place = tuple[int, int, int]  # the index of a document, and code points of its text


class Places:
    """Places of `documents`; `compiled` says that compiled loops are at hand, by which texts are named faster."""

    def __init__(self, documents: Sequence[Document], *, compiled: bool = False) -> None:
        self._documents, self._compiled = documents, compiled
        self._spans: dict[Place, Span] = {}
        self._fingerprints: dict[tuple[str, bool, tuple[Place, ...]], str] = {}

    def related(self, link: Link, rule: Rule | None = None) -> Related:
        """A place of another document, by its names; with the rule that speaks of it, it has a fingerprint."""
        document = self._documents[link.document]
        place = (link.document, link.start, link.end)
        return Related(
            document=document.id,
            path=document.source,
            record=document.line,
            span=self._span(place),
            role=link.role,
            similarity=link.similarity,
            measure=link.measure,
            fingerprint=self.fingerprint(rule, [place]) if rule else None,
        )

    def cluster(self, number: int, found: ClusterHit) -> Cluster:
        """The `number`th cluster, counted from 1."""
        made = {link: self.related(link) for link in found.members}
        return Cluster(
            id=f"c{number}",
            kind=found.kind,
            kept=made[found.kept],
            members=tuple(made[link] for link in found.members),
            weakest=made[found.weakest] if found.weakest else None,
        )

    def fingerprint(self, rule: Rule, places: Sequence[Place]) -> str:
        """The fingerprint of a text that repeats: of its symbols; of a section, whose edges may move, see `name_of`.

        Which rule tells of a copy (exact, near, section) depends on which of its likes comes first, so the family
        stands for the rule; a corpus finding speaks of all of them, and has its code.
        """
        key = (rule.code if rule.scope == "corpus" else rule.family, rule.scope == "section", tuple(places))
        known = self._fingerprints.get(key)
        if known is None:
            name, movable, _ = key
            texts = [self._documents[document].text[start:end] for document, start, end in places]
            text = (name_of if movable else symbols_of)(texts, fast=self._compiled)
            known = self._fingerprints[key] = fingerprint(name, text, [(0, len(text))], context=0)
        return known

    def _span(self, place: Place) -> Span:
        known = self._spans.get(place)
        if known is None:
            document, start, end = place
            known = self._spans[place] = span(self._documents[document], start, end)
        return known
