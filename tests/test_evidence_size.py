"""What evidence quotes is bounded by the text, not by the text times the findings in it."""

from __future__ import annotations

import json

from checker import rulebook
from checker.corpus.example import example_document
from checker.engine import Engine, Settings
from checker.evidence import NARROW, WINDOW, window
from checker.writers import Style, formats

MASKS = [rule for rule in rulebook.load() if rule.name == "masked-place"]


def result(text: str) -> tuple[str, list[dict[str, object]]]:
    report = Engine(MASKS).run([example_document(text, "a.txt")], Settings())
    whole = "".join(formats()["json"](report, Style()))
    return whole, json.loads(whole)["findings"]


def test_thousands_of_marks_in_one_line_do_not_quote_it_thousands_of_times() -> None:
    text = "今年xx市的收入，" * 5000
    whole, findings = result(text)
    assert len(findings) == 5000
    assert [f["spans"][0]["start"]["offset"] for f in findings] == [9 * n + 2 for n in range(5000)]  # type: ignore[index]
    spans = sum(len(json.dumps([f["spans"], f["start"], f["end"]])) for f in findings)
    assert len(whole.encode()) < 5 * spans


def test_a_page_with_a_mark_in_every_line_shows_whole_lines() -> None:
    line = "在这一年里，位于河边的xx市的收入比上一年增加了许多，人们都说这是多年来最好的一年。"
    _, findings = result(f"{line}\n" * 400)
    assert [f["evidence"]["lines"][0]["text"] for f in findings] == [line] * 400  # type: ignore[index]


def test_windows_are_never_wider_or_narrower_than_is_of_use() -> None:
    assert window(10, 1) == window(0, 0) == WINDOW
    assert window(3_600_000, 400_000) == NARROW
    assert NARROW < window(100_000, 2_000) < WINDOW
