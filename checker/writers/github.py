"""Workflow commands that GitHub turns into annotations beside the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import normpath

from checker.finding import SEVERITIES, Finding
from checker.names import INSIDE
from checker.report import Report
from checker.visible import visible
from checker.writers import Style
from checker.writers.places import budget, change, fresh, many, one_per_rule_first, passed, row, said, suppressed

ANNOTATIONS = 10  # of each severity: GitHub shows no more of a step
UNREAD = 3  # of them at most for what could not be read, so that findings are seen beside it
_COMMAND: Mapping[str, str] = {"error": "error", "warning": "warning", "info": "notice"}
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = _DATA | {":": "%3A", ",": "%2C"}


def write(report: Report, style: Style) -> Iterator[str]:
    """At most ten annotations of each severity, one of each rule first; then one line that says how many there are.

    What could not be read stands among the errors, at most `UNREAD` of it where errors need the room.  Findings of the
    baseline are counted only.
    """
    findings = fresh(report)
    shown = 0
    errors = sum(finding.severity == "error" for finding in findings)
    unread = min(len(report.errors), max(UNREAD, ANNOTATIONS - errors))
    for failure in report.errors[:unread]:
        properties = {"title": "could not be read", **_where(failure.path)}
        yield _command("error", properties if failure.kind else {"title": "nothing to check"}, failure.message)
    for spent in passed(report):
        level = "error" if spent.status == "fail" else "warning"
        yield _command(level, {"title": f"budget {spent.name}"}, budget(spent))
    room = dict.fromkeys(SEVERITIES, ANNOTATIONS)
    room["error"] -= unread
    for severity in SEVERITIES:
        for finding in one_per_rule_first([f for f in findings if f.severity == severity])[: room[severity]]:
            shown += 1
            yield _annotation(finding)
    yield f"{_end(report, len(findings) - shown, len(report.errors) - unread, style)}\n"


def _where(place: str) -> dict[str, object]:
    """The file, and the line where the place names one: `a.jsonl:13` is row 13, and a member stands in its archive."""
    path, _, _ = place.partition(INSIDE)
    name, _, number = path.rpartition(":")
    if name and number.isdecimal():
        return {"file": normpath(name), "line": int(number)}
    return {"file": normpath(path)}


def _annotation(finding: Finding) -> str:
    properties: dict[str, object] = {
        "title": f"{finding.code} {finding.rule}",
        "file": normpath(finding.path.partition(INSIDE)[0]),
        "line": row(finding),
    }
    if finding.record is None:
        properties["endLine"] = max(finding.start.line, finding.end.line)
        if finding.start.line == finding.end.line:  # columns of two lines would be read as columns of one
            properties |= {"col": finding.start.column, "endColumn": finding.end.column}
    return _command(_COMMAND[finding.severity], properties, said(finding))


def _command(name: str, properties: Mapping[str, object], message: str) -> str:
    listed = ",".join(f"{key}={_escaped(str(value), _PROPERTY)}" for key, value in properties.items())
    return f"::{name} {listed}::{_escaped(message, _DATA)}\n"


def _escaped(text: str, table: Mapping[str, str]) -> str:
    return "".join(table.get(char, char) for char in visible(text))


def _end(report: Report, left: int, unread: int, style: Style) -> str:
    figures = report.summary
    rest = f"; {left:,} more: see the job summary" if left and style.job_summary else ""
    rest = rest or (f"; {left:,} more: -o concise names them all" if left else "")
    rest = f"; {unread:,} more could not be read{rest}" if unread else rest
    counts = ", ".join(many(figures.findings.get(severity, 0), severity) for severity in SEVERITIES)
    against = "".join(f"; {said}" for said in (change(report), suppressed(report)) if said)
    return f"checker: {figures.verdict}: {counts} in {many(figures.documents, 'document')}{against}{rest}"
