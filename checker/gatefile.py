"""The parts of a configuration that say what counts: `[[ignore]]` and `[budgets]`."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from checker.allowed import described, matches
from checker.budgets import SHARE, Budget
from checker.errors import ConfigError
from checker.rulefile import did_you_mean
from checker.suppress import Suppression
from checker.toml import toml_value

_LISTS = ("rules", "paths", "ids", "texts")
_ENTRY = {*_LISTS, "reason", "until"}
_LIMITS = ("warn", "fail", "max")
_HEADER = re.compile(r"^[ \t]*\[\[[^\]\n]{0,60}\bignore\b[^\]\n]{0,4}\]\].*$", re.MULTILINE)
_EXAMPLE = '[[ignore]] with rules = ["masked-year"] and reason = "why"'


def parted(value: Any, origin: str, text: str) -> tuple[list[Any], tuple[Suppression, ...]]:
    """The words of `ignore`, which leave rules out, and its tables, which are exceptions.

    `text` is the text of the file `origin`; an entry's place in it is its header, or the start of the file.
    """
    if not isinstance(value, list):
        return value, ()
    tables = [item for item in value if isinstance(item, dict)]
    headers = [match.span() for match in _HEADER.finditer(text)]
    places = headers if len(headers) == len(tables) else [(0, 0)] * len(tables)
    entries = tuple(_entry(table, origin, text, place) for table, place in zip(tables, places, strict=True))
    return [item for item in value if not isinstance(item, dict)], entries


def _entry(table: Mapping[str, Any], origin: str, text: str, place: tuple[int, int]) -> Suppression:
    where = f"{origin}:{text.count(chr(10), 0, place[0]) + 1}: ignore"
    for key, value in table.items():
        if key not in _ENTRY:
            raise ConfigError(f"{where}: unknown key {key!r}", did_you_mean(key, _ENTRY))
        if key in _LISTS and not (matches(value, "Sequence[str]") and value):
            raise ConfigError(f"{where}: {key} is {toml_value(value)}, but should be {described('Sequence[str]')}")
    reason, until = table.get("reason"), table.get("until")
    if not table.get("rules"):
        raise ConfigError(f"{where}: rules are missing", f"write {_EXAMPLE}")
    if not isinstance(reason, str) or not reason.strip():
        raise ConfigError(f"{where}: a reason is missing", f"write {_EXAMPLE}")
    if until is not None and (not isinstance(until, datetime.date) or isinstance(until, datetime.datetime)):
        raise ConfigError(f"{where}: until is {toml_value(until)}", "write a day without quotes: until = 2031-12-31")
    lists = {key: tuple(table.get(key, ())) for key in _LISTS}
    _readable(lists["paths"], where)
    return Suppression(reason=reason.strip(), until=until, origin=origin, settings=text, place=place, **lists)


def _readable(paths: Sequence[str], where: str) -> None:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines(paths, backend="simple")
    except ValueError as error:
        raise ConfigError(
            f"{where}: a pattern of paths cannot be used: {error}", "write it as in .gitignore"
        ) from error


def budgets(value: Any, origin: str) -> tuple[Budget, ...]:
    """The budgets of a `[budgets]` table."""
    if not isinstance(value, dict):
        hint = "write [budgets] and under it duplicate-share = { warn = 0.01, fail = 0.02 }"
        raise ConfigError(f"{origin}: budgets is {toml_value(value)}, but should be a table", hint)
    return tuple(_budget(name, limits, origin) for name, limits in value.items())


def _budget(name: str, limits: Any, origin: str) -> Budget:
    where = f"{origin}: budgets.{name}"
    share = name.endswith(SHARE)
    hint = f"write {name} = " + ("{ warn = 0.01, fail = 0.02 }" if share else "{ max = 0 }")
    if not isinstance(limits, dict) or not limits:
        raise ConfigError(f"{where} is {toml_value(limits)}", hint)
    for key, limit in limits.items():
        if key not in _LIMITS:
            raise ConfigError(f"{where}: unknown key {key!r}", did_you_mean(key, set(_LIMITS)))
        if not matches(limit, "float" if share else "int") or not 0 <= limit <= (1 if share else float("inf")):
            wanted = "a share from 0 to 1" if share else "a whole number, 0 or more"
            raise ConfigError(f"{where}.{key} is {toml_value(limit)}, but should be {wanted}", hint)
    if "max" in limits and "fail" in limits:
        raise ConfigError(f"{where}: max and fail say the same", "leave one of them out")
    exact = {key: Fraction(str(limit)) for key, limit in limits.items()}  # 0.02 is two hundredths, as it is written
    return Budget(name, name.removesuffix(SHARE), exact.get("warn"), exact.get("fail", exact.get("max")), origin)
