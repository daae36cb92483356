"""Parquet through DuckDB: the text and the id of each row, a few rows at a time."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.corpus.columns import Chosen, Column, chosen, document
from checker.corpus.options import Reading, ReadOptions
from checker.document import Document
from checker.report import Failure

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_IDS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UUID")
_ID_TYPES = frozenset({"VARCHAR", *_IDS, *(f"U{name}" for name in _IDS)})
_TEXT_TYPES = frozenset({"VARCHAR", "BLOB"})


def parquet(path: str, file: Path, options: ReadOptions) -> Iterator[Document | Failure]:
    """The documents of a Parquet file, numbered by row; `path` is its name in reports, `file` what is opened.

    A row that cannot be read is a Failure, and the others are read.
    """
    import duckdb

    try:
        with _connected(file.parent, options.reading) as connection:
            yield from _documents(path, _Table(connection, file, options.reading), options)
    except duckdb.Error as error:
        yield Failure(path, f"cannot be read as Parquet: {_said(error, file)}")


@contextmanager
def _connected(folder: Path, knowledge: Reading) -> Iterator[Connection]:
    import duckdb

    settings: dict[str, Any] = {
        "threads": 1,
        "memory_limit": knowledge.tables["memory"],
        "temp_directory": str(folder),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    connection = duckdb.connect(config=settings)
    try:
        yield connection
    finally:
        connection.close()


def _documents(path: str, table: _Table, options: ReadOptions) -> Iterator[Document | Failure]:
    columns = table.columns()
    known = [column.name for column in columns if column.kind == "VARCHAR" or column.is_id]
    with closing(table.rows(known)) as rows:
        good = islice((row.values for row in rows if isinstance(row, _Row)), options.reading.records["sample"])
        samples = [dict(zip(known, values, strict=True)) for values in good] if known else []
    picked = chosen(path, columns, samples, options) if table.size() else None
    if isinstance(picked, Failure):
        yield picked
    elif picked is not None:
        yield from _chosen_rows(path, table, picked, options)


def _chosen_rows(path: str, table: _Table, picked: Chosen, options: ReadOptions) -> Iterator[Document | Failure]:
    wanted = (picked.text, picked.id, options.source_field)
    names = list(dict.fromkeys(name for name in wanted if name is not None))
    for row in table.rows(names):
        if isinstance(row, _Row):
            values = dict(zip(names, row.values, strict=True))
            _, name, source = (None if wanted is None else values[wanted] for wanted in wanted)
            yield document(path, row.number, row.values[0], name, picked.text, options, source)
        else:
            yield Failure(f"{path}:{row.number}" if row.one else path, row.reason)


@dataclass(frozen=True, slots=True)
class _Row:
    """The values of row `number`, 1-based."""

    number: int
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Unread:
    """Row `number`, or (unless `one`) it and all behind it, that cannot be read."""

    number: int
    reason: str
    one: bool = True


class _Table:
    """A Parquet file as a table."""

    def __init__(self, connection: Connection, file: Path, knowledge: Reading) -> None:
        self._connection = connection
        self._file = file
        self._batch = knowledge.tables["batch-rows"]
        self._patience = knowledge.tables["broken-rows"]
        self._size: int | None = None

    def columns(self) -> list[Column]:
        """The columns with their types."""
        found = self._connection.execute(f"DESCRIBE SELECT * FROM {self._source()}").fetchall()
        return [Column(name, kind, kind in _TEXT_TYPES, kind in _ID_TYPES) for name, kind, *_ in found]

    def size(self) -> int:
        """How many rows there are, as the end of the file says it."""
        if self._size is None:
            self._size = int(self._connection.execute(f"SELECT count(*) FROM {self._source()}").fetchall()[0][0])
        return self._size

    def rows(self, names: Sequence[str]) -> Generator[_Row | _Unread]:
        """All rows in their order.  DuckDB stops at one that it cannot read; that one is passed over and told."""
        import duckdb

        at, size, broken = 0, self.size(), 0
        while at < size:
            try:
                for values in self._read(names, at, size):
                    at += 1
                    yield _Row(at, values)
                return
            except duckdb.Error as error:
                reason = _said(error, self._file)
            if broken == self._patience:
                yield _Unread(
                    at + 1, f"rows {at + 1:,} to {size:,} are not read, as too many cannot be: {reason}", False
                )
                return
            broken += 1
            for row in self._to_the_fault(names, at, size):
                at += 1
                yield row

    def _to_the_fault(self, names: Sequence[str], at: int, size: int) -> Iterator[_Row | _Unread]:
        """The rows from `at` (0-based) to the first one that cannot be read, that one included."""
        import duckdb

        step = self._batch
        while at < size:
            try:
                values = list(self._read(names, at, min(at + step, size)))
            except duckdb.Error as error:
                if step == 1:
                    yield _Unread(at + 1, f"cannot be read: {_said(error, self._file)}")
                    return
                step //= 2
                continue
            for number, row in enumerate(values, at + 1):
                yield _Row(number, row)
            at += len(values)

    def _read(self, names: Sequence[str], start: int, end: int) -> Iterator[tuple[Any, ...]]:
        columns = ", ".join('"' + name.replace('"', '""') + '"' for name in names)
        where = f" WHERE file_row_number >= {start} AND file_row_number < {end}"
        numbered = bool(start) or end < self.size()
        # A cursor of its own, so that a question about the table does not end the reading.
        cursor = self._connection.cursor()
        with closing(cursor):
            cursor.execute(f"SELECT {columns} FROM {self._source(numbered)}{where if numbered else ''}")
            while rows := cursor.fetchmany(self._batch):
                yield from rows

    def _source(self, numbered: bool = False) -> str:
        file = str(self._file).replace("'", "''")
        return f"read_parquet('{file}', hive_partitioning=false{', file_row_number=true' if numbered else ''})"


def _said(error: Exception, file: Path) -> str:
    """What DuckDB says, on one line, without the name of a temporary file."""
    return (
        str(error).strip().split("\n")[0].replace(f'"{file}"', "it").replace(f"'{file}'", "it").replace(str(file), "it")
    )
