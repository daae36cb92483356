"""Which members of an archive are read, and how much of them: names, links, counts and sizes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from checker.corpus.ignore import exclude_level, ignored
from checker.corpus.options import Reading, ReadOptions
from checker.corpus.streams import CompressionError, Readable, compression
from checker.document import Document
from checker.names import INSIDE
from checker.report import Failure, Skipped

_DRIVE = re.compile("[A-Za-z]:")

Contents = Callable[[str, Readable], Iterator[Document | Failure | Skipped]]  # path and bytes of a member


class StopError(Exception):
    """The archive is read no further."""


@dataclass(frozen=True, slots=True)
class Member:
    """An entry of an archive.  `odd` says why it is no file to read; `broken` why it cannot be read."""

    name: str
    size: int
    packed: int | None = None  # bytes in the archive, where that is known
    odd: str = ""
    broken: str = ""


class Gate:
    """Decides on each member in turn and counts what is read of it; an archive has one.

    `packed` is the size of the archive in bytes, None where it is not known.
    """

    def __init__(self, path: str, location: str, options: ReadOptions, packed: int | None = None) -> None:
        self._path = path
        self._packed = packed
        self._reading = options.reading
        self._limits = options.reading.archives
        self._top = os.path.realpath(location) + "!"
        self._exclude = exclude_level(options.exclude, options.root, self._top)
        self._seen: set[str] = set()
        self._count = 0
        self._given = 0

    def judged(self, member: Member) -> str | Failure | Skipped:
        """The path of a member to read, or why it is not read.  Raises StopError where there are too many members."""
        self._count += 1
        if self._count > self._limits["members"]:
            raise StopError(f"has more than {self._limits['members']:,} members; the others are not read")
        parts = PurePosixPath(member.name).parts
        path = f"{self._path}{INSIDE}{'/'.join(parts) or member.name}"
        if _leads_out(member.name):
            return Failure(path, "its name leads out of the archive, so it is not read")
        reason = member.odd or self._left_out(parts)
        if reason:
            return Skipped(path, reason)
        broken = member.broken
        if path in self._seen:
            broken = "comes again in the archive; only the first one is read"
        elif member.size > self._limits["member-size"]:
            broken = f"is larger than the {self._limits['member-size']:,} bytes that are read of a member"
        self._seen.add(path)
        return Failure(path, broken) if broken else path

    def metered(self, stream: Readable, member: Member, faults: tuple[type[Exception], ...]) -> Readable:
        """The bytes of a member; reading raises CompressionError for `faults` and past its limits, or StopError."""
        return _Metered(self, stream, member, faults)

    def count(self, size: int, given: int, member: Member) -> None:
        """Note `size` more bytes, which make it `given` of the member.  Raises as `metered` says."""
        self._given += size
        if given > self._limits["member-size"]:
            raise CompressionError(
                f"is larger than the {self._limits['member-size']:,} bytes that are read of a member"
            )
        if self._is_bomb(given, member.packed):
            raise CompressionError(f"grows to more than {self._ratio} times its size: a decompression bomb?")
        if self._given > self._limits["total-size"]:
            raise StopError(f"has more than {self._limits['total-size']:,} bytes in it; the rest is not read")
        if self._is_bomb(self._given, self._packed):
            raise StopError(f"grows to more than {self._ratio} times its size: a decompression bomb?")

    @property
    def _ratio(self) -> int:
        return int(self._reading.compressed["ratio"])

    def _is_bomb(self, given: int, packed: int | None) -> bool:
        return packed is not None and given > max(self._ratio * packed, self._reading.compressed["ratio-floor"])

    def _left_out(self, parts: tuple[str, ...]) -> str:
        if any(part.startswith(".") for part in parts):
            return "hidden"
        path = self._top
        for depth, part in enumerate(parts, 1):
            path = f"{path}/{part}"
            if ignored(self._exclude, path, depth < len(parts)):
                return "excluded by configuration"
        return "an archive inside an archive" if is_archive(parts[-1], self._reading) else ""


class _Metered:
    def __init__(self, gate: Gate, stream: Readable, member: Member, faults: tuple[type[Exception], ...]) -> None:
        self._gate = gate
        self._stream = stream
        self._member = member
        self._faults = faults
        self._given = 0

    def read(self, size: int, /) -> bytes:
        try:
            data = self._stream.read(size)
        except self._faults as error:
            raise CompressionError(f"is damaged in the archive: {str(error) or 'it ends too early'}") from error
        self._given += len(data)
        self._gate.count(len(data), self._given, self._member)
        return data


def is_archive(name: str, knowledge: Reading) -> bool:
    """Whether the suffix, behind that of a compression, is an archive's."""
    suffix = PurePosixPath(compression(name, knowledge)[1]).suffix.lower()
    return suffix in (*knowledge.archives["zip"], *knowledge.archives["tar"])


def _leads_out(name: str) -> bool:
    """Whether a name would lie outside the folder that the archive were unpacked to, on any system, or is none."""
    parts = name.replace("\\", "/").split("/")
    return not any(part not in ("", ".") for part in parts) or not parts[0] or ".." in parts or bool(_DRIVE.match(name))
