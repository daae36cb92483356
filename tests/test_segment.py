"""A paragraph is a line that is not blank, without the white space around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.corpus import paragraphs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\u3000\u3000\r\n\t", []),
        ("一\n二", ["一", "二"]),
        ("\u3000\u3000第一段。 \r\n\r\n  second one\r", ["第一段。", "second one"]),
        ("a\rb\x0bc\u2028d", ["a\rb\x0bc\u2028d"]),
        ("\0\n\ufeff", ["\0", "\ufeff"]),
    ],
)
def test_paragraphs_of(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in paragraphs(text)] == expected


@given(st.text(alphabet=st.sampled_from(" \t\r\n\u3000\x1c\x85\u2028a字\U0001f600"), max_size=60))
def test_paragraphs_are_the_stripped_lines(text: str) -> None:
    spans = paragraphs(text)
    assert [text[start:end] for start, end in spans] == [line.strip() for line in text.split("\n") if line.strip()]
    assert spans == sorted(spans)
