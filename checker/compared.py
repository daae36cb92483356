"""Two runs beside each other: what is new, known and resolved by rule, and a saved result judged against another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from checker.baseline import Baseline, compare
from checker.errors import CheckerError
from checker.finding import FINGERPRINT_VERSION, SEVERITIES, Finding
from checker.policy import exit_code, summarize, verdict
from checker.report import Change, Report, RuleChange
from checker.rule import Rule


def by_rule(findings: Iterable[Finding], known: Baseline, rules: Iterable[Rule]) -> tuple[RuleChange, ...]:
    """What each rule adds to the change: `findings` are marked as known or not, `rules` those that ran.

    Most new ones first, then most resolved ones.
    """
    marked = list(findings)
    names = {finding.code: finding.rule for finding in marked} | {rule.code: rule.name for rule in rules}
    new = Counter(finding.code for finding in marked if not finding.known)
    old = Counter(finding.code for finding in marked if finding.known)
    before = Counter[str]()
    for (code, _), count in known.findings.items():
        before[code] += count
    rows = [
        RuleChange(names[code], code, new[code], old[code], max(0, before[code] - old[code]))
        for code in sorted({*new, *old, *before} & names.keys())
    ]
    return tuple(sorted(rows, key=lambda row: (-row.new, -row.resolved, -row.known, row.code)))


def beside(
    findings: Sequence[Finding],
    known: Baseline,
    rules: Sequence[Rule],
    codes: Collection[str],
    part: bool,
    standing: Sequence[Finding] = (),
) -> tuple[list[Finding], Change, tuple[RuleChange, ...]]:
    """The findings, each known or not, and the change, in all and of each of the `rules`; those with `codes` ran.

    Of a `part` of what the baseline is about nothing is resolved; `standing` are findings elsewhere that need entries.
    """
    marked, change = compare(findings, known, set() if part else codes, standing)
    rows = by_rule(marked, known, rules)
    if not part:
        return marked, change, rows
    return marked, replace(change, part=True), tuple(replace(row, resolved=0) for row in rows)


def against(report: Report, known: Baseline, rules: Sequence[Rule], part: bool = False) -> Report:
    """A saved result as it would be with a baseline: its figures, verdicts and status are about new findings alone.

    `rules` may be named by what is resolved, if they ran.  Budgets stay those of the check.  Of a `part` of what the
    baseline is about, or where something could not be read, nothing is resolved.
    Raises CheckerError where its fingerprints are of another version.
    """
    if report.summary.fingerprints not in (0, FINGERPRINT_VERSION):
        said = "the result was saved by another version of checker, with fingerprints that this one cannot compare"
        raise CheckerError(said, "check again: checker check PATHS -o json:FILE")
    codes = set(report.summary.codes) or {rule.code for rule in rules} | {finding.code for finding in report.findings}
    ran = [rule for rule in rules if rule.code in codes]
    findings, change, changed = beside(report.findings, known, ran, codes, part or bool(report.errors))
    summary = replace(report.summary, change=change, changed=changed)
    return recounted(replace(report, summary=summary, findings=tuple(findings)))


def recounted(report: Report) -> Report:
    """The result with figures, verdicts and a status that fit its findings; those a baseline knows do not count.

    Budgets, and what was suppressed, stay those of the check.
    """
    new = [finding for finding in report.findings if not finding.known]
    level = report.summary.fail_on
    counts = _counts(new)
    documents = tuple(
        replace(document, counts=own, verdict=verdict(own, level))
        for document in report.documents
        for own in [counts[document.path, document.record]]
    )
    code = exit_code(new, report.errors, level, len(documents), True, report.summary.budgets)
    figures = summarize(documents, new, report.summary.rules_run, level, code)
    summary = replace(
        figures,
        change=report.summary.change,
        changed=report.summary.changed,
        suppressed=report.summary.suppressed,
        budgets=report.summary.budgets,
        crowded=report.summary.crowded,
        codes=report.summary.codes,
        fingerprints=report.summary.fingerprints,
    )
    return replace(report, summary=summary, documents=documents, exit_code=code)


def _counts(findings: Iterable[Finding]) -> defaultdict[tuple[str, int | None], dict[str, int]]:
    out: defaultdict[tuple[str, int | None], dict[str, int]] = defaultdict(lambda: dict.fromkeys(SEVERITIES, 0))
    for finding in findings:
        out[finding.path, finding.record][finding.severity] += 1
    return out
