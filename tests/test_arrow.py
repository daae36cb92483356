"""Arrow and Feather: as Parquet, where pyarrow is installed; where it is not, that is said."""

from __future__ import annotations

import gzip
import io
import random
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from command import MASKED, checker
from files import BAD, read_all, texts
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.document import Damage, Document
from checker.report import Failure, Skipped

Found = Sequence[Document | Failure | Skipped]


def test_without_pyarrow_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (tmp_path / "a.arrow").write_bytes(b"ARROW1\0\0" + bytes(100))
    (failure,) = read_all(tmp_path / "a.arrow")
    assert isinstance(failure, Failure)
    assert "pip install '.[arrow]'" in failure.message


pa = pytest.importorskip("pyarrow")


def stream_of(table: pa.Table, rows: int = 1000) -> bytes:
    out = io.BytesIO()
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table, max_chunksize=rows)
    return out.getvalue()


def file_of(table: pa.Table, rows: int = 1000, compression: str | None = None) -> bytes:
    out = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(compression=compression)
    with pa.ipc.new_file(out, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=rows)
    return out.getvalue()


def documents(found: Found) -> list[Document]:
    return [item for item in found if isinstance(item, Document)]


def failures(found: Found) -> list[tuple[str, str]]:
    return [(item.path.rpartition("/")[2], item.message) for item in found if isinstance(item, Failure)]


def written(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


TABLE = pa.table({"id": [7, 8, 9], "text": ["一", "二\n三", ""], "page": ["p", "q", None]})


@pytest.mark.parametrize("name", ["a.arrow", "a.feather", "a.ipc", "a.arrows"])
@pytest.mark.parametrize("make", [stream_of, file_of, lambda table: file_of(table, 2, "zstd")])
@pytest.mark.parametrize("packed", ["", ".gz", ".zip"])
def test_rows_carry_their_number_and_id(tmp_path: Path, name: str, make, packed: str) -> None:  # type: ignore[no-untyped-def]
    """Files and streams, Feather among them, in batches, compressed and in an archive."""
    data = make(TABLE)
    if packed == ".gz":
        data = gzip.compress(data)
    if packed == ".zip":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(name, data)
        data = out.getvalue()
    path = written(tmp_path, f"{name}{packed}", data)
    found = documents(read_all(path))
    source = f"{path}!/{name}" if packed == ".zip" else str(path)
    assert [(d.id, d.line, d.text, d.source) for d in found] == [
        ("7", 1, "一", source),
        ("8", 2, "二\n三", source),
        ("9", 3, "", source),
    ]
    assert [d.id for d in documents(read_all(path, id_field="page"))] == ["p", "q", f"{source}:3"]


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())]
)
def test_every_type_of_strings_is_text(tmp_path: Path, kind: pa.DataType) -> None:
    table = pa.table({"text": pa.array(["一", None, "二", "一"]).cast(kind)})
    found = read_all(written(tmp_path, "a.arrow", stream_of(table)))
    assert texts(documents(found)) == ["一", "二", "一"]
    assert failures(found) == [("a.arrow:2", "the column 'text' is empty (null) here")]


def test_strings_that_are_no_utf8_and_bytes(tmp_path: Path) -> None:
    page = "县里的档案馆把三十年的水文笔记整理成册，供读者查阅。"
    raw = pa.array([b"ok", b"a\xff\xffb", page.encode("gb18030")], pa.binary())
    table = pa.table(
        {"id": pa.array([b"1", b"\xff", b"3"], pa.binary()).view(pa.string()), "text": raw.view(pa.string())}
    )
    first, second, third = documents(read_all(written(tmp_path, "a.arrow", stream_of(table))))
    assert (first.text, second.text, second.id) == ("ok", f"a{BAD * 2}b", BAD)
    assert second.encoding.damage == (Damage(1, 1, 3),)
    assert third.encoding.name == "utf-8"  # as the file says it
    named = read_all(written(tmp_path, "b.arrow", stream_of(pa.table({"raw": raw}))), text_field="raw")
    assert documents(named)[2].text == page


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"text_field": "body"}, "has no column 'body'; its columns are 'id' (int64), 'text' (string), 'tags' (list<"),
        ({"text_field": "tags"}, "the column 'tags' has the type list<"),
        ({"id_field": "tags"}, "the column 'tags' has the type list<"),
        ({"text_field": "id"}, "the column 'id' has the type int64, which is no text; its columns are"),
    ],
)
def test_a_column_that_cannot_be_used_is_named(tmp_path: Path, options: dict[str, str], said: str) -> None:
    table = pa.table({"id": [1], "text": ["一"], "tags": [["a"]]})
    (failure,) = read_all(written(tmp_path, "a.arrow", stream_of(table)), **options)
    assert isinstance(failure, Failure)
    assert failure.message.startswith(said)


def test_an_empty_table_has_no_documents(tmp_path: Path) -> None:
    path = written(tmp_path, "a.arrow", file_of(TABLE.slice(0, 0)))
    assert read_all(path) == [Skipped(str(path), "it holds no records")]


@pytest.mark.parametrize("make", [stream_of, file_of])
def test_rows_before_the_break_are_read(tmp_path: Path, make) -> None:  # type: ignore[no-untyped-def]
    table = pa.table({"text": [f"{n} 字" * 50 for n in range(1000)]})
    data = make(table, 100)
    found = read_all(written(tmp_path, "a.arrow", data[: len(data) // 2]))
    assert len(failures(found)) == 1
    if make is stream_of:
        assert len(documents(found)) in (400, 500)
        assert texts(documents(found)) == table.column("text").to_pylist()[: len(documents(found))]
    (old,) = failures(read_all(written(tmp_path, "b.feather", b"FEA1" + bytes(50) + b"FEA1")))
    assert "version 1" in old[1]
    for junk in (b"", b"plain text", b"ARROW1\0\0"):
        (_, why), *_ = failures(read_all(written(tmp_path, "c.arrow", junk))) or [("", "")]
        assert why.startswith("cannot be read as Arrow")


WHOLE = {"a.arrow": file_of(TABLE, 2), "b.arrow": stream_of(TABLE, 2), "c.arrow": file_of(TABLE, 2, "lz4")}


@settings(max_examples=200, deadline=None)
@given(name=st.sampled_from(sorted(WHOLE)), seed=st.integers(0, 1 << 32))
def test_no_damage_is_an_accident(tmp_path_factory: pytest.TempPathFactory, name: str, seed: int) -> None:
    rng = random.Random(seed)
    data = bytearray(WHOLE[name])
    for _ in range(rng.randint(1, 4)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    for item in read_all(written(tmp_path_factory.mktemp("arrow"), name, bytes(data))):
        assert isinstance(item, Document | Failure)


def test_the_command_reads_arrow(tmp_path: Path) -> None:
    data = stream_of(pa.table({"id": ["n1", "n2"], "text": [MASKED, MASKED * 2]}))
    written(tmp_path, "a.arrow", data)
    run = checker("check", ".", "-o", "concise", "--select", "PLC", cwd=tmp_path)
    assert (run.returncode, b"a.arrow:2: " in run.stdout) == (1, True)
    piped = checker(
        "check", "-", "--stdin-filename", "a.arrow", "-o", "concise", "--select", "PLC", cwd=tmp_path, stdin=data
    )
    assert b"a.arrow:2: " in piped.stdout
