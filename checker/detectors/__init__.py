"""One file per kind of rule.  A detector is a function of a view and of the rule's options that yields hits.

    @detector("enumeration")
    def enumeration(view: View, *, restart: int = 1) -> Iterator[Hit]: ...

Keyword-only parameters are the options a rule file may set; a rule with any other option is refused.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from checker.batch import Batch
from checker.document import Document
from checker.finding import Hit
from checker.text.joined import Layout, layout, shapes

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., object])


@dataclass(frozen=True)
class View:
    """A document as a detector sees it.

    `candidates` are the 0-based lines, ascending, in which one of the rule's `trigger` patterns may stand, with those
    that may; None where the rule has none; `triggers` are those patterns (`re` decides whether a candidate matches);
    `languages` are the languages the text is written in ("zh", "en", "other"); `memo` is where `shared` keeps what
    several detectors need, so that it is computed once a document; `place` is the batch in which the document stands,
    and its number there.
    """

    document: Document
    languages: frozenset[str] = frozenset()
    candidates: Mapping[int, Sequence[str]] | None = None
    memo: dict[object, object] = field(default_factory=dict, repr=False)
    triggers: tuple[str, ...] = ()
    place: tuple[Batch, int] | None = None

    @property
    def text(self) -> str:
        """The whole text; offsets in hits count its code points."""
        return self.document.text

    def shared(self, make: Callable[[Document], T]) -> T:
        """`make(document)`, computed once a document for all detectors."""
        if make not in self.memo:
            self.memo[make] = make(self.document)
        return self.memo[make]  # type: ignore[return-value]

    @property
    def layout(self) -> Layout:
        """Which lines make paragraphs, found once a document for all detectors."""
        if layout not in self.memo:
            batch, number = self.place or (Batch([self.document]), 0)
            self.memo[layout] = layout(self.document, batch.shared(shapes).part(*batch.part(number)))
        found = self.memo[layout]
        assert isinstance(found, Layout)
        return found

    def line_numbers(self) -> Iterable[int]:
        """The 0-based lines to look at: the candidates, or all."""
        return range(len(self.document.lines)) if self.candidates is None else self.candidates

    def proposed(self, line: int, patterns: Sequence[str]) -> Sequence[str]:
        """Those of `patterns`, which are the rule's triggers, that may match in a line of `line_numbers`."""
        if self.candidates is None:
            return patterns
        likely = self.candidates[line]
        return likely if len(patterns) == 1 else [pattern for pattern in patterns if pattern in likely]


Detector = Callable[..., Iterable[Hit]]
Gate = Callable[..., Iterable[int]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A registered detector: its function and the options it takes, with their defaults (inspect.Parameter).

    `run` of a document detector yields hits (`Detector`); of a corpus detector it is the class of its options.  `gate`
    is called with a Batch and the rule's options; it names the documents in which there can be a hit.
    """

    name: str
    run: Callable[..., Any]
    options: Mapping[str, inspect.Parameter]
    scope: str = "document"
    scans: str = ""
    gate: Gate | None = None


_KINDS: dict[str, Kind] = {}


def detector(name: str, *, scope: str = "document", scans: str = "", gate: Gate | None = None) -> Callable[[F], F]:
    """Register a detector; `scope` is "document" (sees one document) or "corpus" (sees all of them).

    `scans` names the option whose patterns choose its lines.  A `gate` looks at many documents at once, in arrays, and
    names those (by their numbers in the Batch) that the detector has to look at; it takes the options that it needs by
    name, and the others in `**_`.
    """

    def register(function: F) -> F:
        parameters = inspect.signature(function).parameters
        options = {n: p for n, p in parameters.items() if p.kind is inspect.Parameter.KEYWORD_ONLY}
        _KINDS[name] = Kind(name, function, options, scope, scans, gate)
        return function

    return register


def kinds() -> Mapping[str, Kind]:
    """Every detector, found by scanning this package."""
    _import_all()
    return _KINDS


@cache
def _import_all() -> None:
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
