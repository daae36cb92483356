"""Regular expressions as rules write them, turned into what `re` and Hyperscan each understand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from checker.errors import ConfigError
from checker.resources import toml_file

_NAME = re.compile(r"\{([a-z]+)\}")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\N\{([A-Z0-9 -]+)\}|\\(.)", re.DOTALL)
_SPECIAL = frozenset(r"\^$.|?*+()[]{}-&~#")


@cache
def _names() -> tuple[Mapping[str, str], Mapping[str, str]]:
    tables = toml_file("rules", "classes.toml")
    return tables["class"], tables["group"]


def char_class(name: str) -> str:
    """The named class of rules/classes.toml as a regular expression, in brackets."""
    return expand("{" + name + "}")


@lru_cache(maxsize=4096)
def expand(pattern: str) -> str:
    r"""`pattern` with `{han}`-like names replaced and `\u` escapes turned into the characters themselves.

    Raises ConfigError for an unknown name, or for a group name inside brackets.
    """
    classes, groups = _names()
    out: list[str] = []
    inside = False
    i = 0
    while i < len(pattern):
        char = pattern[i]
        name = _NAME.match(pattern, i) if char == "{" else None
        if char == "\\":
            escape = _ESCAPE.match(pattern, i)
            out.append(_literal(escape) if escape else char)
            i = escape.end() if escape else i + 1
            continue
        if name:
            out.append(_named(name[1], inside, classes, groups, pattern))
            i = name.end()
            continue
        if char == "[" and not inside:
            inside = True
            first = re.compile(r"\[\^?\]?").match(pattern, i)  # a bracket that stands first is a literal
            assert first
            out.append(first[0])
            i = first.end()
            continue
        if char == "]" and inside:
            inside = False
        out.append(char)
        i += 1
    return "".join(out)


def _named(name: str, inside: bool, classes: Mapping[str, str], groups: Mapping[str, str], pattern: str) -> str:
    if name in classes:
        content = _ESCAPE.sub(_literal, classes[name])
        return content if inside else f"[{content}]"
    if name in groups and not inside:
        return f"(?:{expand(groups[name])})"
    known = ", ".join(sorted([*classes, *groups]))
    raise ConfigError(f"the pattern {pattern!r} names {{{name}}}, which cannot stand there", f"known names: {known}")


def _literal(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    if code:
        char = chr(int(code, 16))
        return "\\" + char if char in _SPECIAL else char
    return escape[0]


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[str]:
    r"""The pattern for one line of text; `\s \w \d \b` are ASCII, as they are for Hyperscan."""
    return re.compile(expand(pattern), re.ASCII)
