"""Text from a corpus reaches a terminal with everything spelled out that it would obey or hide."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checker.visible import visible, visible_char


@given(st.text(st.one_of(st.characters(), st.sampled_from("\u3000\u00a0\u2028\u202e\x1b\n"))))
def test_every_character_is_shown_as_it_would_be_alone(text: str) -> None:
    assert visible(text) == "".join(map(visible_char, text))
