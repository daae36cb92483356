"""Where a finding stands in a file, and which findings a gate has to name: shared by the formats for CI."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from checker.finding import SEVERITIES, Finding, Related, Span
from checker.plural import many
from checker.report import Failure, Report, Spent
from checker.visible import visible

__all__ = [
    "budget", "change", "failed", "fresh", "many", "one_per_rule_first", "passed", "row", "said", "suppressed",
    "unread", "where", "worst_first",
]  # fmt: skip


def row(place: Finding | Related, span: Span | None = None) -> int:
    """The line of the file: a record file's row, else the line of the span (the first one)."""
    if place.record is not None:
        return place.record
    if span is None:
        span = place.spans[0] if isinstance(place, Finding) else place.span
    return span.start.line


def change(report: Report) -> str:
    """`12 new, 340 known, 7 resolved`; "" without a baseline."""
    figures = report.summary.change
    if figures is None:
        return ""
    gone = "resolved unknown (a part was checked)" if figures.part else f"{figures.resolved:,} resolved"
    return f"{figures.new:,} new, {figures.known:,} known, {gone}"


def budget(spent: Spent) -> str:
    """`duplicate-share: 101 of 5,000 characters (2.02 %), at most 2 %`."""
    limits = [
        (name, limit) for name, limit in (("warns above", spent.warn), ("fails above", spent.fail)) if limit is not None
    ]
    if spent.of is None:
        used, said = many(spent.used, "finding"), [f"{name} {limit:,.0f}" for name, limit in limits]
    else:
        share = 100 * spent.used / spent.of if spent.of else 0
        used = f"{spent.used:,} of {spent.of:,} characters ({share:.3g} %)"
        said = [f"{name} {100 * limit:.6g} %" for name, limit in limits]
    return f"{spent.name}: {used}; {', '.join(said)}"


def passed(report: Report) -> list[Spent]:
    """The budgets that warn or fail, the failed ones first."""
    return sorted((b for b in report.summary.budgets if b.status != "pass"), key=lambda b: b.status)


def suppressed(report: Report) -> str:
    """`3 findings suppressed`; "" where nothing was."""
    count = sum(entry.findings for entry in report.summary.suppressed)
    return f"{many(count, 'finding')} suppressed" if count else ""


def where(finding: Finding) -> str:
    """`path:line:column`, or `path:row` of a record file, shown as it is."""
    end = f":{finding.start.column}" if finding.record is None else ""
    return f"{visible(finding.path)}:{row(finding)}{end}"


def said(finding: Finding) -> str:
    """The message, with how many places there are, the side to keep, and where in a record it stands."""
    marks = f" ({len(finding.spans):,} places)" if len(finding.spans) > 1 else ""
    kept = "".join(f" [keep {visible(r.path)}:{row(r)}]" for r in finding.related[:1] if r.role == "kept")
    inside = ""
    if finding.record is not None:
        inside = f" (in {visible(finding.document)} at {finding.start.line}:{finding.start.column})"
    return f"{visible(finding.message)}{marks}{kept}{inside}"


def fresh(report: Report) -> list[Finding]:
    """The findings that are not in the baseline; without one, all."""
    return [finding for finding in report.findings if not finding.known]


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """By severity; within one, what is new before what is known; else as they are reported."""
    return sorted(findings, key=lambda f: (SEVERITIES.index(f.severity), bool(f.known)))


def one_per_rule_first(findings: Sequence[Finding]) -> list[Finding]:
    """The first finding of each rule, then the others, both in their order."""
    seen: set[str] = set()
    first: list[Finding] = []
    others: list[Finding] = []
    for finding in findings:
        (others if finding.rule in seen else first).append(finding)
        seen.add(finding.rule)
    return [*first, *others]


def failed(failure: Failure, shown: Callable[[str], str] = visible) -> str:
    """What could not be read, its path as `shown`, and why; the reason alone where nothing was found."""
    message = visible(failure.message)
    return f"{shown(failure.path)}: {message}" if failure.kind else message


def unread(failures: Sequence[Failure], more: str = "") -> str:
    """`1 file and 3 records could not be read`; "" where all could.  `more` stands before the nouns."""
    kinds = Counter(failure.kind for failure in failures)
    said = [many(kinds[kind], f"{more}{kind}") for kind in ("file", "record") if kinds[kind]]
    return f"{' and '.join(said)} could not be read" if said else ""
