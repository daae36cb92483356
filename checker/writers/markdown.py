"""Markdown for a pull request's comment or a job's summary: the verdict, the rules, then the findings as a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from checker.finding import SEVERITIES, Finding
from checker.report import Report
from checker.visible import visible
from checker.writers import Style
from checker.writers.places import (
    budget,
    change,
    fresh,
    many,
    one_per_rule_first,
    said,
    suppressed,
    unread,
    where,
    worst_first,
)

LENGTH = 60_000  # characters; GitHub refuses a comment of 65,536
ERRORS = 20  # unreadable files that are named
_MARK = re.compile(r"""[^\w /,.;:=?!%()'"-]|_|:(?=//)|(?<=[Ww]{3})\.""", re.ASCII)


def write(report: Report, _style: Style) -> Iterator[str]:
    """The figures, then as many findings as a comment takes, the worst first and one of each rule before the rest."""
    start = "".join(_head(report))
    yield start
    rows = [_row(finding) for finding in _order(fresh(report))]
    room = LENGTH - len(start)
    taken = 0
    for row in rows:
        room -= len(row)
        if room < 0:
            break
        taken += 1
    if taken:
        yield "\n| | rule | where | what |\n|---|---|---|---|\n"
        yield from rows[:taken]
    if len(rows) > taken:
        yield f"\n{many(len(rows) - taken, 'more finding')} not shown here.\n"


def _order(findings: Sequence[Finding]) -> list[Finding]:
    out = []
    for severity in SEVERITIES:
        out += one_per_rule_first([f for f in findings if f.severity == severity])
    return worst_first(out)


def _head(report: Report) -> Iterator[str]:
    figures = report.summary
    counts = ", ".join(many(figures.findings.get(severity, 0), severity) for severity in SEVERITIES)
    yield f"### corpus-checker: {'failed' if report.exit_code else 'passed'}\n\n"
    yield f"{counts} in {many(figures.documents, 'document')}; {many(figures.rules_run, 'rule')} ran; "
    yield f"{figures.kept_documents:,} of {many(figures.documents, 'document')} and "
    yield f"{figures.kept_characters:,} of {many(figures.characters, 'character')} would stay.\n"
    if figures.change:
        yield f"\nAgainst the baseline: {change(report)}.\n"
    if suppressed(report):
        yield f"\nBy exceptions of the configuration: {suppressed(report)}.\n"
    for spent in figures.budgets:
        yield f"\n- budget {spent.status}: {code(budget(spent))}"
    if figures.budgets:
        yield "\n"
    for failure in report.errors[:ERRORS]:
        place = f"could not be read: {code(failure.path)}: " if failure.kind else ""
        yield f"\n- {place}{code(failure.message)}"
    if len(report.errors) > ERRORS:
        yield f"\n- {unread(report.errors[ERRORS:], 'more ')}"
    if report.errors:
        yield "\n"
    changed = [row for row in figures.changed if row.new or row.resolved]
    if changed:
        yield "\n| rule | new | known | resolved |\n|---|---:|---:|---:|\n"
        for row in changed:
            yield f"| {code(row.rule)} | {row.new:,} | {row.known:,} | {row.resolved:,} |\n"
    if figures.rules:
        yield "\n| rule | findings | documents | characters that would leave |\n|---|---:|---:|---:|\n"
        for count in figures.rules:
            yield f"| {code(count.rule)} | {count.findings:,} | {count.documents:,} | {count.characters:,} |\n"


def _row(finding: Finding) -> str:
    rule = code(f"{finding.code} {finding.rule}")
    return f"| {finding.severity} | {rule} | {code(where(finding))} | {code(said(finding))} |\n"


def code(text: str) -> str:
    """`text` as code that shows exactly what it is.

    Every mark that could mean something to Markdown, a table or HTML is a number, and inside `<code>` nobody is
    mentioned and nothing becomes a link.
    """
    return f"<code>{_MARK.sub(lambda match: _number(match.group()), visible(text))}</code>"


def _number(mark: str) -> str:
    return mark if ord(mark) > 0x7F else f"&#{ord(mark)};"
