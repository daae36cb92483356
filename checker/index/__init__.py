"""The accepted corpus: which documents are held, kept in one DuckDB file that answers what a new text repeats."""

from __future__ import annotations

from checker.index.changes import Added, add, remove
from checker.index.errors import BusyError, IndexFileError, MismatchError
from checker.index.gate import Accepted, Gate
from checker.index.inspect import Contents, contents, ids, must_be_whole, verify
from checker.index.names import entry, relative
from checker.index.parameters import Parameters

__all__ = [
    "Accepted",
    "Added",
    "BusyError",
    "Contents",
    "Gate",
    "IndexFileError",
    "MismatchError",
    "Parameters",
    "add",
    "contents",
    "entry",
    "ids",
    "must_be_whole",
    "relative",
    "remove",
    "verify",
]
