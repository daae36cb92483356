"""What checker wrote is no text of the corpus that lies beside it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from command import MASKED, checker
from files import read_all, written

from checker.document import Document
from checker.report import Skipped
from checker.writers import FOLDERS, MACHINES

GOLDEN = Path(__file__).resolve().parents[1] / "reports" / "golden"
FORMATS = (*MACHINES, "concise", "terminal")
ENDINGS = {"github": "txt", "concise": "txt", "terminal": "txt", "junit": "xml", "gitlab": "json", "markdown": "md"}
OWN = ("a result of checker", "a baseline of checker", "configuration", "a file of this run")


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    "name", ["concise.txt", "github.txt", "gitlab.json", "junit.xml", "markdown.md", "page.html",
             "result.json", "result.jsonl", "result.sarif", "terminal.txt", "terminal-ascii.txt", "terminal-zh.txt",
             "terminal-narrow.txt", "terminal-full.txt", "terminal-basic.ansi", "terminal-dark.ansi"],
)  # fmt: skip
def test_a_result_is_told_by_how_it_begins_whatever_its_name(tmp_path: Path, name: str, packed: bool) -> None:
    data = (GOLDEN / name).read_bytes()
    path = written(tmp_path, "page.txt.gz" if packed else "page.txt", gzip.compress(data) if packed else data)
    assert read_all(path) == [Skipped(str(path), "a result of checker")]
    assert isinstance(read_all(path, named=True)[0], Document)


@pytest.mark.parametrize(
    "text",
    [
        '{"kind": "document", "document": "一篇短文", "path": "a"}\n',
        '{"schema": 1, "tool": {"name": "another"}, "text": "一篇短文"}',
        "corpus-checker 的结果写在第一行。\n",
        "[]",
        "main.c:3:1: error: expected an identifier\n",
        "  PASS   the salt, please\n  and stay   a while\n",
        "甲 │ 乙 │ 丙\n一 │ 二 │ ABC123 三\n",
        "Prices of the week\n\n12 | tulips, two-lip ABC123\n13 | roses rose-red ABC124\n",
        " error   the till is locked\n\n    at | the till   till-locked TIL001\n",
        "         A list\n\n    at | the till   till-locked TIL001\n",
    ],
)
def test_what_only_looks_like_one_is_read(tmp_path: Path, text: str) -> None:
    assert not any(
        isinstance(item, Skipped) and item.reason in OWN for item in read_all(written(tmp_path, "a.json", text))
    )


def skipped(run: bytes) -> dict[str, str]:
    return {entry["path"]: entry["reason"] for entry in json.loads(run)["skipped"]}


def test_a_second_check_of_a_folder_sees_what_the_first_one_saw(corpus: Path) -> None:
    """In every format, into the folder that is checked; the results of the run itself, and those of runs before."""
    (corpus / "known.txt").write_text("", encoding="utf-8")
    checker("baseline", "create", "clean.txt", "-o", "known.txt", cwd=corpus)
    outputs = [word for name in FORMATS for word in ("-o", f"{name}:r-{name}.{ENDINGS.get(name, name)}")]
    outputs += [word for name in FOLDERS for word in ("-o", f"{name}:tables")]
    named = ("check", ".", "--verdicts", "v.jsonl")
    for turn in range(2):
        run = checker(*named, *outputs, cwd=corpus)
        assert run.returncode == 1, run.stderr
        saved = (corpus / "r-json.json").read_bytes()
        assert [entry["path"] for entry in json.loads(saved)["documents"]] == ["clean.txt", "masked.txt"]
        mine = {path for path, reason in skipped(saved).items() if reason == "a file of this run"}
        assert len(mine) == (len(FORMATS) + 1 + 4) * turn
    later = skipped(checker("check", ".", "-o", "json", cwd=corpus).stdout)
    assert len(later) == len(FORMATS) + 1 + 4 + 1
    assert later["known.txt"] == "a baseline of checker"
    assert set(later.values()) == {"a result of checker", "a baseline of checker"}


def test_the_file_that_standard_output_goes_to_is_not_read(corpus: Path) -> None:
    import subprocess
    import sys

    for _ in range(2):
        with (corpus / "out.log").open("wb") as out:
            command = [sys.executable, "-m", "checker", "check", ".", "-o", "json"]
            subprocess.run(command, cwd=corpus, stdout=out, check=False)
        assert skipped((corpus / "out.log").read_bytes()) == {"out.log": "a file of this run"}


def test_what_tells_a_run_what_to_do_is_no_text(corpus: Path) -> None:
    (corpus / "list.txt").write_text(".\n", encoding="utf-8")
    (corpus / "deep").mkdir()
    (corpus / "deep" / "checker.toml").write_text("", encoding="utf-8")
    rule = Path(__file__).resolve().parents[1] / "rules" / "placeholder" / "masked-year.toml"
    (corpus / "own").mkdir()
    own = rule.read_text("utf-8").replace('"PLC001"', '"PLC901"').replace('"masked-year"', '"own-year"')
    (corpus / "own" / "own-year.toml").write_text(own, encoding="utf-8")
    (corpus / "checker.toml").write_text('rules = ["./own"]\n', encoding="utf-8")
    run = checker("check", "--files-from", "list.txt", "-o", "json", cwd=corpus)
    assert skipped(run.stdout) == {
        "list.txt": "a file of this run",
        "checker.toml": "configuration",
        "deep/checker.toml": "configuration",
        "own/own-year.toml": "configuration",
    }
    assert [entry["path"] for entry in json.loads(run.stdout)["documents"]] == ["clean.txt", "masked.txt"]


def test_a_text_that_was_named_is_not_written_over(corpus: Path) -> None:
    run = checker("check", "masked.txt", "-o", "json:masked.txt", cwd=corpus)
    assert run.returncode == 2
    assert b"is to be checked and cannot be written over" in run.stderr
    assert (corpus / "masked.txt").read_text(encoding="utf-8") == MASKED


def test_show_files_names_what_would_be_read(corpus: Path) -> None:
    checker("check", ".", "-o", "json:r.json", "-o", "parquet:tables", cwd=corpus)
    (corpus / "p.dat").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    (corpus / "r.json.gz").write_bytes(gzip.compress((corpus / "r.json").read_bytes()))
    run = checker("check", ".", "--show-files", cwd=corpus)
    assert (run.returncode, run.stdout) == (0, b"clean.txt\nmasked.txt\n")
    said = run.stderr.decode().splitlines()
    assert "p.dat: skipped: binary" in said
    assert {"r.json: skipped: a result of checker", "r.json.gz: skipped: a result of checker"} <= set(said)
    assert "tables/findings.parquet: skipped: a result of checker" in said
    named = checker("check", "r.json", "-o", "concise", cwd=corpus)
    assert b"checker: r.json: is a result of checker, checked as a text because it was named" in named.stderr


@pytest.mark.parametrize("look", [[], ["--quiet"], ["--lang", "zh"], ["--summary", "--color", "always"]], ids=" ".join)
def test_a_result_without_findings_is_a_result(corpus: Path, look: list[str]) -> None:
    """In every format it may be written over; GitLab's is an empty list, and of a quiet one nothing is left."""
    (corpus / "masked.txt").unlink()
    outputs = [word for name in FORMATS for word in ("-o", f"{name}:r-{name}.txt")]
    for _ in range(2):
        run = checker("check", ".", *look, *outputs, cwd=corpus)
        assert run.returncode == 0, run.stderr
    (corpus / "r-gitlab.txt").unlink()
    if "--quiet" not in look:
        later = skipped(checker("check", ".", "-o", "json", cwd=corpus).stdout)
        assert set(later) == {f"r-{name}.txt" for name in FORMATS if name != "gitlab"}


def test_a_list_that_holds_something_is_not_written_over(corpus: Path) -> None:
    (corpus / "r.json").write_text("[[]]", encoding="utf-8")
    run = checker("check", ".", "-o", "gitlab:r.json", cwd=corpus)
    assert (run.returncode, b"cannot be written over" in run.stderr) == (2, True)
    assert (corpus / "r.json").read_text(encoding="utf-8") == "[[]]"


@pytest.mark.parametrize("look", [[], ["--lang", "zh", "--color", "always"]], ids=" ".join)
def test_a_report_whose_rule_has_a_row_of_its_own_is_written_over(tmp_path: Path, look: list[str]) -> None:
    (tmp_path / f"{'long-' * 8}name.txt").write_text(MASKED, encoding="utf-8")
    for _ in range(2):
        run = checker("check", ".", "--width", "60", *look, "-o", "terminal:r.txt", cwd=tmp_path)
        assert run.returncode == 1, run.stderr
    _, place, rule, *_ = (tmp_path / "r.txt").read_text("utf-8").splitlines()
    assert "name.txt" in place and "masked-year" not in place and "masked-year PLC001" in rule
