"""Documents that share an id: a finding for each file in which one comes that an earlier document has."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from checker.assemble import finding
from checker.document import Document
from checker.finding import Finding, Hit, Related, span
from checker.rule import Rule

DETECTOR = "repeated-id"


def repeated_ids(rules: Sequence[Rule], documents: Sequence[Document], lang: str = "en") -> list[Finding]:
    """What the rules about ids find, in the order of the documents."""
    about = [rule for rule in rules if rule.detector == DETECTOR]
    pairs = _pairs(documents) if about else []
    by_file: dict[str, list[tuple[Document, Document]]] = {}
    for later, earlier in pairs:
        by_file.setdefault(later.source, []).append((later, earlier))
    return [_finding(rule, found, lang) for rule in about for found in by_file.values()]


def _pairs(documents: Sequence[Document]) -> list[tuple[Document, Document]]:
    """Every document whose id came before, with the first one that had it.

    Only documents whose ids have one hash are looked at one by one, as there may be millions of others.
    """
    hashes = np.fromiter((hash(document.id) for document in documents), np.int64, len(documents))
    order = np.argsort(hashes, kind="stable")
    same = np.flatnonzero(hashes[order[1:]] == hashes[order[:-1]])
    first: dict[str, Document] = {}
    pairs = []
    for place in np.union1d(order[same], order[same + 1]).tolist():
        document = documents[place]
        earlier = first.setdefault(document.id, document)
        if earlier is not document:
            pairs.append((document, earlier))
    return pairs


def _finding(rule: Rule, pairs: Sequence[tuple[Document, Document]], lang: str) -> Finding:
    """The finding on documents of one file, each with an earlier one; it stands on the first."""
    listed, most = (int(str(rule.options[name])) for name in ("listed", "max_listed"))
    others = list({id(earlier): earlier for _, earlier in pairs}.values())[:most]
    related = tuple(
        Related(other.id, other.source, span(other, 0, 0), role="other", record=other.line) for other in others
    )
    ids = list(dict.fromkeys(document.id for document, _ in pairs))
    named = ", ".join(ids[:listed]) + (", …" if len(ids) > listed else "")
    hit = Hit(0, 0, values={"count": len(pairs), "ids": named}, evidence={"count": len(pairs)})
    return finding(rule, pairs[0][0], hit, lang, related)
