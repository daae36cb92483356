"""The corridor: documents in, findings out.  First every document alone, then all of them together."""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from checker.corpus.segment import paragraphs
from checker.detectors import View, kinds
from checker.document import Document
from checker.duplicates.result import Link, Plan
from checker.evidence import hidden, line_windows
from checker.evidence import kinds as frequent
from checker.finding import Finding, Hit, Related, fingerprint, span
from checker.language import languages
from checker.plain import plain
from checker.policy import at_least, exit_code, summarize, verdict
from checker.report import Cluster, DocumentResult, Failure, Report, Skipped
from checker.rule import Rule
from checker.scan import Scanner

TEXT = 200  # code points of a finding's own text (JSON contract)


@dataclass(frozen=True, slots=True)
class Settings:
    """How findings become a result: what fails, what is shown, in which language messages are."""

    fail_on: str = "error"
    level: str = "info"
    lang: str = "en"
    allow_empty: bool = False
    embed_text: bool = False


@dataclass(frozen=True, slots=True)
class Examined:
    """One document with what the rules saw in it."""

    document: Document
    hits: tuple[tuple[Rule, Hit], ...]


@dataclass(slots=True)
class _Run:
    examined: list[Examined] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    errors: list[Failure] = field(default_factory=list)


class Engine:
    """The rules in force, ready to look at documents."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        registered = kinds()
        self._single = [rule for rule in rules if registered[rule.detector].scope == "document"]
        self._corpus = [rule for rule in rules if registered[rule.detector].scope == "corpus"]
        self._scanner = self._scanner_for(frozenset(("raw", "plain")))

    def _scanner_for(self, views: frozenset[str]) -> Scanner:
        pairs = [(p, i) for i, rule in enumerate(self._single) if rule.view in views for p in triggers(rule)]
        return Scanner([p for p, _ in pairs], [i for _, i in pairs], self._prose())

    def _prose(self) -> bytes:
        """Ordinary text in both languages: what the rules say of themselves."""
        words = (
            getattr(t, key) for rule in self.rules for t in rule.texts.values() for key in ("what", "why", "remedy")
        )
        return "\n".join(words).encode()

    @cached_property
    def _plain_scanner(self) -> Scanner:
        return self._scanner_for(frozenset(("plain",)))

    def examine(self, document: Document) -> Examined:
        """What the rules for single documents see in one."""
        spoken = languages(document.text)
        other = plain(document)
        lines = self._scanner.lines(document)
        plain_lines = self._plain_scanner.lines(other.document) if other else lines
        memos: tuple[dict[object, object], dict[object, object]] = ({}, {})
        hits: list[tuple[Rule, Hit]] = []
        for i, rule in enumerate(self._single):
            through = other if rule.view == "plain" else None
            seen = plain_lines if through else lines
            if triggers(rule) and i not in seen:
                continue
            if rule.languages and spoken and not spoken & set(rule.languages):
                continue
            seen_in = through.document if through else document
            view = View(seen_in, spoken, seen.get(i), memos[through is not None], triggers(rule))
            found = kinds()[rule.detector].run(view, **rule.options)
            hits += [(rule, hit) for hit in (through.hits(found) if through else found)]
        secrets = sorted(place for rule, hit in hits if rule.secret for place in hit.places)
        guarded = replace(document, secrets=tuple(secrets)) if secrets else document
        return Examined(guarded, tuple(_unexplained(hits)))

    def run(
        self,
        documents: Iterable[Document | Failure | Skipped],
        settings: Settings,
        skipped: Sequence[Skipped] = (),
        errors: Sequence[Failure] = (),
        seen: Callable[[Document], None] = lambda _: None,
    ) -> Report:
        """Check every document and the corpus they make; `seen` is told of each document when it is done."""
        started = time.perf_counter()
        run = _Run(skipped=list(skipped), errors=list(errors))
        for item in documents:
            if isinstance(item, Failure):
                run.errors.append(item)
            elif isinstance(item, Skipped):
                run.skipped.append(item)
            else:
                run.examined.append(self.examine(item))
                seen(item)
        findings, clusters = self._findings(run, settings)
        shown = tuple(sorted((f for f in findings if at_least(f.severity, settings.level)), key=lambda f: f.sort_key))
        results = _results(run.examined, findings, settings)
        return Report(
            summary=summarize(results, findings, len(self.rules), settings.fail_on),
            documents=tuple(results),
            findings=shown,
            clusters=clusters,
            skipped=tuple(run.skipped),
            errors=tuple(run.errors),
            rules={rule.name: rule for rule in self.rules},
            seconds=time.perf_counter() - started,
            exit_code=exit_code(findings, run.errors, settings.fail_on, len(results), settings.allow_empty),
        )

    def _findings(self, run: _Run, settings: Settings) -> tuple[list[Finding], tuple[Cluster, ...]]:
        findings = [
            _finding(rule, document, hit, settings)
            for examined in run.examined
            for rule, hit, document in _grouped(examined)
        ]
        if not self._corpus:
            return findings, ()
        from checker.duplicates import find

        documents = [examined.document for examined in run.examined]
        plans = [Plan(rule.name, rule.detector, rule.options) for rule in self._corpus]
        repeated = find(documents, plans, _damage(run.examined))
        rules = {rule.name: rule for rule in self._corpus}
        for found in repeated.hits:
            related = tuple(_related(documents, link) for link in found.related)
            findings.append(_finding(rules[found.rule], documents[found.document], found.hit, settings, related))
        clusters = tuple(
            Cluster(
                id=f"c{number}",
                kind=cluster.kind,
                kept=_related(documents, cluster.kept),
                members=tuple(_related(documents, link) for link in cluster.members),
                weakest=_related(documents, cluster.weakest) if cluster.weakest else None,
            )
            for number, cluster in enumerate(repeated.clusters, 1)
        )
        return findings, clusters


def triggers(rule: Rule) -> tuple[str, ...]:
    """The patterns that choose the rule's lines: its own where it has patterns for lines, else what the file names."""
    patterns = rule.options.get("patterns")
    if rule.detector in ("pattern", "characters") and isinstance(patterns, list):
        return tuple(patterns)
    return rule.trigger


def _unexplained(hits: Sequence[tuple[Rule, Hit]]) -> Iterator[tuple[Rule, Hit]]:
    """The hits without the spans that another rule's finding explains away where they overlap."""
    claims: dict[str, list[tuple[int, int]]] = {}
    for rule, hit in hits:
        for word in rule.supersedes:
            claims.setdefault(word, []).extend(hit.places)
    claimed = {word: _Stretches(places) for word, places in claims.items()}
    for rule, hit in hits:
        against = [
            claimed[word]
            for word in (rule.name, rule.code, rule.family)
            if word in claimed and not (word == rule.family and rule.family in rule.supersedes)
        ]
        if not against:
            yield rule, hit
            continue
        places = tuple(place for place in hit.places if not any(stretch.meets(*place) for stretch in against))
        if len(places) == len(hit.places):
            yield rule, hit
        elif places:
            yield rule, Hit(*places[0], places, hit.values, None, hit.evidence, hit.scope)


class _Stretches:
    """Merged stretches of text that answer whether another one overlaps them."""

    def __init__(self, places: Iterable[tuple[int, int]]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        for start, end in sorted(places):
            if self.ends and start <= self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], end)
            else:
                self.starts.append(start)
                self.ends.append(end)

    def meets(self, start: int, end: int) -> bool:
        i = bisect_right(self.ends, start)
        return i < len(self.starts) and self.starts[i] < max(end, start + 1)


def _grouped(examined: Examined) -> Iterator[tuple[Rule, Hit, Document]]:
    """The hits of rules that report each, then one hit with every span for those that report once a document."""
    once: dict[str, tuple[Rule, list[Hit]]] = {}
    for rule, hit in examined.hits:
        if rule.report == "document":
            once.setdefault(rule.name, (rule, []))[1].append(hit)
        else:
            yield rule, hit, examined.document
    for rule, hits in once.values():
        if len(hits) == 1:
            yield rule, hits[0], examined.document
            continue
        places = tuple(sorted({place for hit in hits for place in hit.places}))
        values = {**hits[0].values}
        yield rule, Hit(*places[0], places, values, None, hits[0].evidence, hits[0].scope), examined.document


def _finding(
    rule: Rule, document: Document, hit: Hit, settings: Settings, related: tuple[Related, ...] = ()
) -> Finding:
    places = hit.places
    start, end = places[0]
    text = document.shown[start : min(end, start + TEXT)]
    distinct = len({document.text[s:e] for s, e in places})
    values = {"text": text[:40], "count": len(places), "distinct": distinct, **hidden(hit.values, document)}
    evidence: dict[str, object] = {"lines": line_windows(document, places), **hidden(hit.evidence, document)}
    if len(places) > 1:
        evidence.setdefault("count", len(places))
        evidence.setdefault("kinds", frequent(document, places))
    return Finding(
        rule=rule.name,
        code=rule.code,
        family=rule.family,
        severity=rule.severity,
        scope=hit.scope or rule.scope,
        document=document.id,
        path=document.source,
        record=document.line,
        spans=tuple(span(document, s, e) for s, e in places),
        message=rule.say(settings.lang, values),
        text=text,
        fingerprint=fingerprint(rule.code, document.shown if rule.secret else document.text, places),
        fix=None if rule.secret else hit.fix,
        evidence=evidence,
        related=related,
        values=values,
    )


def _related(documents: Sequence[Document], link: Link) -> Related:
    document = documents[link.document]
    return Related(
        document=document.id,
        path=document.source,
        record=document.line,
        span=span(document, link.start, link.end),
        role=link.role,
        similarity=link.similarity,
        measure=link.measure,
    )


def _damage(examined: Sequence[Examined]) -> Callable[[int, int, int], int]:
    """How many spans of errors and warnings overlap a stretch of a document."""
    tables = []
    for one in examined:
        places = [place for rule, hit in one.hits if rule.severity != "info" for place in hit.places]
        tables.append((sorted(start for start, _ in places), sorted(end for _, end in places)))

    def damage(document: int, start: int, end: int) -> int:
        starts, ends = tables[document]
        return bisect_left(starts, end) - bisect_right(ends, start)

    return damage


def _results(examined: Sequence[Examined], findings: Sequence[Finding], settings: Settings) -> list[DocumentResult]:
    counts: dict[tuple[str, int | None], dict[str, int]] = {}
    for finding in findings:
        own = counts.setdefault((finding.path, finding.record), {})
        own[finding.severity] = own.get(finding.severity, 0) + 1
    documents = [one.document for one in examined]
    return [_result(document, counts.get((document.source, document.line), {}), settings) for document in documents]


def _result(document: Document, counts: Mapping[str, int], settings: Settings) -> DocumentResult:
    return DocumentResult(
        document=document.id,
        path=document.source,
        record=document.line,
        encoding=document.encoding.name,
        confidence=document.encoding.confidence,
        characters=len(document.text),
        paragraphs=len(paragraphs(document)),
        verdict=verdict(counts, settings.fail_on),
        counts={name: counts.get(name, 0) for name in ("error", "warning", "info")},
        text=document.shown if settings.embed_text else None,
    )
