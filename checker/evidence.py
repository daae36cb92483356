"""What a writer needs to show a finding without the document: windows of lines round the spans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from checker.document import Document, SecretTexts

WINDOW = 200  # code points each side of a span (JSON contract)
LINES = 20  # lines at most
NARROW = 24  # code points each side that are always shown
_FREE, _TIMES = 100_000, 4  # code points that the windows of a document may have: some, and so many times its own
KINDS = 12  # most frequent texts of a finding with many spans


def window(characters: int, windows: int) -> int:
    """How wide windows are where a document of so many characters needs so many of them.

    All of them together are a few times the document, so that 400,000 marks in one line do not quote it 400,000 times.
    """
    return max(NARROW, min(WINDOW, (_FREE + _TIMES * characters) // (2 * max(1, windows))))


def line_windows(document: Document, places: Sequence[tuple[int, int]], wide: int = WINDOW) -> list[dict[str, object]]:
    """The lines the spans stand in: number, column of the window's first character, full length, text.

    A long line gives the stretch round its first span, `wide` code points each side; at most 20 lines, in text order.
    """
    lines = document.lines
    windows: dict[int, tuple[int, int]] = {}
    for start, end in places:
        last = lines.at(max(start, end - 1))
        for number in range(lines.at(start), last + 1):
            if number in windows:
                continue
            low, high = lines.span(number)
            windows[number] = (max(low, min(start, high) - wide), min(high, max(low, min(end, high)) + wide))
            if len(windows) == LINES:
                return _rows(document, windows)
    return _rows(document, windows)


def _rows(document: Document, windows: dict[int, tuple[int, int]]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for number, (start, end) in sorted(windows.items()):
        low, high = document.lines.span(number)
        rows.append(
            {"number": number + 1, "column": start - low + 1, "length": high - low, "text": document.shown[start:end]}
        )
    return rows


def kinds(document: Document, places: Sequence[tuple[int, int]]) -> list[list[object]]:
    """The most frequent texts of the spans with their counts."""
    counts = Counter(document.shown[start : min(end, start + WINDOW)] for start, end in places)
    return [[text, count] for text, count in counts.most_common(KINDS)]


def hidden(values: Mapping[str, object], document: Document) -> dict[str, object]:
    """`values` with the document's secrets masked in every text, however deep."""
    if not values or not document.secrets:
        return dict(values)
    return {name: _hidden(value, document.secret_texts) for name, value in values.items()}


def _hidden(value: object, secrets: SecretTexts) -> object:
    if isinstance(value, str):
        return secrets.masked(value)
    if isinstance(value, Mapping):
        return {key: _hidden(item, secrets) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_hidden(item, secrets) for item in value]
    return value
