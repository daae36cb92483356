"""The report for a person: frames first, then the summary, where the eye lands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checker.report import Report
from checker.writers import Style
from checker.writers.places import fresh
from checker.writers.terminal.closing import closing as end
from checker.writers.terminal.explain import explain
from checker.writers.terminal.frames import Frames
from checker.writers.terminal.page import Page
from checker.writers.terminal.summary import summary
from checker.writers.terminal.table import rules_table

__all__ = ["explain", "rules_table", "write"]


def write(report: Report, style: Style) -> Iterator[str]:
    """The frames of new findings, then one screen of figures; `summary_only` and `quiet` leave out either.

    Of a part that was asked for every frame is drawn, and of the figures the verdict alone, which is that of the whole.
    """
    style = replace(style, full=style.full or bool(style.part))
    page = Page(style)
    report = replace(report, findings=tuple(fresh(report)))
    if not style.summary_only:
        yield from Frames(report, page).draw()
    if not style.quiet:
        if style.part:
            end(page, report)
        else:
            summary(page, report)
        yield from page.render()
