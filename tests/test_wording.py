"""What is counted is named rightly, in every format and in both languages; help says everything once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command import checker

from checker.faces import FOLDERS, MACHINES, PEOPLE
from checker.report import NOTHING, Failure
from checker.writers import formats
from checker.writers.places import unread

ONE_OF_MANY = re.compile(r"(?<![0-9,.])1 (?:of 1 )?(?:document|character|paragraph|finding|rule|file|record)s\b")
NO_PLURAL = re.compile(
    r"(?<![0-9,.])(?:0|[2-9]|[1-9][0-9]+) (?:document|character|paragraph|finding|rule|file|record)\b"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "empty").mkdir()
    (tmp_path / "one").mkdir()
    (tmp_path / "one/a.txt").write_text("字", encoding="utf-8")
    (tmp_path / "r.jsonl").write_text('{"text": "一行完整的文字。"}\n{"x": 1}\n{"x": 2}\n', encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["terminal", "concise", "junit", "github", "markdown", "sarif"])
@pytest.mark.parametrize("path", ["one", "r.jsonl", "empty"])
def test_one_is_not_many(folder: Path, name: str, path: str) -> None:
    said = checker("check", path, "-o", name, cwd=folder).stdout.decode()
    said = re.sub(r"<[^<>]*>|&#[0-9]+;", " ", said)
    assert not ONE_OF_MANY.findall(said)
    assert not NO_PLURAL.findall(said)


@pytest.mark.parametrize("name", ["terminal", "concise", "junit", "github", "markdown", "sarif"])
def test_a_folder_without_texts_is_no_file_that_could_not_be_read(folder: Path, name: str) -> None:
    run = checker("check", "empty", "-o", name, cwd=folder)
    assert run.returncode == 2
    said = run.stdout.decode()
    assert "1 file" not in said and "-:" not in said and "file=-" not in said and "<code>-</code>" not in said
    assert "nothing was found to check; name files or folders that hold text" in said


def test_records_are_counted_as_records(folder: Path) -> None:
    run = checker("check", "r.jsonl", "none.txt", "-o", "concise", cwd=folder)
    assert "1 file and 2 records could not be read" in run.stdout.decode()
    assert unread([Failure("-", NOTHING)]) == ""
    assert unread([Failure("a:1", "x")] * 1200) == "1,200 records could not be read"
    assert unread([Failure("a", "x")]) == "1 file could not be read"


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "2 files or records could not be read"), ("zh", "2 个文件或记录无法读取")]
)
def test_records_are_told_in_both_languages(folder: Path, lang: str, said: str) -> None:
    run = checker("check", "r.jsonl", "-o", "terminal", "--summary", "--lang", lang, cwd=folder)
    assert said in run.stdout.decode()


def test_the_index_counts_rightly(folder: Path) -> None:
    for arguments in (["add", "one"], ["show"], ["verify"], ["remove", "one"]):
        run = checker("index", *arguments, "--index", "i.duckdb", cwd=folder)
        assert run.returncode == 0
        assert not ONE_OF_MANY.findall(run.stdout.decode())


VERBS = [[], ["check"], ["report"], ["rules"], ["explain"], ["index"], ["index", "add"], ["index", "remove"]]


@pytest.mark.parametrize("verb", [*VERBS, ["baseline"], ["baseline", "create"]], ids=" ".join)
def test_help_tells_a_default_once(tmp_path: Path, verb: list[str]) -> None:
    told = checker(*verb, "--help", cwd=tmp_path, env={"COLUMNS": "200"}).stdout.decode()
    for option in re.split(r"\n(?= {2,4}-)", told):
        assert option.count("default: ") <= 1


def test_help_names_every_format_and_every_verb(tmp_path: Path) -> None:
    told = checker("check", "--help", cwd=tmp_path, env={"COLUMNS": "200"}).stdout.decode()
    assert {*PEOPLE, *MACHINES} == set(formats())
    assert all(re.search(rf"\b{name}\b", told) for name in (*PEOPLE, *MACHINES, *FOLDERS))
    index = checker("index", "--help", cwd=tmp_path).stdout.decode()
    assert all(f"\n  {verb} " in index for verb in ("add", "build", "remove", "show", "verify"))


@pytest.mark.parametrize("verb", [["check"], ["index", "add"], ["baseline", "create"]], ids=" ".join)
def test_a_file_that_looks_like_an_option_is_told_how_to_be_written(tmp_path: Path, verb: list[str]) -> None:
    (tmp_path / "-dash.txt").write_text("一行完整的文字，够长的一行。", encoding="utf-8")
    run = checker(*verb, "-dash.txt", cwd=tmp_path)
    assert run.returncode == 2
    assert "write ./-dash.txt, or --" in run.stderr.decode()
    assert checker(*verb, "--", "-dash.txt", cwd=tmp_path).returncode == 0
    unknown = checker(*verb, "-dash.txt", "--no-such-option", cwd=tmp_path / "..")
    assert "./-dash.txt" not in unknown.stderr.decode()


def test_a_line_that_many_documents_share_is_quoted_in_one_line(tmp_path: Path) -> None:
    """Shortened, and nothing of it moves a cursor."""
    for number in range(12):
        story = f"Page {number} has a story of its own.\n"
        shared = "All rights are \x1b[31m reserved by the owners of this site.\n"
        (tmp_path / f"{number:02}.txt").write_text(story + shared, encoding="utf-8")
    run = checker("check", ".", "-s", "boilerplate-line", "-o", "concise", "-q", cwd=tmp_path)
    (line,) = run.stdout.decode().splitlines()
    assert line.endswith(": All rights are <ESC>[31m reserved by the ow…")


def test_counts_in_messages_are_written_as_numbers_are(tmp_path: Path) -> None:
    (tmp_path / "nul.txt").write_bytes(b"hello\0there, my friend.\n")
    (tmp_path / "phrase.txt").write_text(f"Hello there {'la di ' * 5000}\n", encoding="utf-8")
    said = checker("check", ".", "-o", "concise", "-q", cwd=tmp_path).stdout.decode()
    assert "nul-character: 1 NUL character\n" in said
    assert "a phrase follows itself 5,000 times: " in said


def test_a_letter_with_very_many_marks_makes_no_long_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Hello a" + "\u0301" * 2000 + " there.\n", encoding="utf-8")
    said = checker("check", ".", "-s", "not-composed", "-o", "concise", "-q", cwd=tmp_path).stdout.decode()
    assert "not-composed" in said and max(map(len, said.splitlines())) < 200


def test_what_is_missing_at_the_end_of_a_record_is_told_there(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text('{"text": "whole"}\n{"text":"坏"\n{"text" "broken"}\n', encoding="utf-8")
    said = checker("check", "r.jsonl", "-o", "concise", "-q", cwd=tmp_path).stdout.decode()
    assert "r.jsonl:2: is not JSON: Expecting ',' delimiter (column 12)\n" in said
    assert "r.jsonl:3: is not JSON: Expecting ':' delimiter (column 9)\n" in said


def test_a_choice_that_is_taken_for_a_path_is_told(tmp_path: Path) -> None:
    run = checker("check", ".", "--against", "i.duckdb", "--accept", "review", cwd=tmp_path)
    assert run.returncode == 2
    assert "the choice is written --accept=review" in run.stderr.decode()
