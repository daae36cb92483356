"""The self-join of band keys in an embedded database: for more keys than memory holds, at the price of time."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from checker import memory
from checker.duplicates.shingles import Ints, Keys
from checker.files import temporary_folder, temporary_place

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

SHARE = 4  # the database works in this part of the budget of memory, and keeps the rest of its tables on disk
_LEAST = 64 << 20  # bytes without which it cannot work, for every thread of it
_COUNTED = 16  # bytes of its memory for every key that is counted at the same time
_TOGETHER = 1 << 17  # texts whose pairs are read together

# A bucket is what agrees in a key.  Where it has more than the allowed texts, each meets the first one and the one
# before it only.  Keys are signed: Spark, which runs the same statements, has no others.
_TABLE = "CREATE TABLE bands (key BIGINT, pid BIGINT)"
_BUCKETS = "CREATE TABLE buckets (key BIGINT, size BIGINT, first BIGINT)"
_COUNT = """INSERT INTO buckets
    SELECT key, COUNT(*) AS size, MIN(pid) AS first FROM bands WHERE key >= {low} AND key <= {high}
    GROUP BY key HAVING COUNT(*) > 1"""
_SMALL = """CREATE TABLE small AS
    SELECT bands.key, bands.pid FROM bands JOIN buckets ON bands.key = buckets.key WHERE buckets.size <= {hot}"""
_LARGE = """CREATE TABLE large AS
    SELECT bands.pid, buckets.size, buckets.first,
        LAG(bands.pid) OVER (PARTITION BY bands.key ORDER BY bands.pid) AS previous
    FROM bands JOIN buckets ON bands.key = buckets.key WHERE buckets.size > {hot}"""
_PAIRS = """CREATE TABLE pairs AS
    SELECT a.pid AS one, b.pid AS other FROM small AS a JOIN small AS b ON a.key = b.key WHERE a.pid < b.pid
    UNION SELECT first AS one, pid AS other FROM large WHERE pid > first
    UNION SELECT previous AS one, pid AS other FROM large WHERE pid > first"""
_CROWDED = "SELECT pid, MAX(size) AS size FROM large GROUP BY pid"
_FOUND = "SELECT one, other FROM pairs WHERE one >= {low} AND one < {high} ORDER BY one, other"


def joined(batches: Iterable[NDArray[np.uint64]], count: int, hot: int) -> tuple[Keys, Ints]:
    """As `join.joined` of `count` texts, whose keys come some texts at a time (a row a band, a column a text).

    Different bands have different keys.  Raises UsageError where the disk has no room.
    """
    with _database() as database:
        for statement in (_TABLE, _BUCKETS):
            database.execute(statement)
        first = rows = 0
        for keys in batches:
            _put(database, keys, first)
            first += keys.shape[1]
            rows += keys.size
        for low, high in _parts(rows):
            database.execute(_COUNT.format(low=low, high=high))
        for statement in (_SMALL, _LARGE, _PAIRS):
            database.execute(statement.format(hot=hot))
        crowded = np.zeros(count, np.int64)
        told = _columns(database, _CROWDED)
        crowded[told["pid"]] = told["size"]
        ((most,),) = database.execute("SELECT COUNT(*) AS pairs FROM pairs").fetchall()
        return memory.joined(_packed(database, count), np.uint64, most), crowded


def _parts(rows: int) -> Iterator[tuple[int, int]]:
    """Ranges of keys, first and last, that hold about as many of them as can be counted together."""
    room = _room() or rows * _COUNTED
    count = max(1, -(-rows * _COUNTED // max(1, room)))
    bounds = [part * (1 << 64) // count - (1 << 63) for part in range(count + 1)]
    for low, past in pairwise(bounds):
        yield low, past - 1


def _room() -> int:
    """The bytes that the database may take; 0 where nothing bounds them."""
    budget = memory.current().budget
    return max(_LEAST, budget // SHARE) if budget else 0


def _put(database: Connection, keys: NDArray[np.uint64], first: int) -> None:
    """Add the keys of the texts from number `first` on."""
    bands, texts = keys.shape
    numbers = np.tile(np.arange(first, first + texts), bands)
    database.register("incoming", {"key": keys.reshape(-1).view(np.int64), "pid": numbers})
    database.execute("INSERT INTO bands SELECT key, pid FROM incoming")
    database.unregister("incoming")


def _packed(database: Connection, count: int) -> Iterator[Keys]:
    """The pairs as lesser * count + greater, ascending."""
    for low in range(0, count, _TOGETHER):
        found = _columns(database, _FOUND.format(low=low, high=low + _TOGETHER))
        yield (found["one"] * count + found["other"]).astype(np.uint64)


def _columns(database: Connection, sql: str) -> dict[str, Any]:
    return database.execute(sql).fetchnumpy()


@contextmanager
def _database() -> Iterator[Connection]:
    """A database in a folder of its own, which is gone afterwards."""
    import duckdb

    with temporary_folder() as folder:
        settings: dict[str, Any] = {
            "temp_directory": str(folder),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        if room := _room():
            settings |= {"memory_limit": f"{room}B", "threads": min(os.cpu_count() or 1, room // _LEAST)}
        try:
            with duckdb.connect(folder / "bands.duckdb", config=settings) as database:
                database.execute("SET enable_progress_bar = false")  # in `python -c` it would go to standard output
                yield database
        except duckdb.Error as error:
            said = str(error).strip().split("\n")[0]
            what = f"the database of near-duplicate paragraphs in {temporary_place()} failed"
            raise memory.no_room(f"{what}: {said}") from error
