"""From one file to its documents: text, records, tables, archives of them; a problem is a value, not a crash."""

from __future__ import annotations

import io
import json
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from checker.corpus.arrow import arrow
from checker.corpus.binary import UNKNOWN_BINARY, binary_kind, own_kind, own_table
from checker.corpus.decode import NotTextError, decode
from checker.corpus.delimited import delimited
from checker.corpus.html import page
from checker.corpus.options import Reading, ReadOptions
from checker.corpus.parquet import parquet
from checker.corpus.pieces import elements, is_array_of_records, whole
from checker.corpus.records import records
from checker.corpus.spool import must_be_unchanged, named_file
from checker.corpus.steady import SteadyFile
from checker.corpus.streams import BUFFER, CompressionError, Readable, compression, open_stream
from checker.document import Document
from checker.report import Failure, Skipped

if TYPE_CHECKING:
    from checker.corpus.pieces import Stream

Read = Document | Failure | Skipped


@dataclass(frozen=True, slots=True)
class File:
    """One input.

    `path` is how it is reported: as given, with "/", valid Unicode.  `location` is what the system opens, where that
    is not `path`.  `named` is true for a path from the command line: it is read even if it looks binary.
    """

    path: str
    location: str = ""
    named: bool = False
    stdin: bool = False


def read(file: File, options: ReadOptions) -> Iterator[Read]:
    """The documents of a file, and a Failure for what is none; Skipped where it is empty, or not named and binary or
    made by checker itself.

    `meta["note"]` of a document says what a person should know of how it was read.
    """
    if file.stdin and sys.stdin is None:
        yield Failure(file.path, "standard input is closed")
        return
    kind, inner = compression(file.path, options.reading)
    yield from _read(file, lambda: _opened(file, kind, options), inner, options)


def passed_over(file: File, options: ReadOptions) -> str | None:
    """Why `read` would skip a file that was met, as its first bytes tell; None where it would read it, or fail."""
    kind, inner = compression(file.path, options.reading)
    suffix, known = PurePosixPath(inner).suffix.lower(), options.reading
    if file.named or file.stdin or suffix in (*known.archives["zip"], *known.archives["tar"], *known.tables["arrow"]):
        return None
    try:
        if suffix in known.tables["parquet"]:
            return None if kind else own_table(Path(file.location or file.path), known)
        with _opened(file, kind, options) as stream:
            return _no_text(stream, known)
    except (CompressionError, OSError):
        return None


def _no_text(stream: Stream, knowledge: Reading) -> str | None:
    """What a file is that is no text of a corpus: binary data, or one that checker wrote."""
    head = stream.peek(knowledge.sniff["head"])[: knowledge.sniff["head"]]
    return "binary" if binary_kind(head, knowledge) is not None else own_kind(head, knowledge)


def _member(path: str, raw: Readable, options: ReadOptions) -> Iterator[Read]:
    """What is in a member of an archive; it is met on the way, so binary data is skipped."""
    kind, inner = compression(path, options.reading)
    yield from _read(File(path), lambda: open_stream(raw, kind, options.reading), inner, options)


def _read(
    file: File, opened: Callable[[], AbstractContextManager[Stream]], name: str, options: ReadOptions
) -> Iterator[Read]:
    empty = True
    guessed: set[str] = set()
    try:
        with opened() as stream:
            for found in _contents(file, stream, PurePosixPath(name).suffix.lower(), options):
                empty = False
                yield _known(found, guessed) if isinstance(found, Document) and found.line is not None else found
        if empty:
            yield Skipped(file.path, "it holds no records")
    except CompressionError as error:
        yield Failure(file.path, str(error))
    except OSError as error:
        yield Failure(file.path, f"cannot be read: {error.strerror or error}")


def _known(record: Document, guessed: set[str]) -> Document:
    """The record, which says whether its encoding was guessed for one before it."""
    encoding = record.encoding
    if encoding.confidence == 1:
        return record
    if encoding.name in guessed:
        return replace(record, encoding=replace(encoding, known=True))
    guessed.add(encoding.name)
    return record


@contextmanager
def _opened(file: File, kind: str | None, options: ReadOptions) -> Iterator[Stream]:
    """The uncompressed bytes.  A regular file is read as it is; a pipe through a buffer that `peek` can rely on."""
    if file.stdin:
        with open_stream(sys.stdin.buffer, kind, options.reading) as stream:
            yield stream
        return
    with io.BufferedReader(SteadyFile(file.location or file.path), BUFFER) as raw:
        if kind is None and stat.S_ISREG(os.fstat(raw.fileno()).st_mode):
            yield raw
            return
        with open_stream(raw, kind, options.reading) as stream:
            yield stream


def _contents(file: File, stream: Stream, suffix: str, options: ReadOptions) -> Iterator[Read]:
    knowledge, location = options.reading, file.location or file.path
    if suffix in knowledge.archives["zip"] or suffix in knowledge.archives["tar"]:
        if suffix in knowledge.archives["zip"]:
            from checker.corpus.zips import zipped as members
        else:
            from checker.corpus.tars import tarred as members
        yield from members(file.path, location, stream, options, lambda path, raw: _member(path, raw, options))
        must_be_unchanged(stream)
    elif suffix in knowledge.tables["parquet"]:
        with named_file(stream, location, knowledge) as path:
            own = None if file.named else own_table(path, knowledge)
            yield from [Skipped(file.path, own)] if own else parquet(file.path, path, options)
        must_be_unchanged(stream)
    elif suffix in knowledge.tables["arrow"]:
        yield from arrow(file.path, location, stream, options)
        must_be_unchanged(stream)
    else:
        yield from _text(file, stream, suffix, options)


def _text(file: File, stream: Stream, suffix: str, options: ReadOptions) -> Iterator[Read]:
    """The documents of what is to be text: records, a table, or one document."""
    knowledge = options.reading
    head = stream.peek(knowledge.sniff["head"])[: knowledge.sniff["head"]]
    what = binary_kind(head, knowledge)
    if what is not None and not (file.named and what == UNKNOWN_BINARY):
        yield _not_text(file, what)
        return
    own = own_kind(head, knowledge)
    if own is not None and not file.named:
        yield Skipped(file.path, own)
        return
    if suffix in knowledge.records["suffixes"]:
        yield from records(file.path, stream, options)
        return
    if suffix in knowledge.tables["separated"]:
        yield from delimited(file.path, stream, knowledge.tables["separated"][suffix], options)
        return
    maybe = suffix in knowledge.records["sniffed-suffixes"] or (file.stdin and not suffix)
    if maybe and is_array_of_records(stream.peek(), knowledge):
        yield from records(file.path, stream, options, elements)
        return
    data = stream.read()
    if maybe and _is_json_lines(data):
        yield from records(file.path, _again(data), options)
        return
    note = ""
    if suffix in knowledge.records["sniffed-suffixes"] and data.strip():
        found = list(records(file.path, _again(data), options, whole))
        if any(isinstance(item, Document) for item in found):
            yield from found
            return
        note = f"read as plain text: {_reason(found)}"
    if suffix in knowledge.html["suffixes"]:
        if options.html == "text":
            yield page(file.path, data, options)
            return
        note = "read as its source; --html text checks the text of pages"
    yield _plain(file, data, f"is {own}, checked as a text because it was named" if own else note, knowledge)


def _again(data: bytes) -> Stream:
    return io.BufferedReader(io.BytesIO(data), BUFFER)


def _reason(found: Sequence[Document | Failure]) -> str:
    return next((item.message for item in found if isinstance(item, Failure)), "it holds no record")


def _plain(file: File, data: bytes, note: str, knowledge: Reading) -> Read:
    try:
        decoded = decode(data, knowledge)
    except NotTextError:
        return _not_text(file, UNKNOWN_BINARY)
    meta = {"note": note} if note else {}
    return Document(id=file.path, data=decoded.data, source=file.path, encoding=decoded.encoding, meta=meta)


def _not_text(file: File, what: str) -> Failure | Skipped:
    if file.named:
        return Failure(file.path, f"is not text: it looks like {what}")
    return Skipped(file.path, "binary")


def _is_json_lines(data: bytes) -> bool:
    """Whether the first two lines that are not blank are both JSON objects."""
    lines = islice((line for line in io.BytesIO(data) if line.strip()), 2)
    found = [_is_object(line) for line in lines]
    return len(found) > 1 and all(found)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line.decode("utf-8-sig", "replace")), dict)
    except (ValueError, RecursionError):
        return False
