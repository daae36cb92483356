"""The tables of an index, in the SQL that DuckDB and Spark share: signed integers, no indexes, no sequences.

`exact` is the identity of a folded text (64-bit hash, see `rows`).  A row of `bands` has the keys of a paragraph, half
of a hash for each band; of equal paragraphs only that with the least `pid` has one.  `anchors.key` is half a hash too.
"""

from __future__ import annotations

from collections.abc import Iterator

VERSION = 2

_TABLES = (
    "CREATE TABLE meta (key VARCHAR, value VARCHAR)",
    """CREATE TABLE docs (doc BIGINT, id VARCHAR, path VARCHAR, record BIGINT, sha256 BLOB, exact BIGINT,
        characters BIGINT, paragraphs BIGINT, batch BIGINT, text BLOB)""",
    """CREATE TABLE para (pid BIGINT, doc BIGINT, ord INTEGER, line_start INTEGER, line_end INTEGER, exact BIGINT,
        len INTEGER)""",
    "CREATE TABLE anchors (key INTEGER, doc BIGINT)",
    "CREATE TABLE batch (batch BIGINT, added_at VARCHAR, added BIGINT, replaced BIGINT, removed BIGINT)",
)
NAMES = frozenset({"meta", "docs", "para", "bands", "anchors", "batch"})


def band_columns(bands: int) -> list[str]:
    """The columns of `bands` that hold keys, in the order of the bands."""
    return [f"k{band}" for band in range(bands)]


def tables(bands: int) -> Iterator[str]:
    """The statements that make an empty index with so many bands."""
    yield from _TABLES
    keys = " INTEGER, ".join(band_columns(bands))
    yield f"CREATE TABLE bands (pid BIGINT, {keys} INTEGER)"
