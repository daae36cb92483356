"""A result as plain dictionaries: the JSON contract (reports/schemas/result.v1.json), shared by json and jsonl."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from numbers import Integral

from checker.finding import Finding, Position, Related, Span, derived_values
from checker.report import Cluster, DocumentResult, Report, Suppressed
from checker.visible import visible_char

SCHEMA = 1
Object = dict[str, object]
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False)  # what a result holds is a tree
# What is certainly shown as it is: printable ASCII, CJK punctuation, Han, full-width forms.  All else is looked up.
_DOUBTFUL = re.compile("[^ -~\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]")


def dumps(value: object) -> str:
    """JSON on one line, Han readable; what a terminal would obey, hide or reorder is written as \\uXXXX."""
    text = _ENCODER.encode(value)
    return text if text.isprintable() else _DOUBTFUL.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    return char if visible_char(char) == char else json.dumps(char)[1:-1]


def head() -> Object:
    """The schema's version and the tool's."""
    return {"schema": SCHEMA, "tool": {"name": "corpus-checker", "version": head_version()}}


def head_version() -> str:
    """The version of the program."""
    return version("corpus-checker")


def summary(report: Report) -> Object:
    """The figures of the run."""
    figures = report.summary
    change = figures.change
    known: Object = {} if change is None else {"new": change.new, "known": change.known, "resolved": change.resolved}
    if change and change.part:
        known["part"] = True
    if figures.changed:
        known["rules"] = [asdict(row) for row in figures.changed]
    return {
        "documents": figures.documents,
        "characters": figures.characters,
        "findings": dict(figures.findings),
        "verdict": figures.verdict,
        "verdicts": dict(figures.verdicts),
        "kept": {"documents": figures.kept_documents, "characters": figures.kept_characters},
        "rules": [
            {"rule": r.rule, "findings": r.findings, "documents": r.documents, "characters": r.characters}
            for r in figures.rules
        ],
        "rules_run": figures.rules_run,
        **({"codes_run": list(figures.codes)} if figures.codes else {}),
        **({"fingerprints": figures.fingerprints} if figures.fingerprints else {}),
        "fail_on": figures.fail_on,
        "exit_code": report.exit_code,
        **({"baseline": known} if known else {}),
        **({"suppressed": _suppressed(figures.suppressed)} if figures.suppressed else {}),
        **({"budgets": [asdict(budget) for budget in figures.budgets]} if figures.budgets else {}),
        **({"crowded": figures.crowded} if figures.crowded else {}),
    }


def _suppressed(entries: Sequence[Suppressed]) -> Object:
    return {
        "findings": sum(entry.findings for entry in entries),
        "ignores": [{**asdict(entry), "rules": list(entry.rules)} for entry in entries],
    }


def document(result: DocumentResult) -> Object:
    """One checked document; `confidence` only where the encoding was guessed, `text` only where it was asked for."""
    out: Object = {"document": result.document, "path": result.path}
    if result.record is not None:
        out["record"] = result.record
    out["encoding"] = result.encoding
    if result.confidence < 1:
        out["confidence"] = result.confidence
    if result.languages:
        out["languages"] = list(result.languages)
    out |= {"characters": result.characters, "paragraphs": result.paragraphs, "verdict": result.verdict}
    if result.text is not None:
        out["text"] = result.text
    return out


def whose(found: Finding) -> Object:
    """The rule of a finding, and the document it stands in."""
    return {
        "rule": found.rule,
        "code": found.code,
        "family": found.family,
        "severity": found.severity,
        "scope": found.scope,
        "document": found.document,
        "path": found.path,
    }


def finding(found: Finding) -> Object:
    """One finding with all its places and its evidence."""
    out = whose(found)
    if found.record is not None:
        out["record"] = found.record
    if found.known is not None:
        out["known"] = found.known
    fix = found.fix
    return out | {
        "start": _position(found.start),
        "end": _position(found.end),
        "spans": [_span(span) for span in found.spans],
        "text": found.text,
        "message": found.message,
        **({"values": _values(found)} if found.values else {}),
        "fingerprint": found.fingerprint,
        "fix": None if fix is None else {"replacement": fix.replacement, "safe": fix.safe},
        "evidence": dict(found.evidence),
        "related": [_related(place) for place in found.related],
    }


def _values(found: Finding) -> Object:
    """What fills the message, without what every finding has; see `checker.saved`."""
    derived = derived_values(found.text, len(found.spans))
    return {
        name: value if isinstance(value, str) else float(value) if isinstance(value, float) else _whole(value)
        for name, value in found.values.items()
        if derived.get(name) != value
    }


def _whole(value: object) -> int | str:
    return int(value) if isinstance(value, (int, Integral)) else str(value)


def cluster(group: Cluster) -> Object:
    """Texts that repeat one another, without the kind of the cluster (json and jsonl name it differently)."""
    return {
        "id": group.id,
        "kept": _related(group.kept),
        "members": [_related(place) for place in group.members],
        "weakest": None if group.weakest is None else _related(group.weakest),
    }


def skipped(report: Report) -> list[Object]:
    """Files that were not checked, and why."""
    return [{"path": entry.path, "reason": entry.reason} for entry in report.skipped]


def errors(report: Report) -> list[Object]:
    """Files that could not be read."""
    return [{"path": entry.path, "message": entry.message} for entry in report.errors]


def _related(place: Related) -> Object:
    out: Object = {"document": place.document, "path": place.path}
    if place.record is not None:
        out["record"] = place.record
    out |= {**_span(place.span), "role": place.role, "similarity": place.similarity}
    if place.measure is not None:
        out["measure"] = place.measure
    if place.fingerprint is not None:
        out["fingerprint"] = place.fingerprint
    return out


def _span(span: Span) -> Mapping[str, object]:
    return {"start": _position(span.start), "end": _position(span.end)}


def _position(position: Position) -> Object:
    return {"line": position.line, "column": position.column, "offset": position.offset}
