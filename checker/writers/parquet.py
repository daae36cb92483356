"""The result as typed tables for people who query: a folder of Parquet files, written by DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from json import dumps
from pathlib import Path
from typing import Any

from checker.errors import CheckerError
from checker.files import temporary_folder
from checker.finding import Finding, Related, Span
from checker.report import Cluster, DocumentResult, Report
from checker.writers import objects

Row = Mapping[str, object]
SCHEMA = 1  # of these tables
_LINE = 1 << 24  # bytes of a line of JSON that DuckDB reads without being told; a longer one makes it take more memory
_PLACE = dict.fromkeys(("line", "column", "offset", "end_line", "end_column", "end_offset"), "BIGINT")
_TEXT = "VARCHAR"
_WHERE = {"document": _TEXT, "path": _TEXT, "record": "BIGINT"} | _PLACE
_ALIKE = {"similarity": "DOUBLE", "measure": _TEXT}


@dataclass(frozen=True, slots=True)
class Table:
    """A file of the folder: its columns with their types in DuckDB, and its rows."""

    columns: Mapping[str, str]
    rows: Callable[[Report], Iterator[Row]]


def _struct(columns: Mapping[str, str]) -> str:
    return "STRUCT(" + ", ".join(f'"{name}" {kind}' for name, kind in columns.items()) + ")"


def _span(span: Span) -> Row:
    start, end = span.start, span.end
    values = (start.line, start.column, start.offset, end.line, end.column, end.offset)
    return dict(zip(_PLACE, values, strict=True))


def _related(place: Related) -> Row:
    return {
        "document": place.document,
        "path": place.path,
        "record": place.record,
        **_span(place.span),
        "role": place.role,
        "similarity": place.similarity,
        "measure": place.measure,
        "fingerprint": place.fingerprint,
    }


def _finding(number: int, found: Finding) -> Row:
    return {
        "finding": number,
        **objects.whose(found),
        "record": found.record,
        **_span(found.spans[0]),
        "text": found.text,
        "message": found.message,
        "fingerprint": found.fingerprint,
        "known": found.known,
        "fix": None if found.fix is None else {"replacement": found.fix.replacement, "safe": found.fix.safe},
        "spans": [_span(span) for span in found.spans],
        "related": [_related(place) for place in found.related],
        "evidence": dumps(dict(found.evidence), ensure_ascii=False),
    }


def _document(result: DocumentResult) -> Row:
    return {
        "document": result.document,
        "path": result.path,
        "record": result.record,
        "encoding": result.encoding,
        "confidence": result.confidence,
        "characters": result.characters,
        "paragraphs": result.paragraphs,
        "verdict": result.verdict,
        **{f"{severity}s": count for severity, count in result.counts.items()},
        "text": result.text,
    }


def _members(cluster: Cluster) -> Iterator[Row]:
    kept = () if cluster.kept in cluster.members else (cluster.kept,)
    for place in (*kept, *cluster.members):
        yield {
            **_related(place),
            "cluster": cluster.id,
            "kind": cluster.kind,
            "weakest": place == cluster.weakest,
        }


def _unread(report: Report) -> Iterator[Row]:
    for failure in report.errors:
        yield {"path": failure.path, "kind": "error", "reason": failure.message}
    for skipped in report.skipped:
        yield {"path": skipped.path, "kind": "skipped", "reason": skipped.reason}


TABLES: Mapping[str, Table] = {
    "findings": Table(
        {"finding": "BIGINT", "rule": _TEXT, "code": _TEXT, "family": _TEXT, "severity": _TEXT, "scope": _TEXT}
        | _WHERE
        | {"text": _TEXT, "message": _TEXT, "fingerprint": _TEXT, "known": "BOOLEAN"}
        | {"fix": _struct({"replacement": _TEXT, "safe": "BOOLEAN"}), "spans": _struct(_PLACE) + "[]"}
        | {"related": _struct(_WHERE | {"role": _TEXT} | _ALIKE | {"fingerprint": _TEXT}) + "[]", "evidence": _TEXT},
        lambda report: (_finding(number, found) for number, found in enumerate(report.findings, 1)),
    ),
    "documents": Table(
        {"document": _TEXT, "path": _TEXT, "record": "BIGINT", "encoding": _TEXT, "confidence": "DOUBLE"}
        | {"characters": "BIGINT", "paragraphs": "BIGINT", "verdict": _TEXT}
        | {"errors": "BIGINT", "warnings": "BIGINT", "infos": "BIGINT", "text": _TEXT},
        lambda report: map(_document, report.documents),
    ),
    "clusters": Table(
        {"cluster": _TEXT, "kind": _TEXT, "role": _TEXT} | _WHERE | _ALIKE | {"weakest": "BOOLEAN"},
        lambda report: (row for cluster in report.clusters for row in _members(cluster)),
    ),
    "unread": Table({"path": _TEXT, "kind": _TEXT, "reason": _TEXT}, _unread),
}


def files(folder: Path) -> list[Path]:
    """The files that `write` makes in a folder."""
    return [folder / f"{name}.parquet" for name in TABLES]


def write(report: Report, folder: Path) -> None:
    """Make the tables in `folder`, which is made if it is not there; what else is in it stays.

    They are written beside and renamed when all of them are whole.  Raises CheckerError where that cannot be done.
    """
    import duckdb

    new = not folder.exists()
    try:
        with temporary_folder(folder.parent if new else folder, ".checker-") as beside:
            made = beside / "tables"
            made.mkdir()
            for name, table in TABLES.items():
                _write(report, table, made / f"{name}.parquet")
            if new:
                made.rename(folder)
            else:
                for path in files(made):
                    path.replace(folder / path.name)
    except duckdb.Error as error:
        said = str(error).strip().split("\n")[0]
        raise CheckerError(
            f"{folder}: cannot be written: {said}", "make room on the disk, or choose another folder"
        ) from error
    except OSError as error:
        raise CheckerError(f"{folder}: cannot be written: {error.strerror}", "choose another folder") from error


def _write(report: Report, table: Table, path: Path) -> None:
    """One table: its rows go by a file of JSON lines, so that they need not stand in memory a second time."""
    import duckdb

    lines = path.with_suffix(".jsonl")
    longest = _LINE
    with lines.open("w", encoding="utf-8") as file:
        for row in table.rows(report):
            longest = max(longest, file.write(dumps(row) + "\n"))
    columns = ", ".join(f"{_quoted(name)}: {_quoted(kind)}" for name, kind in table.columns.items())
    told = ", ".join(f"{_quoted(name)}: {_quoted(value)}" for name, value in _told(report).items())
    settings: dict[str, Any] = {"threads": 1, "autoinstall_known_extensions": False, "autoload_known_extensions": False}
    with duckdb.connect(config=settings) as connection:
        connection.execute(
            f"COPY (SELECT * FROM read_json({_quoted(str(lines))}, format='newline_delimited', columns={{{columns}}}, "
            f"maximum_object_size={longest})) TO {_quoted(str(path))} (FORMAT parquet, KV_METADATA {{{told}}})"
        )
    lines.unlink()


def _told(report: Report) -> Mapping[str, str]:
    """What each file says of the run it is of."""
    return {
        "checker.version": objects.head_version(),
        "checker.schema": str(SCHEMA),
        "checker.verdict": report.summary.verdict,
        "checker.exit_code": str(report.exit_code),
    }


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
