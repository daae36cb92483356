"""A part of a result that somebody wants to look at: the findings of some rules, or in some documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from checker import rulebook
from checker.errors import UsageError
from checker.finding import Finding
from checker.report import Report
from checker.rule import Rule
from checker.visible import visible


def narrowed(report: Report, rules: Sequence[str], documents: Sequence[str]) -> Report:
    """The report with those findings alone; its figures and its status stay those of the whole.

    `rules` are codes, prefixes, names or families; `documents` are paths, rows of record files (`path:88`), ids, or
    the end of one after a slash, with `*` for anything.  Raises UsageError for a document that was not checked.
    """
    for word in documents:
        if not any(_called(d.path, d.record, d.document, word) for d in report.documents):
            raise UsageError(f"no document is called {word!r}", "see the paths in the report; * stands for anything")
    findings = report.findings
    if rules:
        findings = tuple(f for f in findings if any(_of(f, report.rules.get(f.rule), word) for word in rules))
    if documents:
        findings = tuple(f for f in findings if any(_stands_in(f, word) for word in documents))
    return replace(report, findings=findings)


def part(rules: Sequence[str], documents: Sequence[str]) -> str:
    """What was asked for, in the reader's own words; "" where nothing was."""
    return visible(", ".join([*rules, *documents]))


def _of(finding: Finding, rule: Rule | None, word: str) -> bool:
    if rule is not None:
        return rulebook.names(rule, word)
    return word in (finding.rule, finding.family, "ALL") or finding.code.startswith(word.upper())


def _stands_in(finding: Finding, word: str) -> bool:
    """Whether a finding stands in the document, or, being about the corpus, names it as another place."""
    if _called(finding.path, finding.record, finding.document, word):
        return True
    return finding.scope == "corpus" and any(_called(p.path, p.record, p.document, word) for p in finding.related)


def _called(path: str, record: int | None, document: str, word: str) -> bool:
    names = {path, document} if record is None else {path, document, f"{path}:{record}"}
    return any(name == word or fnmatchcase(name, word) or fnmatchcase(name, f"*/{word}") for name in names)
