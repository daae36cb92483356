"""Doubled words are found wherever they stand, and the effort of looking grows with the text alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import rulebook
from checker.detectors.doubled_word import neighbourhood, repeats
from checker.document import Document
from checker.engine import Engine
from checker.text.points import code_points

ENGINE = Engine([rule for rule in rulebook.load() if rule.name == "doubled-word"])
LETTERS = st.text(alphabet="山水田园a，", max_size=60)


def found(text: str, longest: int = 4, stretch: int = 50, most: int = 1000) -> list[tuple[int, int]]:
    return repeats(code_points(Document.from_text(text)), longest, stretch, most)


@given(LETTERS)
def test_every_repetition_is_a_han_word_followed_by_itself(text: str) -> None:
    """They are in order and do not overlap, and where there is none, none was there."""
    reach = 0
    for start, size in found(text):
        word = text[start : start + size]
        assert text.startswith(word, start + size)
        assert set(word) <= set("山水田园")
        assert start >= reach
        reach = start + 2 * size
    if not found(text):
        halves = [(text[i : i + k], text[i + k : i + 2 * k]) for k in (2, 3, 4) for i in range(len(text))]
        assert not any(a == b and set(a) <= set("山水田园") for a, b in halves if len(b) > 1)


@given(LETTERS, st.integers(1, 5), st.integers(5, 30))
def test_a_stretch_has_few_pairs_and_a_small_neighbourhood(text: str, most: int, stretch: int) -> None:
    """However the text is made: this is what each pair costs."""
    pairs = found(text, stretch=stretch, most=most)
    assert len(pairs) <= most * (len(text) // stretch + 1)
    for start, size in pairs:
        around = neighbourhood(text, start, stretch)
        assert len(around) <= 3 * stretch
        assert text[start : start + size] in around or start + size > (start // stretch + 2) * stretch


@pytest.mark.parametrize("unit", ["哈", "山水", "山水山水，", "山水田园山水田园。"])
def test_one_long_line_of_repetitions_costs_a_bounded_number_of_looks(unit: str) -> None:
    """A million characters in which everything is doubled, and as many in which one word goes on."""
    text = unit * (1_000_000 // len(unit))
    assert len(found(text, longest=8, stretch=50_000, most=60)) <= 60 * 20


def test_a_pair_is_found_at_the_end_of_a_long_line() -> None:
    """What stands far before it changes nothing."""
    far = "河对岸的灯还亮着，渡船已经靠岸。" * 20_000
    near = "会议形成形成了决议。"
    hits = ENGINE.examine(Document.from_text(far + near)).hits
    assert [(hit.start - len(far), hit.end - len(far)) for _, hit in hits] == [(2, 6)]


def test_an_empty_text_has_none() -> None:
    """Nor has one that is shorter than a pair."""
    assert repeats(np.zeros(0, np.intp), 4, 50, 9) == found("山水山") == []
