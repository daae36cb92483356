"""The result as Parquet: what json says, as typed tables, whole or not at all."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from command import CLEAN, MASKED, checker
from test_golden import GOLDEN, ROOT, printed

TABLES = ("findings", "documents", "clusters", "unread")
EXAMPLES = ("check", "examples", "--select", "placeholder,mojibake,duplicate")


def rows(folder: Path, table: str, columns: str = "*") -> list[dict[str, Any]]:
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT {columns} FROM read_parquet('{folder}/{table}.parquet')")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def dumped(folder: Path) -> str:
    """Every table with the types of its columns and its rows."""
    out = []
    for table in TABLES:
        out.append(f"## {table}\n")
        with duckdb.connect() as connection:
            described = connection.execute(f"DESCRIBE FROM read_parquet('{folder}/{table}.parquet')").fetchall()
        out += [f"{name}: {kind}\n" for name, kind, *_ in described]
        out += [json.dumps(row, ensure_ascii=False) + "\n" for row in rows(folder, table)]
    return "".join(out)


def test_the_gallery_shows_the_tables(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    printed(*EXAMPLES, "-o", f"parquet:{tmp_path / 'out'}")
    path = GOLDEN / "parquet.txt"
    if request.config.getoption("--update-golden"):
        path.write_text(dumped(tmp_path / "out"), "utf-8", newline="")
    assert dumped(tmp_path / "out") == path.read_text("utf-8"), "if it should have changed: pytest --update-golden"


def test_it_says_what_json_says(tmp_path: Path) -> None:
    """A saved result gives the same tables."""
    printed(*EXAMPLES, "-o", f"parquet:{tmp_path / 'out'}", "-o", f"json:{tmp_path / 'result.json'}")
    result = json.loads((tmp_path / "result.json").read_text("utf-8"))
    found = rows(tmp_path / "out", "findings")
    assert [row["finding"] for row in found] == list(range(1, len(found) + 1))
    same = ("rule", "code", "family", "severity", "scope", "document", "path", "text", "message", "fingerprint", "fix")
    assert [[row[key] for key in same] for row in found] == [[f[key] for key in same] for f in result["findings"]]
    assert [row["record"] for row in found] == [f.get("record") for f in result["findings"]]
    assert [(row["line"], row["column"], row["end_offset"]) for row in found] == [
        (f["start"]["line"], f["start"]["column"], f["end"]["offset"]) for f in result["findings"]
    ]
    assert [len(row["spans"]) for row in found] == [len(f["spans"]) for f in result["findings"]]
    assert [[r["document"] for r in row["related"]] for row in found] == [
        [r["document"] for r in f["related"]] for f in result["findings"]
    ]
    assert [json.loads(row["evidence"]) for row in found] == [f["evidence"] for f in result["findings"]]
    documents = rows(tmp_path / "out", "documents", "document, path, encoding, characters, verdict")
    assert documents == [{key: d[key] for key in documents[0]} for d in result["documents"]]
    members = rows(tmp_path / "out", "clusters")
    assert len({row["cluster"] for row in members}) == len(result["clusters"])
    assert len(members) == sum(len(c["members"]) for c in result["clusters"])
    assert sum(row["role"] == "kept" for row in members) == len(result["clusters"])
    assert {row["weakest"] for row in members} == {True, False}
    saved = checker("report", str(tmp_path / "result.json"), "-o", f"parquet:{tmp_path / 'again'}", cwd=ROOT)
    assert saved.returncode == 1
    assert dumped(tmp_path / "again") == dumped(tmp_path / "out")


def test_hostile_texts_and_paths_come_back_as_they_are(corpus: Path) -> None:
    name = "a'\u202e\x1b[31m{}.txt"
    (corpus / name).write_text('20xx年"\0\u2028😀' + MASKED, encoding="utf-8")
    folder = corpus / "o'ut*"
    assert checker("check", ".", "-o", f"parquet:{folder}", cwd=corpus).returncode == 1
    with duckdb.connect() as connection:
        path = str(folder / "findings.parquet").replace("'", "''")
        names = connection.execute(f"SELECT DISTINCT path FROM read_parquet('{path}')").fetchall()
    assert (name,) in names


def test_what_could_not_be_read_is_a_table_too(corpus: Path) -> None:
    (corpus / "bad.jsonl").write_text("no json\n")
    (corpus / "pixel.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    assert checker("check", ".", "-o", "parquet:out", cwd=corpus).returncode == 2
    unread = rows(corpus / "out", "unread")
    assert [(row["path"], row["kind"]) for row in unread] == [("bad.jsonl", "error"), ("pixel.png", "skipped")]
    with duckdb.connect() as connection:
        told = connection.execute(
            f"SELECT key::VARCHAR, value::VARCHAR FROM parquet_kv_metadata('{corpus}/out/unread.parquet')"
        ).fetchall()
    assert dict(told)["checker.exit_code"] == "2"
    assert dict(told)["checker.verdict"] == "fail"


def test_a_clean_result_has_its_tables_with_their_types(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CLEAN, encoding="utf-8")
    assert checker("check", "a.txt", "-o", "parquet:out", cwd=tmp_path).returncode == 0
    assert rows(tmp_path / "out", "findings") == []
    (document,) = rows(tmp_path / "out", "documents", "verdict, errors, text, record")
    assert document == {"verdict": "accept", "errors": 0, "text": None, "record": None}
    assert "finding: BIGINT" in dumped(tmp_path / "out")


def test_the_folder_keeps_what_else_is_in_it(corpus: Path) -> None:
    """A second result takes the place of the first one; nothing half-written stays."""
    (corpus / "out").mkdir(mode=0o750)
    (corpus / "out" / "mine.txt").write_text("mine")
    for _ in range(2):
        assert checker("check", "masked.txt", "-o", "parquet:out", cwd=corpus).returncode == 1
    names = [f"{name}.parquet" for name in TABLES]
    assert sorted(path.name for path in (corpus / "out").iterdir()) == sorted([*names, "mine.txt"])
    assert (corpus / "out" / "findings.parquet").stat().st_mode & 0o777 == 0o666 & ~0o022


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("parquet", b"parquet is a folder of files"),
        ("parquet:", b"parquet is a folder of files"),
        ("parquet:-", b"parquet is a folder of files"),
        ("parquet:masked.txt", b"masked.txt is a file"),
        ("parquet:none/out", b"none is not a folder"),
        ("parquett:out", b"parquet"),
    ],
)
def test_a_folder_that_cannot_be_made_is_two(corpus: Path, word: str, said: bytes) -> None:
    run = checker("check", "clean.txt", "-o", word, cwd=corpus)
    assert (run.returncode, said in run.stderr) == (2, True)
    assert sorted(path.name for path in corpus.iterdir()) == ["clean.txt", "masked.txt"]


def test_a_table_that_is_checked_is_not_written_over(corpus: Path) -> None:
    (corpus / "out").mkdir()
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 'a' AS text) TO '{corpus}/out/documents.parquet' (FORMAT parquet)")
    before = (corpus / "out" / "documents.parquet").read_bytes()
    assert checker("check", ".", "-o", "parquet:out", cwd=corpus).returncode == 2
    assert (corpus / "out" / "documents.parquet").read_bytes() == before
    assert [path.name for path in (corpus / "out").iterdir()] == ["documents.parquet"]


def test_the_questions_of_the_page_are_answered_as_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs" / "formats.md").read_text("utf-8")
    first, second = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    (shown,) = re.findall(r"```text\n(┌.*?)```", page, re.DOTALL)
    printed("check", "examples", "-o", f"parquet:{tmp_path / 'result'}")
    monkeypatch.chdir(tmp_path)
    with duckdb.connect() as connection:
        assert connection.sql(first).fetchall()
        assert str(connection.sql(second)).strip() == shown.strip()
