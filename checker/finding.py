"""What flows out: one finding with its places, its evidence and its fingerprint."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from checker.document import Document

SEVERITIES = ("error", "warning", "info")  # worst first
FINGERPRINT_VERSION = 2
CONTEXT = 16  # normalised characters each side that belong to a fingerprint (DESIGN: the contract of baselines)


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A 1-based line and column in code points, and the 0-based offset in the text."""

    line: int
    column: int
    offset: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one document; `end` is exclusive."""

    start: Position
    end: Position

    def __len__(self) -> int:
        return self.end.offset - self.start.offset


@dataclass(frozen=True, slots=True)
class Fix:
    """What could stand in place of the span; `safe` when nothing but the defect is lost."""

    replacement: str
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that the finding speaks of.

    `role` is "kept" (the side to keep), "copy" (another member) or "other"; `similarity` is in [0, 1] and `measure`
    names it ("exact", "jaccard", "edit", "containment", "aligned", "shared"); `fingerprint` names its text, as a
    finding of the same rule would be named that stood there.
    """

    document: str
    path: str
    span: Span
    role: str = "other"
    similarity: float | None = None
    measure: str | None = None
    record: int | None = None
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect.  `document` is the document's id, `path` its source, `record` the row of a record file.

    `spans` has at least one span, all in this document; `text` is the matched text of the first one, windowed;
    `values` are what fills the rule's message, in any language; `known` says whether a baseline has it (None: there is
    no baseline).
    """

    rule: str
    code: str
    family: str
    severity: str
    scope: str
    document: str
    path: str
    spans: tuple[Span, ...]
    message: str
    text: str
    fingerprint: str
    record: int | None = None
    fix: Fix | None = None
    evidence: Mapping[str, object] = field(default_factory=dict)
    related: tuple[Related, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)
    known: bool | None = None

    @property
    def start(self) -> Position:
        """Where the first span begins."""
        return self.spans[0].start

    @property
    def end(self) -> Position:
        """Where the first span ends."""
        return self.spans[0].end

    @property
    def sort_key(self) -> tuple[object, ...]:
        """Path, record, offset, code: the order in which findings are reported."""
        return (self.path, self.record or 0, self.start.offset, self.code, self.end.offset, self.fingerprint)


@dataclass(frozen=True, slots=True)
class Hit:
    """What a detector saw in one document: code-point offsets, not yet a Finding.

    `spans` names more than one place (the first one begins at `start`); `values` fill the rule's message;
    `evidence` is joined to the finding's; `scope` overrides the rule's.
    """

    start: int
    end: int
    spans: tuple[tuple[int, int], ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)
    fix: Fix | None = None
    evidence: Mapping[str, object] = field(default_factory=dict)
    scope: str | None = None

    @property
    def places(self) -> tuple[tuple[int, int], ...]:
        """All spans, at least one."""
        return self.spans or ((self.start, self.end),)


def position(document: Document, offset: int) -> Position:
    """The position of a code-point offset; an offset past the end is the end."""
    offset = max(0, min(offset, len(document.text)))
    line, column = document.lines.place(offset)
    return Position(line + 1, column + 1, offset)


def span(document: Document, start: int, end: int) -> Span:
    """The span of two code-point offsets."""
    return Span(position(document, start), position(document, max(start, end)))


def fold(text: str) -> str:
    """Text as fingerprints see it: NFKC, case folded, without white space, so that re-wrapping changes nothing."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def fingerprint(name: str, text: str, places: Sequence[tuple[int, int]], context: int = CONTEXT) -> str:
    """16 hex digits that name a finding by its content: folded span and `context` folded characters each side.

    `name` is the rule's code, or another name of what it is.  What repeats is named without context: each of its copies
    has another.  Several spans give the hash of their sorted fingerprints.  No path, line or message takes part, so a
    finding keeps its fingerprint when the text is moved, renamed or re-wrapped.
    """
    singles = sorted(_one_fingerprint(name, text, start, end, context) for start, end in places)
    return singles[0] if len(singles) == 1 else _digest(name, *singles)


def _one_fingerprint(name: str, text: str, start: int, end: int, context: int) -> str:
    # Four times the context leaves room for white space that folds away; more is a line of blanks and says nothing.
    before = fold(text[max(0, start - 4 * context) : start])[-context:] if context else ""
    after = fold(text[end : end + 4 * context])[:context]
    return _digest(name, before, fold(text[start:end]), after)


def _digest(*parts: str) -> str:
    whole = "\0".join((str(FINGERPRINT_VERSION), *parts))
    return blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def covered(spans: Iterable[tuple[int, int]]) -> int:
    """How many characters the spans cover, each counted once."""
    total, reach = 0, 0
    for start, end in sorted(spans):
        total += max(0, end - max(start, reach))
        reach = max(reach, end)
    return total


MESSAGE = 40  # code points of a finding's text that a message quotes


def derived_values(text: str, spans: int) -> dict[str, object]:
    """What fills a message beside what its detector says: the text, shortened, and how many places there are."""
    return {"text": text if len(text) <= MESSAGE else f"{text[: MESSAGE - 1]}…", "count": spans, "distinct": 1}
