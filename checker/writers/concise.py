"""One line a finding, for pipes, editors and logs: `path:line:column: severity CODE name: message`."""

from __future__ import annotations

from collections.abc import Iterator

from checker.finding import SEVERITIES, Finding
from checker.report import Report
from checker.visible import visible, visible_first
from checker.writers import Style
from checker.writers.places import budget, change, failed, fresh, many, passed, suppressed, unread


def write(report: Report, style: Style) -> Iterator[str]:
    """New findings, then files that could not be read, files that were skipped, and one line of figures.

    No line is cut; `style.quiet` leaves out the skipped files and the figures.
    """
    for finding in fresh(report):
        yield f"{_finding(finding)}\n"
    for failure in report.errors:
        yield f"{failed(failure, visible_first)}\n"
    for spent in passed(report):
        yield f"{spent.status}: budget {budget(spent)}\n"
    if style.quiet:
        return
    for skipped in report.skipped:
        yield f"{visible_first(skipped.path)}: skipped: {visible(skipped.reason)}\n"
    yield f"{_figures(report, style)}\n"


def _finding(finding: Finding) -> str:
    place = f"{finding.start.line}:{finding.start.column}"
    inside = ""
    if finding.record is not None:  # an editor opens the row; where in the record's text is said behind the message
        inside = f" (in {visible(finding.document)} at {place})"
        place = str(finding.record)
    marks = f" ({len(finding.spans):,} places)" if len(finding.spans) > 1 else ""
    kept = "".join(
        f" [keep {_place(r.path, r.record, r.span.start.line)}]" for r in finding.related[:1] if r.role == "kept"
    )
    return (
        f"{visible_first(finding.path)}:{place}: {finding.severity} {finding.code} {finding.rule}: "
        f"{visible(finding.message)}{marks}{kept}{inside}"
    )


def _place(path: str, record: int | None, line: int) -> str:
    return f"{visible(path)}:{line if record is None else record}"


def _figures(report: Report, style: Style) -> str:
    summary = report.summary
    counts = ", ".join(many(summary.findings.get(severity, 0), severity) for severity in SEVERITIES)
    missing = f"; {unread(report.errors)}" if report.unread else ""
    clock = f"; {report.seconds:.1f} s" if style.clock and report.seconds else ""
    against = "".join(f"; {said}" for said in (change(report), suppressed(report)) if said)
    return (
        f"{summary.verdict}: {counts}{against}; "
        f"{summary.kept_documents:,} of {many(summary.documents, 'document')} kept; "
        f"{many(summary.rules_run, 'rule')} ran{missing}{clock}"
    )
