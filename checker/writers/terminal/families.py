"""Family by family: how many documents have findings of it, each counted at its worst, and what would leave."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from checker.finding import SEVERITIES
from checker.report import Report
from checker.rule import FAMILIES
from checker.writers.terminal import pick


@dataclass(frozen=True, slots=True)
class Family:
    """The figures of one family; `documents` are those with errors, with warnings at worst, and with infos alone."""

    name: str
    documents: tuple[int, int, int]
    findings: int
    characters: int


def families(report: Report) -> list[Family]:
    """The families that found something, those with the most documents with errors first."""
    counts = documents_by_family(report)
    found = Counter(finding.family for finding in report.findings)
    costs: Counter[str] = Counter()
    for count in report.summary.rules:
        rule = report.rules.get(count.rule)
        costs[rule.family if rule else ""] += count.characters
    order = sorted(counts, key=lambda f: ([-n for n in counts[f]], -found[f], list(FAMILIES).index(f)))
    return [
        Family(name, (counts[name][0], counts[name][1], counts[name][2]), found[name], costs[name]) for name in order
    ]


def documents_by_family(report: Report) -> Mapping[str, list[int]]:
    """Documents of each family by severity, every document counted once, at its worst."""
    worst: dict[tuple[str, pick.Key], int] = {}
    for finding in report.findings:
        level = SEVERITIES.index(finding.severity)
        places = [pick.key(finding)]
        if finding.scope == "corpus":  # one finding that speaks of many documents
            places += [(p.path, p.record, p.document) for p in finding.related if p.role == "other"]
        for place in places:
            key = finding.family, place
            worst[key] = min(level, worst.get(key, level))
    out: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for (family, _), level in worst.items():
        out[family][level] += 1
    return out
