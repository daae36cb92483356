"""Documents as rows of the tables, in columns that DuckDB reads where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from checker.document import Document
from checker.duplicates.exact import exact_keys
from checker.duplicates.stream import Stream, long_enough
from checker.index import sketches
from checker.index.knowledge import knowledge
from checker.index.parameters import Parameters

Ints = NDArray[np.int64]
Columns = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A document under the name it is held by; `path` is relative to the root of the corpus."""

    id: str
    path: str
    document: Document

    @property
    def digest(self) -> bytes:
        """What tells one content from another."""
        return content_digest(self.document)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of some documents; `bands` has those of every paragraph that is long enough, equal ones alike."""

    docs: Columns
    para: Columns
    bands: Columns
    anchors: Columns


def content_digest(document: Document) -> bytes:
    """The SHA-256 of the decoded text in UTF-8."""
    return sha256(document.data).digest()


def rows(entries: Sequence[Entry], p: Parameters) -> Rows:
    """The rows of `entries`; documents and paragraphs are numbered from 0 on."""
    stream = Stream([entry.document for entry in entries])
    lines, whole = stream.lines, stream.whole_documents()
    exact = exact_keys(stream.symbols, lines)
    long = np.flatnonzero(long_enough(lines, p.near.min_length, p.near.min_length_latin))
    _, once = np.unique(exact[long], return_index=True)
    own = long[np.sort(once)]
    keys = sketches.band_keys(stream.symbols, lines.start[own], lines.end[own], p)
    of, anchor = sketches.anchors(stream.symbols, whole.start, whole.end, p)
    first = np.searchsorted(lines.document, np.arange(len(entries)))
    para: dict[str, NDArray[Any]] = {
        "pid": np.arange(len(lines)),
        "doc": lines.document,
        "ord": np.arange(len(lines)) - first[lines.document],
        "line_start": lines.line + 1,
        "line_end": lines.line + 1,
        "exact": exact,
        "len": lines.length,
    }
    return Rows(
        docs=_docs(entries, exact_keys(stream.symbols, whole), np.bincount(lines.document, minlength=len(entries))),
        para=para,
        bands={"pid": own, **keys},
        anchors={"key": anchor, "doc": of},
    )


def _docs(entries: Sequence[Entry], exact: Ints, paragraphs: Ints) -> Columns:
    documents = [entry.document for entry in entries]
    return {
        "doc": np.arange(len(entries)),
        "id": _objects([entry.id for entry in entries]),
        "path": _objects([entry.path for entry in entries]),
        "record": np.array([document.line or 0 for document in documents], np.int64),
        "sha256": _objects([entry.digest for entry in entries]),
        "exact": exact,
        "characters": np.array([len(document.read()) for document in documents], np.int64),
        "paragraphs": paragraphs.astype(np.int64),
        "text": _objects([packed(document.data) for document in documents]),
    }


def _objects(values: Sequence[object]) -> NDArray[np.object_]:
    out = np.empty(len(values), object)
    out[:] = values
    return out


def packed(data: bytes) -> bytes:
    """A text as it is kept."""
    from zstandard import ZstdCompressor

    return ZstdCompressor(level=knowledge().keep["compress"]).compress(data)


def unpacked(data: bytes) -> bytes:
    """The text that was packed."""
    from zstandard import ZstdDecompressor

    return ZstdDecompressor().decompress(data)
