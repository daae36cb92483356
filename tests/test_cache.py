"""What is kept from run to run changes nothing: neither where it is there, nor where it is damaged or missing."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from checker import cache, shipped
from checker.errors import CheckerWarning
from checker.rule import Rule
from checker.rulefile import read_rule
from checker.scan import Scanner

FOLDER = "corpus-checker"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache of its own, for rules that have not been read."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    shipped.shipped.cache_clear()
    yield tmp_path / FOLDER
    shipped.shipped.cache_clear()


def read_again() -> tuple[Rule, ...]:
    """The rules as a new process has them."""
    shipped.shipped.cache_clear()
    return shipped.shipped()


def said(rule: Rule) -> dict[str, object]:
    """All that a rule holds, with the types of what it holds."""
    return {field.name: (type(value := getattr(rule, field.name)), value) for field in fields(rule)}


def test_kept_rules_are_those_of_the_files(folder: Path) -> None:
    """A rule out of the cache holds what its file says, in the same types."""
    first, again = read_again(), read_again()
    assert [path.suffix for path in folder.iterdir()] == [".json"]
    files = [said(read_rule(path)) for path in shipped.shipped_files()]
    assert list(map(said, first)) == list(map(said, again)) == files


@pytest.mark.parametrize("damaged", [b"", b"[]", b"x" * 100])
def test_a_damaged_book_is_read_again(folder: Path, damaged: bytes) -> None:
    """A file that is cut short or foreign is never trusted."""
    rules = list(map(said, read_again()))
    (path,) = folder.iterdir()
    whole = path.read_bytes()
    for content in (damaged, whole[:-1], whole[:40] + bytes([whole[40] ^ 1]) + whole[41:]):
        path.write_bytes(content)
        assert list(map(said, read_again())) == rules
        assert path.read_bytes() == whole


def test_rules_are_read_without_a_cache(tmp_path: Path, folder: Path) -> None:
    """A cache that cannot be written is done without."""
    folder.write_text("a file, not a folder", encoding="utf-8")
    assert len(read_again()) == len(shipped.shipped_files())


def test_only_the_newest_of_a_kind_stay(folder: Path) -> None:
    """The cache does not grow, and one kind does not drive out another."""
    other = folder / "other-1.bin"
    cache.keep(other, b"other")
    for number in range(2 * cache.KEPT):
        cache.keep(folder / f"some-{number}.bin", b"%d" % number)
    newest = folder / f"some-{2 * cache.KEPT - 1}.bin"
    assert len(list(folder.iterdir())) == cache.KEPT + 1
    assert (cache.kept(newest), cache.kept(other)) == (b"%d" % (2 * cache.KEPT - 1), b"other")


def test_little_is_loaded_before_there_is_anything_to_do() -> None:
    """Libraries that take long to load are loaded where they are needed: not NumPy for help, not Numba for one text."""
    heavy = ("numpy", "hyperscan", "numba", "duckdb", "pathspec", "multiprocessing", "concurrent.futures", "rich")
    program = f"import sys, checker.cli; sys.exit(','.join({{*{heavy}}} & {{*sys.modules}}))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.stderr.strip() == ""
    late = ("numba", "duckdb", "pathspec", "multiprocessing", "concurrent.futures", "importlib.metadata")
    program = f"import sys, checker.cli.run; sys.exit(','.join({{*{late}}} & {{*sys.modules}}))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.stderr.strip() == ""


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do; one that can be written is not spoken of."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.warns(CheckerWarning, match="patterns are compiled anew each time: name another in XDG_CACHE_HOME"):
        Scanner(["river"], [0])
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "new"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Scanner(["river"], [0])
