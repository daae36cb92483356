"""A file becomes documents; whatever is wrong with it becomes a failure with a reason, and the rest is read."""

from __future__ import annotations

import gzip
import io
import os
import random
import sys
from pathlib import Path

import pytest
from files import PAGE, jsonl, read_all, texts, written

from checker.corpus import File, ReadOptions, read
from checker.document import Document
from checker.finding import position
from checker.report import Failure, Skipped


def test_a_text_is_one_document_named_by_its_path(tmp_path: Path) -> None:
    path = written(tmp_path, "a.md", PAGE)
    (document,) = read_all(path)
    assert isinstance(document, Document)
    assert (document.id, document.source, document.line, document.text) == (str(path), str(path), None, PAGE)


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", [""]),
        (b"a\r\nb\r\n", ["a", "b", ""]),
        (b"a\rb\r", ["a\rb"]),
        (b"a\0b", ["a\0b"]),
        (b"\n", ["", ""]),
        (b"no end", ["no end"]),
    ],
    ids=["empty", "CRLF", "lone CR", "NUL", "only a line end", "no line end"],
)
def test_lines_end_at_line_feeds_alone_and_nothing_is_dropped(tmp_path: Path, data: bytes, lines: list[str]) -> None:
    (document,) = read_all(written(tmp_path, "a.txt", data), named=True)
    assert isinstance(document, Document)
    assert document.text.encode() == data
    assert list(document.lines) == lines


def test_a_single_line_of_100_megabytes_has_exact_positions(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    with path.open("wb") as file:
        for _ in range(100):
            file.write("字a".encode() * 250_000)
        file.write(b"\nend")
    (document,) = read_all(path)
    assert isinstance(document, Document)
    assert len(document.data) == 100_000_004
    assert position(document, len(document.text) - 1) == position(document, 50_000_003)
    assert (position(document, 50_000_003).line, position(document, 50_000_003).column) == (2, 3)
    assert position(document, 49_999_999).column == 50_000_000


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs Linux's /proc")
def test_a_file_that_cannot_be_read_is_a_failure() -> None:
    (failure,) = read_all(Path("/proc/self/mem"), named=True)
    assert isinstance(failure, Failure)
    assert failure.message.startswith("cannot be read: ")


def test_a_file_that_vanished_is_a_failure(tmp_path: Path) -> None:
    (failure,) = read_all(tmp_path / "gone.txt")
    assert failure == Failure(str(tmp_path / "gone.txt"), "cannot be read: No such file or directory")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a PNG image"),
        (b"%PDF-1.7\nall of it is ASCII\n", "a PDF file"),
        (b"PK\x03\x04" + bytes(30), "a ZIP archive"),
        (random.Random(5).randbytes(20_000), "binary data"),
    ],
)
def test_binary_is_skipped_in_a_folder_and_a_failure_when_named(tmp_path: Path, data: bytes, what: str) -> None:
    path = written(tmp_path, "a.txt", data)
    assert read_all(path) == [Skipped(str(path), "binary")]
    (failure,) = read_all(path, named=True)
    assert isinstance(failure, Failure)
    assert what in failure.message


@pytest.mark.parametrize("name", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "cp932", "utf-8"])
def test_text_in_no_encoding_is_taken_for_binary(tmp_path: Path, name: str) -> None:
    text = "かな文字とabcの行です。\n" * 40 if name == "cp932" else PAGE * 20
    (document,) = read_all(written(tmp_path, "a.txt", text.encode(name)))
    assert texts([document]) == [text]


def test_one_nul_in_a_page_does_not_make_it_binary(tmp_path: Path) -> None:
    assert texts(read_all(written(tmp_path, "a.txt", PAGE + "\0" + PAGE))) == [PAGE + "\0" + PAGE]


def from_stdin(monkeypatch: pytest.MonkeyPatch, data: bytes, name: str = "-") -> list[Document | Failure | Skipped]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    return list(read(File(name, named=True, stdin=True), ReadOptions()))


def test_standard_input_is_text_records_or_compressed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert texts(from_stdin(monkeypatch, PAGE.encode())) == [PAGE]
    records = jsonl({"text": "一"}, {"text": "二"})
    assert texts(from_stdin(monkeypatch, records)) == ["一", "二"]
    assert texts(from_stdin(monkeypatch, records, "page.txt")) == [records.decode()]
    assert texts(from_stdin(monkeypatch, gzip.compress(jsonl({"text": "一"})), "x.jsonl.gz")) == ["一"]
    assert not sys.stdin.buffer.closed


def test_a_named_pipe_that_was_named_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    child = os.fork()
    if child == 0:
        with pipe.open("wb") as file:
            file.write(PAGE.encode() * 5000)
        os._exit(0)
    found = read_all(pipe, named=True)
    os.waitpid(child, 0)
    assert texts(found) == [PAGE * 5000]
