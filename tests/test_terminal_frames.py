"""Frames: carets under what they mark, two sides column under column, one frame a rule."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from drawing import BODY, check_page, drawn, glyphs, texts, under, widths
from factory import Corpus, marks
from hypothesis import given, settings
from hypothesis import strategies as st
from sheet import report
from wcwidth import wcswidth

from checker.finding import Fix
from checker.visible import visible
from checker.writers import Style
from checker.writers.terminal import aligned
from checker.writers.terminal.aligned import Part
from checker.writers.terminal.evidence import Skip
from checker.writers.terminal.page import Page
from checker.writers.terminal.sides import paragraph_signs


@settings(max_examples=150, deadline=None)
@given(before=texts, mark=texts.filter(bool), after=texts, width=widths, ascii_=glyphs)
def test_carets_stand_under_the_mark(before: str, mark: str, after: str, width: int, ascii_: bool) -> None:
    made = Corpus()
    text = f"q{before}【{mark}】q{after}q"
    document = made.document(text, "a.txt")
    start = text.index("【")
    made.add(document, made.rule("masked-year", "PLC001"), (start, start + len(mark) + 2), message="m")
    rows = drawn(made.report(), width=width, ascii=ascii_)
    check_page(rows, width)
    at = next(i for i, row in enumerate(rows) if row.startswith("     1 "))
    (seen,) = under(rows[at], rows[at + 1])
    whole = visible(f"【{mark}】")
    assert seen == whole or (wcswidth(whole) > min(width, 128) - BODY - 8 and whole.startswith(seen))


@settings(max_examples=150, deadline=None)
@given(pieces=st.lists(texts, min_size=2, max_size=9), width=widths, ascii_=glyphs)
def test_every_mark_of_a_line_is_shown_whole_or_counted(pieces: list[str], width: int, ascii_: bool) -> None:
    made = Corpus()
    document = made.document("q" + "q【x】q".join(pieces) + "q", "a.txt")
    places = marks(document, "【x】")
    made.add(document, made.rule("masked-year", "PLC001"), *places, message="m")
    rows = drawn(made.report(), width=width, ascii=ascii_)
    check_page(rows, width)
    at = next(i for i, row in enumerate(rows) if row.startswith("     1 "))
    seen = under(rows[at], rows[at + 1])
    counted = re.match(r" *\+(\d+) ", rows[at + 1])
    assert set(seen) == {"【x】"}
    assert len(seen) + (int(counted[1]) if counted else 0) == len(places)


@settings(max_examples=200, deadline=None)
@given(steps=st.lists(st.tuples(texts, texts, st.booleans()), min_size=1, max_size=6), width=widths, ascii_=glyphs)
def test_both_sides_of_an_alignment_are_equally_wide(
    steps: list[tuple[str, str, bool]], width: int, ascii_: bool
) -> None:
    page = Page(Style(width=width, ascii=ascii_))
    parts = [Part(drop, drop if same else keep, same) for drop, keep, same in steps]
    aligned.draw(page, parts, aligned.Look(("drop", "keep")), most=99)
    rows = ["".join(piece.text for piece in row) for row in page.rows]
    sides = [(a, b) for a, b in pairwise(rows) if a.startswith("  drop ")]
    for upper, lower in sides:
        assert lower.startswith("  keep ")
        assert wcswidth(upper) == wcswidth(lower) <= min(width, 128)
    check_page(rows, width)


def test_equal_text_stands_under_itself() -> None:
    rows = drawn(report(), width=80)
    at = next(i for i, row in enumerate(rows) if "换书节" in row and row.startswith("  drop"))
    drop, keep, carets = rows[at : at + 3]
    assert under(keep, carets) == ["六十", "三"]
    assert under(drop, carets) == ["····", "两"]
    assert wcswidth(drop) == wcswidth(keep)


def test_a_repair_stands_under_what_it_repairs() -> None:
    rows = drawn(report(), width=80)
    at = next(i for i, row in enumerate(rows) if row.startswith("   fix │ 環"))
    assert under(rows[at], rows[at + 1]) == ["保“小先鋒"]
    assert under(rows[at - 1], rows[at + 1]) == ["!靶∠蠕h··"]


def test_a_long_line_is_cut_round_the_mark_and_its_length_is_named() -> None:
    rows = drawn(report(), width=80)
    at = next(i for i, row in enumerate(rows) if "masked-count PLC004" in row)
    assert "in a line of " in rows[at]
    assert rows[at + 1].startswith("     3 │ …") and rows[at + 1].endswith("…")
    assert under(rows[at + 1], rows[at + 2]) == ["xx名"]


def test_marks_of_other_rules_on_the_line_are_underlined_and_named() -> None:
    rows = drawn(report(), width=80, full=True)
    at = next(i for i, row in enumerate(rows) if "in/plan.txt:3:" in row and "masked-year" in row)
    assert under(rows[at + 1], rows[at + 2], "─") == ["xx名"]
    assert rows[at + 3] == "  also │ ── masked-count"


def test_other_marks_of_the_rule_on_the_line_get_carets_too() -> None:
    made = Corpus()
    document = made.document("共有xx名教师，xx名学生。\n", "a.txt")
    rule = made.rule("masked-count", "PLC004")
    for where in marks(document, "xx名"):
        made.add(document, rule, where)
    rows = drawn(made.report(), width=80)
    at = next(i for i, row in enumerate(rows) if row.startswith("     1 "))
    assert under(rows[at], rows[at + 1]) == ["xx名", "xx名"]


def test_two_thousand_marks_are_one_frame() -> None:
    made = Corpus()
    document = made.document("本學(xué)期\n" * 2000, "a.txt")
    made.add(document, made.rule("pinyin-annotation", "RES014"), *marks(document, "(xué)"), message="m")
    rows = drawn(made.report(), width=80, full=True)
    assert sum("pinyin-annotation RES014" in row for row in rows) == 1
    assert any(row.startswith(" where │ ") and row.endswith("lines 1–2000") for row in rows)


def test_one_frame_a_rule_unless_all_are_asked_for() -> None:
    def frames(**style: object) -> int:
        return sum(row.endswith("masked-year PLC001") for row in drawn(report(), width=100, **style))

    assert (frames(), frames(max_frames=2), frames(full=True)) == (1, 2, 3)
    assert any(row == "  more │ 2 more, in 2 documents" for row in drawn(report(), width=100))


def test_frames_come_worst_first_and_the_summary_last() -> None:
    rows = drawn(report(), width=80)
    severities = [row.split()[0] for row in rows if re.match(r" (error|  warn|  info) {3}\S", row)]
    frames_end = next(i for i, row in enumerate(rows) if row.startswith("  FAIL"))
    of_frames = [row.split()[0] for row in rows[:frames_end] if re.match(r" {1,2}(error|warn) {3}\S", row)]
    assert of_frames == sorted(of_frames) and len(of_frames) == 12 and severities
    assert rows[-1].startswith("  next ") and rows[-4].endswith("exit status 1")


def test_paragraph_signs() -> None:
    steps = [
        Part("a\nb", "a\nb", True),
        Part("c", "d", False),
        Part("\n\ne\n", "\n\ne\n", True),
        Part("f\n", "", False),
    ]
    assert paragraph_signs(steps) == "=~=+"
    assert paragraph_signs([Part("a", "b", False), Skip(9, 2, 4), Part("", "c", False)]) == "~...~"
    assert paragraph_signs([Part("繁\n", "简\n", False), Part("new\n", "", False)]) == "~+"


def test_a_repair_that_takes_text_away_leaves_a_gap() -> None:
    made = Corpus()
    document = made.document("前文 {的}后文。\n", "a.txt")
    made.add(document, made.rule("gbk-byte-shift", "MOJ007"), (3, 6), fix=Fix("", safe=True), message="m")
    rows = drawn(made.report(), width=80)
    at = next(i for i, row in enumerate(rows) if row.startswith("   fix "))
    assert rows[at] == "   fix │ 前文 ····后文。"


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("full", [False, True])
def test_what_one_side_alone_has_is_cut_where_it_is_long(side: int, full: bool) -> None:
    """Its two ends stay, and both sides stay level; everything is shown where everything was asked for."""
    long = "".join(f"第{number}件，" for number in range(100, 160))
    texts_ = (long, "") if side == 0 else ("", long)
    page = Page(Style(width=80, full=full))
    aligned.draw(
        page, [Part("前", "前", True), Part(*texts_, False), Part("后", "后", True)], aligned.Look(("drop", "keep")), 99
    )
    rows = ["".join(piece.text for piece in row) for row in page.rows]
    shown = "".join(row[9:] for row in rows if row.startswith(("  drop ", "  keep ")[side]))
    assert shown.startswith("前第100件") and shown.endswith("第159件，后")
    assert ("…" in shown) is not full
    assert (long in shown) is full
    other = "".join(row[9:] for row in rows if row.startswith(("  keep ", "  drop ")[side]))
    assert wcswidth(shown) == wcswidth(other)
