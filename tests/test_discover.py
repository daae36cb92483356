"""Paths become files, each once and in a fixed order; what is left out is named with its reason."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.corpus import File, Listing, ReadOptions, discover, files_from, read
from checker.errors import UsageError
from checker.report import Failure, Skipped


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test works in an empty folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(*paths: str) -> None:
    for path in paths:
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"the text of {path}\n", encoding="utf-8")


def find(*paths: str, **options: object) -> Listing:
    return discover(paths, ReadOptions(**options))  # type: ignore[arg-type]


def names(listing: Listing) -> list[str]:
    return [file.path for file in listing.files]


def reasons(listing: Listing) -> dict[str, str]:
    return {entry.path: entry.reason for entry in listing.skipped}


def repository(*ignore: str) -> None:
    subprocess.run(["git", "init", "-q", "."], check=True)
    Path(".gitignore").write_text("\n".join(ignore) + "\n", encoding="utf-8")


# --- what is found ----------------------------------------------------------------------------------------------------


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
    assert file.path == "d\N{REPLACEMENT CHARACTER}.txt"
    (document,) = read(file, ReadOptions())
    assert document.text == "text"  # type: ignore[union-attr]


def test_an_empty_folder_has_no_files_and_is_no_failure() -> None:
    Path("d").mkdir()
    assert find("d") == Listing(())


# --- what is left out -------------------------------------------------------------------------------------------------


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


# --- git --------------------------------------------------------------------------------------------------------------


def test_ignored_paths_are_skipped_with_nested_files_and_negation() -> None:
    repository("*.log", "/build/", "data/*", "!data/keep.txt")
    make("a.txt", "a.log", "build/x.txt", "d/build/y.txt", "data/keep.txt", "data/no.txt", "d/b.log", "d/c.tmp")
    Path("d/.gitignore").write_text("!b.log\n*.tmp\n", encoding="utf-8")
    Path(".git/info").mkdir(exist_ok=True)
    Path(".git/info/exclude").write_text("a.txt\n", encoding="utf-8")
    listing = find(".")
    assert names(listing) == ["d/b.log", "d/build/y.txt", "data/keep.txt"]
    git = {path for path, reason in reasons(listing).items() if reason == "ignored by git"}
    assert git == {"a.txt", "a.log", "build/", "data/no.txt", "d/c.tmp"}
    everything = [
        "a.log",
        "a.txt",
        "build/x.txt",
        "d/b.log",
        "d/build/y.txt",
        "d/c.tmp",
        "data/keep.txt",
        "data/no.txt",
    ]
    assert names(find(".", gitignore=False)) == everything


def test_the_walk_agrees_with_git() -> None:
    repository(
        "*.a", "!keep.a", "x/", "**/deep/*.b", "/top.c", "sp ace", "\\#literal", "# comment", "!y/x/", "a?c.[de]"
    )
    make("1.a", "keep.a", "x/1.t", "y/x/2.t", "y/deep/1.b", "deep/2.b", "deep/z/3.b", "top.c", "y/top.c", "sp ace")
    make("#literal", "comment", "abc.d", "abc.f", "y/abc.e", "x.txt", "k/x")
    listed = subprocess.run(
        ["git", "-c", "core.quotepath=off", "ls-files", "-co", "--exclude-standard", "-z"],
        check=True,
        capture_output=True,
    ).stdout.decode()
    expected = {name for name in listed.split("\0") if name and not name.startswith(".")}
    assert set(names(find("."))) == expected


def test_a_named_path_is_checked_although_git_ignores_it() -> None:
    repository("build/", "*.log")
    make("build/a.txt", "build/sub/b.txt", "build/c.log", "x.log")
    assert names(find("x.log", "build/c.log")) == ["x.log", "build/c.log"]
    assert names(find("build")) == ["build/a.txt", "build/sub/b.txt"]
    assert reasons(find("build")) == {"build/c.log": "ignored by git"}
    assert names(find("build/sub")) == ["build/sub/b.txt"]


def test_rules_above_the_named_folder_hold_inside_it() -> None:
    repository("*.log", "/d/sub/")
    make("d/a.log", "d/a.txt", "d/sub/b.txt")
    assert names(find("d")) == ["d/a.txt"]


def test_outside_a_repository_gitignore_is_just_a_hidden_file() -> None:
    make("d/a.txt")
    Path("d/.gitignore").write_text("*\n", encoding="utf-8")
    assert names(find("d")) == ["d/a.txt"]


def test_a_repository_inside_a_repository_has_its_own_rules() -> None:
    repository("*.txt")
    make("a.txt", "inner/a.txt", "inner/b.md", "inner/c.md")
    Path("inner/.git").mkdir()
    Path("inner/.gitignore").write_text("b.md\n", encoding="utf-8")
    assert names(find(".")) == ["inner/a.txt", "inner/c.md"]


def test_a_worktree_is_a_repository_with_the_excludes_of_its_parent() -> None:
    Path("main").mkdir()
    os.chdir("main")
    repository()
    Path(".git/info").mkdir(exist_ok=True)
    Path(".git/info/exclude").write_text("*.log\n", encoding="utf-8")
    who = ["-c", "user.name=n", "-c", "user.email=e@example.org"]
    subprocess.run(["git", *who, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
    subprocess.run(["git", "worktree", "add", "-q", "../tree"], check=True, capture_output=True)
    make("../tree/a.log", "../tree/b.txt")
    assert names(find("../tree")) == ["../tree/b.txt"]


def test_a_line_that_is_no_pattern_spoils_nothing() -> None:
    repository("!", "/", "a[", "**b\\", "*.log")
    make("a.log", "b.txt")
    assert "b.txt" in names(find("."))
    assert "a.log" not in names(find("."))


# --- globs ------------------------------------------------------------------------------------------------------------


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


# --- what cannot be read ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["missing.txt", "a.txt/b", ""])
def test_a_path_that_does_not_exist_is_a_failure_and_the_rest_is_found(path: str) -> None:
    make("a.txt")
    listing = find(path, "a.txt")
    assert names(listing) == ["a.txt"]
    assert [failure.path for failure in listing.errors] == [path]


def test_a_device_is_a_failure() -> None:
    assert find("/dev/null").errors == (Failure("/dev/null", "is a device, not a file"),)


def test_broken_links_are_failures_named_or_met() -> None:
    make("d/a.txt")
    Path("d/broken").symlink_to("nowhere")
    for path in ("d", "d/broken"):
        (failure,) = find(path).errors
        assert failure.path == "d/broken"
        assert "broken symbolic link to nowhere" in failure.message
    assert names(find("d")) == ["d/a.txt"]


def test_links_that_lead_back_are_skipped() -> None:
    make("d/e/a.txt")
    Path("d/e/up").symlink_to("..")
    Path("d/self").symlink_to("self")
    Path("d/one").symlink_to("two")
    Path("d/two").symlink_to("one")
    listing = find("d")
    assert names(listing) == ["d/e/a.txt"]
    assert listing.errors == ()
    itself = "a symbolic link that leads back to itself"
    above = "a symbolic link that leads back to a folder above it"
    assert reasons(listing) == {"d/e/up": above, "d/one": itself, "d/self": itself, "d/two": itself}
    assert "leads back to itself" in find("d/self").errors[0].message


def test_links_to_what_is_read_anyway_are_skipped_and_others_followed() -> None:
    make("d/z/a.txt", "d/z.txt", "other/b.txt", "c.txt")
    Path("d/a").symlink_to("z")  # sorts before its target
    Path("d/a.txt").symlink_to("z.txt")
    Path("d/other").symlink_to("../other")
    Path("d/c.txt").symlink_to("../c.txt")
    listing = find("d")
    assert names(listing) == ["d/c.txt", "d/other/b.txt", "d/z/a.txt", "d/z.txt"]
    assert reasons(listing) == {
        "d/a": "a symbolic link to a folder that is already read",
        "d/a.txt": "a symbolic link to a file that is already read: d/z.txt",
    }


def test_two_links_into_each_other_end(folder: Path) -> None:
    make("x/a.txt", "y/b.txt")
    Path("x/y").symlink_to("../y")
    Path("y/x").symlink_to("../x")
    assert names(find("x")) == ["x/a.txt", "x/y/b.txt"]
    assert names(find(".")) == ["x/a.txt", "y/b.txt"]


@pytest.fixture
def locked() -> Iterator[Path]:
    """A folder with an unreadable folder and file, seen by a user who is not root."""
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        (top / "open").mkdir()
        (top / "open" / "closed").mkdir()
        (top / "open" / "closed" / "x.txt").write_text("x", encoding="utf-8")
        for text in ("a.txt", "secret.txt"):
            (top / "open" / text).write_text(text, encoding="utf-8")
        top.chmod(0o755)
        (top / "open" / "secret.txt").chmod(0)
        (top / "open" / "closed").chmod(0)
        root = os.geteuid() == 0
        os.chdir(top)
        if root:
            os.seteuid(65534)
        try:
            yield top / "open"
        finally:
            if root:
                os.seteuid(0)
            (top / "open" / "closed").chmod(0o700)


def test_folders_and_files_without_permission_are_failures(locked: Path) -> None:
    options = ReadOptions()
    listing = discover([str(locked)], options)
    assert listing.errors == (Failure(f"{locked}/closed", "the folder cannot be read: Permission denied"),)
    results = {file.path: list(read(file, options)) for file in listing.files}
    assert results[f"{locked}/secret.txt"] == [Failure(f"{locked}/secret.txt", "cannot be read: Permission denied")]
    assert len(results) == 2
    named = discover([f"{locked}/closed/x.txt"], options)
    assert named.errors == (Failure(f"{locked}/closed/x.txt", "cannot be read: Permission denied"),)


def test_skipped_and_failed_come_sorted_and_once() -> None:
    make("d/.b", "d/.a", "d/e/.c")
    listing = find("d", "d/*", "d")
    assert listing.skipped == tuple(Skipped(path, "hidden") for path in ("d/.a", "d/.b", "d/e/.c"))
    assert find("gone", "gone").errors == find("gone").errors


# --- lists of files ---------------------------------------------------------------------------------------------------


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
