"""Paths become files, each once and in a fixed order; what is left out is named with its reason."""

from __future__ import annotations

import io
import os
import socket
import sys
from pathlib import Path

import pytest
from walk import find, make, names, reasons, repository

from checker.corpus import File, Listing, ReadOptions, files_from, read
from checker.errors import UsageError

pytestmark = pytest.mark.usefixtures("folder")


def test_a_folder_is_read_with_everything_below_it_sorted_by_path() -> None:
    make("d/b.txt", "d/a.md", "d/a/z.txt", "d/c/x/y.txt", "d/noextension")
    assert names(find("d")) == ["d/a/z.txt", "d/a.md", "d/b.txt", "d/c/x/y.txt", "d/noextension"]


def test_arguments_keep_their_order_and_every_file_is_read_once() -> None:
    make("d/a.txt", "d/b.txt", "e.txt")
    assert names(find("e.txt", "d/b.txt", "d", "e.txt", "./d/a.txt")) == ["e.txt", "d/b.txt", "d/a.txt"]


@pytest.mark.parametrize(
    ("given", "reported"),
    [("d", "d/a.txt"), ("d/", "d/a.txt"), ("./d//", "d/a.txt"), (".", "d/a.txt"), ("d/../d", "d/../d/a.txt")],
)
def test_paths_are_reported_as_given_without_idle_parts(given: str, reported: str) -> None:
    make("d/a.txt")
    assert names(find(given)) == [reported]


def test_an_absolute_path_stays_absolute(folder: Path) -> None:
    make("d/a.txt")
    assert names(find(str(folder))) == [f"{folder}/d/a.txt"]


def test_standard_input_is_read_once_under_its_name() -> None:
    listing = find("-", "-", stdin_filename="page.md")
    assert listing.files == (File("page.md", named=True, stdin=True),)


def test_a_file_named_after_its_folder_is_a_named_file() -> None:
    make("d/a.txt")
    assert [file.named for file in find("d").files] == [False]
    assert [file.named for file in find("d", "d/a.txt").files] == [True]


def test_a_file_name_that_is_not_utf8_is_shown_and_still_opened(folder: Path) -> None:
    Path(os.fsdecode(b"d\xff.txt")).write_text("text", encoding="utf-8")
    (file,) = find(".").files
    assert file.path == "d\\xff.txt"
    (document,) = read(file, ReadOptions())
    assert document.text == "text"  # type: ignore[union-attr]


def test_an_empty_folder_has_no_files_and_is_no_failure() -> None:
    Path("d").mkdir()
    assert find("d") == Listing(())


def test_hidden_entries_are_skipped_one_entry_a_folder() -> None:
    make("d/a.txt", "d/.b.txt", "d/.git/config", "d/.git/refs/x")
    listing = find("d")
    assert names(listing) == ["d/a.txt"]
    assert reasons(listing) == {"d/.b.txt": "hidden", "d/.git/": "hidden"}
    assert names(find("d/.b.txt", "d/.git")) == ["d/.b.txt", "d/.git/config", "d/.git/refs/x"]


def test_excluded_paths_are_skipped_but_not_when_named() -> None:
    make("d/a.txt", "d/b.log", "d/vendor/x.txt")
    listing = find(".", exclude=("*.log", "/d/vendor/"))
    assert names(listing) == ["d/a.txt"]
    assert reasons(listing) == {"d/b.log": "excluded by configuration", "d/vendor/": "excluded by configuration"}
    assert names(find("d/b.log", "d/vendor", exclude=("*.log", "/d/vendor/"))) == ["d/b.log", "d/vendor/x.txt"]


def test_exclude_is_relative_to_the_folder_of_the_configuration(folder: Path) -> None:
    make("d/a.txt", "d/b.txt", "b.txt")
    assert names(find(".", exclude=("/b.txt",), root="d")) == ["b.txt", "d/a.txt", "d/b.txt"]
    assert names(find("d", exclude=("/b.txt",), root=str(folder / "d"))) == ["d/a.txt"]


def test_what_is_no_regular_file_is_skipped_and_never_opened() -> None:
    make("d/a.txt")
    os.mkfifo("d/pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("d/s")
        listing = find("d")
    assert names(listing) == ["d/a.txt"]
    assert reasons(listing) == {"d/pipe": "is a named pipe, not a file", "d/s": "is a socket, not a file"}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.txt", ["a.txt"]),
        ("d/*.txt", ["d/b.txt"]),
        ("**/*.txt", ["a.txt", "d/b.txt", "d/e/c.txt"]),
        ("d/**", ["d/b.txt", "d/e/c.txt", "d/e/x.md"]),
        ("d/*", ["d/b.txt", "d/e/c.txt", "d/e/x.md"]),
        ("?/[e-f]/*.md", ["d/e/x.md"]),
        ("./d/e/*.txt", ["d/e/c.txt"]),
    ],
)
def test_a_glob_finds(pattern: str, expected: list[str]) -> None:
    make("a.txt", "d/b.txt", "d/e/c.txt", "d/e/x.md", "d/.hidden.txt")
    assert names(find(pattern)) == expected


def test_a_name_with_wildcards_that_exists_is_that_file() -> None:
    make("a[1].txt", "a1.txt")
    assert names(find("a[1].txt")) == ["a[1].txt"]


def test_a_glob_leaves_out_what_a_walk_leaves_out() -> None:
    repository("*.log")
    make("d/a.log", "d/b.txt")
    assert names(find("d/*")) == ["d/b.txt"]
    assert reasons(find("d/*.txt")) == {}
    assert names(find("d/*.txt", "d")) == ["d/b.txt"]


@pytest.mark.parametrize("pattern", ["*.nothing", "missing/*.txt", "a.txt/*"])
def test_a_glob_without_a_match_is_a_failure(pattern: str) -> None:
    make("a.txt")
    (failure,) = find(pattern).errors
    assert failure.path == pattern
    assert "matches no file" in failure.message


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a.txt\nb c.txt\r\n\nd.txt", ["a.txt", "b c.txt", "d.txt"]),
        (b"a.txt\0new\nline.txt\0", ["a.txt", "new\nline.txt"]),
        (b"", []),
        (b"\xff.txt\n", ["\udcff.txt"]),
    ],
)
def test_a_list_of_files(data: bytes, expected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    Path("list").write_bytes(data)
    assert files_from("list") == expected
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert files_from("-") == expected


def test_a_list_that_cannot_be_read_is_a_usage_error() -> None:
    with pytest.raises(UsageError) as error:
        files_from("nowhere")
    assert "nowhere" in error.value.message
