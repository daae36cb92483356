"""What git ignores is left out, as git itself would have it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from walk import find, make, names, reasons, repository

pytestmark = pytest.mark.usefixtures("folder")


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
