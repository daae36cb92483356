"""The checker as a library: documents in, findings and verdicts out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from checker.baseline import remaining
from checker.baselinefile import load
from checker.beside import Held
from checker.cli.settings import configured, engine, every_rule
from checker.corpus.fields import origin
from checker.document import Document
from checker.engine import Settings
from checker.errors import UsageError
from checker.finding import SEVERITIES, Finding
from checker.index.gate import Gate
from checker.index.parameters import Parameters
from checker.report import DocumentResult, Report
from checker.terms import Terms

Source = str | tuple[str, str] | Mapping[str, object] | Document
Level = Literal["error", "warning", "info"]
_LEVELS: Mapping[str, tuple[str, ...]] = {"accept": ("accept",), "review": ("accept", "review")}


@dataclass(frozen=True, slots=True)
class Checked:
    """One document after its check.

    `verdict` is "accept", "review" or "reject"; `findings` are in the order of the text; `source` is what was given in.
    `held` says whether the index holds the document now (None without an index).
    """

    id: str
    verdict: str
    findings: tuple[Finding, ...]
    source: Source
    held: bool | None = None


class Checker:
    """The rules, ready for texts; one object may check any number of them.

        checker = Checker(ignore=["half-width-punctuation"], against="corpus.duckdb")
        for checked in checker.stream({"id": "a", "text": "20xx年"} for _ in range(1)):
            print(checked.id, checked.verdict, [finding.message for finding in checked.findings])

    The words are those of the command line.  `config` is a configuration file; none is looked for.  What it says of
    rules, severities, exceptions, budgets, the baseline and the fields of mappings holds.  `profile` is the name of a
    shipped one, which it is laid over.  `against` is an index of `checker index`; with it, findings name the
    held document that a new one repeats; with `create` it need not be there yet.  Raises CheckerError for what cannot
    work: a rule, a file or an index that is not there.
    """

    def __init__(
        self,
        *,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        fail_on: Level | None = None,
        profile: str | None = None,
        config: str | Path | None = None,
        against: str | Path | None = None,
        create: bool = False,
        baseline: str | Path | None = None,
        text_field: str | None = None,
        id_field: str | None = None,
        source_field: str | None = None,
        lang: Literal["en", "zh"] = "en",
    ) -> None:
        """`text_field`, `id_field` and `source_field` are the keys of documents that are mappings.

        Where one is not given the configuration says it, else the profile; without either `fail_on` is "error", the
        text is under "text", the id under "id", and no source is named.
        """
        _one_of("lang", lang, ("en", "zh"))
        _one_of("fail_on", fail_on, (None, *SEVERITIES))
        for option, words in (("select", select), ("ignore", ignore)):
            if isinstance(words, str):
                raise UsageError(f"{option} is a text", f"give a list: {option}=[{words!r}]")
        chosen = configured(Path(config) if config else None, config is None, profile).over(
            select=list(select), ignore=list(ignore), fail_on=fail_on, jobs=1, text_field=text_field,
            id_field=id_field, source_field=source_field, baseline=str(baseline) if baseline else None,
        )  # fmt: skip
        self._engine = engine(chosen)
        known = load(Path(chosen.get("baseline"))) if chosen.get("baseline") else None
        terms = Terms(known, chosen.suppressions, chosen.budgets, part=True)
        self._settings = Settings(
            fail_on=chosen.get("fail-on"), level=chosen.get("severity"), lang=lang, allow_empty=True, terms=terms
        )
        self._fields = (chosen.get("text-field") or "text", chosen.get("id-field") or "id", chosen.get("source-field"))
        self._gate = None
        if against:
            self._gate = Gate(Path(against), Parameters.of(every_rule(chosen)), Path(), create=create)

    def check(self, documents: Iterable[Source]) -> Report:
        """Everything that `checker check` says of these documents together: findings, clusters, verdicts, figures.

        A document is a text, an (id, text) pair, a mapping, or a Document.  What has no id is named by its number, from
        1 on, and beside an index, where names last, by a digest of its text.
        """
        made = [self._document(source, number) for number, source in enumerate(_listed(documents), 1)]
        return self._run(made, self._settings)

    def stream(
        self, documents: Iterable[Source], *, together: int = 1000, accept: Literal["accept", "review"] | None = None
    ) -> Iterator[Checked]:
        """Check any number of documents, `together` at a time, and yield each with its verdict, in order.

        Copies are found among those that are looked at together and, with an index, in what it holds.  `accept` adds
        what passed to the index, before it is yielded: so later documents are compared with it, and what was yielded as
        held is held whatever happens next.  A finding that the baseline knows is `known` and does no harm; budgets are
        about all documents together, so they count in `check` alone.
        """
        _one_of("accept", accept, (None, *_LEVELS))
        if accept and not self._gate:
            raise UsageError("accept needs the index to add to", "Checker(against='corpus.duckdb')")
        if together < 1:
            raise UsageError(f"together is {together}", "give how many documents are looked at together, from 1 on")
        return self._streamed(_listed(documents), together, accept)

    def _streamed(self, sources: Iterator[Source], together: int, accept: str | None) -> Iterator[Checked]:
        number = 1
        terms = replace(self._settings.terms, budgets=())
        while part := list(islice(sources, together)):
            made = [self._document(source, at) for at, source in enumerate(part, number)]
            number += len(part)
            settings = replace(self._settings, terms=terms)
            report = self._run(made, settings)
            added = self._accepted(made, report, accept, settings) if accept else set()
            if terms.baseline is not None:  # an entry knows one finding, in whichever part it comes
                terms = replace(terms, baseline=remaining(report.findings, terms.baseline))
            yield from self._checked(part, made, report, added)

    def _run(self, documents: Sequence[Document], settings: Settings) -> Report:
        report = self._engine.run(documents, replace(settings, against=self._gate))
        if report.errors:
            raise UsageError(f"{report.errors[0].path}: {report.errors[0].message}")
        return report

    def _accepted(self, documents: Sequence[Document], report: Report, accept: str, settings: Settings) -> set[int]:
        """The places of the documents that were added."""
        assert self._gate
        levels = _LEVELS[accept]

        def judge(some: Sequence[Document], held: Held) -> Sequence[DocumentResult]:
            return self._engine.run(some, replace(settings, against=lambda _: held)).documents

        passed = [place for place, result in enumerate(report.documents) if result.verdict in levels]
        done = self._gate.accept([documents[place] for place in passed], judge, levels)
        twice = {id(one.document) for one in done.added.twice}
        return {
            place
            for place in passed
            if id(documents[place]) not in twice and self._gate.entry(documents[place]).id not in done.meanwhile
        }

    def _checked(
        self, sources: Sequence[Source], documents: Sequence[Document], report: Report, added: set[int]
    ) -> Iterator[Checked]:
        own: dict[tuple[str, int | None], list[Finding]] = {}
        for finding in report.findings:
            own.setdefault((finding.path, finding.record), []).append(finding)
        for place, (source, document, result) in enumerate(zip(sources, documents, report.documents, strict=True)):
            held = (place in added or self._gate.is_held(document)) if self._gate else None
            findings = tuple(own.get((result.path, result.record), ()))
            yield Checked(document.id, result.verdict, findings, source, held)

    def _document(self, source: object, number: int) -> Document:
        """The document that was given; its number is its row, so that two of one name stay apart."""
        if isinstance(source, Document):
            return source
        name: object = None
        meta: Mapping[str, object] = {}
        if isinstance(source, str):
            text: object = source
        elif isinstance(source, tuple) and len(source) == 2:
            name, text = source
        elif isinstance(source, Mapping):
            text_field, id_field, source_field = self._fields
            text, name = source.get(text_field), source.get(id_field)
            meta = origin(source.get(source_field)) if source_field else {}
        else:
            text = source
        if not isinstance(text, str):
            hint = f"a document is a text, (id, text), or a mapping with {self._fields[0]!r}"
            raise UsageError(f"document {number} has no text: {type(text).__name__}", hint)
        given = str(number) if name is None else str(name)
        if name is None and self._gate:
            given = f"sha256-{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
        return Document.from_text(text, given, source=given, line=number, meta=meta)


def _one_of(option: str, value: object, known: Sequence[object]) -> None:
    if value not in known:
        raise UsageError(f"{option} is {value!r}", f"it may be {', '.join(map(repr, known))}")


def _listed(documents: Any) -> Iterator[Source]:
    """The documents one by one; one alone, whose parts would be taken for documents, is refused."""
    if isinstance(documents, (str, bytes, Mapping)) or not isinstance(documents, Iterable):
        raise UsageError(f"documents is one {type(documents).__name__}", "give them in a list, or any other iterable")
    return iter(documents)
