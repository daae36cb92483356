"""Formats that are read from their end need a file with a name: the file itself, or a copy of what a stream gives."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from checker.corpus.options import Reading
from checker.corpus.streams import BUFFER, CompressionError
from checker.files import temporary_folder

if TYPE_CHECKING:
    from checker.corpus.pieces import Stream


@contextmanager
def named_file(stream: Stream, location: str, knowledge: Reading) -> Iterator[Path]:
    """A path, in a folder of its own, with the bytes of `stream`; its name has nothing that a reader could expand.

    It is a link where the stream is the regular file at `location`, else a copy that is gone afterwards.  Raises
    CompressionError where the copy would be larger than rules/reading.toml allows.
    """
    with temporary_folder() as folder:
        path = folder / "data"
        if is_regular(stream):
            path.symlink_to(Path(location).resolve())
        else:
            _copy(stream, path, knowledge.compressed["copy-size"])
        yield path


def is_regular(stream: Stream) -> bool:
    """Whether the stream is a regular file as it stands, so that one can move about in it."""
    raw = stream.raw
    return isinstance(raw, io.FileIO) and stat.S_ISREG(os.fstat(raw.fileno()).st_mode)


def must_be_unchanged(stream: Stream) -> None:
    """Read the end of a regular file, where one that has changed says so; raises OSError then."""
    if is_regular(stream):
        stream.seek(0, os.SEEK_END)
        stream.read(1)


def _copy(stream: Stream, path: Path, limit: int) -> None:
    with path.open("wb") as file:
        while piece := stream.read(BUFFER):
            file.write(piece)
            if file.tell() > limit:
                raise CompressionError(f"is larger than the {limit:,} bytes that may be copied to a temporary file")
