"""What the files that did not change use of a baseline: with --since they are not checked, and keep their entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checker.beside import Held
    from checker.config import Config
    from checker.corpus import File, ReadOptions
    from checker.document import Document
    from checker.finding import Finding
    from checker.index import Gate


class Rest:
    """The files that did not change, read when they are asked for the first time."""

    def __init__(self, files: Sequence[File], reading: ReadOptions) -> None:
        self._files, self._reading = files, reading
        self._kept: tuple[Document, ...] | None = None

    def read(self) -> Iterable[Document]:
        """The documents, one by one; nothing is kept of them unless `held` was asked before."""
        from checker.corpus import read
        from checker.document import Document

        if self._kept is not None:
            yield from self._kept
            return
        for file in self._files:
            for item in read(file, self._reading):
                if isinstance(item, Document):
                    yield item

    def held(self, _new: Sequence[Document]) -> Held:
        """All of them, as what new documents are compared with."""
        from checker.beside import Held
        from checker.shelf import Shelf

        shelf = Shelf()
        self._kept = tuple(shelf.put(document) for document in self.read())
        return Held(self._kept, tuple(range(len(self._kept))), common=None)


def standing(
    chosen: Config,
    rest: Rest,
    findings: Sequence[Finding],
    documents: Sequence[Document],
    gate: Gate | None,
) -> list[Finding]:
    """The findings on files that did not change that may be known by the same entries as `findings` on `documents`.

    They are looked at beside the index, in whose words their files are called then, or all that did not change.
    """
    from checker.alike import Alike
    from checker.beside import Held
    from checker.cli.settings import engine
    from checker.engine import Settings
    from checker.shelf import plain
    from checker.terms import Terms

    alike = [plain(document) for document in Alike(findings, documents).among(rest.read())]
    if not alike:
        return []
    places = {(document.source, document.line) for document in alike}

    def others(_alike: Sequence[Document]) -> Held:
        kept = tuple(document for document in rest.read() if (document.source, document.line) not in places)
        return Held(kept, tuple(range(len(kept))), common=None)

    terms = Settings(terms=Terms(suppressions=chosen.suppressions), allow_empty=True, against=gate or others)
    report = engine(chosen).run(alike, terms)
    names = {document.source: gate.entry(document).path for document in alike} if gate else {}
    return [_called(found, names) for found in report.findings if (found.path, found.record) in places]


def _called(found: Finding, names: Mapping[str, str]) -> Finding:
    """The finding with other names of files."""
    related = tuple(replace(place, path=names.get(place.path, place.path)) for place in found.related)
    return replace(found, path=names.get(found.path, found.path), related=related)
