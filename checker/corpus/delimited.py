"""Tables as text (CSV, TSV): one document a row, and a Failure for every row that is none."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.corpus.columns import Chosen, Column, chosen, guess_note
from checker.corpus.decode import MARK, REPLACEMENT, NotTextError, merged
from checker.corpus.fields import origin
from checker.corpus.options import ReadOptions
from checker.corpus.textlines import Line, TextLines
from checker.document import Damage, Document, Encoding
from checker.report import Failure

if TYPE_CHECKING:
    from checker.corpus.pieces import Stream

TAB = "\t"
_QUOTED = re.compile('"[^"]*"')

_SAID = {
    "unexpected end of data": "a quote is opened here and never closed",
    "expected after": "a quote is closed in the middle of a field; quotes inside a field are doubled",
    "new-line character": "a carriage return stands in a field without quotes",
    "row too long": "is longer than a row may be; a quote may be opened here and never closed",
    "larger than field limit": "is longer than a row may be; a quote may be opened here and never closed",
}


class Row(NamedTuple):
    """The fields of a row that begins on line `number`; `bad` has a byte offset for each mark in them."""

    number: int
    fields: list[str]
    bad: list[int]


class Broken(NamedTuple):
    """A row that cannot be read, and why."""

    number: int
    reason: str


def delimited(path: str, stream: Stream, separators: str, options: ReadOptions) -> Iterator[Document | Failure]:
    """The documents of a table whose first row names its columns.

    Of `separators`, the one that cuts the first line into most pieces separates the fields.  A row is numbered by the
    line that it begins on.
    """
    lines = TextLines(stream, options.reading)
    try:
        yield from _documents(path, lines, separators, options)
    except NotTextError:
        yield Failure(path, "no encoding gives text")


def _documents(path: str, lines: TextLines, separators: str, options: ReadOptions) -> Iterator[Document | Failure]:
    rows = _Rows(lines, separators, options.reading.tables["row-size"])
    head = next(rows, None)
    if head is None:
        return
    names = [name.strip() for name in head.fields] if isinstance(head, Row) else []
    fault = head.reason if isinstance(head, Broken) else _no_names(names, options.reading.tables)
    if fault:
        yield Failure(f"{path}:{head.number}", f"the first row has to name the columns: {fault}")
        return
    rows.width = len(names)
    first: list[Row | Broken] = []
    samples: list[dict[str, str]] = []
    for row in rows:
        first.append(row)
        if isinstance(row, Row):
            samples.append(dict(zip(names, row.fields, strict=True)))
        if len(samples) == options.reading.records["sample"]:
            break
    picked = chosen(path, [Column(name) for name in names], samples, options) if samples else Chosen(names[0], None)
    if isinstance(picked, Failure):
        yield picked
        return
    places = names.index(picked.text), None if picked.id is None else names.index(picked.id)
    meta: dict[str, object] = {"field": picked.text}
    at = names.index(options.source_field) if options.source_field is not None else -1
    note = {"note": guess_note(picked.text, options)} if guess_note(picked.text, options) else {}
    for row in chain(first, rows):
        if isinstance(row, Broken):
            yield Failure(f"{path}:{row.number}", row.reason)
            continue
        source = origin(row.fields[at]) if at >= 0 else {}
        yield _document(path, row, places, lines.encoding, meta | source | note)
        note = {}


def _no_names(names: list[str], known: Mapping[str, Any]) -> str:
    """Why the first row names no columns; empty if it does."""
    if not any(name.strip() for name in names):
        return "it is empty"
    if any("\n" in name for name in names):
        return "a name has more than one line"
    if any(mark in name for name in names for mark in known["no-name"]):
        return "it reads as a text; put a line with the names of the columns before it"
    longest = known["longest-name"]
    return f"a name has more than {longest} characters" if max(map(len, names)) > longest else ""


def _separator(first: Line | None, separators: str) -> str:
    """What separates the fields: that which stands most often in the first line outside quotes, else the first one."""
    text = _QUOTED.sub("", first.text or "") if first else ""
    return max(separators, key=text.count)


def _said(error: str) -> str:
    """What csv.reader says, in words for the person who has the file."""
    for sign, words in _SAID.items():
        if sign in error:
            return words
    return error


def _many(fields: int) -> str:
    return f"{fields} field" if fields == 1 else f"{fields} fields"


def _document(
    path: str, row: Row, places: tuple[int, int | None], encoding: Encoding, meta: Mapping[str, object]
) -> Document:
    at, id_at = places
    text = row.fields[at]
    name = row.fields[id_at] if id_at is not None else ""
    if row.bad:
        before = sum(len(MARK.findall(value)) for value in row.fields[:at])
        singles = (
            Damage(mark.start(), offset, offset + 1)
            for mark, offset in zip(MARK.finditer(text), row.bad[before:], strict=False)
        )
        encoding = replace(encoding, damage=tuple(merged(singles)))
        text, name = MARK.sub(REPLACEMENT, text), MARK.sub(REPLACEMENT, name)
    place = f"{path}:{row.number}"
    return Document(id=name or place, data=text.encode(), source=path, line=row.number, encoding=encoding, meta=meta)


class _Rows:
    """The rows of a table, the first one with its names.  After a broken row the next line begins the next row."""

    def __init__(self, lines: TextLines, separators: str, longest: int) -> None:
        self._lines = iter(lines)
        self._waiting: deque[Line] = deque()
        first = next(self._lines, None)
        if first is not None:
            self._waiting.append(first)
        self._separator = _separator(first, separators)
        csv.field_size_limit(max(csv.field_size_limit(), longest))  # one for the whole process; it is only raised
        self._feed = _Feed(self, longest)
        self._reader = csv.reader(self._feed, delimiter=self._separator, strict=True)
        self.width = 0  # fields of a row; 0 as long as that is not known

    def __iter__(self) -> Iterator[Row | Broken]:
        return self

    def __next__(self) -> Row | Broken:
        while True:
            self._feed.begin()
            try:
                fields = next(self._reader)
            except csv.Error as error:
                return self._again(self._feed.taken, _said(str(error)))
            taken = self._feed.taken
            if not fields:
                continue  # a blank line
            if self.width and len(fields) != self.width:
                return self._again(taken, f"has {_many(len(fields))}, the first row has {self.width}")
            return Row(taken[0].number, fields, [offset for line in taken for offset in line.bad])

    def line(self) -> Line | None:
        """The next line."""
        return self._waiting.popleft() if self._waiting else next(self._lines, None)

    def _again(self, taken: list[Line], reason: str) -> Row | Broken:
        """What the lines of a broken row are: its first line read without quotes, as some tools write tabs, or broken.

        The lines behind the first one are read again, so that a quote that never ends takes no other row with it.
        """
        self._waiting.extendleft(reversed(taken[1:]))
        first = taken[0]
        if self._separator == TAB and first.text is not None:
            fields = first.text.rstrip("\r\n").split(TAB)
            if len(fields) == self.width:
                return Row(first.number, fields, first.bad)
        return Broken(first.number, reason)


class _Feed:
    """Hands lines to csv.reader and remembers those of the row it is at."""

    def __init__(self, rows: _Rows, longest: int) -> None:
        self._rows = rows
        self._longest = longest
        self.taken: list[Line] = []
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def begin(self) -> None:
        """Forget the lines of the last row."""
        self.taken, self._size = [], 0

    def __next__(self) -> str:
        line = self._rows.line()
        if line is None:
            raise StopIteration
        self.taken.append(line)
        self._size += len(line.text or "")
        if line.text is None or self._size > self._longest:
            raise csv.Error("row too long")
        return line.text
