"""Links, devices, folders and files that cannot be read: skipped or failed with a reason, and never twice."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from walk import find, make, names, reasons

from checker.corpus import ReadOptions, discover, read
from checker.report import Failure, Skipped

pytestmark = pytest.mark.usefixtures("folder")


@pytest.mark.parametrize("path", ["missing.txt", "a.txt/b", ""])
def test_a_path_that_does_not_exist_is_a_failure_and_the_rest_is_found(path: str) -> None:
    make("a.txt")
    listing = find(path, "a.txt")
    assert names(listing) == ["a.txt"]
    assert [failure.path for failure in listing.errors] == [path or "''"]


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
