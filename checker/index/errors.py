"""What can be wrong with an index, each with what to do."""

from __future__ import annotations

from checker.errors import CheckerError


class IndexFileError(CheckerError):
    """The file is no index, is damaged, or may not be read or written."""


class BusyError(CheckerError):
    """Another process held the index for as long as was waited."""


class MismatchError(CheckerError):
    """The index was made with other parameters than the rules have now."""


class TooMuchError(IndexFileError):
    """What was asked does not fit into the memory that the database may use."""
