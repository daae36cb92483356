"""SARIF 2.1.0, within what GitHub's code scanning takes; what had to be left out is said in a notification."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from posixpath import normpath
from urllib.parse import quote

from checker.finding import FINGERPRINT_VERSION, Finding, Related, Span
from checker.names import original
from checker.report import Report
from checker.rule import Rule
from checker.visible import visible
from checker.writers import Style, objects
from checker.writers.places import budget, failed, passed, row, said, suppressed, unread, worst_first

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# Our own: GitHub makes its `primaryLocationLineHash` itself and warns at others.
KEY = f"corpusCheckerFingerprint/v{FINGERPRINT_VERSION}"
RESULTS = 5_000  # GitHub shows no more of a run
RELATED = 100  # locations of a result that GitHub shows
NOTED = 100  # unreadable files that are named
_LEVEL: Mapping[str, str] = {"error": "error", "warning": "warning", "info": "note"}


def write(report: Report, _style: Style) -> Iterator[str]:
    """One run: the worst 5,000 findings in their usual order, one a line."""
    taken = worst_first(report.findings)[:RESULTS]
    rules = sorted(_rules(report, taken).items())
    index = {name: number for number, (_, (name, _)) in enumerate(rules)}
    driver = {
        "name": "corpus-checker",
        "version": objects.head_version(),
        "rules": [_rule(code, name, rule) for code, (name, rule) in rules],
    }
    yield f'{{"$schema": {objects.dumps(SCHEMA)}, "version": "2.1.0", "runs": [{{\n'
    yield f' "columnKind": "unicodeCodePoints",\n "tool": {objects.dumps({"driver": driver})},\n'
    yield f' "invocations": [{objects.dumps(_invocation(report, taken))}],\n "results": ['
    comma = ""
    for finding in sorted(taken, key=lambda f: f.sort_key):
        yield f"{comma}\n  {objects.dumps(_result(finding, index[finding.rule]))}"
        comma = ","
    yield "\n ]}]}\n"


def _rules(report: Report, findings: Sequence[Finding]) -> dict[str, tuple[str, Rule | None]]:
    """Name and rule by code: every rule that ran, and what the findings name."""
    named: dict[str, tuple[str, Rule | None]] = {finding.code: (finding.rule, None) for finding in findings}
    return named | {rule.code: (rule.name, rule) for rule in report.rules.values()}


def _rule(code: str, name: str, rule: Rule | None) -> objects.Object:
    if rule is None:
        return {"id": code, "name": name}
    words = rule.words("en")
    return {
        "id": code,
        "name": name,
        "shortDescription": {"text": words.what},
        "fullDescription": {"text": words.why},
        "help": {
            "text": f"{words.what} {words.why} {words.remedy}",
            "markdown": f"{words.what}\n\n**Why:** {words.why}\n\n**Do:** {words.remedy}",
        },
        "defaultConfiguration": {"level": _LEVEL[rule.severity]},
        "properties": {"tags": [rule.family]},
    }


def _result(finding: Finding, index: int) -> objects.Object:
    related = _related(finding)[:RELATED]
    out: objects.Object = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVEL[finding.severity],
        "message": {"text": _literal(said(finding))},
        "locations": [_location(finding, finding.spans[0])],
        "partialFingerprints": {KEY: finding.fingerprint},
    }
    if finding.known is not None:
        out["baselineState"] = "unchanged" if finding.known else "new"
    if related:
        out["relatedLocations"] = related
    return out


def _related(finding: Finding) -> list[objects.Object]:
    """The other side of a duplicate, then the other places of the finding."""
    out: list[objects.Object] = []
    for place in finding.related[:RELATED]:
        alike = "" if place.similarity is None else f", {place.similarity:.0%} alike"
        role = {"kept": "the side to keep", "copy": "a copy"}.get(place.role, "also here")
        out.append(_location(place, place.span) | {"message": {"text": f"{role}{alike}"}})
    out += [_location(finding, span) | {"message": {"text": "also here"}} for span in finding.spans[1 : RELATED + 1]]
    return [location | {"id": number} for number, location in enumerate(out, 1)]


def _location(place: Finding | Related, span: Span) -> objects.Object:
    region: objects.Object = {"startLine": row(place, span)}
    if place.record is None:
        region |= {"startColumn": span.start.column, "endLine": span.end.line, "endColumn": span.end.column}
    physical: objects.Object = {"artifactLocation": {"uri": _uri(place.path)}, "region": region}
    out: objects.Object = {"physicalLocation": physical}
    if place.record is not None:
        where = f"{span.start.line}:{span.start.column}"
        out["logicalLocations"] = [{"fullyQualifiedName": f"{visible(place.document)}#{where}", "kind": "record"}]
    return out


def _uri(path: str) -> str:
    """The path as a relative URI, or a file URI where it is absolute; no character of it can mean anything else."""
    return ("file://" if path.startswith("/") else "") + quote(original(normpath(path)))


def _literal(text: str) -> str:
    """Text in which nothing is a link: readers of SARIF make `[words](address)` one."""
    if "](" not in text:
        return text
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _invocation(report: Report, taken: Sequence[Finding]) -> objects.Object:
    """How the run ended, what could not be read, and what is not among the results."""
    notes = [_note("error", failed(e)) for e in report.errors[:NOTED]]
    if len(report.errors) > NOTED:
        notes.append(_note("error", unread(report.errors[NOTED:], "more ")))
    notes += [_note("error" if b.status == "fail" else "warning", f"budget {budget(b)}") for b in passed(report)]
    notes += [_note("note", suppressed(report))] if suppressed(report) else []
    notes += [_note("warning", text) for text in _cut(report, taken)]
    return {
        "executionSuccessful": report.exit_code != 2,
        "exitCode": report.exit_code,
        "toolExecutionNotifications": notes,
    }


def _cut(report: Report, taken: Sequence[Finding]) -> Iterator[str]:
    left = len(report.findings) - len(taken)
    if left:
        yield f"{left:,} of {len(report.findings):,} findings are left out: the worst {RESULTS:,} are kept"
    places = [len(finding.related) + len(finding.spans) - 1 - RELATED for finding in taken]
    more = [count for count in places if count > 0]
    if more:
        yield f"{sum(more):,} related locations of {len(more):,} results are left out: {RELATED} are kept for each"


def _note(level: str, text: str) -> objects.Object:
    return {"level": level, "message": {"text": _literal(text)}}
