"""Adding, replacing and removing documents: each change is one transaction and one row of `batch`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from checker.errors import UsageError
from checker.index.ask import load
from checker.index.knowledge import knowledge
from checker.index.names import meant
from checker.index.parameters import Parameters
from checker.index.rows import Entry, Rows, rows
from checker.index.store import beside, create, parameters, place, put, reading, writing
from checker.index.store import rows as asked
from checker.visible import visible_first

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

TWICE = "its id came twice with different content; the first one is held"
_TOGETHER = 256  # documents that are read at a time

Refuse = Callable[["Connection", Sequence[Entry]], "set[str]"]


@dataclass(slots=True)
class Added:
    """What an addition did: numbers of documents and paragraphs.

    `twice` are entries that are not held because their id came before with other content, which is.
    `batch` is the number of the transaction, 0 where nothing had to be written.
    """

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    paragraphs: int = 0
    batch: int = 0
    twice: list[Entry] = field(default_factory=list)


class _Known:
    """What the index holds by id, and what this addition brought already."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        self.brought: dict[str, bytes] = {}
        self.batch = 0

    def read(self, connection: Connection) -> None:
        self.held = dict(asked(connection, "SELECT id, sha256 FROM docs"))
        self.batch = last_batch(connection)


def last_batch(connection: Connection) -> int:
    """The number of the last transaction, 0 where there was none."""
    found: int = asked(connection, "SELECT coalesce(max(batch), 0) FROM batch")[0][0]
    return found


def add(
    path: Path,
    entries: Iterable[Entry],
    p: Parameters,
    before: Mapping[str, str] | None = None,
    refuse: Refuse | None = None,
    seen: int = 0,
) -> Added:
    """Hold `entries`; one held under the same id is replaced, one of equal content is left as it is.

    `before` are ids that entries had before: those are no longer held.  `refuse` is asked inside the transaction about
    entries that the caller judged beside the batches up to `seen`, when there are others by now; the ids that it names
    are left out.  All or nothing: killed or failed, the index is as it was, and none is there where there was none.
    """
    if path.exists():
        return _add(path, entries, p, before or {}, refuse, seen)
    with beside(path) as made:
        create(made, p)
        done = _add(made, entries, p, before or {}, None, 0)
        if place(made, path):
            return done
        # Another process made one meanwhile: what lies in this one goes into that.
        late = _add(path, _entries(made), p, before or {}, refuse, seen)
        late.unchanged += done.unchanged
        late.twice += done.twice
    return late


def _add(
    path: Path, entries: Iterable[Entry], p: Parameters, before: Mapping[str, str], refuse: Refuse | None, seen: int
) -> Added:
    """`add` to an index that is there."""
    known, done = _Known(), Added()
    with reading(path) as connection:
        p.must_be(parameters(connection, path), str(path))
        known.read(connection)
    parts = _parts(_fresh(entries, known, done))
    first = next(parts, [])
    leaving = {name: old for name, old in before.items() if old in known.held}
    if not first and not leaving:
        return done
    prepared = rows(first, p)
    with writing(path) as connection:
        p.must_be(parameters(connection, path), str(path))
        now = last_batch(connection)
        if now != known.batch or (refuse and now != seen):
            known.read(connection)
            first, parts = list(_still_fresh(chain(first, *parts), known, done)), iter(())
            refused = refuse(connection, first) if refuse and now != seen else set()
            first = [entry for entry in first if entry.id not in refused]
            leaving = {name: old for name, old in leaving.items() if name not in refused}
            prepared = rows(first, p)
        done.batch = known.batch + 1
        while first:
            _write(connection, first, prepared, done)
            first = next(parts, [])
            prepared = rows(first, p)
        removed = _remove(connection, [old for old in leaving.values() if old not in known.brought])
        if done.added or done.replaced or removed:
            _note(connection, done, removed)
        else:
            done.batch = 0
    return done


def _entries(path: Path) -> Iterator[Entry]:
    """All documents of an index, in the order in which they were added."""
    with reading(path) as connection:
        numbers = [number for (number,) in asked(connection, "SELECT doc FROM docs ORDER BY doc")]
        for low in range(0, len(numbers), _TOGETHER):
            for held in load(connection, numbers[low : low + _TOGETHER]):
                yield Entry(held.document.id, held.path, held.document)


def remove(path: Path, names: Sequence[str], p: Parameters, root: Path = Path()) -> int:
    """Hold no longer what the names stand for: ids, paths of files, or folders; how many documents that were.

    Paths are taken from the current folder, as those of `add` are, and compared from `root` on.  Raises UsageError, and
    removes nothing, where a name stands for none.
    """
    with writing(path) as connection:
        p.must_be(parameters(connection, path), str(path))
        ids: set[str] = set()
        for name in names:
            if not name:
                raise UsageError("an empty name stands for nothing", "an empty variable? write . for everything")
            found = _named(connection, *meant(name, root)) or _printed(connection, name)
            if not found:
                raise UsageError(
                    f"{path}: holds nothing called '{name}'", "see what it holds: checker index show --ids"
                )
            ids.update(found)
        done = Added(batch=last_batch(connection) + 1)
        removed = _remove(connection, sorted(ids))
        _note(connection, done, removed)
    return removed


def _named(connection: Connection, name: str, file: str) -> list[str]:
    """The ids that are called `name`, or whose file is `file` or below it."""
    below = "" if file == "." else f"{file.rstrip('/')}/"
    sql = "SELECT id FROM docs WHERE id IN ($name, $file) OR path IN ($name, $file) OR (starts_with(path, $below)"
    inside = " AND NOT starts_with(path, '/') AND NOT starts_with(path, '../'))" if file == "." else ")"
    return [one for (one,) in asked(connection, sql + inside, {"name": name, "file": file, "below": below})]


def _printed(connection: Connection, name: str) -> list[str]:
    """The one id that is printed as `name`, having characters that are spelled out because nobody can type them."""
    found = [one for (one,) in asked(connection, "SELECT id FROM docs") if visible_first(one) == name]
    return found if len(found) == 1 else []


def _fresh(entries: Iterable[Entry], known: _Known, done: Added) -> Iterator[Entry]:
    """The entries that are not held as they are, each id once."""
    for entry in entries:
        digest = entry.digest
        if entry.id in known.brought:
            if known.brought[entry.id] != digest:
                done.twice.append(entry)
            continue
        known.brought[entry.id] = digest
        if known.held.get(entry.id) == digest:
            done.unchanged += 1
        else:
            yield entry


def _still_fresh(entries: Iterable[Entry], known: _Known, done: Added) -> Iterator[Entry]:
    """Of entries that were fresh, those that nobody has added since."""
    for entry in entries:
        if known.held.get(entry.id) == entry.digest:
            done.unchanged += 1
        else:
            yield entry


def _parts(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    """The entries in parts whose rows fit into memory."""
    part: list[Entry] = []
    size = 0
    for entry in entries:
        part.append(entry)
        size += len(entry.document.data) // 3
        if size >= knowledge().work["characters"]:
            yield part
            part, size = [], 0
    if part:
        yield part


def _write(connection: Connection, entries: Sequence[Entry], made: Rows, done: Added) -> None:
    replaced = _remove(connection, [entry.id for entry in entries])
    done.replaced += replaced
    done.added += len(entries) - replaced
    done.paragraphs += len(made.para["pid"])
    first_doc, first_pid = asked(
        connection,
        "SELECT (SELECT coalesce(max(doc), -1) + 1 FROM docs), (SELECT coalesce(max(pid), -1) + 1 FROM para)",
    )[0]
    for name, columns in (("docs", made.docs), ("para", made.para), ("anchors", made.anchors)):
        connection.register(f"new_{name}", dict(columns))
    # Of equal paragraphs one has bands, so those that are held already bring none.  They are left out here and not by
    # the statement that inserts: what several threads insert is written twice, and half of it is free space thereafter.
    held = [pid for (pid,) in asked(connection, "SELECT n.pid FROM new_para n SEMI JOIN para p ON n.exact = p.exact")]
    first = np.isin(made.bands["pid"], np.array(held, np.int64), invert=True)
    own = {name: values[first] for name, values in made.bands.items()}
    put(connection, "bands", {**own, "pid": own["pid"] + first_pid})
    connection.execute(
        """INSERT INTO docs SELECT doc + ?, id, path, nullif(record, 0), sha256, exact, characters, paragraphs, ?, text
           FROM new_docs""",
        [first_doc, done.batch],
    )
    connection.execute(
        "INSERT INTO para SELECT pid + ?, doc + ?, ord, line_start, line_end, exact, len FROM new_para",
        [first_pid, first_doc],
    )
    connection.execute("INSERT INTO anchors SELECT key, doc + ? FROM new_anchors", [first_doc])
    for name in ("docs", "para", "anchors"):
        connection.unregister(f"new_{name}")


def _remove(connection: Connection, ids: Sequence[str]) -> int:
    """Take documents out; where a paragraph had the bands of equal ones, the next of those gets them."""
    gone = [doc for (doc,) in asked(connection, "SELECT doc FROM docs WHERE id IN (SELECT unnest(?))", [list(ids)])]
    if not gone:
        return 0
    connection.execute("CREATE OR REPLACE TEMP TABLE gone AS SELECT unnest(?::BIGINT[]) AS doc", [gone])
    connection.execute("CREATE OR REPLACE TEMP TABLE leaving AS SELECT pid, exact FROM para SEMI JOIN gone USING (doc)")
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE heirs AS SELECT l.pid, min(p.pid) AS heir
           FROM leaving l JOIN para p ON p.exact = l.exact ANTI JOIN gone ON p.doc = gone.doc GROUP BY l.pid"""
    )
    connection.execute("UPDATE bands SET pid = h.heir FROM heirs h WHERE bands.pid = h.pid")
    connection.execute("DELETE FROM bands WHERE pid IN (SELECT pid FROM leaving)")
    for table in ("para", "anchors", "docs"):
        connection.execute(f"DELETE FROM {table} WHERE doc IN (SELECT doc FROM gone)")
    return len(gone)


def _note(connection: Connection, done: Added, removed: int) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    connection.execute(
        "INSERT INTO batch VALUES (?, ?, ?, ?, ?)", [done.batch, now, done.added, done.replaced, removed]
    )
