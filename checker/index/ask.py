"""Which held documents new ones may repeat: by equal hashes, by bands and by anchors; none of it is proof yet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from checker.document import Document
from checker.duplicates.exact import exact_keys
from checker.duplicates.often import Spread
from checker.duplicates.stream import Stream, long_enough
from checker.index import sketches
from checker.index.knowledge import knowledge
from checker.index.parameters import Parameters
from checker.index.rows import Columns, unpacked
from checker.index.store import rows as asked
from checker.names import INSIDE
from checker.shelf import Shelf

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_TOGETHER = 256  # documents that are read at a time

# `gone` are held documents that are left out.  Of equal paragraphs and documents the first one held is taken.
_WHOLE = """SELECT min(d.doc) FROM docs d JOIN q_docs q ON d.exact = q.exact
    ANTI JOIN gone ON d.doc = gone.doc GROUP BY d.exact"""
# One join for each band reads half of what a table of (band, key, paragraph) takes, and no paragraph that meets none.
_BAND = "SELECT q.line, b.pid FROM q_bands q JOIN bands b ON q.k{band} = b.k{band}"
_LINES = """WITH best AS (SELECT pid FROM (SELECT line, pid, count(*) AS n FROM alike GROUP BY line, pid) m
        QUALIFY row_number() OVER (PARTITION BY line ORDER BY n DESC, pid) <= {near}),
    wanted AS (SELECT p.exact FROM best JOIN para p ON p.pid = best.pid UNION
        SELECT l.exact FROM q_lines l ANTI JOIN often o ON l.exact = o.exact)
    SELECT min(p.doc) FROM para p JOIN wanted w ON p.exact = w.exact ANTI JOIN gone ON p.doc = gone.doc
    GROUP BY p.exact"""
# Lines of which very many documents have one are counted by their source, as in a corpus that is all at hand.
_MET = """CREATE OR REPLACE TEMP TABLE met AS SELECT p.exact, p.doc FROM para p SEMI JOIN q_often q ON p.exact = q.exact
    ANTI JOIN gone ON p.doc = gone.doc"""
_OFTEN = """CREATE OR REPLACE TEMP TABLE often AS SELECT m.exact FROM met m GROUP BY m.exact
    HAVING count(*) >= {least} AND count(DISTINCT m.doc) >= {least}"""
_SOURCES = """WITH sources AS (SELECT doc,
        CASE WHEN record IS NULL THEN regexp_replace(path, '[^/]*$', '') ELSE path END AS source
        FROM docs ANTI JOIN gone ON docs.doc = gone.doc),
    wide AS (SELECT m.exact, s.source, count(DISTINCT m.doc) AS n FROM met m JOIN often o ON m.exact = o.exact
        JOIN sources s ON s.doc = m.doc GROUP BY m.exact, s.source),
    sizes AS (SELECT source, count(*) AS n FROM sources GROUP BY source)
    SELECT w.exact, w.n, z.n FROM wide w JOIN sizes z ON w.source = z.source
    WHERE w.n >= {least} AND w.n >= {share} * z.n ORDER BY w.exact, w.n"""
# What very many documents share is left out.  Of few anchors all places are listed, in one pass; where those are too
# many, what is common is left out before it is listed: counting it is cheap, listing it is not.
_PLACES = """CREATE OR REPLACE TEMP TABLE places AS SELECT a.key, a.doc FROM anchors a
    SEMI JOIN q_anchors q ON a.key = q.key LIMIT {listed}"""
_ANCHORS = """CREATE OR REPLACE TEMP TABLE anchored AS SELECT a.key, a.doc FROM anchors a
    SEMI JOIN (SELECT a.key FROM anchors a SEMI JOIN q_anchors q ON a.key = q.key
        GROUP BY a.key HAVING count(*) <= {common}) r ON a.key = r.key"""
_BLOCKS = """WITH shared AS (SELECT q.block, a.doc, count(*) AS n FROM q_anchors q JOIN anchored a ON a.key = q.key
        ANTI JOIN gone ON a.doc = gone.doc GROUP BY q.block, a.doc HAVING count(*) >= {agree})
    SELECT DISTINCT doc FROM (SELECT doc FROM shared
        QUALIFY row_number() OVER (PARTITION BY block ORDER BY n DESC, doc) <= {documents}) t"""


@dataclass(frozen=True, slots=True)
class Held:
    """A held document under the name it is held by: its number (the earlier one was added before) and its file."""

    number: int
    path: str
    document: Document


@dataclass(frozen=True, slots=True)
class Question:
    """The keys of new documents, as tables."""

    docs: Columns
    lines: Columns
    bands: Columns
    anchors: Columns
    often: Columns

    @property
    def is_small(self) -> bool:
        """Whether little memory is enough to answer it."""
        few: int = knowledge().ask["few"]
        return len(self.anchors["key"]) <= few


def question(documents: Sequence[Document], p: Parameters) -> Question:
    """What is looked up for `documents`."""
    stream = Stream(documents)
    lines, whole = stream.lines, stream.whole_documents()
    exact = exact_keys(stream.symbols, lines)
    equal = long_enough(lines, p.exact.min_length, p.exact.min_length_latin)
    close = long_enough(lines, p.near.min_length, p.near.min_length_latin)
    equal_whole = long_enough(whole, p.document.min_length_exact, p.document.min_length_exact_latin)
    short = lines.length >= min(p.often.short_length, p.often.min_length)
    _, once = np.unique(exact[close], return_index=True)
    own = np.flatnonzero(close)[once]
    keys = sketches.band_keys(stream.symbols, lines.start[own], lines.end[own], p)
    start, end = _blocks(stream.starts)
    block, anchor = sketches.anchors(stream.symbols, start, end, p)
    return Question(
        docs={"exact": exact_keys(stream.symbols, whole)[equal_whole]},
        lines={"exact": np.unique(exact[equal | close])},
        bands={"line": np.arange(len(own)), **keys},
        anchors={"key": anchor, "block": block},
        often={"exact": np.unique(exact[short])},
    )


def _blocks(starts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Stretches that overlap by half, so that a repeated section of half a block lies in one whole."""
    size = knowledge().ask["block"]
    firsts, lasts = [], []
    for low, high in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        for first in range(low, max(low + 1, high - size // 2), size // 2):
            firsts.append(first)
            lasts.append(min(high, first + size))
    return np.array(firsts, np.int64), np.array(lasts, np.int64)


@dataclass(frozen=True, slots=True)
class Found:
    """The numbers of held documents to compare with, ascending; lines that are common in one of their sources."""

    documents: list[int]
    common: dict[int, Spread]


def candidates(
    connection: Connection, asked_for: Question, gone: Collection[int], p: Parameters, since: int = 0
) -> Found:
    """What is held of the documents; none of `gone`, and of batches up to `since` only what their lines are."""
    connection.execute("CREATE OR REPLACE TEMP TABLE gone AS SELECT unnest(?::BIGINT[]) AS doc", [list(gone)])
    tables = {
        "docs": asked_for.docs,
        "lines": asked_for.lines,
        "bands": asked_for.bands,
        "anchors": asked_for.anchors,
        "often": asked_for.often,
    }
    for name, columns in tables.items():
        connection.register(f"q_{name}", dict(columns))
    common = _common(connection, p)
    if since:
        connection.execute("INSERT INTO gone SELECT doc FROM docs WHERE batch <= ?", [since])
    _list_anchors(connection, asked_for)
    each = " UNION ALL ".join(_BAND.format(band=band) for band in range(p.bands[0]))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE alike AS SELECT line, pid FROM ({each}) b")
    found: set[int] = set()
    for sql in (_WHOLE, _LINES, _BLOCKS):
        found.update(doc for (doc,) in asked(connection, sql.format(**knowledge().ask)))
    for name in tables:
        connection.unregister(f"q_{name}")
    return Found(sorted(found), common)


def _list_anchors(connection: Connection, asked_for: Question) -> None:
    """Make the table of the held anchors that are asked about and not common."""
    ask = knowledge().ask
    sql = _ANCHORS.format(**ask)
    if asked_for.is_small:
        connection.execute(_PLACES.format(**ask))
        if asked(connection, "SELECT count(*) FROM places")[0][0] < ask["listed"]:
            sql = sql.replace(" anchors a", " places a")
    connection.execute(sql)
    connection.execute("DROP TABLE IF EXISTS places")


def _common(connection: Connection, p: Parameters) -> dict[int, Spread]:
    """The lines that are asked about and stand in many held documents of one source: in the most of any source."""
    least, share = p.often.min_documents, min(p.often.min_share, p.often.short_share)
    connection.execute(_MET)
    connection.execute(_OFTEN.format(least=least))
    if not asked(connection, "SELECT count(*) FROM often")[0][0]:
        return {}
    rows = asked(connection, _SOURCES.format(least=least, share=share))
    common = {exact: Spread(documents, of) for exact, documents, of in rows}
    connection.execute("DELETE FROM often WHERE exact NOT IN (SELECT unnest(?::BIGINT[]))", [list(common)])
    return common


def same_names(connection: Connection, names: Sequence[str]) -> dict[str, tuple[int, bytes]]:
    """Number and digest of the documents that are held under one of `names`."""
    sql = "SELECT id, doc, sha256 FROM docs WHERE id IN (SELECT unnest(?::VARCHAR[]))"
    return {name: (doc, digest) for name, doc, digest in asked(connection, sql, [list(names)])}


def of_files(connection: Connection, paths: Collection[str]) -> set[int]:
    """The numbers of the documents that are held of files, or of members of archives, with these paths."""
    if not paths:
        return set()
    sql = """SELECT doc FROM docs WHERE path IN (SELECT unnest(?::VARCHAR[]))
        OR regexp_replace(path, ?, '') IN (SELECT unnest(?::VARCHAR[]))"""
    return {doc for (doc,) in asked(connection, sql, [list(paths), f"{INSIDE}.*$", list(paths)])}


def load(connection: Connection, numbers: Sequence[int]) -> list[Held]:
    """The held documents with these numbers, ascending."""
    sql = "SELECT doc, id, path, record, text FROM docs WHERE doc IN (SELECT unnest(?::BIGINT[])) ORDER BY doc"
    shelf, out = Shelf(), []
    for low in range(0, len(numbers), _TOGETHER):
        for number, name, path, record, text in asked(connection, sql, [list(numbers[low : low + _TOGETHER])]):
            held = Document(id=name, data=unpacked(text), source=path, line=record, meta={"held": True})
            out.append(Held(number, path, shelf.put(held)))
    return out
