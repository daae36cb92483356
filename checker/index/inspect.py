"""What an index holds, and whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from checker.index.errors import IndexFileError
from checker.index.rows import unpacked
from checker.index.store import parameters, reading
from checker.index.store import rows as asked

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_TOGETHER = 256  # documents whose texts are read at a time

# What must hold in an index, as the number of rows that break it, and what that means.
_BROKEN = (
    ("SELECT count(*) - count(DISTINCT id) FROM docs", "documents share an id"),
    ("SELECT count(*) - count(DISTINCT doc) FROM docs", "documents share a number"),
    ("SELECT count(*) - count(DISTINCT pid) FROM para", "paragraphs share a number"),
    ("SELECT count(*) FROM para ANTI JOIN docs USING (doc)", "paragraphs belong to no document"),
    ("SELECT count(*) FROM anchors ANTI JOIN docs USING (doc)", "anchors belong to no document"),
    ("SELECT count(*) FROM bands ANTI JOIN para USING (pid)", "bands belong to no paragraph"),
    (
        """SELECT count(*) FROM (SELECT doc, count(*) AS n FROM para GROUP BY doc) p JOIN docs d ON d.doc = p.doc
           WHERE p.n <> d.paragraphs""",
        "documents do not have all their paragraphs",
    ),
    (
        "SELECT count(*) FROM docs d ANTI JOIN para p ON p.doc = d.doc WHERE d.paragraphs > 0",
        "documents have lost their paragraphs",
    ),
    ("SELECT count(*) - count(DISTINCT pid) FROM bands", "paragraphs have bands twice"),
    (
        """SELECT count(*) FROM (SELECT p.exact FROM para p SEMI JOIN bands b ON p.pid = b.pid
           GROUP BY p.exact HAVING count(*) > 1) t""",
        "equal paragraphs have bands twice",
    ),
    (
        "SELECT count(*) FROM docs d ANTI JOIN batch b ON d.batch = b.batch",
        "documents belong to no batch",
    ),
)


@dataclass(frozen=True, slots=True)
class Contents:
    """The figures of an index; `batches` are rows (number, time, added, replaced, removed), the last ones first."""

    documents: int
    paragraphs: int
    distinct: int
    characters: int
    size: int
    parameters: dict[str, str]
    batches: tuple[tuple[int, str, int, int, int], ...]

    def as_object(self) -> dict[str, object]:
        """The figures as JSON has them."""
        names = ("batch", "added_at", "added", "replaced", "removed")
        return {**asdict(self), "batches": [dict(zip(names, batch, strict=True)) for batch in self.batches]}


def contents(path: Path) -> Contents:
    """What the index holds."""
    with reading(path) as connection:
        made = parameters(connection, path)
        documents, characters = asked(connection, "SELECT count(*), coalesce(sum(characters), 0) FROM docs")[0]
        paragraphs, distinct = asked(connection, "SELECT count(*), count(DISTINCT exact) FROM para")[0]
        batches = asked(connection, "SELECT batch, added_at, added, replaced, removed FROM batch ORDER BY batch DESC")
    size = path.stat().st_size
    return Contents(documents, paragraphs, distinct, int(characters), size, made, tuple(batches))


def ids(path: Path) -> list[str]:
    """The ids of all documents, in order."""
    with reading(path) as connection:
        parameters(connection, path)
        return [name for (name,) in asked(connection, "SELECT id FROM docs ORDER BY id")]


def verify(path: Path) -> tuple[int, list[str]]:
    """Read all of the index; how many documents it holds, and what is wrong with it, [] where it is whole.

    Raises IndexFileError where the file cannot be read at all.
    """
    with reading(path) as connection:
        parameters(connection, path)
        wrong = [f"{count} {what}" for count, what in _counts(connection) if count]
        wrong += _texts(connection)
        documents = asked(connection, "SELECT count(*) FROM docs")[0][0]
        asked(connection, "SELECT sum(hash(b)) FROM bands b")  # every block is read, and so its checksum compared
        asked(connection, "SELECT sum(hash(a)) FROM anchors a")
        asked(connection, "SELECT sum(hash(p)) FROM para p")
    return documents, wrong


def _counts(connection: Connection) -> Iterator[tuple[int, str]]:
    for sql, what in _BROKEN:
        yield asked(connection, sql)[0][0], what


def _texts(connection: Connection) -> Iterator[str]:
    """The documents whose text is not the one that was added."""
    from zstandard import ZstdError

    cursor = connection.execute("SELECT id, sha256, text FROM docs ORDER BY doc")
    while part := cursor.fetchmany(_TOGETHER):
        for name, digest, text in part:
            try:
                whole = sha256(unpacked(text)).digest() == digest
            except ZstdError:
                whole = False
            if not whole:
                yield f"{name}: its text is not the one that was added"


def must_be_whole(path: Path) -> int:
    """How many documents a whole index holds.  Raises IndexFileError that says what is wrong."""
    documents, wrong = verify(path)
    if wrong:
        raise IndexFileError(
            f"{path}: the index is damaged: {'; '.join(wrong)}",
            f"make it again from the corpus: checker index build CORPUS --index {path}.new",
        )
    return documents
