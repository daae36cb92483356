"""Where a text quotes code: fenced blocks, indented lines and inline spans, as Markdown writes them."""

from __future__ import annotations

import re

from checker.document import Document

_FENCE = re.compile(r"^[ \t>]{0,12}(`{3,}|~{3,})", re.MULTILINE)
_INLINE = re.compile(r"(?<!`)(?:``(?!`)[^\n]{1,300}?``|`[^`\n]{1,300}`)(?!`)")
_INDENTED = re.compile(r"(?:\t| {4})[ \t]*(?=[!-~])")


def fenced_lines(document: Document) -> frozenset[int]:
    """The 0-based lines of fenced blocks, fences included; a fence that is never closed opens nothing."""
    if "```" not in document.text and "~~~" not in document.text:
        return frozenset()
    inside: set[int] = set()
    opened: tuple[int, str] | None = None
    for fence in _FENCE.finditer(document.text):
        number = document.lines.at(fence.start())
        if opened is None:
            opened = number, fence[1][0]
        elif fence[1][0] == opened[1]:
            inside.update(range(opened[0], number + 1))
            opened = None
    return frozenset(inside)


def is_indented_code(line: str) -> bool:
    """Whether a line stands in an indented block: a tab or four blanks, then an ASCII character."""
    return _INDENTED.match(line) is not None


def inline_code(line: str) -> list[tuple[int, int]]:
    """The spans of a line between single or double back quotes, quotes included."""
    return [m.span() for m in _INLINE.finditer(line)] if "`" in line else []
