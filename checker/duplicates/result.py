"""What the duplicate search is asked for, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checker.finding import Hit


@dataclass(frozen=True, slots=True)
class Link:
    """A stretch of one document: `document` is its index in the input, offsets are code points of its text.

    `role` is "kept", "copy" or "other"; `similarity` is in [0, 1] and `measure` names it ("exact", "jaccard", "edit",
    "containment", "aligned", "shared").
    """

    document: int
    start: int
    end: int
    role: str
    similarity: float | None = None
    measure: str | None = None


@dataclass(frozen=True, slots=True)
class CorpusHit:
    """One hit of one rule: `hit` stands in `document`, on the copy to drop; `related[0]` is the kept side."""

    rule: str
    document: int
    hit: Hit
    related: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class ClusterHit:
    """Texts that repeat one another: `members` are the kept one and all its copies, `weakest` the least alike."""

    kind: str
    kept: Link
    members: tuple[Link, ...]
    weakest: Link | None = None


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Everything found, in the order of the input.

    `crowded` paragraphs had so much in common with too many others that not every pair was measured, and no finding
    speaks of them.  `compiled` says that compiled loops were loaded.
    """

    hits: tuple[CorpusHit, ...] = ()
    clusters: tuple[ClusterHit, ...] = ()
    crowded: int = 0
    compiled: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """One selected rule: its name, the name of its detector, and the options its file gives."""

    rule: str
    kind: str
    options: Mapping[str, object]
