"""The pictures of the documentation: every one is shown, and in the terminal's each cell stands where it should."""

from __future__ import annotations

import re
import sys
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from picture import PICTURES, svg  # noqa: E402 - a script, not a package

CELL = 12  # units of the picture that a cell is wide
TEXT = re.compile(r'<text class="[^"]*" x="([0-9.]+)" y="([0-9.]+)"(?: textLength="([0-9.]+)")?>([^<]*)</text>')
# Latin, Han, full-width, drawing, blanks, marks of XML.
PIECES = st.lists(
    st.sampled_from(["a", "ab c", "字", "，", "│", "▆▆", " ", "  ", "<&>", "Ａ", "é", "^^^"]), min_size=1, max_size=30
)


def test_the_gallery_shows_every_picture_and_no_other() -> None:
    shown = set(re.findall(r"\(img/([^)]+)\)", (ROOT / "docs" / "gallery.md").read_text("utf-8")))
    there = {path.name for path in (ROOT / "docs" / "img").iterdir()}
    assert shown <= there
    elsewhere = {f"{part}-{paper}.svg" for part in ("frames", "summary") for paper in ("dark", "light", "zh-dark")}
    assert there - shown == elsewhere
    assert {f"{picture.name}.svg" for picture in PICTURES} == {name for name in there if name.endswith(".svg")}


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_every_stretch_of_a_picture_stands_in_its_own_cells(picture: object) -> None:
    text = (ROOT / "docs" / "img" / f"{picture.name}.svg").read_text("utf-8")  # type: ignore[attr-defined]
    assert len(placed(text)) > 200
    check(text, picture.width)  # type: ignore[attr-defined]


@settings(max_examples=60, deadline=None)
@given(PIECES)
def test_a_row_is_drawn_cell_by_cell(pieces: list[str]) -> None:
    """Every visible character begins at the cell it has in the row, whatever stands before it."""
    row = "".join(pieces)
    drawn = placed(svg([row], "dark", "x", 100))
    wanted = {
        (len_before, char) for n, char in enumerate(row) for len_before in [cell_len(row[:n])] if not char.isspace()
    }
    found = set()
    for first, _, _, text in drawn:
        for n, char in enumerate(text):
            if not char.isspace():
                found.add((first + cell_len(text[:n]), char))
    assert found == wanted
    check(svg([row], "dark", "x", 100), 100)


def placed(text: str) -> list[tuple[int, float, float | None, str]]:
    """First cell, row, length in cells where it is fixed, and the text of every stretch."""
    return [
        (round((float(x)) / CELL), float(y), float(length) / CELL if length else None, unescape(body).rstrip("\n"))
        for x, y, length, body in TEXT.findall(text)
    ]


def check(text: str, width: int) -> None:
    """Stretches of a row follow one another without touching, and a length that is fixed is that of the cells."""
    ends: dict[float, int] = {}
    for first, row, length, body in placed(text):
        assert first >= ends.get(row, 0), body
        ends[row] = first + cell_len(body)
        assert ends[row] <= width
        assert length is None or length == cell_len(body)
        assert length is not None or cell_len(body) == 1 or cell_len(body) == 2 * len(body), body
