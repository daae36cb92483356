"""`--since`: the files that differ from a commit, wherever the command stands, whatever the repository is made of."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest
from accepted import law
from command import checker


def git(folder: Path, *arguments: str) -> str:
    who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_ALLOW_PROTOCOL": "file"}
    command = ["git", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", *arguments]
    env = {**os.environ, **who, **alone}
    return subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True, text=True).stdout


def put(path: Path, number: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(law(number), encoding="utf-8")


def commit(folder: Path, message: str = "more") -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)
    return git(folder, "rev-parse", "HEAD").strip()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Four laws in one commit, then one that is changed and a new one."""
    tree = tmp_path / "tree"
    for number, name in enumerate(("a.txt", "in/b.txt", "in/deep/c.txt", "other/d.txt")):
        put(tree / name, number)
    git(tree, "init", "-q")
    commit(tree)
    put(tree / "in/b.txt", 10)
    put(tree / "other/new.txt", 11)
    return tree


def checked(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> list[str]:
    run = checker("check", *arguments, "-o", "json", "--fail-on", "error", cwd=folder, env=env)
    assert run.returncode in (0, 1), run.stderr.decode()
    return [document["path"] for document in json.loads(run.stdout)["documents"]]


def refused(folder: Path, *arguments: str) -> str:
    run = checker("check", *arguments, cwd=folder)
    assert run.returncode == 2
    return run.stderr.decode()


@pytest.mark.parametrize(
    ("folder", "paths", "found"),
    [
        (".", ["."], ["in/b.txt", "other/new.txt"]),
        ("in", ["."], ["b.txt"]),
        ("in", [".."], ["../in/b.txt", "../other/new.txt"]),
        ("in/deep", ["../../other", "c.txt"], ["../../other/new.txt"]),
        ("..", ["tree"], ["tree/in/b.txt", "tree/other/new.txt"]),
    ],
)
def test_the_repository_is_that_of_the_files(tree: Path, folder: str, paths: list[str], found: list[str]) -> None:
    assert checked(tree / folder, *paths, "--since", "HEAD") == found


def test_a_hook_of_another_repository_does_not_lead_astray(tree: Path) -> None:
    """Git tells its hooks in the environment which repository it is at work on."""
    git(tree.parent, "init", "-q", "hooked")
    env = {"GIT_DIR": str(tree.parent / "hooked/.git"), "GIT_INDEX_FILE": ".git/index"}
    assert checked(tree, ".", "--since", "HEAD", env=env) == ["in/b.txt", "other/new.txt"]


def test_two_repositories_are_each_asked_for_their_own(tree: Path) -> None:
    second = tree.parent / "second"
    put(second / "x.txt", 20)
    put(second / "y.txt", 21)
    git(second, "init", "-q")
    commit(second)
    put(second / "y.txt", 22)
    found = checked(tree.parent, "tree", "second", "--since", "HEAD")
    assert sorted(found) == ["second/y.txt", "tree/in/b.txt", "tree/other/new.txt"]


def test_a_worktree_has_its_own_files(tree: Path) -> None:
    git(tree, "worktree", "add", "-q", "../branch", "-b", "branch")
    put(tree.parent / "branch/a.txt", 12)
    assert checked(tree.parent / "branch", ".", "--since", "main") == ["a.txt"]


@pytest.fixture
def above(tree: Path) -> Path:
    """A repository with the tree as a submodule, at the tree's first commit."""
    git(tree, "stash", "-q", "-u")
    above = tree.parent / "above"
    put(above / "own.txt", 30)
    git(above, "init", "-q")
    git(above, "submodule", "add", "-q", str(tree), "laws")
    commit(above)
    return above


def test_a_submodule_is_compared_with_what_the_commit_names_of_it(above: Path) -> None:
    assert checked(above, ".", "--since", "HEAD", "--allow-empty") == []
    put(above / "laws/in/b.txt", 13)
    commit(above / "laws")
    put(above / "laws/a.txt", 14)
    assert checked(above, ".", "--since", "HEAD") == ["laws/a.txt", "laws/in/b.txt"]
    assert checked(above / "laws", ".", "--since", "HEAD") == ["a.txt"]
    commit(above)
    put(above / "own.txt", 31)
    assert checked(above, ".", "--since", "HEAD") == ["laws/a.txt", "own.txt"]
    assert checked(above, ".", "--since", "HEAD~1") == ["laws/a.txt", "laws/in/b.txt", "own.txt"]


def test_a_submodule_that_is_new_is_new_as_a_whole(tree: Path) -> None:
    git(tree, "stash", "-q", "-u")
    above = tree.parent / "above"
    put(above / "own.txt", 30)
    git(above, "init", "-q")
    before = commit(above)
    git(above, "submodule", "add", "-q", str(tree), "laws")
    commit(above)
    assert len(checked(above, ".", "--since", before)) == 4


def test_a_renamed_file_replaces_its_old_version_wherever_the_command_stands(tree: Path) -> None:
    commit(tree)
    checker("index", "add", ".", "--index", "../i.duckdb", cwd=tree)
    git(tree, "mv", "in/deep/c.txt", "other/moved.txt")
    arguments = ("--since", "HEAD", "--against", "../../i.duckdb", "--root", "..", "--accept")
    assert checked(tree / "in", "..", *arguments) == ["../other/moved.txt"]
    held = json.loads(checker("index", "show", "--ids", "--json", "--index", "../i.duckdb", cwd=tree).stdout)
    assert held == ["a.txt", "in/b.txt", "other/d.txt", "other/moved.txt", "other/new.txt"]


@pytest.mark.parametrize(
    ("since", "said", "hint"),
    [
        ("nowhere", "has no such commit", "one of a remote is fetched first"),
        ("main..HEAD", "has no such commit", "git merge-base main HEAD"),
        ("main...", "has no such commit", "git merge-base main HEAD"),
        ("--output=stolen", "has no such commit", ""),
        ("", "names no commit", "an empty variable?"),
        ("HEAD:a.txt", "--since", ""),
    ],
)
def test_what_is_no_commit_is_said(tree: Path, since: str, said: str, hint: str) -> None:
    told = refused(tree, ".", f"--since={since}")
    assert said in told
    assert hint in told
    assert not (tree / "stolen").exists()


def test_a_shallow_clone_says_how_to_fetch_the_commit(tree: Path) -> None:
    first = git(tree, "rev-parse", "HEAD").strip()
    commit(tree)
    git(tree.parent, "clone", "-q", "--depth", "1", f"file://{tree}", "shallow")
    told = refused(tree.parent / "shallow", ".", "--since", first)
    assert "has no such commit" in told
    assert "git fetch --unshallow" in told


def test_files_outside_of_every_repository_are_told(tree: Path) -> None:
    put(tree.parent / "loose.txt", 5)
    assert "loose.txt lies in no repository of git" in refused(tree, "../loose.txt", "--since", "HEAD")
    (tree.parent / "loose.txt").unlink()


@pytest.mark.skipif(os.name == "nt", reason="the system's names are Unicode")
def test_names_in_any_bytes(tree: Path) -> None:
    put(Path(os.fsdecode(os.fsencode(tree) + b"/in/\xff.txt")), 15)
    put(tree / "in/新 文\t.txt", 16)
    commit(tree)
    assert checked(tree, "in", "--since", "HEAD~1") == ["in/\\xff.txt", "in/b.txt", "in/新 文\t.txt"]


def duplicates(folder: Path, *arguments: str) -> list[tuple[str, str]]:
    """What repeats which document: paths of the copies, ids of what is kept."""
    run = checker("check", *arguments, "-o", "json", "--select", "duplicate", cwd=folder)
    assert run.returncode in (0, 1), run.stderr.decode()
    return [(f["path"], f["related"][0]["document"]) for f in json.loads(run.stdout)["findings"]]


def held_ids(folder: Path) -> list[str]:
    found: list[str] = json.loads(
        checker("index", "show", "--ids", "--json", "--index", "../i.duckdb", cwd=folder).stdout
    )
    return found


AGAINST = ("--since", "HEAD", "--against", "../i.duckdb")


@pytest.fixture
def held(tree: Path) -> Path:
    """The tree, all of it committed and held."""
    commit(tree)
    assert checker("index", "add", ".", "--index", "../i.duckdb", cwd=tree).returncode == 0
    return tree


def test_what_was_moved_without_telling_git_is_renamed_too(held: Path) -> None:
    """Also with an edit, and in another folder; the repository's own index is left as it is."""
    before = (held / ".git/index").read_bytes()
    (held / "in/b.txt").rename(held / "other/moved 文.txt")
    with (held / "other/moved 文.txt").open("a", encoding="utf-8") as file:
        file.write("新添的一行，说的是别的事情。\n")
    assert duplicates(held, ".", *AGAINST) == []
    assert checked(held, ".", *AGAINST, "--accept=review") == ["other/moved 文.txt"]
    assert held_ids(held) == ["a.txt", "in/deep/c.txt", "other/d.txt", "other/moved 文.txt", "other/new.txt"]
    assert (held / ".git/index").read_bytes() == before


def test_a_text_that_went_from_deleted_files_into_another_is_no_copy(held: Path) -> None:
    """Git sees no rename there; the index still holds the files, and that is said."""
    (held / "in/deep/joined.txt").write_text(law(0) + law(10) + law(3) + law(77), encoding="utf-8")
    (held / "a.txt").unlink()
    git(held, "rm", "-q", "in/b.txt", "other/d.txt")
    run = checker("check", ".", *AGAINST, "--select", "duplicate", cwd=held)
    assert (run.returncode, b"repeats" in run.stdout) == (0, False)
    assert b"3 held documents of files that have changed or are gone since HEAD" in run.stderr
    assert "a.txt" in held_ids(held)


def test_a_copy_of_what_is_still_there_is_told_beside_what_is_gone(held: Path) -> None:
    (held / "a.txt").unlink()
    put(held / "in/copy.txt", 2)
    assert duplicates(held, ".", *AGAINST) == [("in/copy.txt", "in/deep/c.txt")]


def test_without_a_commit_what_is_held_counts_whatever_became_of_its_file(held: Path) -> None:
    (held / "a.txt").rename(held / "z.txt")
    assert duplicates(held, "z.txt", "--against", "../i.duckdb") == [("z.txt", "a.txt")]


def test_a_record_that_left_its_file_is_no_old_copy(held: Path) -> None:
    """The first of four goes, so that each of the others stands in a line that was another's."""
    lines = [json.dumps({"text": law(50 + n)}, ensure_ascii=False) + "\n" for n in range(4)]
    (held / "r.jsonl").write_text("".join(lines), encoding="utf-8")
    commit(held)
    checker("index", "add", "r.jsonl", "--index", "../i.duckdb", cwd=held)
    (held / "r.jsonl").write_text("".join(lines[1:]), encoding="utf-8")
    assert duplicates(held, ".", *AGAINST) == []


def test_a_member_of_a_deleted_archive_is_gone(held: Path) -> None:
    with zipfile.ZipFile(held / "more.zip", "w") as archive:
        archive.writestr("m.txt", law(70))
    commit(held)
    checker("index", "add", "more.zip", "--index", "../i.duckdb", cwd=held)
    (held / "more.zip").unlink()
    put(held / "m.txt", 70)
    assert duplicates(held, ".", *AGAINST) == []


def test_in_the_tree_what_is_deleted_is_no_original(held: Path) -> None:
    (held / "a.txt").rename(held / "z.txt")
    assert duplicates(held, ".", "--since", "HEAD") == []


def test_what_the_change_took_away_is_no_file_that_is_missing(tree: Path) -> None:
    """As in `git diff --name-only REF | xargs checker check --since REF`."""
    git(tree, "checkout", "-q", "--", ".")
    git(tree, "mv", "a.txt", "moved.txt")
    git(tree, "rm", "-q", "in/b.txt", "in/deep/c.txt")
    named = ["a.txt", "moved.txt", "in/b.txt", "in/deep/c.txt", "in/deep"]
    run = checker("check", *named, "--since", "HEAD", "-o", "json", cwd=tree)
    assert {entry["path"]: entry["reason"] for entry in json.loads(run.stdout)["skipped"]} == {
        "a.txt": "renamed to moved.txt since HEAD",
        "in/b.txt": "deleted since HEAD",
        "in/deep": "deleted since HEAD",
        "in/deep/c.txt": "deleted since HEAD",
    }
    assert json.loads(run.stdout)["errors"] == []
    assert checker("check", "b.txt", "--since", "HEAD", cwd=tree / "other").returncode == 2
    only = checker("check", "in/b.txt", "--since", "HEAD", cwd=tree)
    assert (only.returncode, b"no file has changed since HEAD" in only.stderr) == (0, True)
    typo = checker("check", "in/b.txt", "in/B.txt", "--since", "HEAD", "-o", "concise", cwd=tree)
    assert (typo.returncode, b"in/B.txt: no such file" in typo.stdout) == (2, True)
