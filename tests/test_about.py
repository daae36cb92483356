"""What was not looked at is not resolved: a baseline knows, without a name in it, what it is about."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from command import CLEAN, MASKED, checker
from hypothesis import given
from hypothesis import strategies as st
from workflow import git

from checker.about import Looked, digests, held, unseen

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
        (["corpus/a", "corpus/b"], "", True),
        (["corpus/a/x.txt", "corpus/b/x.txt"], "", True),
        (["corpus/*/x.txt"], "", True),
        (["corpus/a/*"], "", False),
        (["corpus", "--exclude", "b/"], "", False),
        (["corpus", "--exclude", "corpus/b/x*"], "", False),
        (["corpus", "--exclude", "c/"], "", True),
        (["corpus", "corpus/b/x.txt", "--exclude", "b/"], "", True),
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
    why = b"checker-baseline.txt stays as it is: what is checked is a part of what it is about: not all that it was"
    assert why in done.stderr
    assert (tree / "checker-baseline.txt").read_bytes() == before
    (tree / "corpus/a/x.txt").write_text(CLEAN, encoding="utf-8")
    assert checker("baseline", "prune", "corpus", "-s", "PLC", cwd=tree).returncode == 0
    assert UNKNOWN in said(tree, "corpus/a")[1], "what it is about stays"
    assert "0 new, 1 known, 0 resolved" in said(tree, "corpus")[1]


def test_the_file_names_nothing(tree: Path) -> None:
    text = (tree / "checker-baseline.txt").read_text(encoding="utf-8")
    assert "corpus/" not in text and text.count("\nabout ") == 1
    assert text.count("\nat ") == 5, "two files and the three folders they lie in"
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
    """For paths that are all there, with a file in each, and a finding in none, some or all of the old ones."""
    files = [f"{name}/file" for name in [*old, *new] if any(f"{name}/".startswith(f"{above}/") for above in new)]
    expected = all(any(f"{name}/".startswith(f"{above}/") for above in new) for name in old)
    about = digests(old, ".")
    assert (not unseen(Looked(new, files), about, (), ".")) == expected
    for some in (old, old[:1]):
        at = held([f"{name}/file" for name in some], old, ".")
        found = {f"{name}/file" for name in some} <= set(files)
        assert (not unseen(Looked(new, files), about, at, ".")) == (expected or found)
        for name in (name for name in some if f"{name}/file" not in files):
            for place in (f"{name}/file", f"{name}/", name.split("/")[0] if name.split("/")[0] in old else name):
                assert unseen(Looked([*old, *new], files, {place: "x"}), about, at, ".")


def test_what_is_excluded_later_is_not_resolved(tree: Path) -> None:
    _, told = said(tree, "corpus", "--exclude", "b/", "--ratchet")
    assert "is a part of what" in told
    assert "corpus/b/ has known findings and is left out: excluded by configuration" in told
    prune = checker("baseline", "prune", "corpus", "-s", "PLC", "--exclude", "b/", cwd=tree)
    assert (prune.returncode, b"stays as it is" in prune.stderr) == (2, True)
    git(tree, "init", "-q")
    (tree / ".gitignore").write_text("b/\n", encoding="utf-8")
    assert UNKNOWN in said(tree, "corpus")[1]
    assert "0 new, 2 known, 0 resolved" in said(tree, "corpus", "--no-gitignore")[1]


def test_what_was_always_excluded_is_not_missed(tree: Path) -> None:
    done = checker("baseline", "create", "corpus", "-s", "PLC", "--exclude", "b/", "--replace", cwd=tree)
    assert done.returncode == 0
    (tree / "corpus/b/new.txt").write_text(MASKED, encoding="utf-8")
    assert "0 new, 1 known, 0 resolved" in said(tree, "corpus", "--exclude", "b/")[1]


def test_a_glob_is_about_the_files_it_matched(tree: Path) -> None:
    assert checker("baseline", "create", "corpus/*/x.txt", "-s", "PLC", "--replace", cwd=tree).returncode == 0
    for named in (["corpus"], ["corpus/*/*.txt"], ["corpus/a/x.txt", "corpus/b/x.txt"]):
        assert "0 new, 2 known, 0 resolved" in said(tree, *named)[1]
    (tree / "corpus/b/x.txt").unlink()
    assert "0 new, 1 known, 1 resolved" in said(tree, "corpus/*/x.txt")[1]
    assert UNKNOWN in said(tree, "corpus/a/*")[1]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_could_not_be_read_is_not_resolved(tree: Path) -> None:
    (tree / "corpus/b/x.txt").chmod(0)
    status, told = said(tree, "corpus")
    assert (status, UNKNOWN in told) == (2, True)


def test_what_is_no_record_any_more_is_not_resolved(tree: Path) -> None:
    (tree / "corpus/r.jsonl").write_text('{"text": "20xx年，馆里添了书。"}\n', encoding="utf-8")
    assert checker("baseline", "create", "corpus", "-s", "PLC", cwd=tree).returncode == 0
    (tree / "corpus/r.jsonl").write_text('{"text": "20xx年\n', encoding="utf-8")
    status, told = said(tree, "corpus")
    assert (status, UNKNOWN in told) == (2, True)


def test_a_saved_result_is_on_the_files_it_names_wherever_the_check_runs(tree: Path) -> None:
    checker("check", "corpus", "-s", "PLC", "-o", "json:r.json", cwd=tree)
    for cwd, named, part in (("corpus", ["."], False), ("corpus", ["a"], True), ("corpus/a", ["x.txt"], True)):
        known = str(tree / "r.json")
        done = checker("check", *named, "-s", "PLC", "--baseline", known, "-o", "concise", cwd=tree / cwd)
        assert (UNKNOWN in done.stdout.decode()) == part, (cwd, named)
    (tree / "kept").mkdir()
    (tree / "r.json").rename(tree / "kept/r.json")
    done = checker("check", "../corpus", "-s", "PLC", "--baseline", "r.json", "-o", "concise", cwd=tree / "kept")
    assert UNKNOWN in done.stdout.decode(), "its paths lead nowhere from here"


def test_a_saved_result_of_a_part_resolves_nothing_of_the_rest(tree: Path) -> None:
    for name, named in (("old", "corpus"), ("part", "corpus/a"), ("again", "corpus")):
        checker("check", named, "-s", "PLC", "-o", f"json:{name}.json", cwd=tree)
    for old in ("old.json", "checker-baseline.txt"):
        for new, part in (("part.json", True), ("again.json", False)):
            told = checker("report", new, "--baseline", old, "-o", "concise", cwd=tree).stdout.decode()
            assert (UNKNOWN in told) == part, (old, new)


# ---- making it anew


def test_a_part_does_not_replace_the_whole(tree: Path) -> None:
    file = tree / "checker-baseline.txt"
    before = file.read_bytes()
    for named in (["corpus/a"], ["other"], ["corpus", "--exclude", "b/"]):
        done = checker("baseline", "create", *named, "-s", "PLC", cwd=tree)
        assert done.returncode == 2
        assert b"what is checked is a part of what it is about" in done.stderr
        assert b"--add keeps it and adds what is new, --replace forgets it" in done.stderr
        assert file.read_bytes() == before
    done = checker("baseline", "create", "corpus", "-s", "ENC", cwd=tree)
    assert (done.returncode, file.read_bytes()) == (2, before)
    assert b"it knows findings of rules that do not run: masked-year" in done.stderr
    done = checker("baseline", "create", "corpus/a", "-s", "PLC", "--replace", cwd=tree)
    assert done.stderr == b"checker: checker-baseline.txt: 1 known finding; there were 2\n"
    assert "1 new, 1 known, 0 resolved" in said(tree, "corpus")[1]


def test_what_is_added_is_known_and_nothing_is_lost(tree: Path) -> None:
    (tree / "corpus/a/y.txt").write_text("这里是新的一页，20xx年。\n", encoding="utf-8")
    for named, figures in ((["corpus/a"], b"3 known findings; there were 2"), (["other"], b"4 known")):
        done = checker("baseline", "create", *named, "-s", "PLC", "--add", cwd=tree)
        assert (done.returncode, figures in done.stderr) == (0, True), done.stderr
    assert "0 new, 4 known, 0 resolved" in said(tree, "corpus", "other")[1]
    assert UNKNOWN in said(tree, "corpus")[1]
    text = (tree / "checker-baseline.txt").read_bytes()
    assert checker("baseline", "create", "corpus", "-s", "PLC", "--add", cwd=tree).returncode == 0
    assert (tree / "checker-baseline.txt").read_bytes() == text, "what is known is not added again"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["corpus", "--add", "--replace"], b"--add and --replace contradict each other"),
        (["r.json", "--add"], b"a saved result is not added"),
        (["corpus", "-o", "other/x.txt"], b"-o other/x.txt: the file that is there is no baseline"),
    ],
)
def test_what_cannot_be_meant_is_refused(tree: Path, arguments: list[str], said: bytes) -> None:
    checker("check", "corpus", "-s", "PLC", "-o", "json:r.json", cwd=tree)
    done = checker("baseline", "create", *arguments, cwd=tree)
    assert (done.returncode, said in done.stderr) == (2, True)


def test_a_baseline_of_another_version_is_replaced_by_the_whole_alone(tree: Path) -> None:
    file = tree / "checker-baseline.txt"
    head, _, rest = file.read_text(encoding="utf-8").partition("\n")
    file.write_text(f"{head.replace('baseline ', 'baseline 9', 1)}\n{rest}", encoding="utf-8")
    assert checker("baseline", "create", "corpus/a", "-s", "PLC", cwd=tree).returncode == 2
    added = checker("baseline", "create", "corpus/a", "-s", "PLC", "--add", cwd=tree)
    assert (added.returncode, b"another version" in added.stderr) == (2, True)
    assert checker("baseline", "create", "corpus", "-s", "PLC", cwd=tree).returncode == 0
    assert "0 new, 2 known, 0 resolved" in said(tree, "corpus")[1]
