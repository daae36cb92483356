"""The corridor: documents in, findings out.  First every document alone, then all of them together."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from checker.assemble import Examined, damage, finding, grouped, related, results, unexplained
from checker.detectors import View, kinds
from checker.document import Document
from checker.duplicates.result import Plan
from checker.finding import Finding, Hit
from checker.language import languages
from checker.plain import plain
from checker.policy import at_least, exit_code, summarize
from checker.report import Cluster, Failure, Report, Skipped
from checker.rule import Rule
from checker.scan import Scanner
from checker.text.points import code_points


@dataclass(frozen=True, slots=True)
class Settings:
    """How findings become a result: what fails, what is shown, in which language messages are."""

    fail_on: str = "error"
    level: str = "info"
    lang: str = "en"
    allow_empty: bool = False
    embed_text: bool = False


class RuleError(Exception):
    """A rule that broke on a document: a fault of the rule or of its detector, not of the text."""

    def __init__(self, rule: Rule, cause: Exception) -> None:
        super().__init__(
            f"not checked: the rule {rule.name} failed with {type(cause).__name__}: {cause}; "
            f"--ignore {rule.name} checks the rest, CHECKER_TRACEBACK=1 shows where"
        )


@dataclass(slots=True)
class _Run:
    examined: list[Examined] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    errors: list[Failure] = field(default_factory=list)


class Engine:
    """The rules in force, ready to look at documents.

    `book` are the rules whose patterns are compiled together, the same for every choice of rules out of it, so that
    one compiled database serves them all; without it the rules in force are their own.
    """

    def __init__(self, rules: Sequence[Rule], book: Sequence[Rule] | None = None) -> None:
        self.rules = tuple(rules)
        registered = kinds()
        self._single = [rule for rule in rules if registered[rule.detector].scope == "document"]
        self._corpus = [rule for rule in rules if registered[rule.detector].scope == "corpus"]
        self._kinds = [registered[rule.detector] for rule in self._single]
        self._triggers = [triggers(rule) for rule in self._single]
        self._always = {i for i, patterns in enumerate(self._triggers) if not patterns}
        self._scanner = _scanner(book if book is not None else self._single, self._single)

    def examine(self, document: Document) -> Examined:
        """What the rules for single documents see in one."""
        points = code_points(document)
        spoken = languages(points)
        other = plain(document, points)
        lines = self._scanner.lines(document)
        plain_lines = self._scanner.lines(other.document) if other else lines
        memos: tuple[dict[object, object], dict[object, object]] = ({code_points: points}, {})
        hits: list[tuple[Rule, Hit]] = []
        for i in sorted({*self._always, *lines, *plain_lines}):
            rule, kind = self._single[i], self._kinds[i]
            through = other if rule.view == "plain" else None
            seen = (plain_lines if through else lines).get(i)
            if (seen is None and self._triggers[i]) or (
                rule.languages and spoken.isdisjoint(rule.languages) and spoken
            ):
                continue
            seen_in = through.document if through else document
            view = View(seen_in, spoken, seen if kind.lines else None, memos[through is not None], self._triggers[i])
            try:
                found = list(kind.run(view, **rule.options))
            except Exception as error:
                raise RuleError(rule, error) from error
            hits += [(rule, hit) for hit in (through.hits(found) if through else found)]
        secrets = sorted(place for rule, hit in hits if rule.secret for place in hit.places)
        guarded = replace(document, secrets=tuple(secrets)) if secrets else document
        return Examined(guarded, tuple(unexplained(hits)))

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
                self._take(item, run)
                seen(item)
        if not (run.examined or run.errors or settings.allow_empty):
            run.errors.append(Failure("-", "nothing was found to check; name files or folders that hold text"))
        findings, clusters = self._findings(run, settings)
        shown = tuple(sorted((f for f in findings if at_least(f.severity, settings.level)), key=lambda f: f.sort_key))
        lines = results(run.examined, findings, settings.fail_on, settings.embed_text)
        code = exit_code(findings, run.errors, settings.fail_on, len(lines), settings.allow_empty)
        return Report(
            summary=summarize(lines, findings, len(self.rules), settings.fail_on, code),
            documents=tuple(lines),
            findings=shown,
            clusters=clusters,
            skipped=tuple(run.skipped),
            errors=tuple(run.errors),
            rules={rule.name: rule for rule in self.rules},
            seconds=time.perf_counter() - started,
            exit_code=code,
        )

    def _take(self, document: Document, run: _Run) -> None:
        """One document that a rule breaks on is named, and the others are still checked."""
        try:
            run.examined.append(self.examine(document))
        except RuleError as error:
            if os.environ.get("CHECKER_TRACEBACK"):
                raise
            run.errors.append(Failure(document.place, str(error)))

    def _findings(self, run: _Run, settings: Settings) -> tuple[list[Finding], tuple[Cluster, ...]]:
        findings = [
            finding(rule, document, hit, settings.lang)
            for examined in run.examined
            for rule, hit, document in grouped(examined)
        ]
        if not self._corpus:
            return findings, ()
        from checker.duplicates import find

        documents = [examined.document for examined in run.examined]
        plans = [Plan(rule.name, rule.detector, rule.options) for rule in self._corpus]
        repeated = find(documents, plans, damage(run.examined))
        rules = {rule.name: rule for rule in self._corpus}
        for found in repeated.hits:
            others = tuple(related(documents, link) for link in found.related)
            findings.append(finding(rules[found.rule], documents[found.document], found.hit, settings.lang, others))
        clusters = tuple(
            Cluster(
                id=f"c{number}",
                kind=cluster.kind,
                kept=related(documents, cluster.kept),
                members=tuple(related(documents, link) for link in cluster.members),
                weakest=related(documents, cluster.weakest) if cluster.weakest else None,
            )
            for number, cluster in enumerate(repeated.clusters, 1)
        )
        return findings, clusters


def _scanner(book: Sequence[Rule], single: Sequence[Rule]) -> Scanner:
    """The patterns of the whole book compiled together; the owners are the places of the rules in `single`."""
    place = {rule.name: i for i, rule in enumerate(single)}
    pairs = [(p, place.get(rule.name, -1)) for rule in book for p in triggers(rule)]
    by_line = {p for rule in book for p in triggers(rule) if kinds()[rule.detector].lines}
    return Scanner(
        [pattern for pattern, _ in pairs],
        [owner for _, owner in pairs],
        foreign=[p for rule in book if not rule.shipped for p in triggers(rule)],
        sample=_prose(book),
        once={pattern for pattern, _ in pairs} - by_line,
    )


def _prose(rules: Sequence[Rule]) -> bytes:
    """Ordinary text in both languages: what the rules say of themselves."""
    words = (getattr(t, key) for rule in rules for t in rule.texts.values() for key in ("what", "why", "remedy"))
    return "\n".join(words).encode()


def triggers(rule: Rule) -> tuple[str, ...]:
    """The patterns that choose the rule's lines: those its detector scans for, else what the file names."""
    patterns = rule.options.get(kinds()[rule.detector].scans)
    return tuple(patterns) if isinstance(patterns, list) else rule.trigger
