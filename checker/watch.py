"""Who is told how far a run is."""

from __future__ import annotations

from collections.abc import Sequence

from checker.document import Document


class Watch:
    """Nobody: what a run tells is not kept.  A face that shows progress is one of these."""

    def seen(self, documents: Sequence[Document], findings: int) -> None:
        """Documents were looked at one by one; `findings` is how many things were seen in them."""

    def stage(self, name: str, done: int, total: int) -> None:
        """A stage of the work on all documents together begins, after `done` of `total` stages."""
