"""Where a text's paragraphs are."""

from __future__ import annotations

from checker.document import Document


def paragraphs(document: Document) -> list[tuple[int, int]]:
    """Code-point spans of the lines that are not blank, without the white space around them."""
    out = []
    for number in range(len(document.lines)):
        start, end = document.lines.span(number)
        line = document.text[start:end]
        body = line.strip()
        if body:
            begin = start + len(line) - len(line.lstrip())
            out.append((begin, begin + len(body)))
    return out
