"""What the page reads first: figures, words, rules, and one row for each document, finding and cluster."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from checker import baselinefile
from checker.baseline import Baseline
from checker.finding import FINGERPRINT_VERSION, Finding, covered
from checker.report import DocumentResult, Report
from checker.resources import toml_file
from checker.rule import Rule
from checker.visible import visible
from checker.writers import Style, objects
from checker.writers.html import clusters, details, texts
from checker.writers.html.index import SHOWN, Index, level, lined, one_line, storable
from checker.writers.places import fresh
from checker.writers.terminal import maps
from checker.writers.terminal.families import families
from checker.writers.terminal.words import LANGUAGES

PIECES = 24  # of the map of a document
EXAMPLES = 4  # of each kind for a rule
EXAMPLE = 400  # characters of one
TABLES = ("gutter", "severity", "counted", "family", "frames", "measure", "summary")  # words shared with the terminal


def head(report: Report, style: Style, index: Index) -> dict[str, object]:
    """The first block.  Rows are lists and columns, since names repeated 50,000 times would be most of the page."""
    return {
        **objects.head(),
        "lang": style.lang,
        "words": {lang: _said(lang) for lang in LANGUAGES},
        "summary": objects.summary(report),
        "families": [
            [row.name, row.documents, row.findings, row.characters]
            for row in families(replace(report, findings=tuple(fresh(report))))
        ],
        "rules": [_rule(report, name) for name in index.rules],
        "clean": sorted(
            [rule.code, rule.name, rule.family] for name, rule in report.rules.items() if name not in index.rules
        ),
        "documents": [_document(report, index, number) for number in range(len(index.keys))],
        "findings": _columns(report, index),
        "also": _also(report, index),
        "baseline": next(baselinefile.lines(Baseline(), report.summary.fingerprints or FINGERPRINT_VERSION)),
        "clusters": clusters.rows(report, index),
        "skipped": [[visible(entry.path), visible(entry.reason)] for entry in report.skipped],
        "errors": [[visible(entry.path), visible(entry.message)] for entry in report.unread],
        "batch": details.BATCH,
        "cluster_batch": clusters.BATCH,
        "texts": texts.places(report),
    }


def _said(lang: str) -> dict[str, object]:
    """The page's own words and the tables it shares with the terminal."""
    shared = toml_file("reports", "words", f"{lang}.toml")
    return {name: shared[name] for name in TABLES} | toml_file("reports", "words", f"page-{lang}.toml")


def _rule(report: Report, name: str) -> dict[str, object]:
    """A rule that found something: its figures, and all it says."""
    rule = report.rules.get(name)
    count = next((c for c in report.summary.rules if c.rule == name), None)
    own = next(f for f in report.findings if f.rule == name) if rule is None else None
    out: dict[str, object] = {
        "name": name,
        "code": rule.code if rule else own.code if own else "",
        "family": rule.family if rule else own.family if own else "",
        "findings": count.findings if count else 0,
        "documents": count.documents if count else 0,
        "characters": count.characters if count else 0,
    }
    if rule:
        out["since"] = rule.since
        out["words"] = {lang: _words(rule, lang) for lang in LANGUAGES}
        out["examples"] = {"bad": _examples(rule.examples.bad), "good": _examples(rule.examples.good)}
        out["references"] = [visible(reference) for reference in rule.references]
    return out


def _words(rule: Rule, lang: str) -> dict[str, str]:
    words = rule.words(lang)
    return {"what": lined(words.what), "why": lined(words.why), "remedy": lined(words.remedy)}


def _examples(examples: tuple[tuple[str, ...], ...]) -> list[list[str]]:
    return [[lined(text[:EXAMPLE]) for text in documents] for documents in examples[:EXAMPLES]]


def _document(report: Report, index: Index, number: int) -> list[object]:
    """Path, name, record, verdict, characters, paragraphs, encoding, counts, map, languages, both names if they
    hide something.  A text that was not checked (a held one, a configuration) has no verdict.
    """
    path, record, name = index.keys[number]
    names: list[object] = [visible(path), "" if name == path else visible(name), record]
    exact = [storable(path), storable(name)] if visible(path + name) != path + name else None
    if number >= len(index.checked):
        return [*names, "", 0, 0, "", [0, 0, 0], "", [], exact]
    result: DocumentResult = index.checked[number]
    found = [finding for finding in (report.findings[own] for own in index.own[number]) if not finding.known]
    levels = Counter(map(level, found))
    counts = [levels[0], levels[1], levels[2]]
    # What speaks of the whole document would hide where in it the rest stands.
    local = [finding for finding in found if finding.scope != "document"] or found
    spans = [(span.start.offset, span.end.offset) for finding in local for span in finding.spans]
    heights = "".join(map(str, maps.heights(spans, result.characters, PIECES))) if spans else ""
    return [
        *names, result.verdict, result.characters, result.paragraphs, result.encoding, counts, heights,
        result.languages, exact,
    ]  # fmt: skip


def _columns(report: Report, index: Index) -> dict[str, object]:
    findings = report.findings
    messages = [(visible(report.message(f, "en")), visible(report.message(f, "zh"))) for f in findings]
    return {
        "rule": [index.rule(f.rule) for f in findings],
        "document": [index.document(f) for f in findings],
        "severity": [level(f) for f in findings],
        "line": [f.start.line for f in findings],
        "column": [f.start.column for f in findings],
        "offset": [f.start.offset for f in findings],
        "end": [f.end.offset for f in findings],
        "spans": [len(f.spans) for f in findings],
        "whole": [int(f.scope == "document") for f in findings],
        "cost": [cost(f) for f in findings],
        "known": [f.known for f in findings] if any(f.known is not None for f in findings) else None,
        "text": [one_line(f.text[:SHOWN]) for f in findings],
        "raw": {number: whole for number, f in enumerate(findings) if (whole := _exactly(f)) is not None},
        "en": [en for en, _ in messages],
        "zh": [zh if zh != en else None for en, zh in messages],
        "fingerprint": [f.fingerprint for f in findings],
    }


def _exactly(finding: Finding) -> list[str] | None:
    """The texts of all its spans as an exception names them, where they are not what the list shows.

    An empty text stands for those that the finding does not quote.
    """
    kinds = finding.evidence.get("kinds")
    if len(finding.spans) == 1 or not isinstance(kinds, list):
        texts = [finding.text] + [""] * (len(finding.spans) > 1)
    else:
        texts = [str(text) for text, _ in kinds] + [""] * (sum(count for _, count in kinds) < len(finding.spans))
    return None if texts == [one_line(finding.text[:SHOWN])] else [storable(text) for text in texts]


def _also(report: Report, index: Index) -> dict[int, list[list[object]]]:
    """Other texts that belong to a baseline with a finding: document, offsets, fingerprint."""
    out: dict[int, list[list[object]]] = {}
    for number, finding in enumerate(report.findings):
        named = [r for r in finding.related if r.fingerprint and r.role != "copy"]
        if named:
            out[number] = [
                [index.document(r), r.span.start.offset, r.span.end.offset, r.fingerprint] for r in named
            ]  # fmt: skip
    return out


def cost(finding: Finding) -> int:
    """The characters it speaks of; what stands in many documents counts in each."""
    characters = covered((span.start.offset, span.end.offset) for span in finding.spans)
    count = finding.evidence.get("count")
    return characters * count if finding.scope == "corpus" and isinstance(count, int) else characters
