"""The rules that come with the program: read and checked once, then kept in the cache as plain data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from checker.cache import cache_folder, keep, kept
from checker.resources import resource
from checker.rule import FAMILIES, Examples, Rule, Texts
from checker.rulefile import read_rule

_CODE = (
    "rule.py", "rulefile.py", "allowed.py", "finding.py", "shipped.py", "vet.py",
    "duplicates/options.py", "text/statistics.py", "text/masks.py",
)  # fmt: skip
_LISTS = ("trigger", "languages", "supersedes", "references")  # what JSON holds as a list is a tuple in a Rule


def shipped_files() -> list[Path]:
    """The rule files of this version: they stand in a folder per family."""
    return sorted(path for family in FAMILIES for path in (resource("rules") / family).glob("*.toml"))


@cache
def shipped() -> tuple[Rule, ...]:
    """The rules of this version, read once."""
    files = shipped_files()
    path = cache_folder() / f"book-{_key(files)}.json"
    known = kept(path)
    if known is not None:
        return tuple(map(_rule, json.loads(known)))
    rules = tuple(map(read_rule, files))
    keep(path, json.dumps(list(map(_plain, rules))).encode())
    return rules


def _key(files: Sequence[Path]) -> str:
    """What the checked rules depend on: their files with what these name, and the code that reads and checks them."""
    code = Path(__file__).parent
    key = blake2b(digest_size=16)
    key.update(str(resource("rules")).encode("utf-8", "surrogateescape"))
    for file in (*files, *sorted(resource("rules").glob("*.toml")), *sorted(code.glob("detectors/*.py"))):
        key.update(f"{file.parent.name}/{file.name}\0".encode("utf-8", "surrogateescape"))
        key.update(file.read_bytes())
    for name in _CODE:
        key.update((code / name).read_bytes())
    return key.hexdigest()


def _plain(rule: Rule) -> Mapping[str, object]:
    texts = {lang: astuple(words) for lang, words in rule.texts.items()}
    own = {field.name: getattr(rule, field.name) for field in fields(rule)}
    return {**own, "texts": texts, "examples": astuple(rule.examples)}


def _rule(row: Mapping[str, Any]) -> Rule:
    lists = {key: tuple(row[key]) for key in _LISTS}
    texts = {lang: Texts(*words) for lang, words in row["texts"].items()}
    examples = Examples(*(tuple(map(tuple, each)) for each in row["examples"]))
    return Rule(**{**row, **lists, "texts": texts, "examples": examples})
