"""The documents of a run: those that fit stay in memory, the others lie in a file and are read again when asked for."""

from __future__ import annotations

import os
import weakref
from dataclasses import fields
from typing import IO

from checker.document import Document, Lines
from checker.memory import current, flush, temporary_file, write

_SHARE = 16  # the part of the budget that texts may fill
_AT_HAND = 1 << 22  # characters of text that are kept decoded


class Shelf:
    """Where documents are put; they may be asked as long as they are known."""

    def __init__(self) -> None:
        self._room: int | None = None  # known from the first document on: a shelf may be made before its run begins
        self._file: IO[bytes] | None = None
        self._end = 0
        self._decoded: dict[int, tuple[str, Lines]] = {}
        self._held = 0

    def put(self, document: Document) -> Document:
        """The same document, with its text in a file where there is no room for it in memory."""
        if not current().budget or isinstance(document, Shelved):
            return document
        if self._room is None:
            self._room = current().budget // _SHARE
        if self._room >= document.size:
            self._room -= document.size
            return document
        self._room = 0
        if self._file is None:
            self._file = temporary_file()
            weakref.finalize(self, self._file.close)  # the documents may be asked after the run
        start, self._end = self._end, self._end + document.size
        write(self._file, document.data)
        return Shelved(document, self, start)

    def read(self, start: int, size: int) -> bytes:
        """The bytes of one document."""
        assert self._file is not None
        flush(self._file)
        return os.pread(self._file.fileno(), size, start)

    def decoded(self, document: Shelved) -> tuple[str, Lines]:
        """The text and the lines of a document; the last ones that were asked for are at hand."""
        known = self._decoded.pop(document.start, None)
        if known is None:
            text = document.read()
            known = text, Lines(text)
            self._held += len(text)
            while self._decoded and self._held > _AT_HAND:
                self._held -= len(self._decoded.pop(next(iter(self._decoded)))[0])
        self._decoded[document.start] = known
        return known


class Shelved(Document):
    """A document whose text lies on a shelf."""

    def __init__(self, document: Document, shelf: Shelf, start: int) -> None:
        kept = {each.name: getattr(document, each.name) for each in fields(document) if each.name != "data"}
        vars(self).update(kept, _shelf=shelf, start=start, _size=document.size)

    start: int
    _shelf: Shelf
    _size: int

    @property
    def data(self) -> bytes:
        """As of any document, read anew."""
        return self._shelf.read(self.start, self._size)

    @property
    def size(self) -> int:
        """How many bytes the text has."""
        return self._size

    @property
    def text(self) -> str:
        """The decoded text."""
        return self._shelf.decoded(self)[0]

    @property
    def lines(self) -> Lines:
        """The line table."""
        return self._shelf.decoded(self)[1]

    @property
    def shown(self) -> str:
        """As of any document, made anew."""
        return self._masked()

    def plain(self) -> Document:
        """The document with its text in memory."""
        kept = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "data"}
        return Document(data=self.data, **kept)

    def read(self) -> str:
        """The decoded text, decoded anew where it is not at hand."""
        return self.data.decode("utf-8")


def plain(document: Document) -> Document:
    """A document with its text in memory, so that what is found in it can be noted."""
    return document.plain() if isinstance(document, Shelved) else document
