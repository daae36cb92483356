"""JUnit XML: one test case for each rule that ran, so that a rule that found nothing is seen to have passed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from checker.finding import SEVERITIES, Finding
from checker.report import Report, Spent
from checker.visible import visible
from checker.writers import Style
from checker.writers.places import budget, failed, many, said, unread, where

LISTED = 200  # findings of a rule that are listed; the rest is counted


def write(report: Report, style: Style) -> Iterator[str]:
    """A case fails with a finding at or above `fail_on` that is not in the baseline; what is milder is its output.

    Unreadable files are one case of their own.  Every text is made visible first, so that XML 1.0 can hold it.
    """
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        found[finding.rule].append(finding)
    names = {rule.name: (rule.code, rule.family) for rule in report.rules.values()}
    names |= {rule: (rows[0].code, rows[0].family) for rule, rows in found.items()}
    known = {code for code, _ in names.values()}
    names |= {code: (code, "unknown") for code in report.summary.codes if code not in known}  # no rule here has it
    order = sorted(names, key=lambda name: names[name])
    failed = sum(bool(_failing(report, found[name])) for name in order)
    failed += sum(spent.status == "fail" for spent in report.summary.budgets)
    clock = f' time="{report.seconds:.1f}"' if style.clock and report.seconds else ""
    tests = len(order) + len(report.summary.budgets) + 1
    figures = f'tests="{tests}" failures="{failed}" errors="{int(bool(report.errors))}"{clock}'
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="corpus-checker" {figures}>\n <testsuite name="corpus-checker" {figures}>\n'
    for name in order:
        code, family = names[name]
        called = code if name == code else f"{code} {name}"
        yield f"  <testcase classname={_attribute(family)} name={_attribute(called)}"
        inside = "".join(_case(report, found[name]))
        yield f">\n{inside}  </testcase>\n" if inside else "/>\n"
    yield from map(_budget, report.summary.budgets)
    yield from _readable(report)
    yield " </testsuite>\n</testsuites>\n"


def _failing(report: Report, findings: Sequence[Finding]) -> list[Finding]:
    worst = SEVERITIES[: SEVERITIES.index(report.summary.fail_on) + 1]
    return [finding for finding in findings if finding.severity in worst and not finding.known]


def _case(report: Report, findings: Sequence[Finding]) -> Iterator[str]:
    failing = _failing(report, findings)
    if failing:
        first = f"{many(len(failing), 'finding')}, the first: {where(failing[0])}: {said(failing[0])}"
        yield f"   <failure type={_attribute(failing[0].severity)} message={_attribute(first)}>"
        yield f"{_text(_lines(failing))}</failure>\n"
    named = set(map(id, failing))
    others = [finding for finding in findings if id(finding) not in named]
    if others:
        yield f"   <system-out>{_text(_lines(others))}</system-out>\n"


def _lines(findings: Sequence[Finding]) -> list[str]:
    lines = []
    for finding in findings[:LISTED]:
        known = "known " if finding.known else ""
        lines.append(f"{where(finding)}: {known}{finding.severity}: {said(finding)}")
    if len(findings) > LISTED:
        lines.append(f"and {many(len(findings) - LISTED, 'more finding')}")
    return lines


def _budget(spent: Spent) -> str:
    start = f'  <testcase classname="budget" name={_attribute(spent.name)}'
    if spent.status == "pass":
        return f"{start}/>\n"
    said = _attribute(budget(spent))
    inside = (
        f'<failure type="budget" message={said}/>'
        if spent.status == "fail"
        else f"<system-out>{escape(budget(spent))}</system-out>"
    )
    return f"{start}>\n   {inside}\n  </testcase>\n"


def _readable(report: Report) -> Iterator[str]:
    yield '  <testcase classname="input" name="every file could be read"'
    if not report.errors:
        yield "/>\n"
        return
    lines = [failed(failure) for failure in report.errors]
    message = f"{unread(report.errors) or 'there was nothing to check'}"
    yield f'>\n   <error type="input" message={_attribute(message)}>{_text(lines)}</error>\n  </testcase>\n'


def _text(lines: Sequence[str]) -> str:
    return escape("\n".join(lines))


def _attribute(text: str) -> str:
    return quoteattr(visible(text))
