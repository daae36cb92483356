"""What was not looked at is not resolved: a baseline knows, without a name in it, what it is about."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import CLEAN, MASKED, checker
from hypothesis import given
from hypothesis import strategies as st

from checker.about import covers, digests

UNKNOWN = "resolved unknown (a part was checked)"


@pytest.fixture
def tree(folder: Path) -> Path:
    """Two folders with a known finding each, and the baseline that knows them."""
    for name in ("corpus/a", "corpus/b", "other"):
        Path(name).mkdir(parents=True)
        Path(name, "x.txt").write_text(f"在{name}里，{MASKED}", encoding="utf-8")
    assert checker("baseline", "create", "corpus", "-s", "PLC", cwd=folder).returncode == 0
    return folder


def said(tree: Path, *arguments: str, cwd: str = "") -> tuple[int, str]:
    known = str(tree / "checker-baseline.txt")
    done = checker("check", *arguments, "-s", "PLC", "--baseline", known, "-o", "concise", cwd=tree / cwd)
    return done.returncode, done.stdout.decode() + done.stderr.decode()


@pytest.mark.parametrize(
    ("named", "cwd", "whole"),
    [
        (["corpus"], "", True),
        (["./corpus/"], "", True),
        (["."], "corpus", True),
        (["../corpus"], "other", True),
        (["corpus", "other"], "", True),
        (["."], "", True),
        (["corpus/a"], "", False),
        (["corpus/a", "corpus/b"], "", False),
        (["corpus/a/x.txt", "corpus/b/x.txt"], "", False),
        (["."], "corpus/a", False),
        (["other"], "", False),
    ],
)
def test_a_part_resolves_nothing(tree: Path, named: list[str], cwd: str, whole: bool) -> None:
    _, told = said(tree, *named, cwd=cwd)
    assert (UNKNOWN in told) == (not whole)
    assert ("known, 0 resolved" in told) == whole
    status, told = said(tree, *named, "--ratchet", cwd=cwd)
    assert (status == 2) == (not whole)
    assert ("is a part of what" in told) == (not whole)


def test_what_was_mended_or_went_is_resolved(tree: Path) -> None:
    (tree / "corpus/a/x.txt").write_text(CLEAN, encoding="utf-8")
    assert "0 new, 1 known, 1 resolved" in said(tree, "corpus")[1]
    (tree / "corpus/b/x.txt").unlink()
    assert "0 new, 0 known, 2 resolved" in said(tree, "corpus")[1]


def test_prune_takes_nothing_out_for_a_part(tree: Path) -> None:
    before = (tree / "checker-baseline.txt").read_bytes()
    done = checker("baseline", "prune", "corpus/a", "-s", "PLC", cwd=tree)
    assert done.returncode == 2
    assert b"is a part of what checker-baseline.txt is about; the rest would be taken out" in done.stderr
    assert (tree / "checker-baseline.txt").read_bytes() == before
    (tree / "corpus/a/x.txt").write_text(CLEAN, encoding="utf-8")
    assert checker("baseline", "prune", "corpus", "-s", "PLC", cwd=tree).returncode == 0
    assert UNKNOWN in said(tree, "corpus/a")[1], "what it is about stays"
    assert "0 new, 1 known, 0 resolved" in said(tree, "corpus")[1]


def test_the_file_names_nothing(tree: Path) -> None:
    text = (tree / "checker-baseline.txt").read_text(encoding="utf-8")
    assert "corpus/" not in text and text.count("\nabout ") == 1
    again = checker("baseline", "create", "corpus", "-s", "PLC", "-o", "again.txt", cwd=tree)
    assert again.returncode == 0
    assert (tree / "again.txt").read_text(encoding="utf-8") == text


def test_a_saved_result_knows_its_files(tree: Path) -> None:
    checker("check", "corpus", "-s", "PLC", "-o", "json:r.json", cwd=tree)
    for named, figures in ((["corpus"], (2, 0, None)), (["corpus/a"], (1, 0, True))):
        done = checker("check", *named, "-s", "PLC", "--baseline", "r.json", "-o", "json", cwd=tree)
        change = json.loads(done.stdout)["summary"]["baseline"]
        assert (change["known"], change["resolved"], change.get("part")) == figures
    (tree / "corpus/b/x.txt").unlink()
    done = checker("check", "corpus/a", "-s", "PLC", "--baseline", "r.json", "-o", "json:n.json", cwd=tree)
    assert json.loads((tree / "n.json").read_bytes())["summary"]["baseline"]["resolved"] == 1


def test_a_part_is_told_in_every_format_and_again(tree: Path) -> None:
    checker("check", "corpus/a", "-s", "PLC", "--baseline", "checker-baseline.txt", "-o", "json:r.json", cwd=tree)
    for name in ("concise", "terminal", "markdown", "github"):
        told = checker("report", "r.json", "-o", name, cwd=tree).stdout.decode()
        assert f"0 new, 1 known, {UNKNOWN}" in told, name
    page = checker("report", "r.json", "-o", "html", cwd=tree).stdout.decode()
    assert '"part": true' in page


NAMES = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3).map("/".join)


@given(st.lists(NAMES, min_size=1, max_size=4), st.lists(NAMES, min_size=1, max_size=4))
def test_a_named_path_is_covered_where_it_or_a_folder_above_it_with_files_is_named(
    old: list[str], new: list[str]
) -> None:
    """For paths that are all there, with a file in each."""
    files = [f"{name}/file" for name in [*old, *new] if any(f"{name}/".startswith(f"{above}/") for above in new)]
    expected = all(any(f"{name}/".startswith(f"{above}/") for above in new) for name in old)
    assert covers(new, files, digests(old, "."), ".") == expected
