"""Positions and fingerprints."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from checker.document import Document
from checker.finding import covered, fingerprint, fold, position, span

TEXTS = st.text(st.sampled_from("ab中國é\U00020000\n\r \u3000，。(xué)\u200b"), max_size=60)


@given(TEXTS, st.data())
def test_a_position_leads_back_to_its_offset(text: str, data: st.DataObject) -> None:
    """Line and column say the same as the offset, and lines end at LF alone."""
    document = Document.from_text(text)
    offset = data.draw(st.integers(0, len(text)))
    place = position(document, offset)
    lines = text.split("\n")
    assert place.offset == offset
    assert sum(len(line) + 1 for line in lines[: place.line - 1]) + place.column - 1 == offset


@given(TEXTS)
def test_lines_are_the_text_without_line_ends(text: str) -> None:
    """A line has neither its LF nor one CR before it."""
    document = Document.from_text(text)
    assert list(document.lines) == [line.removesuffix("\r") for line in text.split("\n")]


@given(TEXTS, TEXTS, st.text(min_size=1, max_size=8), TEXTS)
def test_a_fingerprint_survives_moving(before: str, left: str, marked: str, right: str) -> None:
    """What stands further away than the context does not change a fingerprint."""
    left, right = "上下文" * 8 + left, right + "後面的話" * 8
    here = left + marked + right
    moved = before + "\n" + here
    shift = len(before) + 1
    start, end = len(left), len(left) + len(marked)
    assert fingerprint("X", here, [(start, end)]) == fingerprint("X", moved, [(start + shift, end + shift)])


@given(st.lists(st.sampled_from("春夏秋冬abc"), min_size=4, max_size=40), st.data())
def test_a_fingerprint_survives_wrapping(chars: list[str], data: st.DataObject) -> None:
    """Line breaks and blanks inside or around the span change nothing."""
    text = "".join(chars)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    wrapped = [c + data.draw(st.sampled_from(["", "\n", " "])) for c in chars]
    new_start = sum(map(len, wrapped[:start]))
    new_end = sum(map(len, wrapped[:end]))
    assert fingerprint("X", text, [(start, end)]) == fingerprint("X", "".join(wrapped), [(new_start, new_end)])


def test_a_fingerprint_names_the_rule_and_the_text() -> None:
    """Another rule, another span or another neighbour is another finding; several spans have no order."""
    text = "甲乙丙丁戊己庚辛"
    one = fingerprint("A", text, [(2, 3)])
    assert len(one) == 16
    assert one != fingerprint("B", text, [(2, 3)])
    assert one != fingerprint("A", text, [(3, 4)])
    assert one != fingerprint("A", text.replace("乙", "己"), [(2, 3)])
    assert fingerprint("A", text, [(1, 2), (4, 5)]) == fingerprint("A", text, [(4, 5), (1, 2)])


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted).map(tuple), max_size=8))
def test_covered_counts_every_character_once(spans: list[tuple[int, int]]) -> None:
    """The size of the union of the spans."""
    assert covered(spans) == len({i for start, end in spans for i in range(start, end)})


def test_spans_are_clamped_to_the_text() -> None:
    """An offset past the end is the end."""
    document = Document.from_text("ab\nc")
    assert span(document, 3, 99).end.offset == 4


def test_a_lone_surrogate_becomes_a_replacement_character() -> None:
    """A document is always valid UTF-8, and columns stay where they were."""
    assert Document.from_text("a\ud800b").text == "a\ufffdb"


@given(TEXTS)
def test_a_fingerprint_sees_no_white_space(text: str) -> None:
    """Whatever Unicode calls white space is gone."""
    assert fold(text) == re.sub(r"\s", "", unicodedata.normalize("NFKC", text).casefold())
