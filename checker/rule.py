"""A rule: what one TOML file says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Integral
from pathlib import Path
from types import MappingProxyType

from checker.resources import resource

FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "encoding": "ENC",
        "mojibake": "MOJ",
        "placeholder": "PLC",
        "missing": "MIS",
        "residue": "RES",
        "boilerplate": "BLR",
        "structure": "STR",
        "punctuation": "PUN",
        "script": "SCR",
        "quality": "QUA",
        "privacy": "PRI",
        "duplicate": "DUP",
        "config": "CFG",
    }
)


@dataclass(frozen=True, slots=True)
class Texts:
    """What a rule says to a person, in one language."""

    message: str
    what: str
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Examples:
    """Texts that prove a rule.  An example is one document, or (corpus rules) a tuple of documents.

    A byte that is not UTF-8 is a lone surrogate (PEP 383), written `{ hex = "ff" }` in a rule file.
    """

    bad: tuple[tuple[str, ...], ...] = ()
    good: tuple[tuple[str, ...], ...] = ()
    known_miss: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)  # a rule is itself: its option tables cannot be hashed
class Rule:
    """One rule file.  `options` are the detector's arguments; `trigger` patterns choose the lines it looks at.

    `view` is "plain" (simplified characters, no pinyin marks; positions are the raw text's) or "raw"; `preset` names
    the published filter the rule belongs to.  What a `secret` rule finds is masked in every report.
    """

    code: str
    name: str
    family: str
    detector: str
    severity: str
    since: str
    texts: Mapping[str, Texts]
    options: Mapping[str, object] = field(default_factory=dict)
    trigger: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    view: str = "plain"
    report: str = "each"
    scope: str = "span"
    default: bool = True
    preset: str = ""
    secret: bool = False
    supersedes: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    examples: Examples = Examples()
    origin: str = ""

    @property
    def shipped(self) -> bool:
        """Whether the rule comes with the program, where tests have vetted it."""
        return Path(self.origin).is_relative_to(resource("rules"))

    def words(self, lang: str) -> Texts:
        """The texts in `lang`, in English where there is no translation."""
        return self.texts.get(lang) or self.texts["en"]

    def say(self, lang: str, values: Mapping[str, object]) -> str:
        """The message in `lang`, filled with what the detector saw; a name it did not give stays in braces.

        `{count:page|pages}` is "1 page" or "3 pages".
        """
        return self.words(lang).message.format_map(_Values(values))


class _Values(dict[str, object]):
    def __getitem__(self, key: str) -> object:
        value = super().__getitem__(key)
        return _Count(value) if isinstance(value, Integral) else value

    def __missing__(self, key: str) -> object:
        return _Absent("{" + key + "}")


class _Absent(str):
    __slots__ = ()

    def __format__(self, _words: str) -> str:
        return str(self)


class _Count(int):
    def __format__(self, words: str) -> str:
        one, bar, many = words.partition("|")
        return f"{int(self)} {one if self == 1 else many}" if bar else format(int(self), words)
