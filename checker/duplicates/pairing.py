"""From two stretches of text to the finding that stands on the one to drop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from checker.document import Document
from checker.duplicates.diff import diff
from checker.duplicates.result import ClusterHit, CorpusHit, Link
from checker.finding import Hit

Damage = Callable[[int, int, int], int]


def pair_hit(documents: Sequence[Document], rule: str, drop: Link, kept: Link, also: Sequence[Link] = ()) -> CorpusHit:
    """The finding on `drop`, with the kept side, the aligned difference, and places with the text of one of both."""
    one, other = documents[drop.document], documents[kept.document]
    first, last = line_range(one, drop.start, drop.end)
    kept_first, kept_last = line_range(other, kept.start, kept.end)
    similarity = 1.0 if kept.similarity is None else kept.similarity
    values = {
        "start": first,
        "end": last,
        "kept_document": other.place,
        "kept_start": kept_first,
        "kept_end": kept_last,
        "kept_place": f"{other.place}:{kept_first}" + (f"-{kept_last}" if kept_last > kept_first else ""),
        "percent": int(100 * similarity),
        "measure": kept.measure or "",
        "characters": drop.end - drop.start,
    }
    ops = diff(one.shown[drop.start : drop.end], other.shown[kept.start : kept.end], first)
    evidence: dict[str, object] = {"diff": ops, "characters": drop.end - drop.start}
    return CorpusHit(rule, drop.document, Hit(drop.start, drop.end, values=values, evidence=evidence), (kept, *also))


def line_range(document: Document, start: int, end: int) -> tuple[int, int]:
    """The 1-based first and last line of a stretch."""
    lines = document.lines
    return lines.at(start) + 1, lines.at(max(start, end - 1)) + 1


def cluster_hit(kind: str, kept: Link, copies: Sequence[Link]) -> ClusterHit:
    """The cluster of a kept text and its copies; the weakest is the copy least like it."""
    kept = replace(kept, role="kept", similarity=None, measure=None)
    weakest = min(copies, key=lambda link: 1.0 if link.similarity is None else link.similarity)
    return ClusterHit(kind, kept, (kept, *copies), weakest)
