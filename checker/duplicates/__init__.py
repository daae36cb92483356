"""Repeated text: paragraphs, sections, documents, boilerplate and templates, told once each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from checker.document import Document
from checker.duplicates.result import ClusterHit, CorpusHit, Duplicates, Link, Plan
from checker.watch import Watch

if TYPE_CHECKING:
    from checker.duplicates.often import Common

__all__ = ["ClusterHit", "CorpusHit", "Duplicates", "Link", "Plan", "find", "prepare"]


def find(
    documents: Sequence[Document],
    plans: Sequence[Plan],
    damage: Callable[[int, int, int], int],
    held: Collection[int] = (),
    common: Common | None = None,
    watch: Watch | None = None,
) -> Duplicates:
    """What the rules in `plans` find among `documents`.

    `damage(document, start, end)` says how much other rules found in a stretch (an index and code-point offsets): of
    two copies the one with less of it is kept, on a tie the earlier one.  The documents in `held` (indexes) are always
    kept, and nothing is reported on them; `damage` gives less for them than for any other.  `common` are lines that
    many more documents have than those that are at hand; None: there are no more.  `watch` is told of every
    stage.
    """
    if not documents or not plans:
        return Duplicates()
    from checker.duplicates.search import Search

    search = Search(documents, plans, damage, held, common)
    search.watch = watch or search.watch
    return search.run()


def prepare() -> None:
    """Load what `find` loads, so that it begins at once: worth it where there is something to wait for."""
    from rapidfuzz.distance import Indel, LCSseq, Levenshtein  # noqa: F401

    from checker.duplicates import marks, search  # noqa: F401

    marks.prepare()
