"""The lines of a text file, decoded one at a time, so that a table of any size is read in bounded memory."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from checker.corpus.decode import (
    MARK,
    REPLACEMENT,
    bom,
    decode,
    decodes,
    is_utf8,
    lenient,
    unlikely_utf8,
    wide_encoding,
)
from checker.corpus.options import Reading
from checker.corpus.streams import BUFFER, of_pieces, rejoined
from checker.document import Encoding

if TYPE_CHECKING:
    from checker.corpus.pieces import Stream


class Line(NamedTuple):
    """One line with its line end; `number` is 1-based.

    `text` has a numbered lone surrogate for each undecodable byte, `bad` the offsets of those bytes in the file.  Of a
    line that is longer than may be read, `text` is None.
    """

    number: int
    text: str | None
    bad: list[int]


class TextLines:
    """Iterate once.  `encoding` is right as soon as a line that is not ASCII was given.

    It is told by the first line that is not ASCII and what follows it, in the way that a whole file's is.  Raises
    NotTextError where no encoding gives text.
    """

    def __init__(self, stream: Stream, knowledge: Reading) -> None:
        self._stream = stream
        self._knowledge = knowledge
        self._sample = knowledge.tables["sample-bytes"]
        self._longest = knowledge.tables["row-size"]
        self.encoding = Encoding()

    def __iter__(self) -> Iterator[Line]:
        head = self._stream.read(self._sample)
        name, start = bom(head)
        if name is None and (not is_utf8(_whole_lines(head)) or unlikely_utf8(head, self._knowledge)):
            name = wide_encoding(head, self._knowledge)
        if name is not None:
            self.encoding = Encoding(name, bom=start > 0)
        if name not in (None, "utf-8"):
            yield from self._wide(rejoined(head[start:], self._stream), start)
        else:
            yield from self._bytes(rejoined(head[start:], self._stream), start, known=name is not None)

    def _wide(self, stream: Stream, offset: int) -> Iterator[Line]:
        """The lines of UTF-16 or UTF-32."""
        number = 0
        end = "\n".encode(self.encoding.name)
        for data, skipped in _wide_pieces(stream, end, self._sample, self._longest):
            if skipped:
                number += 1
                yield Line(number, None, [])
            text, bad = lenient(data, self.encoding.name)
            done = 0
            for line in text.removesuffix("\n").split("\n") if text else ():
                number += 1
                marks = len(MARK.findall(line)) if bad else 0
                yield Line(number, line + "\n", [offset + place for place in bad[done : done + marks]])
                done += marks
            offset += len(data) + skipped

    def _bytes(self, stream: Stream, offset: int, *, known: bool) -> Iterator[Line]:
        number = 0
        while raw := stream.readline(self._longest):
            number += 1
            if not known and not self._is_plain(raw):
                following = raw + stream.read(self._sample)
                self.encoding = replace(decode(_whole_lines(following), self._knowledge).encoding, damage=())
                stream = rejoined(following[len(raw) :], stream)
                known = True
            if len(raw) == self._longest and not raw.endswith(b"\n"):
                offset += len(raw) + _skip_line(stream, self._longest)
                yield Line(number, None, [])
                continue
            yield self._line(number, offset, raw)
            offset += len(raw)

    def _is_plain(self, raw: bytes) -> bool:
        """Whether the line reads alike in every encoding that is not wide."""
        return raw.isascii() and not any(mark.encode() in raw for mark in self._knowledge.guess["escape-marks"])

    def _line(self, number: int, offset: int, raw: bytes) -> Line:
        name = self.encoding.name
        if decodes(raw, name):
            return Line(number, raw.decode(name), [])
        text, bad = lenient(raw, name)
        return Line(number, text, [offset + place for place in bad])


def in_utf8(stream: Stream, name: str, step: int = BUFFER) -> Stream:
    """The rest of a stream of UTF-16 or UTF-32 in UTF-8, some lines at a time; an undecodable byte is one U+FFFD."""

    def pieces() -> Iterator[bytes]:
        for data, _ in _wide_pieces(stream, "\n".encode(name), step, sys.maxsize):
            text, bad = lenient(data, name)
            yield (MARK.sub(REPLACEMENT, text) if bad else text).encode()

    return of_pieces(pieces())


def _wide_pieces(stream: Stream, end: bytes, step: int, longest: int) -> Iterator[tuple[bytes, int]]:
    """Whole lines, some at a time, and 0; or nothing, and the bytes of one line that is longer than `longest`.

    `end` is how a line ends; its bytes count only where they are one character.
    """
    unit = len(end)
    rest, skipped = b"", 0
    while data := stream.read(step):
        rest += data
        if skipped:
            size = _past(rest, end, last=False)
            skipped += size or len(rest) // unit * unit
            rest = rest[size or len(rest) // unit * unit :]
            if not size:
                continue
            yield b"", skipped
            skipped = 0
        size = _past(rest, end, last=True)
        if size:
            yield rest[:size], 0
            rest = rest[size:]
        if len(rest) > longest:
            skipped = len(rest) // unit * unit
            rest = rest[skipped:]
    if skipped or rest:
        yield (b"", skipped + len(rest)) if skipped else (rest, 0)


def _past(data: bytes, end: bytes, *, last: bool) -> int:
    """The offset behind the first, or the last, end of a line; 0 where there is none."""
    place = data.rfind(end) if last else data.find(end)
    while place % len(end) and place >= 0:
        place = data.rfind(end, 0, place + len(end) - 1) if last else data.find(end, place + 1)
    return place + len(end) if place >= 0 else 0


def _whole_lines(data: bytes) -> bytes:
    """Without the line that the end cuts, unless there is no other."""
    return data[: data.rfind(b"\n") + 1] or data


def _skip_line(stream: Stream, size: int) -> int:
    """Read to the end of the line; the number of bytes."""
    skipped = 0
    while rest := stream.readline(size):
        skipped += len(rest)
        if rest.endswith(b"\n"):
            break
    return skipped
