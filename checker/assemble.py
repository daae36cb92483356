"""From hits to findings: what explains what, one finding a document, evidence, and a line for every document."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.corpus.segment import count_paragraphs
from checker.document import Document
from checker.evidence import LINES, WINDOW, hidden, line_windows, window
from checker.evidence import kinds as frequent
from checker.finding import Finding, Hit, Related, derived_values, fingerprint, span
from checker.policy import verdict
from checker.report import DocumentResult
from checker.rule import Rule
from checker.text.stretches import Barred

TEXT = 200  # code points of a finding's own text (JSON contract)


@dataclass(frozen=True, slots=True)
class Examined:
    """One document with what the rules saw in it, and the languages it is written in."""

    document: Document
    hits: tuple[tuple[Rule, Hit], ...]
    languages: tuple[str, ...] = ()


def unexplained(hits: Sequence[tuple[Rule, Hit]]) -> Iterator[tuple[Rule, Hit]]:
    """The hits without the spans that another rule's finding explains away where they overlap."""
    claims: dict[str, list[tuple[int, int]]] = {}
    for rule, hit in hits:
        for word in rule.supersedes:
            claims.setdefault(word, []).extend(hit.places)
    claimed = {word: Barred(map(_wide, places)) for word, places in claims.items()}
    for rule, hit in hits:
        against = [
            claimed[word]
            for word in (rule.name, rule.code, rule.family)
            if word in claimed and not (word == rule.family and rule.family in rule.supersedes)
        ]
        if not against:
            yield rule, hit
            continue
        places = tuple(place for place in hit.places if not any(barred.meets(*_wide(place)) for barred in against))
        if len(places) == len(hit.places):
            yield rule, hit
        elif places:
            yield rule, Hit(*places[0], places, hit.values, None, hit.evidence, hit.scope)


def _wide(place: tuple[int, int]) -> tuple[int, int]:
    """A place without width, as the document's, stands at a character all the same."""
    start, end = place
    return start, max(end, start + 1)


def reported(examined: Examined) -> int:
    """How many findings its hits will be: see `grouped`."""
    each = sum(rule.report != "document" for rule, _ in examined.hits)
    return each + len({rule.name for rule, _ in examined.hits if rule.report == "document"})


def grouped(examined: Examined) -> Iterator[tuple[Rule, Hit, Document]]:
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


def alone(examined: Examined, lang: str) -> Iterator[Finding]:
    """The findings on one document by itself; the more there are, the less of the text each one quotes."""
    hits = list(grouped(examined))
    if not hits:
        return
    windows = sum(min(LINES, len(hit.places)) for _, hit, _ in hits)
    wide = window(len(examined.document.text), windows)
    for rule, hit, document in hits:
        yield finding(rule, document, hit, lang, wide=wide)


def finding(
    rule: Rule,
    document: Document,
    hit: Hit,
    lang: str,
    related: tuple[Related, ...] = (),
    name: str = "",
    wide: int = WINDOW,
) -> Finding:
    """The finding that a hit is, with its evidence; nothing of a secret is in it.

    `name` is its fingerprint where it is not named by its text and what stands round it.  `wide` is the code points
    each side of a span that are quoted.
    """
    places = hit.places
    start, end = places[0]
    text = document.shown[start : min(end, start + TEXT)]
    distinct = len({document.text[s:e] for s, e in places})
    values = {**derived_values(text, len(places)), "distinct": distinct, **hidden(hit.values, document)}
    evidence: dict[str, object] = {"lines": line_windows(document, places, wide), **hidden(hit.evidence, document)}
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
        message=rule.say(lang, values),
        text=text,
        fingerprint=name or fingerprint(rule.code, document.shown if rule.secret else document.text, places),
        fix=None if rule.secret else hit.fix,
        evidence=evidence,
        related=related,
        values=values,
    )


def damage(examined: Sequence[Examined]) -> Callable[[int, int, int], int]:
    """How many spans of errors and warnings overlap a stretch of a document."""
    tables = []
    for one in examined:
        places = [place for rule, hit in one.hits if rule.severity != "info" for place in hit.places]
        tables.append((sorted(start for start, _ in places), sorted(end for _, end in places)))

    def damage(document: int, start: int, end: int) -> int:
        starts, ends = tables[document]
        return bisect_left(starts, end) - bisect_right(ends, start)

    return damage


def results(
    examined: Sequence[Examined], findings: Sequence[Finding], fail_on: str, embed_text: bool
) -> list[DocumentResult]:
    """A line for every document, with its verdict."""
    counts: dict[tuple[str, int | None], dict[str, int]] = {}
    for found in findings:
        own = counts.setdefault((found.path, found.record), {})
        own[found.severity] = own.get(found.severity, 0) + 1
    return [
        _result(one, counts.get((one.document.source, one.document.line), {}), fail_on, embed_text) for one in examined
    ]


def _result(examined: Examined, counts: Mapping[str, int], fail_on: str, embed_text: bool) -> DocumentResult:
    document = examined.document
    text = document.read()
    return DocumentResult(
        document=document.id,
        path=document.source,
        record=document.line,
        encoding=document.encoding.name,
        confidence=document.encoding.confidence,
        characters=len(text),
        paragraphs=count_paragraphs(text),
        verdict=verdict(counts, fail_on),
        counts={name: counts.get(name, 0) for name in ("error", "warning", "info")},
        text=document.shown if embed_text else None,
        languages=examined.languages,
    )
