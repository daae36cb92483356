"""Parquet: every row is a document with its number and its id, every row that cannot be read a failure of its own."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from command import MASKED, checker
from files import BAD, read_all, texts
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.corpus import File, ReadOptions, read
from checker.corpus.options import reading
from checker.document import Damage, Document
from checker.report import Failure, Skipped

Found = Sequence[Document | Failure | Skipped]


def table(path: Path, select: str, options: str = "") -> Path:
    """A Parquet file of what a query answers."""
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({select}) TO '{str(path).replace(chr(39), chr(39) * 2)}' (FORMAT parquet{options})")
    return path


def documents(found: Found) -> list[Document]:
    return [item for item in found if isinstance(item, Document)]


def failures(found: Found) -> list[tuple[str, str]]:
    return [(item.path.rpartition("/")[2], item.message) for item in found if isinstance(item, Failure)]


ROWS = "SELECT * FROM (VALUES (7, '一', 'p'), (8, '二' || chr(10) || '三', 'q')) t(id, text, page)"


def test_rows_carry_their_number_and_id(tmp_path: Path) -> None:
    path = table(tmp_path / "a.parquet", ROWS)
    found = documents(read_all(path))
    assert [(d.id, d.line, d.text, d.source) for d in found] == [
        ("7", 1, "一", str(path)),
        ("8", 2, "二\n三", str(path)),
    ]
    assert [d.id for d in documents(read_all(path, id_field="page"))] == ["p", "q"]
    assert texts(read_all(path, text_field="page")) == ["p", "q"]
    assert [d.id for d in documents(read_all(path, text_field="page", id_field="page"))] == ["p", "q"]


def test_a_table_without_ids_or_rows(tmp_path: Path) -> None:
    path = table(tmp_path / "a.pq", "SELECT '一' AS text")
    assert [d.id for d in documents(read_all(path))] == [f"{path}:1"]
    empty = table(tmp_path / "b.parquet", "SELECT '一' AS text WHERE false")
    assert read_all(empty) == [Skipped(str(empty), "it holds no records")]


TYPED = (
    "SELECT 1 AS id, 2.5 AS n, ['a'] AS tags, {'a': 'b'} AS meta, '{}'::JSON AS j, DATE '2020-01-01' AS day, "
    "'一' AS text"
)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"text_field": "body"},
            "has no column 'body'; its columns are 'id' (INTEGER), 'n' (DECIMAL(2,1)), 'tags' (VA",
        ),
        ({"text_field": "n"}, "the column 'n' has the type DECIMAL(2,1), which is no text; its columns are 'id'"),
        ({"text_field": "tags"}, "the column 'tags' has the type VARCHAR[], which is no text"),
        ({"text_field": "meta"}, "the column 'meta' has the type STRUCT"),
        ({"text_field": "j"}, "the column 'j' has the type JSON, which is no text"),
        ({"id_field": "day"}, "the column 'day' has the type DATE, which is no id"),
        ({"id_field": "key"}, "has no column 'key'"),
    ],
)
def test_a_column_that_cannot_be_used_is_named_with_those_there_are(
    tmp_path: Path, options: dict[str, str], said: str
) -> None:
    (failure,) = read_all(table(tmp_path / "a.parquet", TYPED), **options)
    assert isinstance(failure, Failure)
    assert failure.message.startswith(said)
    assert "'text' (VARCHAR)" in failure.message


def test_a_table_without_text_is_one_failure(tmp_path: Path) -> None:
    (failure,) = read_all(table(tmp_path / "a.parquet", "SELECT 1 AS id, 2.5 AS n"))
    assert failures([failure]) == [
        ("a.parquet", "has no column of text; its columns are 'id' (INTEGER), 'n' (DECIMAL(2,1))")
    ]


def test_bytes_are_decoded_as_those_of_a_file(tmp_path: Path) -> None:
    """Old tools write texts as bytes without saying that they are UTF-8, and pages as they came."""
    page = "县里的档案馆把三十年的水文笔记整理成册，供读者查阅。"
    gbk, bad = page.encode("gb18030").hex(), page.encode().replace("水".encode(), "水".encode()[:2]).hex()
    values = ", ".join(f"('{value}')" for value in (page.encode().hex(), gbk, bad, b"\x89PNG\r\n\x1a\n".hex()))
    path = table(tmp_path / "a.parquet", f"SELECT unhex(x) AS raw FROM (VALUES {values}) t(x)")
    first, second, third, last = read_all(path, text_field="raw")
    assert texts([first, second]) == [page, page]
    assert isinstance(second, Document)
    assert second.encoding.name == "gb18030"
    assert isinstance(third, Document)
    assert third.text == page.replace("水", BAD * 2)
    assert third.encoding.damage == (Damage(11, 33, 35),)
    assert failures([last]) == [("a.parquet:4", "the column 'raw' holds no text here: it looks like a PNG image")]


def test_an_empty_value_is_a_failure_and_the_others_are_read(tmp_path: Path) -> None:
    path = table(tmp_path / "a.parquet", "SELECT * FROM (VALUES ('一', 1), (NULL, 2), ('', NULL)) t(text, id)")
    found = read_all(path, id_field="id")
    assert [(d.id, d.text) for d in documents(found)] == [("1", "一"), (f"{path}:3", "")]
    assert failures(found) == [("a.parquet:2", "the column 'text' is empty (null) here")]


def row(number: int) -> str:
    return hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest() + "一"


def damaged(path: Path, rows: int, broken: Sequence[int]) -> Path:
    """A Parquet file in which some rows (0-based) are no UTF-8."""
    select = f"SELECT i AS id, md5(i::VARCHAR) || '一' AS text FROM range({rows}) t(i)"
    table(path, select, ", COMPRESSION uncompressed, ROW_GROUP_SIZE 4096, DICTIONARY_SIZE_LIMIT 1")
    data = path.read_bytes()
    for number in broken:
        text = row(number).encode()
        assert data.count(text) == 1  # else it is the least or the greatest of its group, which stand in the header too
        data = data.replace(text, text[:-1] + b"\xff")
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("broken", [[0], [5000], [9999], [1, 3, 4095, 4096, 9998]])
def test_rows_that_are_no_text_take_no_other_with_them(tmp_path: Path, broken: list[int]) -> None:
    """DuckDB gives up a file at the first of them."""
    found = read_all(damaged(tmp_path / "a.parquet", 10_000, broken))
    assert [d.line for d in documents(found)] == [n + 1 for n in range(10_000) if n not in broken]
    assert all(d.text == row(int(d.id)) for d in documents(found))
    assert [place for place, _ in failures(found)] == [f"a.parquet:{number + 1}" for number in broken]
    assert all("not valid UTF8" in said for _, said in failures(found))
    assert not any("/tmp" in said or "data" in said for _, said in failures(found))


def test_a_file_full_of_them_is_given_up_and_that_is_said(tmp_path: Path) -> None:
    path = damaged(tmp_path / "a.parquet", 1000, range(10, 20))
    few = replace(reading(), tables={**reading().tables, "broken-rows": 3})
    found = list(read(File(str(path)), ReadOptions(reading=few)))
    assert [d.line for d in documents(found)] == list(range(1, 11))
    assert [place for place, _ in failures(found)] == [*(f"a.parquet:{n}" for n in (11, 12, 13)), "a.parquet"]
    assert failures(found)[-1][1].startswith("rows 14 to 1,000 are not read, as too many cannot be: ")


@pytest.mark.parametrize("data", [b"", b"PAR1", b"not a table at all", b"PAR1" + bytes(50) + b"PAR1"])
def test_what_is_no_parquet_is_one_failure(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(data)
    ((place, said),) = failures(read_all(path))
    assert place == "a.parquet"
    assert said.startswith("cannot be read as Parquet: ")
    assert "/checker-" not in said


@pytest.mark.parametrize("name", ["a[1]*?{b}.parquet", 'o\'clock "x".parquet', "字=1.parquet", "a\udcff.parquet"])
def test_a_name_stands_for_itself(tmp_path: Path, name: str) -> None:
    """DuckDB would take some of these for patterns."""
    table(tmp_path / "plain", ROWS).rename(tmp_path / name)
    found = list(read(File("shown.parquet", location=str(tmp_path / name)), ReadOptions()))
    assert texts(found) == ["一", "二\n三"]
    assert {d.source for d in documents(found)} == {"shown.parquet"}


def test_a_compressed_one_is_copied_and_the_copy_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet.gz"
    path.write_bytes(gzip.compress(table(tmp_path / "a.parquet", ROWS).read_bytes()))
    assert texts(read_all(path)) == ["一", "二\n三"]
    small = replace(reading(), compressed={**reading().compressed, "copy-size": 100})
    ((_, said),) = failures(list(read(File(str(path)), ReadOptions(reading=small))))
    assert "larger than the 100 bytes" in said


@settings(max_examples=30, deadline=None)
@given(rows=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=20))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, rows: list[str]) -> None:
    path = tmp_path_factory.mktemp("parquet") / "a.parquet"
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t (text VARCHAR)")
        connection.executemany("INSERT INTO t VALUES (?)", [(row,) for row in rows])
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    found = read_all(path)
    assert [d.text for d in documents(found)] == rows
    assert [d.line for d in documents(found)] == list(range(1, len(rows) + 1))


def test_the_command_reads_parquet(tmp_path: Path) -> None:
    """From a folder and from standard input; the index holds its rows."""
    text = MASKED.strip()
    path = table(tmp_path / "a.parquet", f"SELECT 'n' || i AS id, '{text}' || i AS text FROM range(3) t(i)")
    run = checker("check", ".", "-o", "json", "--select", "PLC", cwd=tmp_path)
    assert [(f["path"], f["record"], f["document"]) for f in json.loads(run.stdout)["findings"]] == [
        ("a.parquet", n + 1, f"n{n}") for n in range(3)
    ]
    piped = checker(
        *("check", "-", "--stdin-filename", "a.parquet", "-o", "json", "--select", "PLC"),
        cwd=tmp_path,
        stdin=path.read_bytes(),
    )
    assert piped.stdout == run.stdout
    assert checker("index", "add", "a.parquet", cwd=tmp_path).returncode == 0
    assert checker("index", "show", "--ids", cwd=tmp_path).stdout.split() == [b"n0", b"n1", b"n2"]
