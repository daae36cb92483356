"""Files that are no index, or not this one, or not ours to write: each is told apart, with what to do."""

from __future__ import annotations

import os
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from accepted import PARAMETERS, hold, law
from command import checker

from checker.errors import UsageError
from checker.files import temporary_folder
from checker.index import IndexFileError, MismatchError, contents, must_be_whole, verify
from checker.index.store import reading


@pytest.fixture
def index(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.duckdb"
    hold(path, {f"{n}.txt": law(n) for n in range(60)})
    return path


def test_no_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such index") as told:
        contents(tmp_path / "none.duckdb")
    assert "checker index add" in told.value.hint


@pytest.mark.parametrize("content", [b"", b"no database", b"PK\x03\x04" * 5000])
def test_what_is_no_database_is_no_index(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.duckdb"
    path.write_bytes(content)
    with pytest.raises(IndexFileError, match="no DuckDB database"):
        contents(path)
    assert path.read_bytes() == content


def test_another_kind_of_database_is_no_index(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE docs (doc)")
    database.close()
    with pytest.raises(IndexFileError, match="no DuckDB database"):
        contents(path)


def test_a_database_of_somebody_else_is_no_index(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    with duckdb.connect(path) as database:
        database.execute("CREATE TABLE docs AS SELECT 1 AS doc")
    with pytest.raises(IndexFileError, match="no index"):
        contents(path)
    with pytest.raises(IndexFileError, match="no index"):
        hold(path, {"a": law(1)})


def test_a_file_of_an_older_duckdb_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    with duckdb.connect() as database:
        database.execute(f"ATTACH '{path}' AS old (STORAGE_VERSION 'v1.0.0')")
        database.execute("CREATE TABLE old.docs AS SELECT 1 AS doc")
    with pytest.raises(IndexFileError, match=r"DuckDB 1\.x") as told:
        contents(path)
    assert "checker index build" in told.value.hint


def test_a_file_that_was_cut_is_damaged(index: Path) -> None:
    data = index.read_bytes()
    index.write_bytes(data[: len(data) // 2])
    with pytest.raises(IndexFileError, match="damaged"):
        verify(index)


def test_verify_finds_a_byte_that_was_changed(index: Path) -> None:
    """Every block has a checksum, and every block is read."""
    good = index.read_bytes()
    used = [block for block in range(3 * 4096, len(good), 262144) if any(good[block : block + 262144])]
    found = 0
    for block in used:
        data = bytearray(good)
        data[block + 20] ^= 0x55
        index.write_bytes(data)
        try:
            found += bool(verify(index)[1])
        except IndexFileError:
            found += 1
    assert found >= len(used) - 1  # one block may hold free space


def test_verify_names_what_does_not_belong_together(index: Path) -> None:
    with duckdb.connect(index) as database:
        database.execute("DELETE FROM para WHERE doc = 3 AND ord = 1")
        database.execute("UPDATE docs SET text = (SELECT text FROM docs WHERE doc = 5) WHERE doc = 4")
    with pytest.raises(IndexFileError) as told:
        must_be_whole(index)
    for part in ("do not have all their paragraphs", "bands belong to no paragraph", "4.txt: its text"):
        assert part in told.value.message


def test_other_parameters_are_refused_with_both_values(index: Path) -> None:
    other = replace(PARAMETERS, near=replace(PARAMETERS.near, bands=16, rows=8))
    with reading(index) as connection, pytest.raises(MismatchError, match=r"bands 21 \(the rules say 16\)") as told:
        other.must_be(dict(connection.execute("SELECT key, value FROM meta").fetchall()), str(index))
    assert "checker index build" in told.value.hint


def test_a_command_with_other_parameters_ends_with_2(index: Path) -> None:
    folder = index.parent
    (folder / "checker.toml").write_text("[rule.near-duplicate-paragraph]\nshingle = 7\n", encoding="utf-8")
    (folder / "new.txt").write_text(law(99), encoding="utf-8")
    for arguments in (
        ["check", "new.txt", "--against", index.name],
        ["index", "add", "new.txt", "--index", index.name],
    ):
        run = checker(*arguments, cwd=folder)
        assert (run.returncode, b"shingle 5 (the rules say 7)" in run.stderr) == (2, True)


def test_a_read_only_index_answers_and_refuses_to_grow(index: Path) -> None:
    index.chmod(0o444)
    before = index.read_bytes()
    (index.parent / "copy.txt").write_text(law(7), encoding="utf-8")
    run = checker("check", "copy.txt", "--against", index.name, cwd=index.parent)
    assert b"repeats 7.txt" in run.stdout
    run = checker("index", "add", "copy.txt", "--index", index.name, cwd=index.parent)
    assert (run.returncode, b"read-only" in run.stderr) == (2, True)
    assert index.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_read_only_folder_is_enough_to_ask(index: Path) -> None:
    (index.parent / "copy.txt").write_text(law(7), encoding="utf-8")
    index.parent.chmod(0o555)
    try:
        assert b"repeats 7.txt" in checker("check", "copy.txt", "--against", index.name, cwd=index.parent).stdout
    finally:
        index.parent.chmod(0o755)


def test_tables_of_another_version_are_told_apart(index: Path) -> None:
    with duckdb.connect(index) as database:
        database.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")
    (index.parent / "copy.txt").write_text(law(7), encoding="utf-8")
    for command in (
        ["index", "show"], ["index", "verify"], ["index", "add", "copy.txt"], ["index", "remove", "7.txt"],
    ):  # fmt: skip
        run = checker(*command, "--index", index.name, cwd=index.parent)
        assert (run.returncode, b"another version of checker" in run.stderr) == (2, True), run.stderr
        assert b"checker index build" in run.stderr
    run = checker("check", "copy.txt", "--against", index.name, cwd=index.parent)
    assert (run.returncode, b"another version of checker" in run.stderr) == (2, True)


def test_what_a_killed_addition_left_is_removed_when_the_index_changes(tmp_path: Path) -> None:
    """Where it is a day old; what looks at the index alone removes nothing."""
    made, path = tmp_path / "made.duckdb", tmp_path / "folder" / "corpus.duckdb"
    hold(made, {"1.txt": law(1)})
    path.parent.mkdir()
    shutil.copy(made, path)
    with temporary_folder(tmp_path, ".corpus.duckdb.") as folder:
        name = folder.name
    left, new = path.parent / name, path.parent / f"{name[:-16]}{0:016}"
    for each in (left, new):
        each.mkdir()
        (each / path.name).write_bytes(b"half")
    os.utime(left, (0, 0))
    with reading(path):
        assert left.exists()
    hold(path, {"2.txt": law(2)})
    assert (left.exists(), new.exists()) == (False, True)
