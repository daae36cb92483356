"""The paragraphs of a text."""

from __future__ import annotations

import re

# One line without the white space around it.  The inner run gives back trailing white space only, so it is linear.
_PARAGRAPH = re.compile(r"\S(?:[^\n]*\S)?")


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Code-point spans of the lines that are not blank, without the white space (and CR) around them."""
    return [match.span() for match in _PARAGRAPH.finditer(text)]


def count_paragraphs(text: str) -> int:
    """How many lines are not blank."""
    return sum(map(bool, map(str.strip, text.split("\n"))))
