"""Text that is not in Unicode's composed normal form (NFC)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from checker.detectors import View, detector
from checker.finding import MESSAGE, Hit


@detector("normal-form")
def normal_form(view: View) -> Iterator[Hit]:
    """One hit with every stretch that NFC would write with other code points; `{composed}` is the first one's form."""
    lines = view.document.lines
    spans: list[tuple[int, int]] = []
    for number in view.line_numbers():
        start, end = lines.span(number)
        line = view.text[start:end]
        if not unicodedata.is_normalized("NFC", line):
            spans.extend((start + s, start + e) for s, e in _changed(line))
    if spans:
        first = view.text[spans[0][0] : spans[0][1]]
        composed = unicodedata.normalize("NFC", first)
        if len(composed) > MESSAGE:  # a letter may have any number of marks
            composed = f"{composed[: MESSAGE - 1]}…"
        yield Hit(*spans[0], tuple(spans), values={"composed": composed})


def _changed(line: str) -> Iterator[tuple[int, int]]:
    """Stretches of a base character and its marks that are not NFC, in order."""
    start = 0
    for i in range(1, len(line) + 1):
        if i == len(line) or _starts(line[i]):
            if not unicodedata.is_normalized("NFC", line[start:i]):
                yield start, i
            start = i


def _starts(char: str) -> bool:
    """Whether nothing before `char` can be composed with it."""
    jamo = "\u1160" <= char <= "\u11ff"  # Hangul vowels and finals join the consonant before them
    return not jamo and unicodedata.combining(char) == 0 and unicodedata.category(char) not in ("Mn", "Mc")
