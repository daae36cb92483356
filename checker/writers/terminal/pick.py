"""Which findings are drawn: one or a few a rule, the worst rules first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from checker.finding import SEVERITIES, Finding
from checker.report import DocumentResult, Report, RuleCount

Key = tuple[str, int | None, str]  # path, record, document


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one rule: those to draw, and how many more there are in how many documents."""

    rule: str
    shown: tuple[Finding, ...]
    more: int
    more_documents: int


def key(finding: Finding) -> Key:
    """What names the document of a finding."""
    return finding.path, finding.record, finding.document


def by_key(documents: Iterable[DocumentResult]) -> Mapping[Key, DocumentResult]:
    """Documents by what names them."""
    return {(d.path, d.record, d.document): d for d in documents}


def by_rule(findings: Iterable[Finding]) -> Mapping[str, list[Finding]]:
    """Findings of each rule, in their order."""
    out: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        out[finding.rule].append(finding)
    return out


def counts(report: Report) -> Mapping[str, RuleCount]:
    """The figures of the rules that found something."""
    return {count.rule: count for count in report.summary.rules if count.findings}


def groups(report: Report, most: int | None) -> list[Group]:
    """Rules by severity, then by the characters that would leave, then by findings; `most` findings of each, or all."""
    found = by_rule(report.findings)
    costs = counts(report)

    def order(name: str) -> tuple[int, int, int, str]:
        worst = min(SEVERITIES.index(finding.severity) for finding in found[name])
        return worst, -costs[name].characters if name in costs else 0, -len(found[name]), name

    return [_group(name, found[name], most) for name in sorted(found, key=order)]


def _group(name: str, findings: Sequence[Finding], most: int | None) -> Group:
    ranked = findings if most is None else sorted(findings, key=_telling)[:most]
    shown = sorted(ranked, key=lambda finding: finding.sort_key)
    drawn = {id(finding) for finding in shown}
    rest = [finding for finding in findings if id(finding) not in drawn]
    return Group(name, tuple(shown), len(rest), len({key(finding) for finding in rest}))


def _telling(finding: Finding) -> tuple[int, bool, int]:
    """Worst first; a copy that differs says more than one that does not; many marks say more than one."""
    return SEVERITIES.index(finding.severity), not _differs(finding), -len(finding.spans)


def _differs(finding: Finding) -> bool:
    diff = finding.evidence.get("diff")
    return isinstance(diff, list) and any(step.get("op") not in ("equal", "skip") for step in diff)


def others(report: Report, groups_: Iterable[Group]) -> Mapping[tuple[Key, int], list[tuple[Finding, int, int]]]:
    """Marks of every rule in the lines that are drawn: (finding, first column, last column), 1-based, end exclusive.

    Only marks within one line count: a copied section or document is no mark on a line.
    """
    wanted = {(key(finding), number) for group in groups_ for finding in group.shown for number in _numbers(finding)}
    out: dict[tuple[Key, int], list[tuple[Finding, int, int]]] = defaultdict(list)
    for finding in report.findings:
        if finding.scope != "span":
            continue
        where = key(finding)
        for span in finding.spans:
            line = span.start.line
            if span.end.line == line and (where, line) in wanted:
                out[where, line].append((finding, span.start.column, span.end.column))
    return out


def _numbers(finding: Finding) -> list[int]:
    lines = finding.evidence.get("lines")
    return [line["number"] for line in lines] if isinstance(lines, list) else []
