"""What every page of the terminal report promises, and its words."""

from __future__ import annotations

import re
import tomllib

import pytest
from drawing import check_page, drawn, texts, under
from factory import Corpus, marks
from hypothesis import given
from hypothesis import strategies as st
from sheet import report
from wcwidth import wcswidth

from checker.resources import resource
from checker.visible import visible
from checker.writers import Style
from checker.writers.terminal import explain, rules_table
from checker.writers.terminal.cells import units, wrap
from checker.writers.terminal.words import Words


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


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("{uri}#{line}", "file:///.*/in/plan.txt#3"),
        ("vscode://file{path}:{line}:{column}", "vscode://file/.*/in/plan.txt:3:[0-9]+"),
    ],
)
def test_links_name_the_line_as_the_terminal_takes_it(address: str, wanted: str) -> None:
    rows = "".join(drawn(report(), colour=True, hyperlinks=True, address=address))
    assert any(re.fullmatch(wanted, link) for link in re.findall(r"\x1b\]8;;(.*?)\x1b\\", rows))


@given(texts, st.integers(10, 60))
def test_wrapped_rows_fit_and_lose_nothing_but_blanks(text: str, room: int) -> None:
    rows = wrap(text, room)
    assert all(wcswidth(row) <= room for row in rows)
    assert "".join(rows).replace(" ", "").replace("\u3000", "") == visible(text).replace(" ", "").replace("\u3000", "")


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


def test_chinese_figures_stand_close_to_their_words() -> None:
    zh = Words("zh")
    assert zh("summary.leave_rest", characters=zh.characters(49_400)) == "其余文档中的 4.94 万字符"
    assert zh("summary.leave_rest", characters=zh.characters(226)) == "其余文档中的 226 字符"


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


def test_a_tower_of_marks_is_no_unit() -> None:
    """What is drawn as one character has few marks; the others are spelled out, and take room that can be cut."""
    tower = "a" + "\u0301" * 100_000
    found = units(tower, "")
    assert "".join(tower[unit.start : unit.end] for unit in found) == tower
    assert max(unit.end - unit.start for unit in found) < 20
    assert found[1].text.startswith("<U+0301>") and found[1].cells == len("<U+0301>")
