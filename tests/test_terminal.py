"""What the terminal report promises, measured by wcwidth, which the report does not use."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from itertools import pairwise

import pytest
from factory import Corpus, marks
from hypothesis import given, settings
from hypothesis import strategies as st
from sheet import corpus, report
from wcwidth import wcswidth

from checker.finding import Fix
from checker.report import Report
from checker.resources import resource
from checker.visible import visible
from checker.writers import Style, formats
from checker.writers.terminal import aligned, explain, maps, rules_table
from checker.writers.terminal.aligned import Part
from checker.writers.terminal.cells import wrap
from checker.writers.terminal.evidence import Skip
from checker.writers.terminal.page import Page
from checker.writers.terminal.sides import paragraph_signs
from checker.writers.terminal.words import Words

BODY = 9
HIDDEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
# Characters of every kind: Latin, Han, combining, zero-width, control, direction, private, emoji, full-width.
ALPHABET = (
    "aB3 -中文，。（”é\u0301\u0323\t\x1b\x07\x00\r\u200b\u200d\u202e\u2066\ufeff\ue000\U0001f600\U00020000Ａ　·…\xad|^"
)
texts = st.text(st.sampled_from(ALPHABET), max_size=120)
widths = st.integers(60, 200)
glyphs = st.booleans()


def drawn(of: Report, **style: object) -> list[str]:
    """The rows of the report."""
    return "".join(formats()["terminal"](of, Style(**style))).split("\n")[:-1]  # type: ignore[arg-type]


def check_page(rows: list[str], width: int) -> None:
    for row in rows:
        assert all(unicodedata.category(char) not in HIDDEN for char in row), ascii(row)
        assert wcswidth(row) <= min(width, 128), row


def column(row: str, cells: int) -> int:
    """The index of the character that begins at this cell."""
    return max(i for i in range(len(row) + 1) if wcswidth(row[:i]) == cells)


def under(row: str, carets: str, sign: str = "^") -> list[str]:
    """The pieces of a row that stand over the runs of `sign`."""
    out = []
    for run in re.finditer(re.escape(sign) + "+", carets):
        first, last = wcswidth(carets[: run.start()]), wcswidth(carets[: run.end()])
        start, end = column(row, first), column(row, last)
        while end < len(row) and wcswidth(row[end]) == 0:
            end += 1
        out.append(row[start:end])
    return out


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("ascii_", [False, True])
@pytest.mark.parametrize("full", [False, True])
def test_no_row_is_wider_than_the_page(width: int, lang: str, ascii_: bool, full: bool) -> None:
    check_page(drawn(report(), width=width, lang=lang, ascii=ascii_, full=full), width)


def test_ascii_draws_with_ascii_alone() -> None:
    made = Corpus()
    page = made.document("Some xx text\n" * 30, "a.txt")
    made.add(page, made.rule("masked-count", "PLC004"), *marks(page, "xx"))
    assert all(row.isascii() for row in drawn(made.report(), ascii=True))


def test_plain_text_has_no_escape_codes_and_colour_takes_nothing_away() -> None:
    plain = drawn(report(), width=100)
    for theme in ("dark", "light", "basic"):
        colour = drawn(report(), width=100, colour=True, theme=theme)
        assert any("\x1b[" in row for row in colour)
        assert [re.sub(r"\x1b\[[0-9;]*m", "", row) for row in colour] == plain


def test_links_lead_to_the_file_and_cannot_be_broken_out_of() -> None:
    made = Corpus()
    page = made.document("20xx", "a\x1b]8;;b.txt")
    made.add(page, made.rule("masked-year", "PLC001"), (0, 4))
    rows = "".join(drawn(made.report(), colour=True, hyperlinks=True))
    assert re.findall(r"\x1b\]8;;(.*?)\x1b\\", rows)[0].endswith("/a%1B%5D8%3B%3Bb.txt")


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


def test_summary_alone_is_the_end_of_the_whole_and_quiet_is_the_rest() -> None:
    whole, alone = drawn(report(), width=80), drawn(report(), width=80, summary_only=True)
    assert whole[-len(alone) :] == alone
    assert whole == drawn(report(), width=80, quiet=True) + alone
    assert len(alone) <= 40


def test_a_clean_run_says_what_it_looked_at() -> None:
    made = Corpus()
    made.document("一切都好。\n", "a.txt")
    made.rule("masked-year", "PLC001")
    rows = drawn(made.report(), width=80, clock=False)
    assert rows == [
        "  PASS   no findings in one document   exit status 0",
        "  stay   the document, 6 characters",
        "   ran   1 rule, 1 document, 6 characters",
    ]


def test_findings_that_are_hidden_are_not_called_none() -> None:
    of = report()
    hidden = Report(of.summary, of.documents, (), rules=of.rules, exit_code=1)
    assert drawn(hidden, width=80)[0].startswith("  FAIL   10 errors, 4 warnings in 12 of 19 documents")


def test_the_figures_of_the_summary_are_those_of_the_report() -> None:
    of, rows = report(), drawn(report(), width=120, summary_only=True)
    family = next(row for row in rows if re.match(r" +\d+ {3}placeholder ", row))
    assert re.findall(r"\d+", family)[:2] == ["2", "4"]
    counts = {count.rule: count for count in of.summary.rules}
    for name, code in (("masked-year", "PLC001"), ("duplicate-section", "DUP003")):
        row = next(row for row in rows if re.search(f"{name} +{code}", row))
        figures = [int(number.replace(",", "")) for number in row.split(code)[1].split()[:3]]
        assert figures == [counts[name].documents, counts[name].findings, counts[name].characters]


def test_unreadable_files_are_named_and_fail() -> None:
    from checker.report import Failure

    made = corpus()
    made.errors.append(Failure("in/\x1b.txt", "permission denied"))
    rows = drawn(made.report(), width=80)
    assert "unread   in/<ESC>.txt: permission denied" in rows
    assert any(row.endswith("exit status 2") for row in rows)


@given(texts, st.integers(10, 60))
def test_wrapped_rows_fit_and_lose_nothing_but_blanks(text: str, room: int) -> None:
    rows = wrap(text, room)
    assert all(wcswidth(row) <= room for row in rows)
    assert "".join(rows).replace(" ", "").replace("\u3000", "") == visible(text).replace(" ", "").replace("\u3000", "")


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 50)), max_size=20), st.integers(1, 40))
def test_a_map_counts_every_covered_character_once(spans: list[tuple[int, int]], pieces: int) -> None:
    ends = [(start, min(1000, start + size)) for start, size in spans]
    cover = maps.cover(ends, 1000, pieces)
    assert sum(cover) == pytest.approx(sum(max(1, end - start) for start, end in ends))
    assert all(bool(height) == bool(amount) for height, amount in zip(maps.scale(cover), cover, strict=True))


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


def test_both_languages_say_the_same_things() -> None:
    tables = {
        lang: tomllib.loads((resource("reports") / "words" / f"{lang}.toml").read_text("utf-8"))
        for lang in ("en", "zh")
    }
    flat = {lang: {(t, k): v for t, table in data.items() for k, v in table.items()} for lang, data in tables.items()}
    assert flat["en"].keys() == flat["zh"].keys()

    def holes(value: str | list[str]) -> set[str]:
        return set(re.findall(r"{(\w+)}", value[-1] if isinstance(value, list) else value))

    for key, value in flat["en"].items():
        assert holes(value) == holes(flat["zh"][key]), key
    for lang, words in flat.items():
        for (table, key), word in words.items():
            assert table != "gutter" or wcswidth(word) <= 6, (lang, key)


def test_numbers_are_written_as_the_language_does() -> None:
    en, zh = Words("en"), Words("zh")
    assert [en.amount(n) for n in (999, 9_999, 10_000, 402_300, 9_420_000, 10_100_000)] == [
        "999", "9,999", "10 k", "402 k", "9.42 M", "10.1 M",
    ]  # fmt: skip
    assert [zh.amount(n) for n in (9_999, 12_000, 402_000, 10_110_000, 250_000_000)] == [
        "9,999", "1.20 万", "40.2 万", "1,011 万", "2.50 亿",
    ]  # fmt: skip
    assert [en.percent(*pair) for pair in ((999_999, 1_000_000), (1, 10_000), (0, 5), (5, 5))] == [
        "99.9 %", "0.1 %", "0.0 %", "100.0 %",
    ]  # fmt: skip


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_rules_table_names_every_rule(width: int, lang: str) -> None:
    rules = list(report().rules.values())
    rows = "".join(rules_table(rules, Style(width=width, lang=lang))).split("\n")
    check_page(rows, width)
    for rule in rules:
        assert sum(rule.name in row and rule.code in row for row in rows) == 1


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_explain_draws_the_examples_as_a_check_does(width: int, lang: str) -> None:
    made = Corpus()
    rule = made.rule("masked-year", "PLC001", references=("https://example.org/",))
    bad = made.document("自20xx年起。\n", "bad-1")
    made.add(bad, rule, (1, 6))
    good = Corpus(documents=[made.documents[0]], rules=made.rules)
    examples = [("bad", bad.text, made.report()), ("bad", "missed", good.report()), ("good", "2013年", good.report())]
    rows = "".join(explain(rule, examples, Style(width=width, lang=lang))).split("\n")
    check_page(rows, width)
    at = next(i for i, row in enumerate(rows) if row.startswith("     1 │ 自20xx年起"))
    assert under(rows[at], rows[at + 1]) == ["20xx年"]
    assert Words(lang)("explain.not_found") in "\n".join(rows)


def test_a_repair_that_takes_text_away_leaves_a_gap() -> None:
    made = Corpus()
    document = made.document("前文 {的}后文。\n", "a.txt")
    made.add(document, made.rule("gbk-byte-shift", "MOJ007"), (3, 6), fix=Fix("", safe=True), message="m")
    rows = drawn(made.report(), width=80)
    at = next(i for i, row in enumerate(rows) if row.startswith("   fix "))
    assert rows[at] == "   fix │ 前文 ····后文。"
