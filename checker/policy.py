"""What the findings mean: verdicts, yield and the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from checker.finding import SEVERITIES, Finding, covered
from checker.report import VERDICTS, DocumentResult, Failure, RuleCount, Spent, Summary

Key = tuple[str, int | None]  # a document: its path and record


def at_least(severity: str, level: str) -> bool:
    """Whether `severity` is as bad as `level` or worse."""
    return SEVERITIES.index(severity) <= SEVERITIES.index(level)


def verdict(counts: Mapping[str, int], fail_on: str) -> str:
    """reject with a finding at or above `fail_on`, else review with a warning, else accept."""
    if any(n and at_least(severity, fail_on) for severity, n in counts.items()):
        return "reject"
    return "review" if counts.get("warning") else "accept"


def exit_code(
    findings: Iterable[Finding],
    errors: Sequence[Failure],
    fail_on: str,
    documents: int,
    allow_empty: bool,
    budgets: Iterable[Spent] = (),
) -> int:
    """0 clean, 1 a finding at or above `fail_on` or a failed budget, 2 something (or nothing) could not be read.

    2 beats 1.
    """
    if errors or (not documents and not allow_empty):
        return 2
    if any(budget.status == "fail" for budget in budgets):
        return 1
    return int(any(at_least(finding.severity, fail_on) for finding in findings))


def summarize(
    documents: Sequence[DocumentResult], findings: Sequence[Finding], rules_run: int, fail_on: str, code: int
) -> Summary:
    """The figures of a run that ends with `code`.  Every character counts once: under the rule that costs the most."""
    spans = _spans(findings)
    cost = Counter[str]()
    for by_rule in spans.values():
        for rule, places in by_rule.items():
            cost[rule] += covered(places)
    dearest = [rule for rule, _ in cost.most_common()]
    leaving = Counter[str]()
    kept_documents = kept_characters = 0
    for result in documents:
        gone: list[tuple[int, int]] = []
        by_rule = spans.get((result.path, result.record), {})
        for rule in dearest:
            if rule in by_rule:
                before = covered(gone)
                gone += by_rule[rule]
                leaving[rule] += covered(gone) - before
        if result.verdict != "reject":
            kept_documents += 1
            kept_characters += result.characters - covered(gone)
    counts = Counter(finding.severity for finding in findings)
    verdicts = Counter(result.verdict for result in documents)
    return Summary(
        documents=len(documents),
        characters=sum(result.characters for result in documents),
        findings={severity: counts[severity] for severity in SEVERITIES},
        verdict="fail" if code else "pass",
        verdicts={name: verdicts[name] for name in VERDICTS},
        kept_documents=kept_documents,
        kept_characters=kept_characters,
        rules=_rule_counts(findings, leaving),
        rules_run=rules_run,
        fail_on=fail_on,
    )


def _spans(findings: Iterable[Finding]) -> dict[Key, dict[str, list[tuple[int, int]]]]:
    """What would be cut: the spans of errors and warnings, by document and rule."""
    out: dict[Key, dict[str, list[tuple[int, int]]]] = {}
    for finding in findings:
        if finding.severity != "info":
            places = out.setdefault((finding.path, finding.record), {}).setdefault(finding.rule, [])
            places += [(span.start.offset, span.end.offset) for span in finding.spans]
    return out


def _rule_counts(findings: Sequence[Finding], leaving: Mapping[str, int]) -> tuple[RuleCount, ...]:
    number = Counter(finding.rule for finding in findings)
    where: dict[str, set[Key]] = {}
    severity = {}
    for finding in findings:
        where.setdefault(finding.rule, set()).add((finding.path, finding.record))
        severity[finding.rule] = SEVERITIES.index(finding.severity)
    order = sorted(number, key=lambda rule: (severity[rule], -leaving.get(rule, 0), -number[rule], rule))
    return tuple(RuleCount(rule, number[rule], len(where[rule]), leaving.get(rule, 0)) for rule in order)
