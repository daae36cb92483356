"""What every search for repeated text stands on: the folded corpus, made once, and questions about its parts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np

from checker.document import Document
from checker.duplicates.exact import Frequencies, Ints, Mask, label, sources
from checker.duplicates.extract import NO_RANGES, Extract, Ranges, extract
from checker.duplicates.markup import Markup
from checker.duplicates.often import Common, Often
from checker.duplicates.options import DocumentVersion, NearParagraph, RepeatedDocument, RepeatedSection
from checker.duplicates.orient import Range
from checker.duplicates.pairing import Damage
from checker.duplicates.stream import Stream

Compared = RepeatedDocument | DocumentVersion | RepeatedSection  # by what many documents do not share


class Ground:
    """The documents, those that are `held`, and what is known of them; each thing is made when it is asked for."""

    def __init__(
        self, documents: Sequence[Document], damage: Damage, held: Collection[int], common: Common | None
    ) -> None:
        self.documents, self.damage, self._common = documents, damage, common
        self.held: Mask = np.zeros(len(documents), np.bool_)
        self.held[list(held)] = True

    @cached_property
    def stream(self) -> Stream:
        """The folded corpus."""
        return Stream(self.documents)

    @property
    def compiled(self) -> bool:
        """Whether the corpus was folded, and is so large that compiled loops are used."""
        return "stream" in vars(self) and self.stream.compiled

    @cached_property
    def labels(self) -> Ints:
        """A number for every line, the same for equal ones."""
        return label(self.stream, self.stream.lines)

    @cached_property
    def frequencies(self) -> Frequencies:
        """How often every line occurs."""
        return Frequencies(self.stream, self.labels, self.sources)

    @cached_property
    def often(self) -> Often:
        """What many held documents have."""
        return Often(self.stream, self.held, self._common)

    @cached_property
    def markup(self) -> Markup:
        """Where tags, targets of links and addresses stand."""
        return Markup(self.stream)

    @cached_property
    def sources(self) -> Ints:
        """The source of every document."""
        return sources(self.documents)

    def whole(self, row: int) -> tuple[int, int, int]:
        """A document as a stretch of itself."""
        return row, 0, len(self.documents[row].read())

    def passed_over(self, o: Compared | NearParagraph) -> Ranges:
        """The stretches of markup that a rule does not count."""
        return NO_RANGES if o.count_markup else self.markup.ranges()

    def uncommon(self, alive: Mask, o: Compared, without: Ranges, order: Ints | None = None) -> Extract:
        """The living documents without the lines that many of them share, and without some stretches."""
        count = self.frequencies.common(alive, o.common_documents, o.common_share)
        return extract(self.stream, (count == 0) & ~self.often.rows & alive[self.stream.lines.document], without, order)

    def is_held(self, place: Range) -> bool:
        """Whether a stretch of the stream lies in a document that is held."""
        return bool(self.held[self.stream.document_at(place[0])])

    def rank(self, place: Range) -> tuple[int, ...]:
        """The order in which stretches of the stream are kept: the least damaged one first, then the earliest."""
        raw = self.stream.raw(*place)
        return self.damage(*raw), *raw

    def rank_line(self, row: int) -> tuple[int, ...]:
        """The order of lines (rows of `stream.lines`), likewise."""
        raw = self.raw_line(row)
        return self.damage(*raw), *raw

    def raw_line(self, row: int) -> tuple[int, int, int]:
        """A line (a row of `stream.lines`) as a stretch of its document."""
        return self.stream.raw_line(row)
