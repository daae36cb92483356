"""JSON Lines: every record with its line and its id, every bad line a failure of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from files import jsonl, read_all, texts, written

from checker.document import Document
from checker.report import Failure, Skipped


def test_records_carry_line_and_id(tmp_path: Path) -> None:
    path = written(
        tmp_path, "a.jsonl", jsonl({"id": "x", "text": "一\r\n"}) + b"\n \r\n" + jsonl({"id": 7, "text": ""})
    )
    found = read_all(path)
    assert [(d.id, d.line, d.source, d.text) for d in found if isinstance(d, Document)] == [
        ("x", 1, str(path), "一\r\n"),
        ("7", 4, str(path), ""),
    ]


def test_without_an_id_a_record_is_named_by_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, "a.jsonl", jsonl({"text": "一"}, {"text": "二"}))
    assert [item.id for item in read_all(path) if isinstance(item, Document)] == [f"{path}:1", f"{path}:2"]


def test_fields_that_are_named_are_used(tmp_path: Path) -> None:
    path = written(tmp_path, "a.jsonl", jsonl({"text": "no", "summary": "yes", "id": 1, "page": "p1"}))
    (document,) = read_all(path, text_field="summary", id_field="page")
    assert isinstance(document, Document)
    assert (document.id, document.text) == ("p1", "yes")


@pytest.mark.parametrize(
    "record",
    [
        {"title": "t", "Content": "the one"},
        {"only": "the one", "n": 3},
        {"name": "short", "essay": "the one" + " and a good deal more of it" * 3},
        {"url": "http://example.org/a/very/long/address/that/is/longer", "words": "the one"},
    ],
)
def test_the_text_field_is_guessed_where_one_stands_out(tmp_path: Path, record: dict[str, object]) -> None:
    (document,) = read_all(written(tmp_path, "a.jsonl", jsonl(record)))
    assert isinstance(document, Document)
    assert document.text.startswith("the one")


def test_where_no_field_stands_out_the_candidates_are_listed(tmp_path: Path) -> None:
    path = written(tmp_path, "a.jsonl", jsonl({"question": "how long?", "answer": "very long", "n": 1}))
    (failure,) = read_all(path)
    assert isinstance(failure, Failure)
    assert "'question'" in failure.message
    assert "'answer'" in failure.message
    assert "--text-field" in failure.message


def test_a_named_field_that_no_record_has_is_one_failure(tmp_path: Path) -> None:
    (failure,) = read_all(written(tmp_path, "a.jsonl", jsonl({"text": "一"}, {"text": "二"})), text_field="body")
    assert isinstance(failure, Failure)
    assert "'body'" in failure.message
    assert "'text'" in failure.message


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "x"', "is not JSON"),
        (b"[1]", "not an object"),
        (b'{"title": "x"}', "is missing"),
        (b'{"text": null}', "is not a string"),
        (b"[" * 100_000, "is not JSON"),
        (b'{"text": "a", "n": ' + b"9" * 5000 + b"}", "cannot be read|can be read"),
    ],
)
def test_a_bad_line_is_a_failure_and_the_others_are_read(tmp_path: Path, line: bytes, reason: str) -> None:
    path = written(tmp_path, "a.jsonl", jsonl({"text": "一"}) + line + b"\n" + jsonl({"text": "二"}))
    first, failure, last = read_all(path)
    assert texts([first, last]) == ["一", "二"]
    assert isinstance(failure, Failure)
    assert failure.path == f"{path}:2"
    assert any(part in failure.message for part in reason.split("|"))


def test_a_file_without_any_record_is_one_failure(tmp_path: Path) -> None:
    path = written(tmp_path, "a.jsonl", "just\nsome\nprose\n" * 100)
    (failure,) = read_all(path)
    assert isinstance(failure, Failure)
    assert "not JSON Lines" in failure.message


@pytest.mark.parametrize(
    ("name", "data"),
    [("b.jsonl", b"\n\n"), ("c.jsonl", b""), ("d.csv", b""), ("e.csv", b"id,text\n")],
)
def test_a_file_of_no_records_is_passed_over_by_name(tmp_path: Path, name: str, data: bytes) -> None:
    (skipped,) = read_all(written(tmp_path, name, data))
    assert isinstance(skipped, Skipped)
    assert skipped.path.endswith(name)
    assert skipped.reason == "it holds no records"
