"""The rows of a terminal report, measured by wcwidth, which the report does not use."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import strategies as st
from wcwidth import wcswidth

from checker.report import Report
from checker.writers import Style, formats

BODY = 9
HIDDEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
# Characters of every kind: Latin, Han, combining, zero-width, control, direction, private, emoji, full-width.
ALPHABET = (
    "aB3 -中文，。（”é\u0301\u0323\t\x1b\x07\x00\r\u200b\u200d\u202e\u2066\ufeff\ue000\U0001f600\U00020000Ａ　·…\xad|^"
)
texts = st.text(st.sampled_from(ALPHABET), max_size=120)
widths = st.integers(60, 200)
glyphs = st.booleans()


def drawn(of: Report, **style: object) -> list[str]:
    """The rows of the report."""
    return "".join(formats()["terminal"](of, Style(**style))).split("\n")[:-1]  # type: ignore[arg-type]


def check_page(rows: list[str], width: int) -> None:
    for row in rows:
        assert all(unicodedata.category(char) not in HIDDEN for char in row), ascii(row)
        assert wcswidth(row) <= min(width, 128), row


def column(row: str, cells: int) -> int:
    """The index of the character that begins at this cell."""
    return max(i for i in range(len(row) + 1) if wcswidth(row[:i]) == cells)


def under(row: str, carets: str, sign: str = "^") -> list[str]:
    """The pieces of a row that stand over the runs of `sign`."""
    out = []
    for run in re.finditer(re.escape(sign) + "+", carets):
        first, last = wcswidth(carets[: run.start()]), wcswidth(carets[: run.end()])
        start, end = column(row, first), column(row, last)
        while end < len(row) and wcswidth(row[end]) == 0:
            end += 1
        out.append(row[start:end])
    return out
