"""The members of a tar archive, read from front to end."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Self

from checker.corpus.archives import Contents, Gate, Member, StopError
from checker.corpus.options import ReadOptions
from checker.corpus.streams import CompressionError
from checker.document import Document
from checker.report import Failure, Skipped

if TYPE_CHECKING:
    from checker.corpus.pieces import Stream

_FAULTS = (tarfile.TarError, ValueError, OverflowError, EOFError)


class _Info(tarfile.TarInfo):
    """A header; tarfile takes a damaged one, or none, for the end of the archive and says nothing."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> Self:
        """The header that the archive stands at.  Raises ReadError where it is damaged or the end mark is missing."""
        try:
            return super().fromtarfile(archive)
        except tarfile.InvalidHeaderError as error:  # type: ignore[attr-defined]
            raise tarfile.ReadError(f"a header is damaged ({error})") from error
        except tarfile.EmptyHeaderError as error:  # type: ignore[attr-defined]
            raise tarfile.ReadError("it ends without an end mark, so it may be cut off") from error


def tarred(
    path: str, location: str, stream: Stream, options: ReadOptions, contents: Contents
) -> Iterator[Document | Failure | Skipped]:
    """What is in the members, in their order; a Failure or Skipped for what is not read.

    Behind a damaged header nothing can be read, and a Failure says so.
    """
    gate = Gate(path, location, options)
    count = 0
    try:
        archive = tarfile.open(fileobj=stream, mode="r|", tarinfo=_Info, encoding="utf-8", errors="surrogateescape")  # noqa: SIM115
        with archive:
            while (info := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]
                count += 1
                if not info.isdir():
                    yield from _member(archive, info, gate, contents)
    except (*_FAULTS, CompressionError) as error:
        yield Failure(path, f"is no tar archive that can be read any further, after {count:,} members: {error}")
    except StopError as error:
        yield Failure(path, str(error))


def _member(
    archive: tarfile.TarFile, info: tarfile.TarInfo, gate: Gate, contents: Contents
) -> Iterator[Document | Failure | Skipped]:
    name = info.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    member = Member(name, info.size, odd=_odd(info), broken="is a sparse file" if info.issparse() else "")
    judged = gate.judged(member)
    stream = archive.extractfile(info) if isinstance(judged, str) else None
    if isinstance(judged, str) and stream is not None:
        with stream:
            yield from contents(judged, gate.metered(stream, member, (*_FAULTS, OSError)))
    elif not isinstance(judged, str):
        yield judged


def _odd(info: tarfile.TarInfo) -> str:
    if info.issym() or info.islnk():
        return "a symbolic link" if info.issym() else "a hard link"
    return "" if info.isreg() else "is no file"
