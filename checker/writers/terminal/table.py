"""The list of rules: severity, name, code and what each one finds, family by family."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.cells import cell_len

from checker.rule import FAMILIES, Rule
from checker.writers import Style
from checker.writers.terminal.cells import pad, wrap
from checker.writers.terminal.page import Page, Piece

_CODE = 8


def rules_table(rules: Sequence[Rule], style: Style) -> Iterator[str]:
    """A row a rule; where there is no room beside the name, what it finds stands below it."""
    page = Page(style)
    families = list(FAMILIES)
    ordered = sorted(rules, key=lambda rule: (families.index(rule.family), rule.code))
    name = max((cell_len(rule.name) for rule in rules), default=0) + 2
    for family, members in groupby(ordered, key=lambda rule: rule.family):
        page.row("", Piece(page.words(f"family.{family}"), "bold"))
        for rule in members:
            _rule(page, rule, name)
        page.gap()
        yield from page.render()
    page.text(page.words("gutter.next"), page.words("table.hint"), body="dim")
    yield from page.render()


def _rule(page: Page, rule: Rule, name: int) -> None:
    what = page.texts(rule).what
    if not rule.default:
        what = f"({page.words('explain.off')}) {what}"
    room = page.body - name - _CODE
    beside = room >= 30
    rows = wrap(what, room if beside else page.body - 2)
    first = rows.pop(0) if beside and rows else ""
    label = page.words(f"gutter.{rule.severity}")
    page.row(label, Piece(pad(rule.name, name)), Piece(pad(rule.code, _CODE), "dim"), Piece(first), ink=rule.severity)
    for row in rows:
        page.row("", Piece(" " * (name + _CODE if beside else 2) + row))
