"""The tables of an index, in the SQL that DuckDB and Spark share: signed integers, no indexes, no sequences.

`exact` is the identity of a folded text (64-bit hash, see `rows`); `bands.key` mixes the number of the
band in, and of equal paragraphs only the one with the least `pid` has bands; `anchors.key` is half a hash.
"""

from __future__ import annotations

VERSION = 1

TABLES = (
    "CREATE TABLE meta (key VARCHAR, value VARCHAR)",
    """CREATE TABLE docs (doc BIGINT, id VARCHAR, path VARCHAR, record BIGINT, sha256 BLOB, exact BIGINT,
        characters BIGINT, paragraphs BIGINT, batch BIGINT, text BLOB)""",
    """CREATE TABLE para (pid BIGINT, doc BIGINT, ord INTEGER, line_start INTEGER, line_end INTEGER, exact BIGINT,
        len INTEGER)""",
    "CREATE TABLE bands (key BIGINT, pid BIGINT)",
    "CREATE TABLE anchors (key INTEGER, doc BIGINT)",
    "CREATE TABLE batch (batch BIGINT, added_at VARCHAR, added BIGINT, replaced BIGINT, removed BIGINT)",
)
NAMES = frozenset({"meta", "docs", "para", "bands", "anchors", "batch"})
