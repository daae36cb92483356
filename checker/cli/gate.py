"""What `checker check` does beside an index or the rest of the tree: --against, --accept, --verdicts, --since."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from checker.cli.dashes import FilesCommand
from checker.cli.rest import Rest
from checker.cli.since import Change, changes
from checker.errors import UsageError

if TYPE_CHECKING:
    from checker.beside import Held
    from checker.config import Config
    from checker.corpus import Listing, ReadOptions
    from checker.document import Document
    from checker.engine import Settings
    from checker.finding import Finding
    from checker.index import Gate
    from checker.report import DocumentResult, Report
    from checker.terms import Standing

Key = tuple[str, int | None]  # a document: its path and record
Item = TypeVar("Item")
LEVELS = {"accept": ("accept",), "review": ("accept", "review")}


class CheckCommand(FilesCommand):
    """`--accept` alone means `--accept=accept`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As the base class; arguments behind `--` are paths."""
        end = args.index("--") if "--" in args else len(args)
        for flag, level in pairwise(args[:end]):
            if flag == "--accept" and level in LEVELS and not Path(level).exists():
                raise UsageError(f"{level}: no such file or folder", f"the choice is written --accept={level}")
        args = ["--accept=accept" if a == "--accept" and i < end else a for i, a in enumerate(args)]
        return super().parse_args(ctx, args)


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the command line about what is held."""

    against: Path | None = None
    accept: str | None = None
    verdicts: Path | None = None
    since: str | None = None
    root: Path = Path()
    quiet: bool = False
    allow_empty: bool = False

    def must_fit(self) -> None:
        """Raises UsageError for options that cannot work together."""
        if self.accept is not None and self.accept not in LEVELS:
            raise UsageError(f"--accept={self.accept}: no such choice", "write --accept or --accept=review")
        if self.since is not None and not self.since.strip():
            raise UsageError("--since names no commit", "an empty variable? name a commit, a branch or a tag")
        if self.accept and not self.against:
            raise UsageError("--accept needs the index to add to", "name it: --against corpus.duckdb")


class Session:
    """One check beside what is held: its files, the documents to compare with, and what is done at its end."""

    def __init__(self, asked: Asked, chosen: Config, listing: Listing, reading: ReadOptions) -> None:
        asked.must_fit()
        self._asked, self._chosen = asked, chosen
        self._documents: Sequence[Document] = ()
        change = changes(listing, asked.since, asked.root) if asked.since else Change(listing)
        self.listing = change.changed
        self.nothing_changed = bool(asked.since) and not self.listing.files
        if self.nothing_changed:
            self._talk(f"checker: no file has changed since {asked.since}")
        self._gate: Gate | None = None
        self._held: Callable[[Sequence[Document]], Held] | None = None
        if asked.against:
            self._gate = self._new_gate(change.old, change.before)
            self._held = self._gate
        self._rest = Rest(change.rest, reading) if asked.since else None
        self._old = change.old
        if self._rest and not self._gate:
            self._held = self._rest.held

    @property
    def standing(self) -> Standing | None:
        """How findings on files that did not change are told, where there are such files."""
        return self._standing if self._rest else None

    def _standing(self, findings: Sequence[Finding], documents: Sequence[Document]) -> Sequence[Finding]:
        from checker.cli.rest import standing

        assert self._rest
        gate = self._new_gate(self._old) if self._gate else None
        return standing(self._chosen, self._rest, findings, documents, gate)

    def _new_gate(self, old: Collection[str], before: Mapping[str, str] | None = None) -> Gate:
        from checker.cli.settings import every_rule
        from checker.index import Gate, Parameters

        assert self._asked.against
        known, empty = Parameters.of(every_rule(self._chosen)), bool(self._asked.accept) or self._asked.allow_empty
        return Gate(self._asked.against, known, self._asked.root, before, old, empty=empty)

    def passing(self, items: Iterator[Item]) -> Iterator[Item]:
        """The documents as they are read.  When all are, the index is asked about them, beside the look at the last."""
        from checker.document import Document
        from checker.shelf import Shelf

        read: list[Document] = []
        shelf = Shelf()  # of its own: what rules look at and mark is another document
        for item in items:
            if self._gate and isinstance(item, Document):
                read.append(shelf.put(item))
            yield item
        if self._gate and read:
            self._gate.ahead(read)

    def __call__(self, documents: Sequence[Document]) -> Held:
        """What the engine compares `documents` with."""
        from checker.beside import Held

        self._documents = documents
        return self._held(documents) if self._held else Held()

    def finish(self, report: Report, terms: Settings) -> int:
        """Add what passed and write the verdicts, as asked; the status that this makes.

        1 where something was refused for what another process added, 2 where two documents have one id.
        """
        from checker.plural import many

        refused, status = None, 0
        if self._gate and self._gate.is_empty:
            self._talk(f"checker: {self._asked.against}: holds no document yet, so nothing was found to repeat one")
        if self._gate and self._gate.left_out:
            left_out = many(self._gate.left_out, "held document")
            self._talk(
                f"checker: {self._asked.against}: {left_out} of files that have changed or are gone since "
                f"{self._asked.since} counted for nothing; checker index remove takes documents out"
            )
        if self._gate and self._asked.accept:
            refused, status = self._accept(self._gate, report, terms)
        if self._asked.verdicts:
            gate = self._gate
            held = {_key(document) for document in self._documents if gate and gate.is_held(document)}
            write_verdicts(self._asked.verdicts, report, refused, held)
        return status

    def _accept(self, gate: Gate, report: Report, terms: Settings) -> tuple[dict[Key, str], int]:
        """The documents that were not added, each with the reason; the status that this makes."""
        from checker.index.changes import TWICE

        levels = LEVELS[self._asked.accept or "accept"]

        def judge(some: Sequence[Document], held: Held) -> Sequence[DocumentResult]:
            from checker.cli.settings import engine

            beside_those = replace(terms, against=lambda _: held, allow_empty=True)
            return engine(self._chosen).run(some, beside_those).documents

        verdicts = {(result.path, result.record): result.verdict for result in report.documents}
        done = gate.accept((d for d in self._documents if verdicts.get(_key(d)) in levels), judge, levels)
        twice = {_key(one.document) for one in done.added.twice}
        reasons = _reasons(report)
        refused = {}
        for document in self._documents:
            key, name = _key(document), gate.entry(document).id
            if key in twice:
                refused[key] = done.meanwhile.get(name, TWICE)
            elif gate.is_held(document):
                continue
            elif key in verdicts and verdicts[key] not in levels:
                refused[key] = f"{verdicts[key]}: {', '.join(reasons.get(key, {}))}"
            elif name in done.meanwhile:
                refused[key] = done.meanwhile[name]
        added = done.added
        counts = f"{added.added:,} added, {added.replaced:,} replaced, {added.unchanged:,} unchanged"
        self._talk(f"checker: {self._asked.against}: {counts}, {len(refused):,} refused")
        for document in self._documents:
            if _key(document) in refused:
                self._talk(f"checker: refused {document.place}: {refused[_key(document)]}")
        return refused, 2 if twice else int(bool(done.meanwhile))

    def _talk(self, line: str) -> None:
        from checker.visible import visible_first

        if not self._asked.quiet:
            typer.echo(visible_first(line), err=True)


def _key(document: Document) -> Key:
    return document.source, document.line


def write_verdicts(path: Path, report: Report, refused: dict[Key, str] | None, held: set[Key]) -> None:
    """A line of JSON for every document: its verdict, the reasons; with --accept, whether it is held now or why not.

    The path "-" is standard output.
    """
    from checker.cli.destinations import STDOUT
    from checker.cli.output import write_file, write_stdout

    reasons = _reasons(report)

    def lines() -> Iterator[str]:
        for result in report.documents:
            key = (result.path, result.record)
            line: dict[str, object] = {
                "document": result.document,
                "path": result.path,
                "record": result.record,
                "verdict": result.verdict,
                "reasons": [
                    {
                        "rule": rule,
                        "code": found[0].code,
                        "severity": found[0].severity,
                        "findings": len(found),
                        "message": found[0].message,
                    }
                    for rule, found in reasons.get(key, {}).items()
                ],
                "unchanged": key in held,
            }
            if refused is not None:
                line |= {"accepted": key not in refused, "refused": refused.get(key)}
            yield json.dumps(line, ensure_ascii=False) + "\n"

    if path == STDOUT:
        write_stdout(lines(), utf8=True)
    else:
        write_file(path, lines())


def _reasons(report: Report) -> dict[Key, dict[str, list[Finding]]]:
    """By document and rule the new findings that count: errors and warnings."""
    reasons: dict[Key, dict[str, list[Finding]]] = {}
    for found in report.findings:
        if found.severity != "info" and not found.known:
            own = reasons.setdefault((found.path, found.record), {})
            own.setdefault(found.rule, []).append(found)
    return reasons
