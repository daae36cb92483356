"""The gate: new documents beside the index, and into it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from checker.beside import Held
from checker.document import Document
from checker.duplicates.often import Common
from checker.errors import UsageError
from checker.index.ask import Held as HeldRow
from checker.index.ask import Question, candidates, load, of_files, question, same_names
from checker.index.changes import Added, add, last_batch
from checker.index.errors import TooMuchError
from checker.index.knowledge import knowledge
from checker.index.later import later
from checker.index.names import entry
from checker.index.parameters import Parameters
from checker.index.rows import Entry
from checker.index.store import parameters, reading
from checker.index.store import rows as asked
from checker.report import DocumentResult

if TYPE_CHECKING:
    from concurrent.futures import Future

    from duckdb import DuckDBPyConnection as Connection

Judge = Callable[[Sequence[Document], Held], Sequence[DocumentResult]]
_SEARCH = {"sketch_above": knowledge().ask["sketch-above"]}
Names = dict[str, tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the index says: its last batch, which documents it holds by name or by file, and which may be repeated."""

    batch: int
    names: Names
    past: set[int]
    found: Sequence[HeldRow]
    common: Common
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was added, and the ids that were refused because of what another process added meanwhile."""

    added: Added
    meanwhile: Mapping[str, str] = field(default_factory=dict)


class Gate:
    """Asks the index in `path` for held documents, and adds what passed.

    `root` is the folder that ids are relative to; `before` are the ids that documents had before they were renamed.
    `old` are paths, relative to the root, of files that are gone or are others now: what is held of them counts for
    nothing.  With `create` an index that is not there holds nothing, and is made by what is added first.  Without
    `empty` an index that holds no document raises UsageError: whatever is compared with it would pass.
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
        empty: bool = True,
    ) -> None:
        self.path, self._p, self._root, self._create, self._empty = path, p, root, create, empty
        self._before, self._old = dict(before or {}), old
        self._batch = 0
        self._names: Names = {}
        self._past: set[int] = set()
        self.is_empty = False  # whether it held no document when it was last asked
        self._begun: tuple[Sequence[Document], Future[_Answer]] | None = None

    def ahead(self, documents: Sequence[Document]) -> None:
        """Begin to ask about `documents`, while other things are done.

        The answer, or what went wrong, comes with the next call, if that is about the same documents.
        """
        if self._missing():
            return
        entries = [self.entry(document) for document in documents]
        # Not in the thread: Python would have to wait for this one at every step.
        import duckdb  # noqa: F401

        asked_for = question(documents, self._p)
        self._begun = documents, later(lambda: self._answer(entries, asked_for))

    def __call__(self, documents: Sequence[Document]) -> Held:
        """The held documents that `documents` may repeat; a document's own old version is none of them."""
        if self._missing():
            self._batch, self._names, self._past, self.is_empty = 0, {}, set(), True
            return Held()
        entries = [self.entry(document) for document in documents]
        begun, self._begun = self._begun, None
        if begun and _same(begun[0], documents):
            answer = begun[1].result()
        else:
            answer = self._answer(entries, question(documents, self._p))
        self._batch, self._names, self._past = answer.batch, answer.names, answer.past
        self.is_empty = answer.is_empty
        return _beside(entries, answer.names, answer.found, answer.common)

    def _missing(self) -> bool:
        return self._create and not self.path.exists()

    def _answer(self, entries: Sequence[Entry], asked_for: Question) -> _Answer:
        if asked_for.is_small:
            with suppress(TooMuchError):  # what very many held documents share may not fit
                return self._answer_with(entries, asked_for, little=True)
        return self._answer_with(entries, asked_for, little=False)

    def _answer_with(self, entries: Sequence[Entry], asked_for: Question, *, little: bool) -> _Answer:
        with reading(self.path, little=little) as connection:
            self._p.must_be(parameters(connection, self.path), str(self.path))
            is_empty = not asked(connection, "SELECT count(*) FROM docs")[0][0]
            if is_empty and not self._empty:
                raise UsageError(
                    f"{self.path}: the index holds no document, so that nothing could be told to repeat one",
                    f"add the corpus: checker index add CORPUS --index {self.path}; or allow it: --allow-empty",
                )
            names = same_names(connection, self._own_names(entries))
            past = of_files(connection, self._old)
            answer = candidates(connection, asked_for, _numbers(names) | past, self._p)
            found = load(connection, answer.documents)
            return _Answer(last_batch(connection), names, past, found, answer.common, is_empty)

    @property
    def left_out(self) -> int:
        """How many held documents of the files that are `old` are none of those that were last asked about."""
        return len(self._past - _numbers(self._names))

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
            if rest:
                documents = [one.document for one in rest]
                gone = _numbers(now) | self._past
                answer = candidates(connection, question(documents, self._p), gone, self._p, self._batch)
                held = _beside(rest, now, load(connection, answer.documents), answer.common)
                for one, result in zip(rest, judge(documents, held), strict=True):
                    if result.verdict not in levels:
                        meanwhile[one.id] = "it repeats what another process added meanwhile"
            return set(meanwhile)

        entries = [self.entry(document) for document in documents]
        if not entries and self._missing():
            return Accepted(Added())
        before = {one.id: self._before[one.id] for one in entries if one.id in self._before}
        return Accepted(add(self.path, entries, self._p, before, refuse, self._batch), meanwhile)

    def _own_names(self, entries: Sequence[Entry]) -> list[str]:
        names = [one.id for one in entries]
        return [*names, *(self._before[name] for name in names if name in self._before)]


def _numbers(names: Names) -> set[int]:
    return {number for number, _ in names.values()}


def _same(some: Sequence[Document], others: Sequence[Document]) -> bool:
    """Whether two lists are of the same documents; what was found in them may have been noted since."""
    if len(some) != len(others):
        return False
    pairs = zip(some, others, strict=True)
    return all((a.id, a.source, a.line) == (b.id, b.source, b.line) and a.data == b.data for a, b in pairs)


def _beside(entries: Sequence[Entry], names: Names, found: Sequence[HeldRow], common: Common) -> Held:
    """What the index answered, as the search for repeated text takes it."""
    accepted = {
        place: names[one.id][0]
        for place, one in enumerate(entries)
        if one.id in names and names[one.id][1] == one.digest
    }
    documents = tuple(one.document for one in found)
    return Held(documents, tuple(one.number for one in found), accepted, _SEARCH, common)
