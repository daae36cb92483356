"""A saved result, json or jsonl, as the report that it was."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from checker.errors import CheckerError
from checker.finding import SEVERITIES, Finding, Fix, Position, Related, Span, derived_values
from checker.report import (
    Change,
    Cluster,
    DocumentResult,
    Failure,
    Report,
    RuleChange,
    RuleCount,
    Skipped,
    Spent,
    Summary,
    Suppressed,
)
from checker.rule import Rule
from checker.shape import RESULT, ShapeError, must_fit

SCHEMA = 1
STDIN = Path("-")
_LISTS = {
    "document": "documents",
    "finding": "findings",
    "cluster": "clusters",
    "skipped": "skipped",
    "error": "errors",
}
_CHANGE = ("new", "known", "resolved")
_HINT = "save one: checker check PATHS -o json:FILE"

Object = Mapping[str, Any]


def load(path: Path, rules: Iterable[Rule]) -> Report:
    """The report in a file, or in standard input where it is called "-".  `rules` give their words to those that ran.

    Raises CheckerError where the file cannot be read, is cut short, or is of another version.
    """
    name = "standard input" if path == STDIN else str(path)
    try:
        if path == STDIN and sys.stdin is None:
            raise CheckerError(f"{name}: is closed", _HINT)
        data = sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
        text = data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise CheckerError(f"{name}: cannot be read: {reason}", _HINT) from error
    whole = parsed(text, name)
    if whole is None:
        raise CheckerError(f"{name}: is no whole result of checker", _HINT)
    try:
        must_fit(whole, RESULT, "result")
        return _report(whole, rules)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        said = str(error) if isinstance(error, ShapeError) else f"{type(error).__name__}: {error}"
        raise CheckerError(f"{name}: is damaged: {said}", "check again") from error


def parsed(text: str, name: str) -> dict[str, Any] | None:
    """The whole result that a text is, json or jsonl; None where it is none.

    Raises CheckerError, which calls it `name`, where it is of a schema that is not read.
    """
    try:
        whole = _whole(text)
        schema, tool = whole["schema"], whole["tool"]
        if tool["name"] != "corpus-checker" or not isinstance(schema, int):
            return None
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        return None
    if schema != SCHEMA:
        by = f"{'a newer' if schema > SCHEMA else 'an older'} checker ({tool.get('version', 'of no version')})"
        said = f"{name}: was written by {by} in schema {schema}; this one reads schema {SCHEMA}"
        raise CheckerError(said, "print it with that one, or check again with this one")
    return whole


def _whole(text: str) -> dict[str, Any]:
    """One object, whichever of the two formats it is; the last line of jsonl is its summary."""
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:
        whole = None
    if isinstance(whole, dict) and "kind" not in whole:
        return whole
    rows = [json.loads(row) for row in text.split("\n") if row]
    last = rows[-1]
    if last["kind"] != "summary":
        raise KeyError("summary")
    lists: dict[str, list[Object]] = {name: [] for name in _LISTS.values()}
    for row in rows[:-1]:
        lists[_LISTS[row["kind"]]].append(row | {"kind": row.get("cluster_kind")})
    return {**lists, "schema": last["schema"], "tool": last["tool"], "summary": last}


def _report(whole: Object, rules: Iterable[Rule]) -> Report:
    findings = tuple(map(_finding, whole["findings"]))
    named = {finding.rule for finding in findings} | {count["rule"] for count in whole["summary"]["rules"]}
    ran = set(whole["summary"].get("codes_run", ()))
    return Report(
        summary=_summary(whole["summary"]),
        documents=_documents(whole["documents"], findings),
        findings=findings,
        clusters=tuple(map(_cluster, whole["clusters"])),
        skipped=tuple(Skipped(row["path"], row["reason"]) for row in whole["skipped"]),
        errors=tuple(Failure(row["path"], row["message"]) for row in whole["errors"]),
        rules={rule.name: rule for rule in rules if rule.name in named or rule.code in ran},
        exit_code=whole["summary"]["exit_code"],
    )


def _summary(row: Object) -> Summary:
    suppressed = row.get("suppressed", {}).get("ignores", [])
    return Summary(
        documents=row["documents"],
        characters=row["characters"],
        findings=row["findings"],
        verdict=row["verdict"],
        verdicts=row["verdicts"],
        kept_documents=row["kept"]["documents"],
        kept_characters=row["kept"]["characters"],
        rules=tuple(RuleCount(r["rule"], r["findings"], r["documents"], r["characters"]) for r in row["rules"]),
        rules_run=row["rules_run"],
        fail_on=row["fail_on"],
        change=_change(row["baseline"]) if "baseline" in row else None,
        changed=tuple(RuleChange(**change) for change in row.get("baseline", {}).get("rules", [])),
        suppressed=tuple(Suppressed(tuple(s["rules"]), s["reason"], s["until"], s["findings"]) for s in suppressed),
        budgets=tuple(Spent(**budget) for budget in row.get("budgets", [])),
        crowded=row.get("crowded", 0),
        codes=tuple(row.get("codes_run", ())),
        fingerprints=row.get("fingerprints", 0),
    )


def _change(row: Object) -> Change:
    return Change(**{name: row[name] for name in _CHANGE}, part=row.get("part", False))


def _documents(rows: Sequence[Object], findings: Sequence[Finding]) -> tuple[DocumentResult, ...]:
    """The documents; their findings are those that were saved, without what a baseline knew."""
    counts: defaultdict[tuple[str, int | None], dict[str, int]] = defaultdict(lambda: dict.fromkeys(SEVERITIES, 0))
    for finding in findings:
        if not finding.known:
            counts[finding.path, finding.record][finding.severity] += 1
    return tuple(
        DocumentResult(
            document=row["document"],
            path=row["path"],
            record=row.get("record"),
            encoding=row["encoding"],
            confidence=row.get("confidence", 1.0),
            characters=row["characters"],
            paragraphs=row["paragraphs"],
            verdict=row["verdict"],
            counts=counts[row["path"], row.get("record")],
            text=row.get("text"),
            languages=tuple(row.get("languages", ())),
        )
        for row in rows
    )


def _finding(row: Object) -> Finding:
    fix = row["fix"]
    if not row["spans"] or row["severity"] not in SEVERITIES:
        raise ShapeError(f"a finding of {row['rule']} has no {'span' if not row['spans'] else 'severity'}")
    return Finding(
        rule=row["rule"],
        code=row["code"],
        family=row["family"],
        severity=row["severity"],
        scope=row["scope"],
        document=row["document"],
        path=row["path"],
        spans=tuple(map(_span, row["spans"])),
        message=row["message"],
        text=row["text"],
        fingerprint=row["fingerprint"],
        record=row.get("record"),
        fix=None if fix is None else Fix(fix["replacement"], fix["safe"]),
        evidence=row["evidence"],
        related=tuple(map(_related, row["related"])),
        known=row.get("known"),
        values={**derived_values(row["text"], len(row["spans"])), **row["values"]} if "values" in row else {},
    )


def _cluster(row: Object) -> Cluster:
    weakest = row["weakest"]
    return Cluster(
        id=row["id"],
        kind=row["kind"],
        kept=_related(row["kept"]),
        members=tuple(map(_related, row["members"])),
        weakest=None if weakest is None else _related(weakest),
    )


def _related(row: Object) -> Related:
    return Related(
        document=row["document"],
        path=row["path"],
        span=_span(row),
        role=row["role"],
        similarity=row["similarity"],
        measure=row.get("measure"),
        record=row.get("record"),
        fingerprint=row.get("fingerprint"),
    )


def _span(row: Object) -> Span:
    return Span(Position(**row["start"]), Position(**row["end"]))
