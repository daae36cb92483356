"""The grid: six cells of gutter, the rail, the body.  Every row of the report is drawn through a Page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from rich.cells import cell_len

from checker.rule import Rule, Texts
from checker.visible import visible
from checker.writers import Style
from checker.writers.terminal.cells import flush, tail, wrap
from checker.writers.terminal.glyphs import ASCII, UNICODE, Glyphs
from checker.writers.terminal.ink import Ink
from checker.writers.terminal.words import Words

GUTTER = 6  # a number, or one word that says what the row is
BODY = 9  # the column in which every text begins: gutter, space, rail, space
NARROWEST, WIDEST = 60, 128  # below, rows fold; past it, the eye loses the row


class Piece(NamedTuple):
    """A stretch of a row in one ink."""

    text: str
    ink: str = ""
    link: str = ""


@dataclass
class Page:
    """Rows drawn so far, and what is needed to draw: width, words, glyphs, ink."""

    style: Style
    rows: list[list[Piece]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cells = max(NARROWEST, min(self.style.width, WIDEST))
        self.body = self.cells - BODY
        self.glyph: Glyphs = ASCII if self.style.ascii else UNICODE
        self.words = Words(self.style.lang)
        self._ink = Ink(self.style.theme, self.style.colour)

    @property
    def narrow(self) -> bool:
        """Below 80 columns, columns go (words never do)."""
        return self.body < 71

    @property
    def roomy(self) -> bool:
        """From 109 columns on there is room for more columns."""
        return self.body >= 100

    def put(self, *pieces: Piece) -> None:
        """One row, from the left edge."""
        self.rows.append(list(pieces))

    def gap(self) -> None:
        """An empty row."""
        self.put()

    def row(self, label: str, *pieces: Piece, ink: str = "dim", rail: bool = False) -> None:
        """One row of the grid: a word or a number in the gutter, the rail or nothing, the body."""
        label = label if cell_len(label) <= GUTTER else ""  # a line number past 999,999 stands in the place above
        edge = self.glyph.rail if rail else " "
        self.put(Piece(flush(label, GUTTER), ink), Piece(" "), Piece(edge, "rail"), Piece(" "), *pieces)

    def text(
        self, label: str, text: str, *, ink: str = "dim", body: str = "", rail: bool = False, most: int = 99
    ) -> None:
        """A sentence, wrapped; at most `most` rows, the last one cut."""
        rows = wrap(text, self.body)
        if len(rows) > most:
            rows = [*rows[: most - 1], wrap(rows[most - 1], self.body - cell_len(self.glyph.cut))[0] + self.glyph.cut]
        for row in rows:
            self.row(label, Piece(row, body), ink=ink, rail=rail)
            label = ""

    def place(
        self,
        label: str,
        path: str,
        where: str,
        *,
        to: tuple[int, int],
        note: str = "",
        rule: str = "",
        ink: str = "dim",
    ) -> None:
        """A path and a place in it, a note behind it, and at the right margin the rule.

        What does not fit into the row gets one of its own; only the beginning of a path is ever cut.  `to` are the line
        and the column of the file that a link leads to.
        """
        shown = tail(visible(path), max(self.body - cell_len(where), 12), self.glyph.cut) + where
        size = cell_len(shown)
        inline = f"  {note}" if note and size + 2 + cell_len(note) <= self.body else ""
        room = self.body - size - cell_len(inline) - cell_len(rule)
        if rule and room < 2 and inline:  # the rule before the note: the eye looks for it at the margin
            room, inline = room + cell_len(inline), ""
        margin = " " * room + rule if rule and room >= 2 else ""
        pieces = (Piece(shown, link=self._link(path, *to)), Piece(inline, "dim"), Piece(margin, "dim"))
        self.row(label, *pieces, ink=ink, rail=True)
        if rule and not margin:
            self.text("", rule, body="dim", rail=True)
        if note and not inline:
            self.text("", note, body="dim", rail=True)

    def map(self, heights: Sequence[int]) -> tuple[Piece, ...]:
        """Heights 0 to 7 side by side, in neutral ink: the severity has been said in the gutter."""
        return tuple(Piece(self.glyph.levels[h], "dim" if h else "rail") for h in heights)

    def texts(self, rule: Rule) -> Texts:
        """The rule's words in the page's language."""
        return rule.words(self.style.lang)

    def render(self) -> Iterator[str]:
        """The rows drawn so far, as text; the page is empty afterwards."""
        rows, self.rows = self.rows, []
        for row in rows:
            while row and not row[-1].text.strip():
                row.pop()
            if row:
                last = row[-1]
                row[-1] = last._replace(text=last.text.rstrip())
            yield "".join(self._ink.paint(*piece) for piece in row) + "\n"

    def _link(self, path: str, line: int, column: int) -> str:
        if not self.style.hyperlinks or path == "-":
            return ""
        uri = Path(path).absolute().as_uri()
        return self.style.address.format(uri=uri, path=uri.removeprefix("file://"), line=line, column=column)
