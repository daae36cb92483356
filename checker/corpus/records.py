"""JSON records: one document a line or an element, and a Failure for every one that is none."""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from checker.corpus.decode import (
    FIRST_MARK,
    MARK,
    MARKS,
    REPLACEMENT,
    bom,
    decode,
    decodes,
    is_utf8,
    lenient,
    merged,
    utf8_share,
    wide_encoding,
)
from checker.corpus.fields import choose, origin
from checker.corpus.options import Reading, ReadOptions
from checker.corpus.pieces import BrokenArrayError, Piece, lines
from checker.corpus.textlines import in_utf8
from checker.document import Damage, Document, Encoding
from checker.names import guarded, spelt
from checker.report import Failure

if TYPE_CHECKING:
    from checker.corpus.pieces import Split, Stream

# Where JSON may hold half a character: a mark of `lenient`, or an escape that names a surrogate without its pair.
_HALVES = re.compile(
    r"(?P<mark>[\ud800-\udfff])"
    r"|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|(?P<lone>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
    r"|\\."
)
Defect = tuple[int, int, str]  # start, end and kind of a Damage whose place in the text is not yet known


@dataclass(frozen=True, slots=True)
class Record:
    """One piece of the file, parsed.  `value` is its object, or the text itself where it is a string."""

    piece: Piece
    value: dict[str, object] | str
    encoding: Encoding
    defects: tuple[
        Defect, ...
    ] = ()  # of the whole piece; the n-th is the n-th lone surrogate in the strings of `value`

    @property
    def fields(self) -> dict[str, object]:
        """The fields of an object; none where the record is a string."""
        return self.value if isinstance(self.value, dict) else {}


def records(path: str, stream: Stream, options: ReadOptions, split: Split = lines) -> Iterator[Document | Failure]:
    """The documents of a file of JSON records; one Failure if their text field cannot be guessed.

    `split` takes the file apart: `lines`, `elements` or `whole`.  Where the first element is a string, all texts are.
    """
    parsed = _parsed(path, stream, options.reading, split)
    first = list(islice(parsed, options.reading.records["sample"]))
    samples = [record for record in first if isinstance(record, Record)]
    if not samples:
        if first:
            prefix = "is not JSON Lines: " if split is lines else ""
            yield Failure(path, prefix + _reason(first[0]))
        return
    text_field: str | Failure = ""
    id_field = None
    if isinstance(samples[0].value, dict):
        objects = [record.value for record in samples if isinstance(record.value, dict)]
        text_field, id_field = choose(path, objects, options)
    if isinstance(text_field, Failure):
        yield text_field
        return
    for record in chain(first, parsed):
        yield (
            record
            if isinstance(record, Failure)
            else _document(path, record, text_field, id_field, options.source_field)
        )


def _reason(record: Record | Failure) -> str:
    return record.message if isinstance(record, Failure) else ""


def _document(
    path: str, record: Record, text_field: str, id_field: str | None, source_field: str | None
) -> Document | Failure:
    place = f"{path}:{record.piece.number}"
    text = _text(record.value, text_field)
    if not isinstance(text, str):
        return Failure(place, _why_not(record.value, text_field))
    name = record.fields.get(id_field) if id_field is not None else None
    named = isinstance(name, (str, int)) and not isinstance(name, bool) and name != ""
    encoding = record.encoding
    try:
        data = text.encode()
    except UnicodeEncodeError:
        value, defects = record.value, record.defects
        if not defects:  # the piece is sound UTF-8, so an escape names half a character
            value, defects = _marked(record.piece, "utf-8", encoding.name)
        text = str(_text(value, text_field))
        encoding = replace(encoding, damage=tuple(merged(_damage(text, defects))))
        data = MARK.sub(REPLACEMENT, text).encode()
    return Document(
        id=_name(str(name), record) if named else place,
        data=data,
        source=path,
        line=record.piece.number,
        encoding=encoding,
        meta={"field": text_field, **origin(record.fields.get(source_field) if source_field else None)},
    )


def _name(name: str, record: Record) -> str:
    """The id of a record as it is printed: a half character is written as it is in the file."""
    if not record.defects:
        return spelt(name)
    index = -1

    def written(mark: re.Match[str]) -> str:
        nonlocal index
        index = index + 1 if index >= 0 else ord(mark[0]) - FIRST_MARK
        start, end, kind = record.defects[index]
        data = record.piece.data[start - record.piece.start : end - record.piece.start]
        return f"\\x{data.hex()}" if kind == "byte" else data.decode("ascii", "replace").lower()

    return MARK.sub(written, guarded(name))


def _text(value: dict[str, object] | str, text_field: str) -> object:
    """The text of a record; something else where it has none.  Strings have no fields, and the other way round."""
    if isinstance(value, str):
        return None if text_field else value
    return value.get(text_field) if text_field else None


def _why_not(value: dict[str, object] | str, text_field: str) -> str:
    if isinstance(value, str) or not text_field:
        return "is a string among objects" if isinstance(value, str) else "is an object among strings"
    return f"the text field {text_field!r} {'is not a string' if text_field in value else 'is missing'}"


def _damage(text: str, defects: Sequence[Defect]) -> Iterator[Damage]:
    """The defects of a line that are in one of its strings: they follow one another, so the first tells them all."""
    index = -1
    for match in MARK.finditer(text):
        index = index + 1 if index >= 0 else ord(match[0]) - FIRST_MARK
        yield Damage(match.start(), *defects[index])


# --- lines to records -------------------------------------------------------------------------------------------------


_WIDE = ("utf-16-le", "utf-16-be")  # read as it comes where a mark says so
_MAYBE_UTF_32 = codecs.BOM_UTF32_LE


def _parsed(path: str, stream: Stream, knowledge: Reading, split: Split) -> Iterator[Record | Failure]:
    """Every piece as a record or as a failure."""
    head = stream.peek(knowledge.sniff["head"])[: knowledge.sniff["head"]]
    name, size = bom(head)
    encoding, unit = Encoding(), 1
    foreign = split is not lines and utf8_share(head) < knowledge.utf8["share"]  # a comma may be half a character
    if name in _WIDE and not head.startswith(_MAYBE_UTF_32):
        stream.read(size)
        stream = in_utf8(stream, name)
        encoding, unit = Encoding(name, bom=True), 2
    elif name not in (None, "utf-8") or foreign or wide_encoding(head, knowledge) is not None:
        decoded = decode(stream.read(), knowledge)
        stream = io.BufferedReader(io.BytesIO(decoded.data))
        encoding = replace(decoded.encoding, damage=())
        unit = len(" ".encode(encoding.name.removesuffix("-sig")))
    elif name == "utf-8":
        stream.read(size)
        encoding = Encoding(bom=True)
    reader = _Reader(path, stream, encoding, knowledge, strings=split is not lines)
    offset, done = size, 0  # in the file, and in what the stream gives
    try:
        for piece in split(stream):
            offset += (piece.start - done) * unit  # between pieces there is nothing but ASCII
            yield reader.record(piece._replace(start=offset))
            offset += _size(piece.data, encoding.name)
            done = piece.start + len(piece.data)
    except BrokenArrayError as error:
        yield Failure(f"{path}:{error.number}", f"is not JSON: {error}")


def _size(data: bytes, name: str) -> int:
    """The bytes that UTF-8 data has in the file's encoding."""
    return len(data) if name == "utf-8" else len(data.decode("utf-8").encode(name, "replace"))


def _column(error: json.JSONDecodeError) -> int:
    """Where JSON is broken; what is missing at the end is missing in the last line that has text."""
    at = min(error.pos, len(error.doc.rstrip()))
    return at - error.doc.rfind("\n", 0, at)


class _Reader:
    """Parses pieces; remembers the encoding of those that are not UTF-8."""

    def __init__(self, path: str, stream: Stream, encoding: Encoding, knowledge: Reading, *, strings: bool) -> None:
        self._path = path
        self._stream = stream
        self._encoding = encoding
        self._knowledge = knowledge
        self._strings = strings
        self._other: str | None = None
        self._confidence = 1.0

    def record(self, piece: Piece) -> Record | Failure:
        """The piece as a record, or why it is none."""
        place = f"{self._path}:{piece.number}"
        encoding = self._encoding
        defects: tuple[Defect, ...] = ()
        try:
            try:
                value = json.loads(piece.data.decode("utf-8"))
            except UnicodeDecodeError:
                encoding = self._encoding_of(piece.data)
                value, defects = _marked(piece, encoding.name)
        except json.JSONDecodeError as error:
            if not piece.data:
                return Failure(place, "is not JSON: nothing stands here, so there is a comma too many")
            return Failure(place, f"is not JSON: {error.msg} (column {_column(error)})")
        except RecursionError:
            return Failure(place, "is not JSON that can be read: it is nested too deeply")
        except ValueError as error:
            return Failure(place, f"is not JSON that can be read: {str(error).partition(';')[0]}")
        if not isinstance(value, dict) and not (self._strings and isinstance(value, str)):
            return Failure(place, "is JSON but not an object with fields")
        return Record(piece, value, encoding, defects)

    def _encoding_of(self, data: bytes) -> Encoding:
        share = utf8_share(data)
        if share >= self._knowledge.utf8["share"]:
            return self._encoding
        if self._other is None or not decodes(data, self._other):
            from checker.corpus.guess import guess_encoding

            following = self._stream.peek().split(b"\n")
            sample = b"\n".join([data.rstrip(b"\n"), *(other for other in following if not is_utf8(other))])
            guess = guess_encoding(sample, self._knowledge)
            if guess is None:
                return replace(self._encoding, confidence=share)
            self._other, self._confidence = guess.name, guess.confidence
        return Encoding(self._other, self._confidence)


def _marked(piece: Piece, name: str, written: str = "") -> tuple[dict[str, object] | str, tuple[Defect, ...]]:
    """The parsed piece with a numbered lone surrogate for every half character, and where in the file each comes from.

    `name` is the encoding of the piece, `written` that of the file where the file was decoded as a whole.
    """
    text, bad = lenient(piece.data, name)
    bytes_left = iter(bad)
    defects: list[Defect] = []
    done = size = 0  # code points of the JSON text before the last escape, and their bytes

    def number(match: re.Match[str]) -> str:
        nonlocal done, size
        if match["mark"]:
            place = piece.start + next(bytes_left)
            defects.append((place, place + 1, "byte"))
        elif match["lone"]:
            before = text[done : match.start()].encode(
                written or name, "replace"
            )  # a mark is one byte: a question mark
            size += len(before)
            done = match.start()
            escape = len(match["lone"].encode(written or name))
            defects.append((piece.start + size, piece.start + size + escape, "surrogate"))
        else:
            return match[0]
        return chr(FIRST_MARK + (len(defects) - 1) % MARKS)

    return json.loads(_HALVES.sub(number, text)), tuple(defects)
