"""Regular expressions as rules write them, turned into what `re` and Hyperscan each understand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache

from checker.errors import ConfigError
from checker.resources import resource

_NAME = re.compile(r"\{([a-z]+)\}")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\N\{([A-Z0-9 -]+)\}|\\(.)", re.DOTALL)
_SPECIAL = frozenset(r"\^$.|?*+()[]{}-&~#")


@cache
def _names() -> tuple[Mapping[str, str], Mapping[str, str]]:
    with (resource("rules") / "classes.toml").open("rb") as file:
        tables = tomllib.load(file)
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


def for_hyperscan(pattern: str) -> str:
    r"""The same pattern for a whole buffer, or one that matches more.

    `$` allows the CR that `re` is not shown and `[^x]` stays in its line; an anchor that is not at the pattern's own
    end is left out, since Hyperscan has none inside.
    """
    text = expand(pattern)
    out: list[str] = []
    inside = False
    i = 0
    while i < len(text):
        char = text[i]
        if char == "\\":
            out.append(text[i : i + 2])
            i += 2
            continue
        if char == "[" and not inside:
            inside = True
            negated = text.startswith("[^", i)
            out.append("[^\\n" if negated else "[")
            i += 2 if negated else 1
            if text.startswith("]", i):
                out.append("\\]")
                i += 1
            continue
        if char == "]" and inside:
            inside = False
        elif char == "$" and not inside:
            out.append("\\r?$" if i == len(text) - 1 else "")
            i += 1
            continue
        elif char == "^" and not inside:
            out.append("^" if text[:i] in ("", "(?i)") else "")
            i += 1
            continue
        out.append("\\[" if inside and char == "[" else char)
        i += 1
    return relaxed("".join(out))


_COUNTED = re.compile(r"\{(\d+),(\d*)\}[?]?|([*+])[?]?")
_FEW = 5  # a repetition up to here is compiled as it is written


def relaxed(pattern: str) -> str:
    """A pattern that matches wherever `pattern` does, and is cheap to compile and to report.

    Counting costs a state for every repetition and code point: `x{2,40}` becomes `x{2,}`.  What may follow the
    last required character is cut off, since every character of it would be reported as an end of the match.
    """
    out: list[str] = []  # atoms, each with its quantifier; a group is many atoms
    i = 0
    while i < len(pattern):
        atom = _atom_end(pattern, i)
        counted = _COUNTED.match(pattern, atom)
        out.append(pattern[i:atom] + (_repeat(counted, pattern[i] == ")") if counted else ""))
        i = counted.end() if counted else atom
    while len(out) > 1 and (shorter := _required(out[-1])) != out[-1] and out[-2][-1] not in "(|":
        out[-1:] = [shorter] if shorter else []
    return "".join(out)


def _atom_end(pattern: str, start: int) -> int:
    if pattern[start] == "\\":
        return start + 2
    if pattern[start] != "[":
        return start + 1
    i = start + (2 if pattern.startswith("[^", start) else 1)
    if pattern.startswith("]", i):
        i += 1
    while pattern[i] != "]":
        i += 2 if pattern[i] == "\\" else 1
    return i + 1


def _repeat(counted: re.Match[str], group: bool) -> str:
    if counted[3]:
        return counted[3]
    least, most = int(counted[1]), int(counted[2] or 1 << 30)
    if most <= _FEW:
        return counted[0].rstrip("?")
    return ("*", "+")[least] if least < 2 else f"{{{min(least, 2 if group else _FEW)},}}"


def _required(atom: str) -> str:
    """A last atom without the repetitions that it can do without: `x{2,}` is `x{2}`, `x*` nothing."""
    if atom.startswith(")"):
        return atom
    if atom.endswith("*") and len(atom) > 1 and not atom.startswith("\\*"):
        return ""
    if atom.endswith("+") and len(atom) > 1 and not atom.startswith("\\+"):
        return atom[:-1]
    counted = re.search(r"(?<=.)\{(\d+),\d*\}$", atom)
    if not counted:
        return atom
    return f"{atom[: counted.start()]}{{{counted[1]}}}" if counted[1] != "0" else ""
