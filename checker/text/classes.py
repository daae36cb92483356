"""Named character classes as tables over all code points, for passes over arrays."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from checker.patterns import expand


@cache
def class_table(members: str) -> NDArray[np.bool_]:
    r"""Code point -> whether it belongs to `[members]`, which is written as in a pattern: `{han}A-Z。`."""
    body = expand(f"[{members}]")[1:-1]
    table = np.zeros(0x110000, np.bool_)
    points: list[tuple[str, bool]] = []
    i = 0
    while i < len(body):
        escaped = body[i] == "\\"
        i += escaped
        points.append((body[i], escaped))
        i += 1
    i = 0
    while i < len(points):
        first = last = ord(points[i][0])
        if i + 2 < len(points) and points[i + 1] == ("-", False):
            last = ord(points[i + 2][0])
            i += 2
        table[first : last + 1] = True
        i += 1
    return table


@cache
def char_table(characters: str) -> NDArray[np.bool_]:
    """Code point -> whether it is one of `characters`, taken as they are."""
    table = np.zeros(0x110000, np.bool_)
    table[[ord(char) for char in characters]] = True
    return table
