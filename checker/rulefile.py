"""Reading one rule file: TOML in, Rule out, with every mistake named."""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from string import Formatter
from typing import Any

from checker.allowed import described, matches
from checker.detectors import Kind, kinds
from checker.errors import ConfigError
from checker.finding import SEVERITIES
from checker.rule import FAMILIES, Examples, Rule, Texts

_TEXTS = ("message", "what", "why", "remedy")
_KEYS = {
    "code", "name", "detector", "severity", "since", "languages", "view", "report", "scope", "default", "trigger",
    "supersedes", "references", "preset", "secret", "zh", "options", "examples", *_TEXTS,
}  # fmt: skip
_CODE = re.compile(r"([A-Z]{3})[0-9]{3}")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
FEW = 40  # words that a hint may list
SCOPES = ("span", "section", "document", "corpus")


def did_you_mean(word: str, known: list[str] | set[str]) -> str:
    """`did you mean "x"?` for the nearest known word, or the known words where a line holds them."""
    near = get_close_matches(word, sorted(known), 1, 0.7)
    if near:
        return f'did you mean "{near[0]}"?'
    return f"known: {', '.join(sorted(known))}" if len(known) <= FEW else "`checker rules` lists what there is"


def reason(error: OSError | ValueError | RecursionError) -> str:
    """Why a file cannot be read as TOML."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return f"byte {error.start} is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error).split(";")[0]


def read_rule(path: Path) -> Rule:
    """The rule in `path`.  Raises ConfigError naming the file, the key and what is wrong with it."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        hint = "compare it with a shipped rule: `checker explain masked-year`"
        raise ConfigError(f"{path}: cannot be read as a rule: {reason(error)}", hint) from error
    return parse_rule(table, str(path))


def parse_rule(table: Mapping[str, Any], origin: str) -> Rule:
    """The rule that a TOML table describes; `origin` names the file in messages."""
    return _Reader(table, origin).rule()


class _Reader:
    def __init__(self, table: Mapping[str, Any], origin: str) -> None:
        self.table, self.origin = table, origin

    def fail(self, message: str, hint: str = "") -> ConfigError:
        return ConfigError(f"{self.origin}: {message}", hint)

    def rule(self) -> Rule:
        self.known(self.table, _KEYS, "")
        code, name = self.text("code"), self.text("name")
        prefix = _CODE.fullmatch(code)
        family = next((f for f, p in FAMILIES.items() if prefix and p == prefix[1]), None)
        if family is None:
            raise self.fail(
                f"code {code!r} is not a family's three letters and three digits", " ".join(FAMILIES.values())
            )
        if not _NAME.fullmatch(name):
            raise self.fail(f"name {name!r} is not lower-case words joined by hyphens")
        kind = self.kind()
        options = self.table.get("options", {})
        self.check_options(kind, options)
        return Rule(
            code=code,
            name=name,
            family=family,
            detector=kind.name,
            severity=self.choice("severity", SEVERITIES),
            since=self.text("since"),
            texts=self.texts(),
            options=options,
            trigger=self.strings("trigger"),
            languages=self.strings("languages"),
            view=self.choice("view", ("plain", "raw"), "plain"),
            report=self.choice("report", ("each", "document"), "each"),
            scope=self.choice("scope", SCOPES, "span"),
            default=self.boolean("default", True),
            preset=self.preset(),
            secret=self.boolean("secret", False),
            supersedes=self.strings("supersedes"),
            references=self.strings("references"),
            examples=self.examples(),
            origin=self.origin,
        )

    def known(self, table: Mapping[str, Any], keys: set[str], where: str) -> None:
        for key in table:
            if key not in keys:
                raise self.fail(f"unknown key {where}{key}", did_you_mean(key, keys))

    def kind(self) -> Kind:
        name = self.text("detector")
        if name not in kinds():
            raise self.fail(f"no detector is called {name!r}", did_you_mean(name, set(kinds())))
        return kinds()[name]

    def check_options(self, kind: Kind, options: Mapping[str, Any]) -> None:
        self.known(options, set(kind.options), "options.")
        for name, parameter in kind.options.items():
            if name not in options and parameter.default is inspect.Parameter.empty:
                raise self.fail(f"options.{name} is missing; the detector {kind.name!r} needs it")
        for name, value in options.items():
            wanted = option_type(kind.options[name])
            if not matches(value, wanted):
                raise self.fail(f"options.{name} is {value!r}, but should be {described(wanted)}")

    def template(self, message: str) -> str:
        """The message, if its braces close."""
        try:
            list(Formatter().parse(message))
        except ValueError as error:
            raise self.fail(f"message {message!r}: {error}", "write {{ and }} for braces that are text") from error
        return message

    def texts(self) -> dict[str, Texts]:
        out = {"en": Texts(**{key: self.text(key) for key in _TEXTS})}
        self.template(out["en"].message)
        if "zh" in self.table:
            zh = self.table["zh"]
            self.known(zh, set(_TEXTS), "zh.")
            missing = [key for key in _TEXTS if not zh.get(key)]
            if missing:
                raise self.fail(f"zh.{missing[0]} is missing")
            out["zh"] = Texts(**{key: zh[key].strip() for key in _TEXTS})
            self.template(out["zh"].message)
        return out

    def examples(self) -> Examples:
        table = self.table.get("examples", {})
        self.known(table, {"bad", "good", "known-miss"}, "examples.")
        return Examples(*(self.corpora(table.get(key, []), key) for key in ("bad", "good", "known-miss")))

    def corpora(self, items: Any, key: str) -> tuple[tuple[str, ...], ...]:
        out = []
        for item in items:
            texts = [_example(text) for text in (item if isinstance(item, list) else [item])]
            if None in texts:
                raise self.fail(f"examples.{key}: an example is a text, or a list of texts that make a corpus")
            out.append(tuple(text for text in texts if text is not None))
        return tuple(out)

    def preset(self) -> str:
        name = self.table.get("preset", "")
        if name and not (isinstance(name, str) and _NAME.fullmatch(name)):
            raise self.fail(f"preset {name!r} is not lower-case words joined by hyphens")
        return str(name)

    def text(self, key: str) -> str:
        value = self.table.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(f"{key} is missing, or is not a text")
        return value.strip()

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        value = self.table.get(key, default)
        if value not in allowed:
            raise self.fail(f"{key} is {value!r}", f"allowed: {', '.join(allowed)}")
        return str(value)

    def boolean(self, key: str, default: bool) -> bool:
        value = self.table.get(key, default)
        if not isinstance(value, bool):
            raise self.fail(f"{key} is {value!r}, but should be true or false")
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.fail(f"{key} should be a list of texts")
        return tuple(value)


def _example(example: Any) -> str | None:
    """A text, or bytes written `{ hex = "..." }` (one that is not UTF-8 is a lone surrogate, PEP 383); else None."""
    if isinstance(example, str):
        return example
    try:
        return bytes.fromhex(example["hex"]).decode("utf-8", "surrogateescape")
    except (KeyError, TypeError, ValueError):
        return None


def option_type(parameter: inspect.Parameter) -> str:
    """The annotation of an option, as it is written in the detector."""
    return str(parameter.annotation)
