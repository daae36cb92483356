"""One reader for plain, gzip and Zstandard files: bounded memory, and a defined end for damaged ones."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Protocol

from checker.corpus.options import Reading

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BUFFER = 1 << 16
_PIECE = 1 << 10  # compressed bytes fed at a time: 1 kB of Zstandard can grow to 32 MB, of gzip to 1 MB


class CompressionError(Exception):
    """The compressed data cannot be read (any further)."""


class Readable(Protocol):
    """What gives bytes, no more than are asked for; none at its end."""

    def read(self, size: int, /) -> bytes: ...


class _Decompressor(Protocol):
    def decompress(self, data: bytes, /) -> bytes: ...
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...


def compression(path: str, knowledge: Reading) -> tuple[str | None, str]:
    """The kind of compression that the suffix names ("gzip", "zstd" or None) and the path without that suffix."""
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in knowledge.compressed["short"]:
        path = path[: -len(suffix)] + knowledge.compressed["short"][suffix]
        suffix = PurePosixPath(path).suffix
    for kind in ("gzip", "zstd"):
        if suffix in knowledge.compressed[kind]:
            return kind, path[: -len(suffix)]
    return None, path


def open_stream(raw: Readable, kind: str | None, knowledge: Reading) -> io.BufferedReader:
    """A reader of the uncompressed bytes whose `peek` gives 64 KiB unless the data is shorter.

    Reading raises CompressionError where compressed data is broken.
    """
    pieces = _decompressed(raw, kind, knowledge) if kind else iter(lambda: raw.read(BUFFER), b"")
    return of_pieces(pieces)


def rejoined(head: bytes, stream: io.BufferedReader[Any]) -> io.BufferedReader[Any]:
    """A reader of bytes that were taken from the front of a stream, and then of the rest of it."""
    return of_pieces(chain([head] if head else [], iter(lambda: stream.read(BUFFER), b"")))


def of_pieces(pieces: Iterator[bytes]) -> io.BufferedReader:
    """A reader of pieces, none of which is empty, one behind the other."""
    return io.BufferedReader(_Pieces(pieces), BUFFER)


class _Pieces(io.RawIOBase):
    """A raw stream over an iterator of byte strings; an error is raised only when all bytes before it are read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")
        self._error: CompressionError | OSError | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the whole buffer unless the data ends before."""
        target = memoryview(buffer).cast("B")
        filled = 0
        while filled < len(target) and (self._rest or self._next()):
            size = min(len(target) - filled, len(self._rest))
            target[filled : filled + size] = self._rest[:size]
            self._rest = self._rest[size:]
            filled += size
        if not filled and self._error is not None:
            raise self._error
        return filled

    def readall(self) -> bytes:
        """All the rest; raises if any of it is broken."""
        parts = [bytes(self._rest)]
        while self._next():
            parts.append(bytes(self._rest))
        self._rest = memoryview(b"")
        if self._error is not None:
            raise self._error
        return b"".join(parts)

    def _next(self) -> bool:
        if self._error is None:
            try:
                self._rest = memoryview(next(self._pieces, b""))
            except (CompressionError, OSError) as error:
                self._error = error
                self._rest = memoryview(b"")
        return bool(self._rest)


def _maker(kind: str) -> tuple[Callable[[], _Decompressor], type[Exception]]:
    if kind == "gzip":
        return (lambda: zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)), zlib.error
    import zstandard

    decompressor = zstandard.ZstdDecompressor()
    return decompressor.decompressobj, zstandard.ZstdError


def _decompressed(raw: Readable, kind: str, knowledge: Reading) -> Iterator[bytes]:
    make, error = _maker(kind)
    member = make()
    inside = ended = False  # whether a member (gzip) or frame (Zstandard) has begun, and whether one has ended
    ratio, floor = knowledge.compressed["ratio"], knowledge.compressed["ratio-floor"]
    taken = given = 0
    while piece := raw.read(_PIECE):
        taken += len(piece)
        while piece:
            try:
                output = member.decompress(piece)
            except error as problem:
                if ended and not inside and not piece.strip(b"\0"):
                    return  # zeros after the last member are padding
                raise CompressionError(f"broken {kind} data near byte {taken}: {problem}") from problem
            given += len(output)
            if output:
                yield output
            if given > floor and given > ratio * taken:
                raise CompressionError(f"grows to more than {ratio} times its size: a decompression bomb?")
            inside = not member.eof
            piece = b""
            if member.eof:
                ended, piece, member = True, member.unused_data, make()
    if inside:
        raise CompressionError(f"truncated {kind} data: the file ends in the middle")
    if not taken:
        raise CompressionError(f"an empty file is no {kind} data")
