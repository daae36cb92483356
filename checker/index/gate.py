"""The gate: new documents beside the index, and into it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from checker.beside import Held
from checker.document import Document
from checker.index.ask import candidates, load, of_files, question, same_names
from checker.index.changes import Added, add, last_batch
from checker.index.knowledge import knowledge
from checker.index.names import entry
from checker.index.parameters import Parameters
from checker.index.rows import Entry
from checker.index.store import parameters, reading
from checker.report import DocumentResult

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

Judge = Callable[[Sequence[Document], Held], Sequence[DocumentResult]]
_SEARCH = {"sketch_above": knowledge().ask["sketch-above"]}
Names = dict[str, tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was added, and the ids that were refused because of what another process added meanwhile."""

    added: Added
    meanwhile: Mapping[str, str] = field(default_factory=dict)


class Gate:
    """Asks the index in `path` for held documents, and adds what passed.

    `root` is the folder that ids are relative to; `before` are the ids that documents had before they were renamed.
    `old` are paths, relative to the root, of files that are gone or are others now: what is held of them counts for
    nothing.  With `create` an index that is not there holds nothing, and is made by what is added first.
    """

    def __init__(
        self,
        path: Path,
        p: Parameters,
        root: Path,
        before: Mapping[str, str] | None = None,
        old: Collection[str] = (),
        *,
        create: bool = False,
    ) -> None:
        self.path, self._p, self._root, self._create = path, p, root, create
        self._before, self._old = dict(before or {}), old
        self._batch = 0
        self._names: Names = {}
        self._past: set[int] = set()

    def __call__(self, documents: Sequence[Document]) -> Held:
        """The held documents that `documents` may repeat; a document's own old version is none of them."""
        if self._create and not self.path.exists():
            self._batch, self._names, self._past = 0, {}, set()
            return Held()
        entries = [self.entry(document) for document in documents]
        with reading(self.path) as connection:
            self._p.must_be(parameters(connection, self.path), str(self.path))
            self._batch = last_batch(connection)
            self._names = same_names(connection, self._own_names(entries))
            self._past = of_files(connection, self._old)
            return self._held(connection, entries, self._names)

    @property
    def left_out(self) -> int:
        """How many held documents of the files that are `old` are none of those that were last asked about."""
        return len(self._past - {number for number, _ in self._names.values()})

    def entry(self, document: Document) -> Entry:
        """The document under the name that it is held by."""
        return entry(document, self._root)

    def is_held(self, document: Document) -> bool:
        """Whether it was held, just as it is, when the index was last asked."""
        own = self.entry(document)
        return own.id in self._names and self._names[own.id][1] == own.digest

    def accept(self, documents: Iterable[Document], judge: Judge, levels: Sequence[str]) -> Accepted:
        """Hold `documents`, which were checked beside the index, in one transaction.

        Where another process has added something since, they are judged beside that first; those whose verdict is none
        of `levels` then, or whose name was taken or changed by that process, are left out.
        """
        meanwhile: dict[str, str] = {}

        def refuse(connection: Connection, entries: Sequence[Entry]) -> set[str]:
            now = same_names(connection, [one.id for one in entries])
            for one in entries:
                if now.get(one.id) != self._names.get(one.id):
                    meanwhile[one.id] = "another process added or removed a document of this name meanwhile"
            rest = [one for one in entries if one.id not in meanwhile]
            held = self._held(connection, rest, now, since=self._batch)
            for one, result in zip(rest, judge([one.document for one in rest], held), strict=True):
                if result.verdict not in levels:
                    meanwhile[one.id] = "it repeats what another process added meanwhile"
            return set(meanwhile)

        entries = [self.entry(document) for document in documents]
        before = {one.id: self._before[one.id] for one in entries if one.id in self._before}
        return Accepted(add(self.path, entries, self._p, before, refuse, self._batch), meanwhile)

    def _own_names(self, entries: Sequence[Entry]) -> list[str]:
        names = [one.id for one in entries]
        return [*names, *(self._before[name] for name in names if name in self._before)]

    def _held(self, connection: Connection, entries: Sequence[Entry], names: Names, since: int = 0) -> Held:
        if not entries:
            return Held()
        accepted = {
            place: names[one.id][0]
            for place, one in enumerate(entries)
            if one.id in names and names[one.id][1] == one.digest
        }
        asked_for = question([one.document for one in entries], self._p)
        gone = {number for number, _ in names.values()} | self._past
        answer = candidates(connection, asked_for, gone, self._p, since)
        found = load(connection, answer.documents)
        numbers = tuple(one.number for one in found)
        return Held(tuple(one.document for one in found), numbers, accepted, _SEARCH, answer.common)
