"""The corridor: documents in, findings out.  First every document alone, then all of them together."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from checker.assemble import Examined, alone, damage, finding, reported, results
from checker.beside import Against, Held, together
from checker.detectors import kinds
from checker.document import Document
from checker.duplicates import find, prepare
from checker.duplicates.result import Plan
from checker.examine import RuleError
from checker.finding import Finding
from checker.memory import budget
from checker.policy import at_least, exit_code, summarize
from checker.repeated import Places
from checker.report import NOTHING, Cluster, Failure, Report, Skipped
from checker.rule import Rule
from checker.shelf import Shelf, plain
from checker.terms import Terms, judge
from checker.watch import Watch
from checker.workers import Workers

TOGETHER = 1 << 18  # bytes of documents that are looked at together


@dataclass(frozen=True, slots=True)
class Settings:
    """How findings become a result: what fails, what is shown, in which language, what counts and what is held."""

    fail_on: str = "error"
    level: str = "info"
    lang: str = "en"
    allow_empty: bool = False
    embed_text: bool = False
    terms: Terms = field(default_factory=Terms)
    against: Against | None = None


@dataclass(slots=True)
class _Run:
    examined: list[Examined] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    errors: list[Failure] = field(default_factory=list)
    crowded: int = 0
    shelf: Shelf = field(default_factory=Shelf)


class Engine:
    """The rules in force, ready to look at documents.

    `book` are the rules whose patterns are compiled together, the same for every choice of rules out of it, so that
    one compiled database serves them all; without it the rules in force are their own.
    """

    def __init__(
        self, rules: Sequence[Rule], book: Sequence[Rule] | None = None, jobs: int = 1, memory: int = 0
    ) -> None:
        """`jobs`: how many processes look at single documents where there is much to look at.

        `memory`: the bytes that a run keeps to as far as it can, 0 for no bound.
        """
        self.rules = tuple(rules)
        registered = kinds()
        self._corpus = [rule for rule in rules if registered[rule.detector].scope == "corpus"]
        single = [rule for rule in rules if registered[rule.detector].scope == "document"]
        self._single = Workers(single, book, jobs)
        self._book, self._memory = book, memory

    def examine(self, document: Document) -> Examined:
        """What the rules for single documents see in one."""
        return self._single.one(document)

    def run(
        self,
        documents: Iterable[Document | Failure | Skipped],
        settings: Settings,
        skipped: Sequence[Skipped] = (),
        errors: Sequence[Failure] = (),
        watch: Watch | None = None,
    ) -> Report:
        """Check every document and the corpus they make; `watch` is told how far it is."""
        with budget(self._memory):
            return self._run(documents, settings, skipped, errors, watch)

    def _run(
        self,
        documents: Iterable[Document | Failure | Skipped],
        settings: Settings,
        skipped: Sequence[Skipped],
        errors: Sequence[Failure],
        watch: Watch | None,
    ) -> Report:
        started = time.perf_counter()
        watch = watch or Watch()
        run = _Run(skipped=list(skipped), errors=list(errors))
        for group, examined in self._single.examine(_groups(documents, run)):
            new = list(self._one_by_one(group, run)) if examined is None else examined
            run.examined += (replace(one, document=run.shelf.put(one.document)) for one in new)
            watch.seen(group, sum(map(reported, new)))
        if not (run.examined or run.errors or settings.allow_empty):
            run.errors.append(Failure("-", NOTHING))
        watch.stage("findings", 0, 1)
        findings, clusters = self._findings(run, settings, watch)
        terms = settings.terms.beside(run.errors)
        judged = judge(terms, findings, self.rules, [one.document for one in run.examined], settings.lang)
        counted = judged.counted
        shown = tuple(
            sorted((f for f in judged.findings if at_least(f.severity, settings.level)), key=lambda f: f.sort_key)
        )
        lines = results(run.examined, counted, settings.fail_on, settings.embed_text)
        code = exit_code(counted, run.errors, settings.fail_on, len(lines), settings.allow_empty, judged.spent)
        summary = summarize(lines, counted, len(self.rules), settings.fail_on, code)
        return Report(
            summary=replace(
                summary,
                change=judged.change,
                changed=judged.changed,
                suppressed=judged.suppressed,
                budgets=judged.spent,
                crowded=run.crowded,
                codes=tuple(sorted(rule.code for rule in self.rules)),
            ),
            documents=tuple(lines),
            findings=shown,
            clusters=clusters,
            skipped=tuple(run.skipped),
            errors=tuple(run.errors),
            rules={rule.name: rule for rule in self.rules},
            seconds=time.perf_counter() - started,
            exit_code=code,
        )

    def _one_by_one(self, documents: Iterable[Document], run: _Run) -> Iterator[Examined]:
        """What is seen in documents one of which a rule breaks on: it is named, and the others are still checked."""
        for document in documents:
            try:
                yield self._single.one(document)
            except RuleError as error:
                if os.environ.get("CHECKER_TRACEBACK"):
                    raise
                run.errors.append(Failure(document.place, str(error)))

    def _findings(self, run: _Run, settings: Settings, watch: Watch) -> tuple[list[Finding], tuple[Cluster, ...]]:
        findings = [found for examined in run.examined for found in alone(examined, settings.lang)]
        new = [examined.document for examined in run.examined]
        masked = self._masking(run.shelf) if settings.against else list
        if settings.against and self._corpus:
            prepare()  # while the answer is on its way
        held = settings.against(new) if settings.against else Held()
        if not self._corpus:
            return findings, ()
        beside = together(new, replace(held, documents=tuple(masked(held.documents))), damage(run.examined))
        documents = beside.documents
        plans = [
            Plan(
                rule.name,
                rule.detector,
                {**rule.options, **{k: v for k, v in held.options.items() if k in rule.options}},
            )
            for rule in self._corpus
        ]
        repeated = find(documents, plans, beside.damage, beside.held, held.common, watch)
        run.crowded = repeated.crowded
        rules, places = {rule.name: rule for rule in self._corpus}, Places(documents, compiled=repeated.compiled)
        for found in repeated.hits:
            rule = rules[found.rule]
            name = places.fingerprint(rule, [(found.document, start, end) for start, end in found.hit.places])
            others = tuple(places.related(link, rule) for link in found.related)
            findings.append(finding(rule, documents[found.document], found.hit, settings.lang, others, name))
        return findings, tuple(places.cluster(*numbered) for numbered in enumerate(repeated.clusters, 1))

    def _masking(self, shelf: Shelf) -> Callable[[Sequence[Document]], list[Document]]:
        """What gives held documents back with what must not be shown of them."""
        secret = Workers([rule for rule in self._single.rules if rule.secret], self._book, 1)

        def masked(documents: Sequence[Document]) -> list[Document]:
            out: list[Document] = []
            for group in _groups(documents, _Run()):
                texts = [plain(document) for document in group]
                found = secret.here(texts) or [secret.one(document) for document in texts]
                seen = zip(group, found, strict=True)
                out += (shelf.put(one.document) if one.document.secrets else document for document, one in seen)
            return out

        return masked


def _groups(documents: Iterable[Document | Failure | Skipped], run: _Run) -> Iterator[list[Document]]:
    """The documents in groups that are looked at together; what could not be read goes to the run."""
    waiting: list[Document] = []
    size = 0
    for item in documents:
        if isinstance(item, Failure):
            run.errors.append(item)
        elif isinstance(item, Skipped):
            run.skipped.append(item)
        else:
            waiting.append(item)
            size += item.size
            if size >= TOGETHER:
                yield waiting
                waiting, size = [], 0
    if waiting:
        yield waiting
