"""Arrow and Feather through pyarrow, which is an extra: the text and the id of each row, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

from checker.corpus.columns import Chosen, Column, chosen, document
from checker.corpus.decode import as_encoding
from checker.corpus.options import ReadOptions
from checker.corpus.spool import is_regular, named_file
from checker.document import Document
from checker.report import Failure

if TYPE_CHECKING:
    from checker.corpus.pieces import Stream

_FILE, _OLD = b"ARROW1", b"FEA1"  # how the file format, and Feather before version 2, begin; streams begin otherwise
_INSTALL = "is an Arrow file; to read it, install pyarrow: pip install '.[arrow]' in a clone of the project"


def arrow(path: str, location: str, stream: Stream, options: ReadOptions) -> Iterator[Document | Failure]:
    """The documents of an Arrow file or stream, numbered by row; where it is damaged, those before are read."""
    try:
        import pyarrow as pa
    except ImportError:
        yield Failure(path, _INSTALL)
        return
    head = stream.peek(len(_FILE))
    if head.startswith(_OLD):
        yield Failure(path, "is Feather of version 1, which is not read; write it anew as version 2 or Parquet")
        return
    try:
        if not head.startswith(_FILE):
            yield from _documents(path, _streamed(pa.ipc.open_stream(stream)), options)
        elif is_regular(stream):
            yield from _documents(path, _filed(pa.ipc.open_file(stream)), options)
        else:
            with named_file(stream, location, options.reading) as copy, copy.open("rb") as file:
                yield from _documents(path, _filed(pa.ipc.open_file(file)), options)
    except (pa.ArrowException, ValueError, EOFError, MemoryError) as error:
        said = str(error).strip().split("\n")[0] or "it asks for more memory than there is"
        yield Failure(path, f"cannot be read as Arrow (any further): {said}")


def _streamed(reader: Any) -> Iterator[Any]:
    """The schema, then the batches of a stream."""
    yield reader.schema
    yield from reader


def _filed(reader: Any) -> Iterator[Any]:
    """The schema, then the batches of a file."""
    yield reader.schema
    for number in range(reader.num_record_batches):
        yield reader.get_batch(number)


def _documents(path: str, batches: Iterator[Any], options: ReadOptions) -> Iterator[Document | Failure]:
    columns = [_column(field) for field in next(batches)]
    first = next((batch for batch in batches if batch.num_rows), None)
    if first is None:
        return
    picked = chosen(path, columns, _samples(first, columns, options.reading.records["sample"]), options)
    if isinstance(picked, Failure):
        yield picked
        return
    done = 0
    for batch in chain([first], batches):
        yield from _rows(path, batch, [column.name for column in columns], picked, done, options)
        done += batch.num_rows


def _rows(
    path: str, batch: Any, names: list[str], picked: Chosen, done: int, options: ReadOptions
) -> Iterator[Document | Failure]:
    """The documents of a batch that follows `done` rows."""
    text = _sound(batch.column(names.index(picked.text)))
    name = None if picked.id is None else _sound(batch.column(names.index(picked.id)))
    source = None if options.source_field is None else _sound(batch.column(names.index(options.source_field)))
    step = options.reading.tables["batch-rows"]
    declared = _is_string(batch.schema.field(names.index(picked.text)).type)
    for start in range(0, batch.num_rows, step):
        texts = text.slice(start, step).to_pylist()
        ids = [None] * len(texts) if name is None else name.slice(start, step).to_pylist()
        sources = [None] * len(texts) if source is None else source.slice(start, step).to_pylist()
        for number, (value, given, origin) in enumerate(zip(texts, ids, sources, strict=True), done + start + 1):
            found = as_encoding(value, "utf-8") if declared and value is not None else value
            shown, of = (v.decode("utf-8", "replace") if isinstance(v, bytes) else v for v in (given, origin))
            yield document(path, number, found, shown, picked.text, options, of)


def _samples(batch: Any, columns: list[Column], size: int) -> list[dict[str, object]]:
    """The first rows, with the columns that could be the text or the id."""
    first = batch.slice(0, size)
    values: dict[str, list[object]] = {}
    for number, column in enumerate(columns):
        if column.is_id:
            cells = _sound(first.column(number)).to_pylist()
            values[column.name] = [v.decode("utf-8", "replace") if isinstance(v, bytes) else v for v in cells]
    return [{name: column[row] for name, column in values.items()} for row in range(first.num_rows)]


def _column(field: Any) -> Column:
    import pyarrow.types as t

    kind = field.type.value_type if t.is_dictionary(field.type) else field.type
    is_bytes = t.is_binary(kind) or t.is_large_binary(kind) or t.is_binary_view(kind)
    return Column(field.name, str(field.type), _is_string(kind) or is_bytes, _is_string(kind) or t.is_integer(kind))


def _is_string(kind: Any) -> bool:
    import pyarrow.types as t

    kind = kind.value_type if t.is_dictionary(kind) else kind
    return bool(t.is_string(kind) or t.is_large_string(kind) or t.is_string_view(kind))


def _sound(column: Any) -> Any:
    """The values of a column, strings as their bytes, which need not be UTF-8.

    Raises ArrowInvalid where its offsets point elsewhere, before they are followed.
    """
    import pyarrow as pa
    import pyarrow.types as t

    if t.is_dictionary(column.type):
        column.indices.validate(full=True)
        _sound(column.dictionary)
        column = column.dictionary_decode()
    if _is_string(column.type):
        views, large = t.is_string_view(column.type), t.is_large_string(column.type)
        column = column.view(pa.binary_view() if views else pa.large_binary() if large else pa.binary())
    column.validate(full=True)
    return column
