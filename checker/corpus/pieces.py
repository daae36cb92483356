"""Where the records of a file stand: the lines of JSON Lines, the elements of a JSON array, one object."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.corpus.decode import bom, utf8_share, wide_encoding
from checker.corpus.options import Reading
from checker.corpus.streams import BUFFER

if TYPE_CHECKING:
    Stream = io.BufferedReader[Any]
    Split = Callable[[Stream], Iterator["Piece"]]

_BLANK = b" \t\r\n"
_STRUCTURE = re.compile(rb'["\[\]{},]')
_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)  # to the quote that ends it, or as far as the bytes reach


class Piece(NamedTuple):
    """The JSON text of one record.  `number` is its line in the file, `start` its byte offset.

    Elements of an array that begin on one line are numbered on from it, so that no two have the same number.
    """

    number: int
    start: int
    data: bytes


class BrokenArrayError(ValueError):
    """The array ends too early, or something stands behind it; `number` is the line."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.number = number


def lines(stream: Stream) -> Iterator[Piece]:
    """Every line that is not blank."""
    offset = 0
    for number, line in enumerate(stream, 1):
        if not line.isspace():
            yield Piece(number, offset, line)
        offset += len(line)


def whole(stream: Stream) -> Iterator[Piece]:
    """Everything as one piece."""
    yield Piece(1, 0, stream.read())


def elements(stream: Stream) -> Iterator[Piece]:
    """The elements of a JSON array in UTF-8, read a buffer at a time; BrokenArrayError where it does not close."""
    cut = _Cut()
    buffer = bytearray()  # from the end of the last element on
    offset, line, number = 0, 1, 0
    while chunk := stream.read(BUFFER):
        buffer += chunk
        start = 0
        for end in cut.ends(buffer):
            data = bytes(buffer[start : end - 1])
            body = data.strip(_BLANK)
            lead = data.index(body)
            if cut.opened and (body or number or not cut.closed):  # `[]` holds none
                number = max(number + 1, line + data.count(b"\n", 0, lead))
                yield Piece(number, offset + start + lead, body)
            cut.opened = True
            line += data.count(b"\n")
            start = end
        if (cut.closed or not cut.opened) and buffer[start:].strip(_BLANK):
            raise BrokenArrayError(line, "something stands behind the end of the array")
        del buffer[:start]
        cut.at -= start
        offset += start
    if not cut.closed:
        raise BrokenArrayError(line, "the array does not end; the file may be cut off")


@dataclass(slots=True)
class _Cut:
    """How far an array was looked at, and what is known there."""

    at: int = 0
    depth: int = 0
    quoted: bool = False
    opened: bool = False
    closed: bool = False

    def ends(self, buffer: bytearray) -> Iterator[int]:
        """The offsets behind the bracket that opens the array, behind its commas, and behind its last bracket."""
        while self.at < len(buffer) and not self.closed:
            if self.quoted:
                text = _STRING.match(buffer, self.at)
                assert text  # it matches nothing, too
                self.at = text.end()
                self.quoted = buffer[self.at : self.at + 1] != b'"'
                if self.quoted:
                    return  # the string goes on
                self.at += 1
                continue
            found = _STRUCTURE.search(buffer, self.at)
            self.at = found.end() if found else len(buffer)
            char = bytes(found[0]) if found else b""
            outer = self.depth
            self.depth += (char in (b"[", b"{")) - (char in (b"]", b"}"))
            self.quoted = char == b'"'
            self.closed = outer == 1 and self.depth == 0
            if (outer == 0 and self.depth == 1) or (outer == 1 and (char == b"," or self.closed)):
                yield self.at


def is_array_of_records(head: bytes, knowledge: Reading) -> bool:
    """Whether a file that begins with `head` is a JSON array that is empty, or begins with an object or a string."""
    name, size = bom(head)
    wide = name or wide_encoding(head, knowledge)
    text = head[size:].decode(wide or "utf-8", "replace").lstrip()
    first = text[1:].lstrip()
    if not text.startswith("[") or not first.startswith(("{", '"', "]")):
        return False
    if first[0] == "]":
        return not first[1:].strip()
    try:
        _, end = json.JSONDecoder().raw_decode(first)
    except RecursionError:
        return False
    except ValueError:  # cut off by the end of the head, or bytes of another encoding: the beginning has to do
        return len(head) >= BUFFER or (not wide and utf8_share(head) < knowledge.utf8["share"])
    return first[end:].lstrip()[:1] in ("", ",", "]")
