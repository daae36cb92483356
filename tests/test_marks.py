"""Pairs of marks, shares of marks, doubled words: positions and counts."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from checker.detectors import View
from checker.detectors.doubled_word import doubled_word
from checker.detectors.long_run import long_run
from checker.detectors.pairs import pairs
from checker.detectors.share import share
from checker.document import Document
from checker.finding import Hit
from checker.text.classes import class_table

MARKS = ["“|”", "《|》", "（(|）)"]
words = st.text("春眠不觉晓处闻啼鸟", min_size=1, max_size=5)
quoted = st.recursive(
    words,
    lambda inner: st.builds(
        lambda m, t, rest: f"{m[0]}{t}{m[1]}{rest}", st.sampled_from(["“”", "《》", "（）", "()"]), inner, words
    ),
)


def lone(text: str) -> list[tuple[int, int]]:
    hits: Iterable[Hit] = pairs(View(Document.from_text(text)), marks=MARKS, reach=3)
    return [(hit.start, hit.end) for hit in hits]


@given(st.lists(quoted, max_size=5))
def test_marks_in_pairs_are_silent(paragraphs: list[str]) -> None:
    """Nested pairs inside paragraphs have no fault."""
    assert lone("\n".join(paragraphs)) == []


@given(words, quoted, words, st.sampled_from("“”《》（）"))
def test_a_mark_too_many_is_found_where_it_stands(before: str, inner: str, after: str, mark: str) -> None:
    """One mark added to a text in order is the one that is reported."""
    text = f"{before}{mark}{after}\n\n且{inner}" if mark in "“《（" else f"{inner}\n\n{before}{mark}{after}"
    (found,) = lone(text)
    assert text[slice(*found)] == mark


def test_a_quotation_over_paragraphs_is_whole() -> None:
    """A mark closed a few lines later, or opened again in the next paragraph, has its partner; one far away has not."""
    assert lone("“春眠不觉晓。\n处处闻啼鸟。”") == []
    assert lone("“春眠不觉晓。\n“处处闻啼鸟。”") == []
    assert lone("“春眠不觉晓。\n1\n2\n3\n4\n处处闻啼鸟。”") == [(0, 1), (22, 23)]


@given(st.integers(0, 20), st.integers(0, 20))
def test_shares_are_counted(these: int, those: int) -> None:
    """The share of half-width commas decides, and the counts are told."""
    text = "甲,乙" * these + "丙，丁" * those
    view = View(Document.from_text(text))
    options = {"these": [["{han}", ",", "{han}"]], "those": [["{han}", "，", "{han}"]]}
    hits = list(share(view, **options, count=5, least=0.5))  # type: ignore[arg-type]
    assert bool(hits) == (these >= 5 and these >= those)
    if hits:
        assert (hits[0].values["these"], hits[0].values["those"]) == (these, those)
        assert text[hits[0].start : hits[0].end] == ","


@given(st.text("甲乙,", max_size=60), st.integers(1, 12))
def test_long_runs_are_whole(text: str, length: int) -> None:
    """What is reported are the runs between commas that are long enough, in order."""
    hits = long_run(View(Document.from_text(text)), members="{han}", length=length)
    assert [text[h.start : h.end] for h in hits] == [run for run in text.split(",") if len(run) >= length]


def test_classes_are_tables() -> None:
    """A class is what it is in a pattern: ranges, named classes, escaped marks."""
    table = class_table("a-c{digit}\\-。")
    assert [char for char in "abcd-09。e" if table[ord(char)]] == list("abc-09。")


@given(st.sampled_from(["食堂", "幼儿园", "管理系统"]), st.text("，。天", max_size=8))
def test_a_doubled_word_is_found_with_its_repair(word: str, before: str) -> None:
    """The span covers both copies, and the repair leaves one."""
    text = f"新建{word}一处。{before}，{word}{word}设备齐全。"
    (hit,) = doubled_word(View(Document.from_text(text)), longest=6, particles="的一", not_before="地", alone=1)
    assert text[hit.start : hit.end] == word + word
    assert hit.fix is not None
    assert hit.fix.replacement == word
