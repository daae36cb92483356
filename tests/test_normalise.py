"""Folding: what is the same text when duplicates are compared, and the way back to the raw text."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.document import Document
from checker.duplicates.normalise import as_text, fold_char, normalise
from checker.duplicates.stream import COMPILED_FROM, Stream


def folded(text: str) -> str:
    return as_text(normalise(text).symbols)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("總結與計劃", "总结与计划"),
        ("安全工作。\n　　二、检查", "安全工作,二 检查"),
        ("café", "cafe\N{COMBINING ACUTE ACCENT}"),
        ("㈠", "一"),
        ("學(xué)校", "学校"),
        ("學（xué）校", "学校"),
        ("想(xiang)象", "想象"),
        ("**重点**", "重点"),
    ],
)
def test_these_are_the_same_text(one: str, other: str) -> None:
    assert folded(one) == folded(other) != ""


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("项目(abc)", "项目abc"),  # no syllable
        ("GDP(guó)", "gdpguo"),  # not after a Han character
        ("学校(一)", "学校一"),
        ("部门(zhuangs)", "部门zhuangs"),
        ("한국어", "한국어"),
        ("がき", "がき"),
    ],
)
def test_these_keep_their_letters(text: str, kept: str) -> None:
    assert folded(text) == kept


def test_every_symbol_is_the_fold_of_the_character_at_its_position() -> None:
    text = "總結(jié)：２０２３年，Ａ區「教育」\ud800😀𠮷。"
    normal = normalise(text)
    assert [fold_char(text[at]) for at in normal.positions.tolist()] == list(as_text(normal.symbols))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_folding_is_stable_and_positions_rise(text: str) -> None:
    normal = normalise(text)
    positions = normal.positions.tolist()
    assert positions == sorted(set(positions))
    assert all(fold_char(text[at]) == char for at, char in zip(positions, as_text(normal.symbols), strict=True))


@given(st.text(alphabet="总结計劃學校ab1。,、 (（)）\n", max_size=80))
def test_a_line_is_found_again_in_the_raw_text(text: str) -> None:
    document = Document.from_text(text)
    stream = Stream([document])
    for row in range(len(stream.lines)):
        start, end = int(stream.lines.start[row]), int(stream.lines.end[row])
        number, first, last = stream.raw(start, end)
        line_start, line_end = document.lines.span(int(stream.lines.line[row]))
        assert number == 0
        assert document.text[first:last] == document.text[line_start:line_end].strip()


@pytest.mark.parametrize("compiled_from", [0, COMPILED_FROM])
@given(st.lists(st.text(alphabet="总结計劃學ab1。, (（)）jié\r\n", max_size=60), min_size=1, max_size=4))
@settings(deadline=None)
def test_symbols_are_found_again_in_the_raw_text(compiled_from: int, texts: list[str]) -> None:
    stream = Stream([Document.from_text(text) for text in texts], compiled_from)
    for number, text in enumerate(texts):
        positions, base = normalise(text).positions.tolist(), int(stream.starts[number])
        for inside, place in enumerate(positions):
            document, first, last = stream.raw(base + inside, base + inside + 1)
            assert document == number and first <= place < last
            if inside:
                assert stream.gap(number, base + inside) == (text, positions[inside - 1], place)
        found = stream.offsets(number, np.arange(len(text) + 1)) - base
        assert found.tolist() == [sum(place < at for place in positions) for at in range(len(text) + 1)]


def test_a_stretch_grows_over_the_marks_that_close_it() -> None:
    document = Document.from_text("　　开头，（把水送到田里）。（二）把路修到村口。")
    stream = Stream([document])
    at = stream.text(0, len(stream.symbols)).index("把水")
    _, first, last = stream.raw(at, at + len("把水送到田里"))
    assert document.text[first:last] == "把水送到田里）。"


def test_every_simplified_form_is_one_character() -> None:
    pairs = [(chr(c), fold_char(chr(c))) for c in range(0x4E00, 0xA000)]
    assert sum(one != other for one, other in pairs) > 2500
    assert all(len(other) == 1 and unicodedata.category(other) == "Lo" for _, other in pairs)
