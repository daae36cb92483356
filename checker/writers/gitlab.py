"""GitLab's code quality report: a JSON array, one entry a finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from posixpath import normpath

from checker.finding import Finding
from checker.report import Report
from checker.visible import visible
from checker.writers import Style, objects
from checker.writers.places import row, said

_SEVERITY: Mapping[str, str] = {"error": "major", "warning": "minor", "info": "info"}


def write(report: Report, _style: Style) -> Iterator[str]:
    """Every finding, those of the baseline too: GitLab compares with the target branch itself, by fingerprint.

    GitLab keeps one entry of a fingerprint, so a finding that repeats another's gets its number behind it.
    """
    seen: Counter[str] = Counter()
    yield "["
    comma = ""
    for finding in report.findings:
        seen[finding.fingerprint] += 1
        yield f"{comma}\n {objects.dumps(_entry(finding, seen[finding.fingerprint]))}"
        comma = ","
    yield "\n]\n"


def _entry(finding: Finding, number: int) -> objects.Object:
    first = row(finding)
    last = first if finding.record is not None else max(first, finding.end.line)
    return {
        "description": f"{finding.code} {finding.rule}: {said(finding)}",  # the name of the check is not shown there
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint if number == 1 else f"{finding.fingerprint}-{number}",
        "severity": _SEVERITY[finding.severity],
        "location": {"path": visible(normpath(finding.path)), "lines": {"begin": first, "end": last}},
    }
