"""Where in a document: its length cut into pieces, the height of each says how much of it is damaged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil

TOP = 7


def heights(spans: Iterable[tuple[int, int]], length: int, pieces: int) -> list[int]:
    """Heights 0 to 7 for code-point spans of a text; the worst piece is 7, any damage at least 1."""
    return scale(cover(spans, length, pieces))


def cover(spans: Iterable[tuple[int, int]], length: int, pieces: int) -> list[float]:
    """How many characters of each piece the spans cover; an empty span counts as one character."""
    size = max(length, 1) / pieces
    out = [0.0] * pieces
    for start, end in spans:
        end = max(end, start + 1)
        for index in range(int(start / size), min(pieces, ceil(end / size))):
            out[index] += max(0.0, min(end, (index + 1) * size) - max(start, index * size))
        if start >= length:  # something is missing at the very end
            out[-1] += 1
    return out


def scale(amounts: Sequence[float]) -> list[int]:
    """Amounts as heights, the largest one 7."""
    most = max(amounts, default=0) or 1
    return [max(1, round(TOP * amount / most)) if amount else 0 for amount in amounts]
