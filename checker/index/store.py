"""The index file: opened, used and closed at once, since a writer shuts every other process out."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.errors import UsageError
from checker.files import sweep, temporary_folder
from checker.index.errors import BusyError, IndexFileError, TooMuchError
from checker.index.knowledge import knowledge
from checker.index.later import is_stopping
from checker.index.parameters import Parameters
from checker.index.schema import NAMES, VERSION, tables
from checker.memory import current
from checker.sizes import size_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_HOLDER = re.compile(r"held in (.{1,4096}?) \(PID (\d+)\)")
_BUSY = ("Could not set lock on file", "different configuration than existing connections")
_MAGIC = slice(8, 12)
_VERSION = slice(12, 20)
_FIRST_OF_2 = 69  # storage version of DuckDB 2.0; what 1.x writes is below
_REBUILD = "make it again from the corpus: checker index build CORPUS --index FILE"


@contextmanager
def reading(path: Path, *, little: bool = False) -> Iterator[Connection]:
    """The index for reading, beside others, with `little` memory or all.  Raises UsageError where there is none."""
    if not path.exists():
        raise UsageError(f"{path}: there is no such index", f"make one: checker index add CORPUS --index {path}")
    _must_be_ours(path)
    with _connected(path, read_only=True, memory="memory-few" if little else "memory") as connection:
        yield connection


@contextmanager
def writing(path: Path) -> Iterator[Connection]:
    """The index inside one transaction: all that is done is kept, or nothing where an exception leaves."""
    if not path.exists():
        raise UsageError(f"{path}: there is no such index", f"make one: checker index add CORPUS --index {path}")
    _must_be_ours(path)
    if not path.stat().st_mode & 0o222:
        raise IndexFileError(f"{path}: the index is read-only", "write to a copy, or give yourself the permission")
    sweep(path.parent, _prefix(path))
    with _connected(path, read_only=False) as connection:
        connection.execute("BEGIN")
        yield connection
        connection.execute("COMMIT")


def parameters(connection: Connection, path: Path) -> dict[str, str]:
    """What the index was made with.  Raises IndexFileError for a database that is no index, or one of other tables."""
    names = {name for (name,) in connection.execute("SELECT table_name FROM information_schema.tables").fetchall()}
    if not names >= NAMES:
        raise IndexFileError(f"{path}: is a DuckDB database, but no index of checker", "name another file")
    made = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    schema = made.get("schema", "none")
    if schema != str(VERSION):
        raise IndexFileError(
            f"{path}: was written by another version of checker: its tables are of schema {schema}, not {VERSION}",
            f"make it again from the corpus: checker index build CORPUS --index {path}.new",
        )
    return made


def put(connection: Connection, table: str, columns: Mapping[str, Any]) -> None:
    """Add rows to a table, given as arrays in the order of its columns."""
    connection.register("incoming", dict(columns))
    try:
        connection.execute(f"INSERT INTO {table} SELECT * FROM incoming")
    finally:
        connection.unregister("incoming")


def rows(
    connection: Connection, sql: str, values: Sequence[object] | Mapping[str, object] | None = None
) -> list[tuple[Any, ...]]:
    """What a query answers; a mapping fills parameters by name."""
    return connection.execute(sql, values).fetchall()


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """The name of a file that is not there yet, in a folder of its own beside `path`, which is gone afterwards."""
    if not path.parent.is_dir():
        raise UsageError(f"{path.parent}: there is no such folder", "make it first")
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(temporary_folder(path.parent, _prefix(path)))
        except OSError as error:
            raise IndexFileError(f"{path}: cannot be made: {error.strerror}", "choose another folder") from error
        made = folder / path.name
        try:
            yield made
        except IndexFileError as error:  # told of the file that was asked for
            raise type(error)(error.message.replace(str(made), str(path)), error.hint) from error


def _prefix(path: Path) -> str:
    """How the name of such a folder begins."""
    return f".{path.name}."


def create(path: Path, p: Parameters) -> None:
    """An empty index."""
    with _connected(path, read_only=False) as connection:
        for table in tables(p.bands[0]):
            connection.execute(table)
        connection.executemany("INSERT INTO meta VALUES (?, ?)", list(p.written.items()))


def place(made: Path, path: Path) -> bool:
    """Give an index its name, once all of it lies in its file; False where another process has made one meanwhile."""
    with _connected(made, read_only=False) as connection:
        connection.execute("CHECKPOINT")
    try:
        os.link(made, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without links
        if path.exists():
            return False
        made.rename(path)
    return True


def _must_be_ours(path: Path) -> None:
    """Raises IndexFileError for what DuckDB 2 has not written; nothing else is opened, as DuckDB guesses formats."""
    try:
        with path.open("rb") as file:
            head = file.read(_VERSION.stop)
    except OSError as error:
        raise IndexFileError(f"{path}: cannot be read: {error.strerror}", "name an index") from error
    if head[_MAGIC] != b"DUCK" or len(head) < _VERSION.stop:
        raise IndexFileError(f"{path}: is no DuckDB database, so it is no index", "name another file")
    if int.from_bytes(head[_VERSION], "little") < _FIRST_OF_2:
        raise IndexFileError(f"{path}: was written by DuckDB 1.x; an index is written by 2.0 and newer", _REBUILD)


@contextmanager
def _connected(path: Path, *, read_only: bool, memory: str = "memory") -> Iterator[Connection]:
    import duckdb

    with temporary_folder() as folder:
        settings = {"memory_limit": _limit(knowledge().work[memory]), "temp_directory": str(folder)}
        connection = _connection(path, read_only, settings)
        try:
            connection.execute("SET enable_progress_bar = false")  # in `python -c` it would go to standard output
            yield connection
        except duckdb.Error as error:
            raise broken(path, error) from error
        finally:
            # What was not committed is rolled back; what was is safe in the log, even if the disk is too full to tidy.
            with suppress(duckdb.Error):
                connection.close()


def _limit(most: str) -> str:
    """What the database may use: `most`, or less where it would be more than its share of what this run keeps to."""
    work, own = knowledge().work, current().budget
    if not own:
        return most
    room = max(size_of(work["memory-few"]), int(work["memory-share"] * own))
    return f"{min(size_of(most), room)}B"


def _connection(path: Path, read_only: bool, settings: dict[str, Any]) -> Connection:
    """Connect, waiting for other processes for as long as rules/index.toml says."""
    import duckdb

    settings |= {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    work = knowledge().work
    until, pause = time.monotonic() + work["wait"], work["pause"]
    while True:
        try:
            return duckdb.connect(path, read_only=read_only, config=settings)
        except duckdb.Error as error:
            if not any(sign in str(error) for sign in _BUSY):
                raise broken(path, error) from error
            if time.monotonic() >= until or is_stopping():
                raise _busy(path, str(error)) from error
        time.sleep(pause)
        pause = min(2 * pause, work["longest-pause"])


def _busy(path: Path, told: str) -> BusyError:
    holder = _HOLDER.search(told)
    who = f"process {holder[2]} ({holder[1]})" if holder else "another process"
    return BusyError(
        f"{path}: {who} holds the index; waited {knowledge().work['wait']:.0f} s",
        "run it again when that one has ended",
    )


def broken(path: Path, error: Exception) -> IndexFileError:
    """What DuckDB says, in one line, and what to do."""
    said = str(error).strip().split("\n")[0]
    if "Out of Memory" in said:
        return TooMuchError(f"{path}: too much is asked at once: {said}", "check fewer documents at a time")
    if "No space left" in said or "disk" in said.lower():
        return IndexFileError(f"{path}: nothing was written: {said}", "make room on the disk and run it again")
    if "Permission denied" in said or "Read-only" in said:
        return IndexFileError(f"{path}: cannot be opened: {said}", "see the permissions of the file and its folder")
    return IndexFileError(f"{path}: the index is damaged: {said}", _REBUILD)
