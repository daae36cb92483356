"""JSON Lines: one document a record, and a Failure for every line that is none."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

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
from checker.corpus.fields import choose
from checker.corpus.options import Reading, ReadOptions
from checker.document import Damage, Document, Encoding
from checker.report import Failure

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
    """One line of the file; `start` is its byte offset."""

    number: int
    start: int
    line: bytes
    value: dict[str, object]
    encoding: Encoding
    defects: tuple[Defect, ...] = ()  # of the whole line; the n-th is the n-th lone surrogate in the strings of `value`


def records(path: str, stream: io.BufferedReader[Any], options: ReadOptions) -> Iterator[Document | Failure]:
    """The documents of a JSON Lines file; one Failure if its text field cannot be guessed."""
    lines = _parsed(path, stream, options.reading)
    first = list(islice(lines, options.reading.records["sample"]))
    samples = [line.value for line in first if isinstance(line, Record)]
    if not samples:
        if first:
            yield Failure(path, f"is not JSON Lines: {_reason(first[0])}")
        return
    text_field, id_field = choose(path, samples, options)
    if isinstance(text_field, Failure):
        yield text_field
        return
    for line in chain(first, lines):
        yield line if isinstance(line, Failure) else _document(path, line, text_field, id_field)


def _reason(line: Record | Failure) -> str:
    return line.message if isinstance(line, Failure) else ""


def _document(path: str, record: Record, text_field: str, id_field: str | None) -> Document | Failure:
    place = f"{path}:{record.number}"
    text = record.value.get(text_field)
    if not isinstance(text, str):
        problem = "is not a string" if text_field in record.value else "is missing"
        return Failure(place, f"the text field {text_field!r} {problem}")
    name = record.value.get(id_field) if id_field is not None else None
    named = isinstance(name, (str, int)) and not isinstance(name, bool) and name != ""
    encoding = record.encoding
    try:
        data = text.encode()
    except UnicodeEncodeError:
        value, defects = record.value, record.defects
        if not defects:  # the line is sound UTF-8, so an escape names half a character
            value, defects = _marked(record.line, "utf-8", record.start)
        text = str(value[text_field])
        encoding = replace(encoding, damage=tuple(merged(_damage(text, defects))))
        data = MARK.sub(REPLACEMENT, text).encode()
    return Document(
        id=MARK.sub(REPLACEMENT, str(name)) if named else place,
        data=data,
        source=path,
        line=record.number,
        encoding=encoding,
        meta={"field": text_field},
    )


def _damage(text: str, defects: Sequence[Defect]) -> Iterator[Damage]:
    """The defects of a line that are in one of its strings: they follow one another, so the first tells them all."""
    index = -1
    for match in MARK.finditer(text):
        index = index + 1 if index >= 0 else ord(match[0]) - FIRST_MARK
        yield Damage(match.start(), *defects[index])


# --- lines to records -------------------------------------------------------------------------------------------------


def _parsed(path: str, stream: io.BufferedReader[Any], knowledge: Reading) -> Iterator[Record | Failure]:
    """Every line that is not blank, as a record or as a failure."""
    head = stream.peek(knowledge.sniff["head"])[: knowledge.sniff["head"]]
    name, size = bom(head)
    whole = Encoding()
    if name not in (None, "utf-8") or wide_encoding(head, knowledge) is not None:
        decoded = decode(stream.read(), knowledge)
        stream = io.BufferedReader(io.BytesIO(decoded.data))
        whole = replace(decoded.encoding, damage=())
    elif name == "utf-8":
        stream.read(size)
        whole = Encoding(bom=True)
    lines = _Lines(path, stream, whole, knowledge)
    offset = size if name == "utf-8" else 0
    for number, line in enumerate(stream, 1):
        if not line.isspace():
            yield lines.record(number, offset, line)
        offset += len(line)


class _Lines:
    """Parses lines; remembers the encoding of those that are not UTF-8."""

    def __init__(self, path: str, stream: io.BufferedReader[Any], encoding: Encoding, knowledge: Reading) -> None:
        self._path = path
        self._stream = stream
        self._encoding = encoding
        self._knowledge = knowledge
        self._other: str | None = None
        self._confidence = 1.0

    def record(self, number: int, start: int, line: bytes) -> Record | Failure:
        """The line as a record, or why it is none."""
        encoding = self._encoding
        defects: tuple[Defect, ...] = ()
        try:
            try:
                value = json.loads(line.decode("utf-8"))
            except UnicodeDecodeError:
                encoding = self._encoding_of(line)
                value, defects = _marked(line, encoding.name, start)
        except json.JSONDecodeError as error:
            return Failure(f"{self._path}:{number}", f"is not JSON: {error.msg} (column {error.colno})")
        except (ValueError, RecursionError) as error:
            return Failure(f"{self._path}:{number}", f"is not JSON that can be read: {error}")
        if not isinstance(value, dict):
            return Failure(f"{self._path}:{number}", "is JSON but not an object with fields")
        return Record(number, start, line, value, encoding, defects)

    def _encoding_of(self, line: bytes) -> Encoding:
        share = utf8_share(line)
        if share >= self._knowledge.utf8["share"]:
            return self._encoding
        if self._other is None or not decodes(line, self._other):
            from checker.corpus.guess import guess_encoding

            following = self._stream.peek().split(b"\n")
            sample = b"\n".join([line.rstrip(b"\n"), *(other for other in following if not is_utf8(other))])
            guess = guess_encoding(sample, self._knowledge)
            if guess is None:
                return replace(self._encoding, confidence=share)
            self._other, self._confidence = guess.name, guess.confidence
        return Encoding(self._other, self._confidence)


def _marked(line: bytes, name: str, start: int) -> tuple[dict[str, object], tuple[Defect, ...]]:
    """The parsed line with a numbered lone surrogate for every half character, and where each of them comes from."""
    text, bad = lenient(line, name)
    bytes_left = iter(bad)
    defects: list[Defect] = []
    done = size = 0  # code points and UTF-8 bytes of the JSON text before the current match

    def number(match: re.Match[str]) -> str:
        nonlocal done, size
        if match["mark"]:
            place = start + next(bytes_left)
            defects.append((place, place + 1, "byte"))
        elif match["lone"]:
            size += len(text[done : match.start()].encode("utf-8", "replace"))
            done = match.start()
            defects.append((size, size + len(match["lone"]), "surrogate"))
        else:
            return match[0]
        return chr(FIRST_MARK + (len(defects) - 1) % MARKS)

    return json.loads(_HALVES.sub(number, text)), tuple(defects)
