"""The columns of a table: which one is the text, which one the id, and one row as a document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from checker.corpus.binary import UNKNOWN_BINARY, binary_kind
from checker.corpus.decode import Decoded, NotTextError, decode
from checker.corpus.fields import Sample, guessed_id, guessed_text, origin
from checker.corpus.options import ReadOptions
from checker.document import Document, Encoding
from checker.report import Failure

_LISTED = 12  # columns that a message names


class Column(NamedTuple):
    """A column of a table; `kind` is its type as the format calls it, "" where every column is text."""

    name: str
    kind: str = ""
    is_text: bool = True
    is_id: bool = True  # its values can name a row


class Chosen(NamedTuple):
    """The names of the columns that are read; `id` is None where rows have no id of their own."""

    text: str
    id: str | None


def chosen(path: str, columns: Sequence[Column], samples: Sequence[Sample], options: ReadOptions) -> Chosen | Failure:
    """The columns that were asked for or stand out; a Failure names those there are.

    `samples` are the first rows, with the columns that could be the text or the id.
    """
    asked = {"text": options.text_field, "id": options.id_field, "source": options.source_field}
    fault = next((fault for use, name in asked.items() if (fault := _asked(path, columns, name, use))), None)
    if fault is not None:
        return fault
    text = options.text_field
    if text is None:
        if not any(column.is_text for column in columns):
            return Failure(path, f"has no column of text{_listed(columns)}")
        guess = guessed_text(path, samples, options)
        if isinstance(guess, Failure):
            return guess
        text = guess
    return Chosen(text, options.id_field if options.id_field is not None else guessed_id(samples, options))


def guess_note(text: str, options: ReadOptions) -> str:
    """What a person should know of a text column that nobody named and that has no usual name; empty of others."""
    if options.text_field is not None or text.casefold() in options.reading.records["text-fields"]:
        return ""
    return f"the column {text!r} is read as the text; --text-field names another"


def _asked(path: str, columns: Sequence[Column], name: str | None, use: str) -> Failure | None:
    """What is wrong with a column that was asked for."""
    if name is None:
        return None
    found = [column for column in columns if column.name == name]
    if not found:
        return Failure(path, f"has no column {name!r}{_listed(columns)}")
    if len(found) > 1:
        return Failure(path, f"has {len(found)} columns called {name!r}; each needs a name of its own")
    if not (found[0].is_text if use == "text" else found[0].is_id):
        return Failure(path, f"the column {name!r} has the type {found[0].kind}, which is no {use}{_listed(columns)}")
    return None


def _listed(columns: Sequence[Column]) -> str:
    """The columns with their types, as the end of a message."""
    names = [f"{column.name!r} ({column.kind})" if column.kind else f"{column.name!r}" for column in columns[:_LISTED]]
    more = f" and {len(columns) - _LISTED} more" if len(columns) > _LISTED else ""
    return f"; its columns are {', '.join(names)}{more}" if names else "; it has no columns"


def document(
    path: str, number: int, value: object, name: object, field: str, options: ReadOptions, source: object = None
) -> Document | Failure:
    """The row `number` (1-based) of a typed table as a document; bytes are decoded as those of a file would be."""
    place = f"{path}:{number}"
    encoding = Encoding()
    if isinstance(value, str):
        data = value.encode("utf-8", "replace")
    elif isinstance(value, Decoded):
        data, encoding = value.data, value.encoding
    elif isinstance(value, bytes):
        what = binary_kind(value[: options.reading.sniff["head"]], options.reading)
        try:
            decoded = decode(b"" if what else value, options.reading)
        except NotTextError:
            what = UNKNOWN_BINARY
        if what:
            return Failure(place, f"the column {field!r} holds no text here: it looks like {what}")
        data, encoding = decoded.data, decoded.encoding
    else:
        return Failure(place, f"the column {field!r} is empty (null) here")
    given = place if name is None or name == "" else str(name)
    return Document(
        id=given, data=data, source=path, line=number, encoding=encoding, meta={"field": field, **origin(source)}
    )
