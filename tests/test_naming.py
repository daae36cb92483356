"""The name of a text that repeats is the same whichever way it is made."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.duplicates.naming import name_of, symbols_of

pytest.importorskip("checker.duplicates.folding", reason="Numba has no wheel here")
TEXTS = st.lists(st.text(alphabet="学學总结計劃ab1éxué()（）。 、𠮷😀\r\nＡ", max_size=60), min_size=1, max_size=3)


@given(TEXTS)
@settings(deadline=None)
def test_compiled_loops_give_the_same_names(texts: list[str]) -> None:
    assert name_of(texts, fast=True) == name_of(texts)
    assert symbols_of(texts, fast=True) == symbols_of(texts)


@given(st.text(alphabet="春夏秋冬", min_size=8, max_size=40), st.text(alphabet=" 。\n", max_size=9))
def test_what_folds_away_names_nothing(text: str, blank: str) -> None:
    assert name_of([blank + text + blank]) == name_of([text])


@pytest.mark.parametrize("text", ["", "。！", "短"])
def test_what_is_shorter_than_a_run_is_its_own_name(text: str) -> None:
    assert name_of([text], fast=True) == name_of([text]) == text
