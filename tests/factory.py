"""Reports built from real documents, for the tests of the writers: a text and where the marks are, nothing invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from checker.document import Document
from checker.finding import SEVERITIES, Finding, Fix, Related, covered, fingerprint, span
from checker.report import Cluster, DocumentResult, Failure, Report, RuleCount, Skipped, Summary
from checker.rule import FAMILIES, Rule, Texts

WINDOW = 200  # code points of evidence each side of a span


def rule(
    name: str, code: str, severity: str = "error", message: str = "something is wrong: {text}", **rest: object
) -> Rule:
    """A rule with words in both languages."""
    family = next(family for family, prefix in FAMILIES.items() if code.startswith(prefix))
    texts = {
        "en": Texts(message, f"What {name} finds.", "A model learns to write it.", "Restore it, or drop the page."),
        "zh": Texts(message, f"{name} 查什么。", "看似事实，模型会学着这样写。", "从来源补回，否则剔除此页。"),
    }  # fmt: skip
    return Rule(code, name, family, "pattern", severity, "0.1", texts, **rest)  # type: ignore[arg-type]


def lines(document: Document, places: Sequence[tuple[int, int]]) -> list[dict[str, object]]:
    """The evidence `lines`: every line a place touches, windowed round the first place in it, at most 20."""
    wanted: dict[int, list[tuple[int, int]]] = {}
    for start, end in places:
        for number in range(document.lines.at(start), document.lines.at(max(start, end - 1)) + 1):
            wanted.setdefault(number, []).append((start, end))
    out: list[dict[str, object]] = []
    for number, here in sorted(wanted.items())[:20]:
        first, last = document.lines.span(number)
        low = max(first, min(start for start, _ in here) - WINDOW)
        high = min(last, max(here[0][1], low) + WINDOW)
        text = document.text[low:high]
        out.append({"number": number + 1, "column": low - first + 1, "length": last - first, "text": text})
    return out


def finding(
    document: Document,
    of: Rule,
    *places: tuple[int, int],
    message: str = "",
    scope: str = "span",
    fix: Fix | None = None,
    evidence: Mapping[str, object] | None = None,
    related: Sequence[Related] = (),
) -> Finding:
    """A finding of rule `of` at code-point offsets `places` of the document."""
    start, end = places[0]
    text = document.text[start:end]
    return Finding(
        rule=of.name, code=of.code, family=of.family, severity=of.severity, scope=scope, document=document.id,
        path=document.source, spans=tuple(span(document, *place) for place in places),
        message=message or of.words("en").message.replace("{text}", text), text=text,
        fingerprint=fingerprint(of.code, document.text, places), record=document.line, fix=fix,
        evidence={"lines": lines(document, places), **(evidence or {})}, related=tuple(related),
    )  # fmt: skip


def marks(document: Document, text: str) -> list[tuple[int, int]]:
    """Every place where `text` stands."""
    out, at = [], document.text.find(text)
    while at >= 0:
        out.append((at, at + len(text)))
        at = document.text.find(text, at + len(text))
    return out


def place(document: Document, start: int, end: int, role: str = "other", **rest: object) -> Related:
    """A related place in the document."""
    return Related(document.id, document.source, span(document, start, end), role, record=document.line, **rest)  # type: ignore[arg-type]


@dataclass
class Corpus:
    """Documents and findings, and the report that follows from them."""

    documents: list[Document] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    rules: dict[str, Rule] = field(default_factory=dict)
    clusters: list[Cluster] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    errors: list[Failure] = field(default_factory=list)

    def document(self, text: str, name: str, **rest: object) -> Document:
        """Add a document."""
        made = Document.from_text(text, name, **rest)
        self.documents.append(made)
        return made

    def rule(self, name: str, code: str, *rest: str, **options: object) -> Rule:
        """Add a rule."""
        made = self.rules[name] = rule(name, code, *rest, **options)
        return made

    def add(self, document: Document, of: Rule, *places: tuple[int, int], **rest: object) -> Finding:
        """Add a finding."""
        made = finding(document, of, *places, **rest)  # type: ignore[arg-type]
        self.findings.append(made)
        return made

    def report(self) -> Report:
        """The report; a document with an error is rejected, one with a warning is to be reviewed."""
        results = [self._result(document) for document in self.documents]
        kept = [r for r in results if r.verdict != "reject"]
        failed = any(f.severity == "error" for f in self.findings)
        summary = Summary(
            documents=len(results), characters=sum(r.characters for r in results),
            findings={s: sum(f.severity == s for f in self.findings) for s in SEVERITIES},
            verdict="fail" if failed else "pass",
            verdicts={v: sum(r.verdict == v for r in results) for v in ("accept", "review", "reject")},
            kept_documents=len(kept), kept_characters=sum(r.characters for r in kept),
            rules=tuple(self._count(name) for name in self.rules), rules_run=len(self.rules), fail_on="error",
        )  # fmt: skip
        return Report(
            summary, tuple(results), tuple(sorted(self.findings, key=lambda f: f.sort_key)), tuple(self.clusters),
            tuple(self.skipped), tuple(self.errors), dict(self.rules), 0.25, 2 if self.errors else int(failed),
        )  # fmt: skip

    def _result(self, document: Document) -> DocumentResult:
        found = [f for f in self.findings if (f.document, f.path) == (document.id, document.source)]
        counts = {s: sum(f.severity == s for f in found) for s in SEVERITIES}
        verdict = "reject" if counts["error"] else "review" if counts["warning"] else "accept"
        paragraphs = sum(1 for line in document.lines if line.strip())
        return DocumentResult(
            document.id, document.source, document.line, document.encoding.name, document.encoding.confidence,
            len(document.text), paragraphs, verdict, counts,
        )  # fmt: skip

    def _count(self, name: str) -> RuleCount:
        found = [f for f in self.findings if f.rule == name]
        spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for one in found:
            here = spans.setdefault((one.path, one.document), [])
            here += [(s.start.offset, s.end.offset) for s in one.spans]
        return RuleCount(name, len(found), len(spans), sum(covered(places) for places in spans.values()))
