"""The accepted corpus: which documents are held, kept in one DuckDB file that answers what a new text repeats."""

from __future__ import annotations

from checker.index.errors import BusyError, IndexFileError, MismatchError
from checker.index.parameters import Parameters

__all__ = ["BusyError", "IndexFileError", "MismatchError", "Parameters"]
