"""A first look at a corpus: how much there is, in which languages and encodings, and what kind of texts they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Any

from checker import rulebook
from checker.assemble import Examined
from checker.corpus import File, ReadOptions, read
from checker.document import Document
from checker.engine import Engine
from checker.policy import at_least
from checker.report import Failure
from checker.resources import toml_file


@dataclass(slots=True)
class Survey:
    """What a look at a part of a corpus saw.

    `files` is how many there are and `looked` how many of them were read; `whole` says that nothing was left out.
    `languages` counts characters of documents, those with several languages in each; `encodings` counts documents,
    `fields` record files by the field that has their texts, `families` documents by the families of rules that mark
    them; `marked` are the documents with any.  `failures` are files that could not be read.
    """

    files: int = 0
    looked: int = 0
    whole: bool = True
    documents: int = 0
    characters: int = 0
    named: int = 0  # records with an id of their own
    records: int = 0
    marked: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    encodings: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    families: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)

    @property
    def profile(self) -> str:
        """The shipped profile that suits these texts, "" where none does."""
        return next((str(wanted["name"]) for wanted in _knowledge()["profile"] if self._suits(wanted)), "")

    def _suits(self, wanted: Mapping[str, Any]) -> bool:
        if self.documents < max(1, wanted.get("documents", 1)):
            return False
        least, most = wanted["marked"]
        spoken = self.languages[wanted["language"]] if "language" in wanted else self.characters
        enough: bool = spoken >= wanted.get("share", 0) * self.characters
        return enough and bool(least <= self.marked / self.documents <= most)


@cache
def _knowledge() -> Mapping[str, Any]:
    return toml_file("rules", "init.toml")


def survey(files: Sequence[File], options: ReadOptions) -> Survey:
    """Look at files that are evenly spread, and at the first documents of each."""
    look, marks = _knowledge()["look"], _knowledge()["marks"]
    seen = Survey(files=len(files))
    engine = Engine(rulebook.chosen(rulebook.load(), marks["select"], ()), rulebook.load())
    spread = files[:: max(1, -(-len(files) // look["files"]))]
    seen.whole = len(spread) == len(files)
    each = max(1, look["documents"] // max(1, len(spread)))
    for file in spread:
        if seen.characters >= look["characters"]:
            seen.whole = False
            break
        seen.looked += 1
        _look(seen, engine, read(file, options), each)
    return seen


def _look(seen: Survey, engine: Engine, items: Iterator[object], most: int) -> None:
    """Count the first documents of a file."""
    fields = set()
    for item in islice(items, most):
        if isinstance(item, Failure):
            seen.failures.append(item)
        if isinstance(item, Document):
            _count(seen, engine.examine(item))
            if item.line is not None:
                seen.records += 1
                seen.named += item.id != item.place
                fields.add(str(item.meta.get("field", "")))
    seen.fields.update(fields - {""})
    seen.whole = seen.whole and next(items, None) is None


def _count(seen: Survey, examined: Examined) -> None:
    document = examined.document
    seen.documents += 1
    seen.characters += len(document.text)
    seen.encodings[document.encoding.name] += 1
    seen.languages.update(dict.fromkeys(examined.languages, len(document.text)))
    level = _knowledge()["marks"]["severity"]
    families = {rule.family for rule, _ in examined.hits if at_least(rule.severity, level)}
    seen.families.update(families)
    seen.marked += bool(families)
