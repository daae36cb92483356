"""Numbers in place of names: documents and rules as the page's data speak of them."""

from __future__ import annotations

from collections.abc import Iterable

from checker.finding import SEVERITIES, Finding, Related
from checker.report import Cluster, DocumentResult, Report
from checker.visible import visible

Key = tuple[str, int | None, str]  # path, record, document
SHOWN = 120  # characters of a text in a list


class Index:
    """Every document that the report names, checked or not, and every rule that found something, by number."""

    def __init__(self, report: Report) -> None:
        self.checked: list[DocumentResult] = list(report.documents)
        self.keys: list[Key] = [(d.path, d.record, d.document) for d in report.documents]
        self._numbers = {key: number for number, key in enumerate(self.keys)}
        for key in _named(report.findings, report.clusters):
            if key not in self._numbers:  # a held text, or a configuration file
                self._numbers[key] = len(self.keys)
                self.keys.append(key)
        self.rules: list[str] = [count.rule for count in report.summary.rules if count.findings]
        self.rules += sorted({f.rule for f in report.findings} - set(self.rules))
        self._rules = {name: number for number, name in enumerate(self.rules)}
        self.own: list[list[int]] = [[] for _ in self.keys]  # the findings of each document
        for number, finding in enumerate(report.findings):
            self.own[self.document(finding)].append(number)

    def document(self, place: Finding | Related) -> int:
        """The number of the document in which a finding or a related place stands."""
        return self._numbers[place.path, place.record, place.document]

    def rule(self, name: str) -> int:
        """The number of a rule that found something."""
        return self._rules[name]

    def place(self, place: Related) -> list[object]:
        """Document, first line, column, last line, offsets, role, similarity, measure."""
        start, end = place.span.start, place.span.end
        last = end.line - 1 if end.column == 1 and end.line > start.line else end.line
        similarity = None if place.similarity is None else round(place.similarity, 4)
        return [
            self.document(place), start.line, start.column, last, start.offset, end.offset,
            place.role, similarity, place.measure,
        ]  # fmt: skip


def _named(findings: Iterable[Finding], clusters: Iterable[Cluster]) -> Iterable[Key]:
    for finding in findings:
        yield finding.path, finding.record, finding.document
        for place in finding.related:
            yield place.path, place.record, place.document
    for cluster in clusters:
        for place in (cluster.kept, *cluster.members):
            yield place.path, place.record, place.document


def level(finding: Finding) -> int:
    """0 error, 1 warning, 2 info."""
    return SEVERITIES.index(finding.severity)


def storable(text: str) -> str:
    """The text itself, as far as UTF-8 can hold it."""
    return text.encode("utf-8", "replace").decode("utf-8")


def one_line(text: str) -> str:
    """`visible`, with line breaks drawn."""
    return "↵".join(map(visible, text.split("\n")))


def lined(text: str) -> str:
    """`visible` line by line: line breaks stay."""
    return "\n".join(map(visible, text.split("\n")))
