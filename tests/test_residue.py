"""Residue of pages: where it begins and ends, and what is none."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import rulebook
from checker.document import Document
from checker.engine import Engine, Settings
from checker.finding import Finding
from checker.text.code import fenced_lines, inline_code, is_indented_code

READINGS = {"學": "xué", "開": "kāi", "總": "zǒng", "會": "huì", "議": "yì", "動": "dòng", "員": "yuán"}
PROSE = "山里的路很长,走到天黑才看见第一盏灯。"


@cache
def engine() -> Engine:
    return Engine([rule for rule in rulebook.load() if rule.family != "duplicate"])


def findings(text: str, rule: str = "") -> list[Finding]:
    report = engine().run([Document.from_text(text)], Settings())
    return [f for f in report.findings if not rule or f.rule == rule]


def covered(text: str, found: list[Finding]) -> list[str]:
    return [text[s.start.offset : s.end.offset] for f in found for s in f.spans]


@given(
    before=st.lists(st.sampled_from(["文字", "code", ""]), max_size=4),
    inside=st.lists(st.sampled_from(["<p>", "a &amp; b", ""]), max_size=4),
)
def test_a_fence_holds_what_stands_between_its_marks(before: list[str], inside: list[str]) -> None:
    """The lines of a fenced block are the two fences and what is between them."""
    document = Document.from_text("\n".join([*before, "```html", *inside, "```", "文字"]))
    first = len(before)
    assert fenced_lines(document) == frozenset(range(first, first + len(inside) + 2))


def test_a_fence_that_is_never_closed_opens_nothing() -> None:
    """One stray fence does not turn the rest of a text into code."""
    assert not fenced_lines(Document.from_text("```\n<p>正文</p>"))


def test_inline_code_and_indented_code_are_told() -> None:
    """Back quotes hold code, four blanks before ASCII too; Chinese indentation does not."""
    line = "把 `<br>` 换成 `` a`b ``"
    assert [line[s:e] for s, e in inline_code(line)] == ["`<br>`", "`` a`b ``"]
    assert is_indented_code("    ls -l")
    assert not is_indented_code("    这是正文")
    assert not is_indented_code("\u3000\u3000正文")


@settings(deadline=None)
@given(st.lists(st.sampled_from(sorted(READINGS)), min_size=1, max_size=60))
def test_every_pinyin_mark_is_found_and_nothing_else(order: list[str]) -> None:
    """The spans are exactly the marks that were put in, whatever the order of the characters."""
    characters = [*READINGS, *order]
    text = "".join(f"{c}({READINGS[c]})" for c in characters)
    found = findings(text, "pinyin-marks")
    assert len(found) == 1
    assert covered(text, found) == [f"({READINGS[c]})" for c in characters]
    assert found[0].scope == "document"


def test_a_textbook_with_some_readings_is_left_alone() -> None:
    """Marks on some occurrences of a character are a lesson, not a page's habit."""
    marked = "".join(f"{c}({r})" for c, r in READINGS.items())
    assert not findings(marked + "".join(READINGS) * 3, "pinyin-marks")


@settings(deadline=None)
@given(st.integers(1, 8))
def test_a_related_block_reaches_from_its_heading_to_its_last_link(count: int) -> None:
    """The block has every dated line under the heading and stops where text begins."""
    items = [f"山里的第{'一二三四五六七八'[i]}盏灯0{i + 1}-1{i}" for i in range(count)]
    block = "\n\n".join(["【山里的灯】相关文章:", *items])
    text = f"{PROSE}\n\n{block}\n\n{PROSE}"
    assert covered(text, findings(text, "related-articles")) == [block]


def test_a_heading_without_a_list_does_not_swallow_the_title() -> None:
    """Short lines at the head of a page are its title, even under "相关推荐"."""
    text = f"山里的灯\n• 相关推荐\n\n山里的灯（一）\n\n{PROSE * 9}\n{PROSE * 9}"
    assert covered(text, findings(text, "related-articles")) == ["• 相关推荐"]


def test_a_block_page_is_one_finding() -> None:
    """Where a document is no text, nothing else is said about it."""
    text = "当前位置:首页>新闻\n\n环境异常\n当前环境异常，完成验证后即可继续访问。\n\n去验证;。\n返回顶部"
    assert [f.rule for f in findings(text)] == ["block-page"]


def test_a_program_call_is_not_also_doubled_punctuation() -> None:
    """One defect, one finding."""
    text = f"{PROSE}\nshow_box(2);。\n{PROSE}"
    assert [f.rule for f in findings(text) if f.start.line == 2] == ["script-call"]


@pytest.mark.parametrize("masked", ["拨款****万元,惠及**户,建成****所", "***教育局召开****年会议,到会**人"])
def test_masks_are_not_empty_emphasis(masked: str) -> None:
    """Asterisks that stand for numbers belong to the placeholder family."""
    assert not findings(masked, "empty-bold")


def test_the_later_title_is_the_one_to_delete() -> None:
    """The first title stays."""
    found = findings(f"山里的一盏灯\n\n2020-01-01\n\n山里的一盏灯\n\n{PROSE}", "repeated-title")
    assert [(f.start.line, f.values["line"]) for f in found] == [(5, 1)]
