"""The way back from folded text to the text stands on no earlier run: code points that were not met yet are learnt."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.duplicates.folding import positions_utf8
from checker.duplicates.normalise import fold_table, normalise


@pytest.mark.parametrize("text", ["甲 \r\n乙", "\n\n甲，乙\n", "總結(jié)\t學", "", "\n"])
def test_places_are_right_in_the_first_run_of_a_process(text: str) -> None:
    fold_table.cache_clear()
    assert positions_utf8(text.encode()).tolist() == normalise(text).positions.tolist()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_places_are_those_of_the_reference(text: str) -> None:
    fold_table.cache_clear()
    assert np.array_equal(positions_utf8(text.encode()), normalise(text).positions)
