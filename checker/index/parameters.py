"""What an index was made with; one that was made otherwise would miss what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TypeVar

from checker.duplicates.options import (
    KINDS,
    BoilerplateLine,
    ExactParagraph,
    NearParagraph,
    Options,
    RepeatedDocument,
    RepeatedSection,
)
from checker.duplicates.shingles import BASE
from checker.errors import UsageError
from checker.index.errors import MismatchError
from checker.index.knowledge import knowledge
from checker.index.schema import VERSION
from checker.resources import resource
from checker.rule import Rule

Kind = TypeVar("Kind", bound=Options)
FOLDING = 1  # changes with the rules of `normalise`; the character table counts by its content
_FOLDED_BY = ("t2s.txt", "pinyin.txt")


@dataclass(frozen=True)
class Parameters:
    """The options of the rules of repeated text that decide what is written, and what is asked."""

    exact: ExactParagraph
    near: NearParagraph
    section: RepeatedSection
    document: RepeatedDocument
    often: BoilerplateLine

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> Parameters:
        """Those of the first rule of each kind.  Raises UsageError where the rulebook has none."""
        rules = tuple(rules)
        return cls(
            exact=_options(rules, ExactParagraph),
            near=_options(rules, NearParagraph),
            section=_options(rules, RepeatedSection),
            document=_options(rules, RepeatedDocument),
            often=_options(rules, BoilerplateLine),
        )

    @property
    def bands(self) -> tuple[int, int]:
        """How many bands, of how many rows."""
        near = self.near
        return (near.edit_bands, near.edit_rows) if near.similarity == "edit" else (near.bands, near.rows)

    @cached_property
    def written(self) -> Mapping[str, str]:
        """What `meta` holds."""
        bands, rows = self.bands
        values: dict[str, object] = {
            "schema": VERSION,
            "shingle-hash": f"polynomial {BASE:#x} modulo 2**32, affine32",
            "folding": f"{FOLDING}-{_table()}",
            "shingle": self.near.shingle,
            "permutations": self.near.permutations,
            "seed": self.near.seed,
            "bands": bands,
            "rows": rows,
            "min-length": self.near.min_length,
            "min-length-latin": self.near.min_length_latin,
            "anchor": self.section.gram,
            "anchor-latin": self.section.gram_latin,
            "anchor-window": self.section.window,
            "anchor-every": knowledge().keep["anchor-every"],
        }
        return {key: str(value) for key, value in values.items()}

    def must_be(self, held: Mapping[str, str], path: str) -> None:
        """Raises MismatchError where the index in `path` was made otherwise."""
        differs = [key for key in self.written if held.get(key) != self.written[key]]
        if differs:
            told = ", ".join(f"{key} {held.get(key, 'missing')} (the rules say {self.written[key]})" for key in differs)
            raise MismatchError(
                f"{path}: the index was made with other parameters: {told}",
                f"make it again from the corpus: checker index build CORPUS --index {path}.new",
            )


def _options(rules: Iterable[Rule], kind: type[Kind]) -> Kind:
    for rule in rules:
        if KINDS.get(rule.detector) is kind:
            make: Callable[..., Kind] = kind
            return make(**rule.options)
    name = next(name for name, own in KINDS.items() if own is kind)
    raise UsageError(f"no rule of the kind {name} is known", "an index needs the rules of repeated text")


def _table() -> str:
    """A digest of the tables that folding goes by: traditional to simplified, and the syllables of pinyin."""
    digest = blake2b(digest_size=6)
    for name in _FOLDED_BY:
        digest.update((resource("rules") / "tables" / name).read_bytes())
    return digest.hexdigest()
