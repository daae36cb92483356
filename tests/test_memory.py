"""A budget of memory changes where things lie, and nothing that is found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from repetition import edited, prose

from checker import memory
from checker.document import Document
from checker.duplicates.stream import COMPILED_FROM
from checker.errors import ConfigError, UsageError
from checker.shelf import Shelf, Shelved
from checker.sizes import LEAST, size_of


@pytest.fixture
def tight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that may lie in a file does so, and pages are let go all the time."""
    monkeypatch.setattr(memory, "LARGE", 1)
    monkeypatch.setattr(memory, "_WORTH", 0)


@pytest.mark.parametrize(
    ("text", "size"),
    [("2GiB", 2 << 30), ("2 gib", 2 << 30), ("500MB", 500_000_000), ("1.5GB", 1_500_000_000), ("300 MiB", 300 << 20)],
)
def test_a_size_is_a_number_with_its_unit(text: str, size: int) -> None:
    assert size_of(text) == size


@pytest.mark.parametrize(
    "text", ["2", "GiB", "2 G", "-2GiB", "2GiB ", "1e9GB", "two", "10MB", "255MiB", "", "99999999999GiB"]
)
def test_another_text_is_no_size(text: str) -> None:
    with pytest.raises(ConfigError, match="here is"):
        size_of(text, "here")


def test_a_size_that_is_wrong_says_how() -> None:
    for text, said in (("", "no size"), ("255MiB", "too little"), ("2000000000GiB", "more than any machine has")):
        with pytest.raises(ConfigError, match=said):
            size_of(text)


def test_half_is_half_of_the_machine() -> None:
    assert size_of("half") == os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2


@given(st.lists(st.lists(st.integers(0, 2**32 - 1), max_size=50), max_size=8), st.booleans())
def test_a_column_is_its_pieces_one_behind_the_other(pieces: list[list[int]], sized: bool) -> None:
    most = sum(map(len, pieces)) if sized else 0
    expected = [value for piece in pieces for value in piece]
    for size in (0, 1):  # in memory, and in a file
        with pytest.MonkeyPatch.context() as patch, memory.budget(size):
            patch.setattr(memory, "LARGE", 1)
            column = memory.Column(np.uint32, most)
            for piece in pieces:
                column.add(np.array(piece, np.uint64))
            assert len(column) == len(expected)
            assert column.done().tolist() == expected


@pytest.mark.usefixtures("tight")
def test_what_is_written_to_a_file_outlasts_that_its_pages_are_let_go() -> None:
    with memory.budget(1) as room:
        table = memory.filled((100, 1000), 7, np.int64)
        table[50] = np.arange(1000)
        room.let_go()
        assert table[49].tolist() == [7] * 1000
        assert table[50].tolist() == list(range(1000))


@pytest.mark.usefixtures("tight")
def test_pages_of_files_are_let_go_near_the_budget() -> None:
    """The array is many times the budget; the process does not grow by it."""
    before = memory.resident()
    with memory.budget(LEAST):
        table = memory.empty(128 << 20, np.int64)
        peak = 0
        for low in range(0, len(table), 1 << 20):
            table[low : low + (1 << 20)] = low
            peak = max(peak, memory.resident())
        assert table[:: 1 << 20].tolist() == list(range(0, len(table), 1 << 20))
    assert peak - before < table.nbytes // 2


@given(st.lists(st.text(max_size=30), max_size=20))
def test_a_document_on_the_shelf_is_the_document(texts: list[str]) -> None:
    documents = [
        Document.from_text(text, id=f"{n}", line=n, meta={"n": n}, secrets=((0, 1),)) for n, text in enumerate(texts)
    ]
    with memory.budget(160):
        shelf = Shelf()
        put = [shelf.put(document) for document in documents]
        names = "id", "data", "size", "text", "source", "line", "encoding", "meta", "secrets", "shown", "place"
        for document, other in zip(documents, put, strict=True):
            assert [getattr(other, name) for name in names] == [getattr(document, name) for name in names]
            assert other.lines.starts.tolist() == document.lines.starts.tolist()
            assert other.read() == document.text
        assert sum(one.size for one in put if not isinstance(one, Shelved)) <= 160 // 16


def test_a_shelf_that_is_made_before_its_run_has_the_room_of_the_run() -> None:
    shelf, documents = Shelf(), [Document.from_text("0123456789", id=f"{n}") for n in range(4)]
    with memory.budget(20 * 16):
        assert [isinstance(shelf.put(document), Shelved) for document in documents] == [False, False, True, True]


def test_a_folder_without_room_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with memory.budget(1), pytest.raises(UsageError, match="none") as caught:
        memory.empty(1 << 20, np.int64)
    assert "TMPDIR" in caught.value.hint


def test_more_than_the_disk_has_is_refused_before_it_is_used() -> None:
    with memory.budget(1), pytest.raises(UsageError, match="cannot be kept in"):
        memory.empty(1 << 53, np.int8)


PROGRAM = """
import sys
from checker import memory, shelf
from checker.__main__ import main
if sys.argv.pop(1) == "tight":
    memory.LARGE, memory._HANDED_OUT, memory._LET_GO, memory._WORTH, shelf._SHARE = 1, 0, 0, 0, 1 << 40
main()
"""


def checked(folder: Path, how: str) -> dict[str, object]:
    target = folder / f"{how}.json"
    options = [
        "--select",
        "duplicate,boilerplate,placeholder",
        "-o",
        f"json:{target}",
        "--exit-zero",
        "-q",
        "--isolated",
    ]
    command = [sys.executable, "-c", PROGRAM, how, "check", "corpus.jsonl", *options, "--memory", "256MiB"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    result: dict[str, object] = json.loads(target.read_text(encoding="utf-8"))
    return result


def test_a_run_with_everything_in_files_finds_the_same(tmp_path: Path) -> None:
    pytest.importorskip("numba", reason="Numba has no wheel here")
    body = [prose(n, 60) for n in range(40)]
    texts = [body[n % 40] if n % 5 else edited(body[n % 40], 0.03, n) for n in range(1200)]
    texts += [f"{prose(1000 + n, 40)}\n{body[n][:900]}\n{prose(2000 + n, 40)}xx市" for n in range(40)]
    with (tmp_path / "corpus.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": n, "text": text}) + "\n" for n, text in enumerate(texts))
    assert (tmp_path / "corpus.jsonl").stat().st_size > COMPILED_FROM
    plain, tight = checked(tmp_path, "plain"), checked(tmp_path, "tight")
    assert len(plain["findings"]) > 1000  # type: ignore[arg-type]
    assert {**plain, "summary": None} == {**tight, "summary": None}


def test_what_was_checked_from_files_is_accepted(tmp_path: Path) -> None:
    """The texts of accepted documents are read again after the run."""
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(f"第{n}篇。{prose(n, 30)}\n", encoding="utf-8")

    def called(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-c", PROGRAM, "tight", *arguments]
        return subprocess.run(command, cwd=tmp_path, check=False, capture_output=True)

    assert called("index", "add", "0.txt", "--index", "held.duckdb").returncode == 0
    options = ["--isolated", "--select", "duplicate", "--memory", "256MiB", "--against", "held.duckdb"]
    added = called("check", "1.txt", "2.txt", *options, "--accept", "--verdicts", "v.jsonl")
    assert (added.returncode, b"2 added" in added.stderr) == (0, True), added.stderr
    again = called("check", "0.txt", "1.txt", "2.txt", *options, "--accept")
    assert (again.returncode, b"3 unchanged" in again.stderr) == (0, True), again.stderr
