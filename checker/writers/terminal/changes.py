"""Rule by rule: what is new against the baseline, and what of it is gone."""

from __future__ import annotations

from rich.cells import cell_len

from checker.report import Report
from checker.writers.terminal.cells import flush, pad
from checker.writers.terminal.page import Page, Piece

ROWS = 5  # rules that are named; the rest is counted
_CODE, _COUNT = 9, 10  # columns


def changed(page: Page, report: Report) -> None:
    """The rules that found something new or no longer find what they found; nothing without a baseline."""
    words = page.words
    rows = [row for row in report.summary.changed if row.new or row.resolved]
    if not rows:
        return
    shown = rows[:ROWS]
    name, code = max([24, *(cell_len(row.rule) + 2 for row in shown)]), 0 if page.narrow else _CODE
    columns = "".join(flush(words(f"summary.{key}"), _COUNT) for key in ("new", "known", "resolved"))
    page.row("", Piece(pad(words("summary.changed"), name + code), "bold"), Piece(columns, "dim"))
    for row in shown:
        counts = (words.number(count) if count else "-" for count in (row.new, row.known, row.resolved))
        title = Piece(pad(row.rule, name)), Piece(pad(row.code, code) if code else "", "dim")
        page.row("", *title, Piece("".join(flush(count, _COUNT) for count in counts)))
    if rows[ROWS:]:
        page.text("", words("summary.changed_more", len(rows) - ROWS), body="dim")
    page.gap()
