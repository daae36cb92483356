"""The members of a ZIP archive."""

from __future__ import annotations

import io
import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.corpus.archives import Contents, Gate, Member, StopError
from checker.corpus.decode import NotTextError, decode
from checker.corpus.options import Reading, ReadOptions
from checker.corpus.spool import is_regular, named_file
from checker.document import Document
from checker.report import Failure, Skipped

if TYPE_CHECKING:
    from checker.corpus.pieces import Stream

_UTF8 = 0x800  # the flag of an entry whose name is UTF-8
_ENCRYPTED = 0x1
# What zipfile raises for damaged data.
_FAULTS = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, RuntimeError, OSError)


def zipped(
    path: str, location: str, stream: Stream, options: ReadOptions, contents: Contents
) -> Iterator[Document | Failure | Skipped]:
    """What is in the members, in the order of the archive's directory; a Failure or Skipped for what is not read."""
    if is_regular(stream):
        yield from _members(path, location, stream, options, contents)
        return
    with named_file(stream, location, options.reading) as copy, copy.open("rb") as file:
        yield from _members(path, location, file, options, contents)


def _members(
    path: str, location: str, file: io.BufferedReader, options: ReadOptions, contents: Contents
) -> Iterator[Document | Failure | Skipped]:
    gate = Gate(path, location, options, os.fstat(file.fileno()).st_size)
    try:
        archive = zipfile.ZipFile(_Careful(file, options.reading.archives["directory-size"]))
    except _LargeError as error:
        yield Failure(path, str(error))
        return
    except _FAULTS as error:
        yield Failure(path, f"is no ZIP archive that can be read: {error}")
        return
    with archive:
        entries = archive.infolist()
        try:
            for info, name in zip(entries, _names(entries, options.reading), strict=True):
                if not info.is_dir():
                    yield from _member(archive, info, _described(info, name, options.reading), gate, contents)
        except StopError as error:
            yield Failure(path, str(error))


class _LargeError(Exception):
    """The list of members is larger than may be read."""


class _Careful:
    """A file that is asked for a great deal at once for its list of members alone, whose size its end tells."""

    def __init__(self, file: io.BufferedReader, limit: int) -> None:
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable
        self._file = file
        self._limit = limit

    def read(self, size: int = -1, /) -> bytes:
        if size > self._limit:
            raise _LargeError(f"its list of members is larger than the {self._limit:,} bytes that are read of one")
        return self._file.read(size)


def _member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, member: Member, gate: Gate, contents: Contents
) -> Iterator[Document | Failure | Skipped]:
    judged = gate.judged(member)
    if not isinstance(judged, str):
        yield judged
        return
    try:
        stream = archive.open(info)
    except _FAULTS as error:
        yield Failure(judged, f"is damaged in the archive: {error}")
        return
    with stream:
        yield from contents(judged, gate.metered(stream, member, _FAULTS))


def _described(info: zipfile.ZipInfo, name: str, knowledge: Reading) -> Member:
    kind = stat.S_IFMT(info.external_attr >> 16)
    odd = broken = ""
    if kind == stat.S_IFLNK:
        odd = "a symbolic link"
    elif kind not in (0, stat.S_IFREG):
        odd = "is no file"
    elif info.flag_bits & _ENCRYPTED:
        broken = "is encrypted"
    elif info.compress_type not in knowledge.archives["zip-methods"]:
        broken = f"is compressed by a method that is not read ({info.compress_type})"
    return Member(name, info.file_size, info.compress_size, odd, broken)


def _names(entries: list[zipfile.ZipInfo], knowledge: Reading) -> list[str]:
    """The names of the entries; those without the flag for UTF-8 are in the encoding that they tell together."""
    old = [info for info in entries if not info.flag_bits & _UTF8]
    raw = [info.orig_filename.split("\0")[0].encode("cp437", "replace") for info in old]
    names: list[str] = []
    if not all(name.isascii() for name in raw):
        try:
            names = decode(b"\n".join(raw), knowledge).data.decode().split("\n")
        except NotTextError:
            names = []
    guessed = dict(zip(map(id, old), names, strict=True)) if len(names) == len(old) else {}
    return [_with_slashes(guessed.get(id(info), info.filename)) for info in entries]


def _with_slashes(name: str) -> str:
    """A name as some programs for Windows write it, with "/"."""
    return name if "/" in name else name.replace("\\", "/")
