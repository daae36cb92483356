"""checker.toml and pyproject.toml: found, read, and every value with where it came from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from checker.allowed import described, matches
from checker.budgets import Budget
from checker.defaults import CONFIG
from checker.errors import ConfigError
from checker.finding import SEVERITIES
from checker.gatefile import budgets, parted
from checker.profiles import Profile, profile
from checker.rulebook import Override
from checker.rulefile import did_you_mean, reason
from checker.sizes import size_of
from checker.suppress import Suppression
from checker.toml import toml_value

PYPROJECT = "pyproject.toml"
SECTION = "corpus-checker"

# Every key of a configuration, its type, and the default.  `rule` (a table per rule) stands apart.
KEYS: Mapping[str, tuple[str, object]] = {
    "profile": ("str", ""),
    "select": ("Sequence[str]", []),
    "ignore": ("Sequence[str]", []),
    "scope": ("str", ""),
    "severity": ("str", "info"),
    "fail-on": ("str", "error"),
    "rules": ("Sequence[str]", []),
    "exclude": ("Sequence[str]", []),
    "gitignore": ("bool", True),
    "text-field": ("str", ""),
    "id-field": ("str", ""),
    "source-field": ("str", ""),
    "html": ("str", "source"),
    "lang": ("str", ""),
    "max-frames": ("int", 1),
    "jobs": ("int", 0),
    "memory": ("str", "half"),
    "baseline": ("str", ""),
    "engine": ("str", ""),
}
_LEVELS = ("severity", "fail-on")
_JOBS = 1024
_LANGUAGES = ("", "en", "zh")
_SCOPES = ("", "document", "corpus")
_HTML = ("text", "source")
_ENGINES = ("", "auto", "exact", "numba", "datasketch", "duckdb")


@dataclass(frozen=True, slots=True)
class Value:
    """A setting and where it came from: "default", "profile NAME", a file's path, or "command line"."""

    value: object
    origin: str = "default"


@dataclass(frozen=True, slots=True)
class Config:
    """The settings in force, the overrides of single rules, the files they were read from, exceptions and budgets."""

    values: Mapping[str, Value]
    overrides: Mapping[str, Override] = field(default_factory=dict)
    files: tuple[Path, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    budgets: tuple[Budget, ...] = ()

    def get(self, key: str) -> Any:
        """The value of a key of KEYS."""
        return self.values[key].value

    def folder(self, key: str) -> str:
        """The folder that paths in this setting are relative to: its file's, "" for the current one."""
        origin = Path(self.values[key].origin)
        return str(origin.parent) if origin.is_absolute() else ""

    def over(self, **given: object) -> Config:
        """This configuration with what the command line gave (`None` and empty lists give nothing)."""
        values = dict(self.values)
        for name, value in given.items():
            key = name.replace("_", "-")
            if value is not None and value != []:
                _check(key, value, "command line")
                values[key] = Value(value, "command line")
        return replace(self, values=values)


def find(start: Path) -> Path | None:
    """The configuration file of the closest folder, from `start` upwards; in one folder checker.toml comes first."""
    for folder in (start, *start.parents):
        if (folder / CONFIG).is_file():
            return folder / CONFIG
        project = folder / PYPROJECT
        if project.is_file() and _section(project, _toml(project)) is not None:
            return project
    return None


def load(path: Path | None, chosen: str | None = None) -> Config:
    """The configuration in `path`, on top of what it extends, of a profile and of the defaults.

    `chosen` is the profile that the command line names; it comes before one that a file names.
    """
    made = _Made({key: Value(default) for key, (_, default) in KEYS.items()})
    chain = _chain(path)
    base = _profile(chain, chosen)
    if base:
        made.take(base.settings, base.origin)
    for file, table in chain:
        made.take(table, str(file), file)
    if chosen is not None:
        made.values["profile"] = Value(chosen, "command line")
    return Config(
        made.values, made.overrides, tuple(file for file, _ in chain), made.suppressions, tuple(made.budgets.values())
    )


def _profile(chain: Sequence[tuple[Path, Mapping[str, Any]]], chosen: str | None) -> Profile | None:
    """The profile that is asked for; an empty name takes back what another file asks for."""
    named = [(table["profile"], str(file)) for file, table in chain if "profile" in table]
    name, origin = (chosen, "command line") if chosen is not None else named[-1] if named else ("", "")
    if not name:
        return None
    _check("profile", name, origin)
    return profile(name, origin)


@dataclass(slots=True)
class _Made:
    """A configuration in the making; each file is laid over those before it."""

    values: dict[str, Value]
    overrides: dict[str, Override] = field(default_factory=dict)
    suppressions: tuple[Suppression, ...] = ()
    budgets: dict[str, Budget] = field(default_factory=dict)

    def take(self, table: Mapping[str, Any], origin: str, file: Path | None = None) -> None:
        """Lay a table over what there is; a profile is no file."""
        for key, value in table.items():
            if key == "ignore":
                value, entries = parted(value, origin, file.read_text(encoding="utf-8") if file else "")
                self.suppressions += entries
                if entries and not value:
                    continue  # exceptions alone leave the words of the base as they are
            if key == "budgets":
                self.budgets |= {budget.name: budget for budget in budgets(value, origin)}
            elif key == "rule":
                for name, override in _overrides(value, origin).items():
                    self.overrides[name] = override.over(self.overrides.get(name))
            elif key != "extend":
                _check(key, value, origin)
                self.values[key] = Value(_resolved(key, value, file) if file else value, origin)


def _chain(path: Path | None) -> list[tuple[Path, dict[str, Any]]]:
    """The file and what it extends, the base first."""
    chain: list[tuple[Path, dict[str, Any]]] = []
    while path is not None:
        path = path.resolve()
        if any(path == seen for seen, _ in chain):
            raise ConfigError(f"{path}: extends itself", "break the circle of `extend`")
        table = _toml(path)
        if path.name == PYPROJECT:
            table = _section(path, table) or {}
        chain.append((path, table))
        path = _base(path, table)
    return chain[::-1]


def _base(path: Path, table: Mapping[str, Any]) -> Path | None:
    """The file that this one extends."""
    base = table.get("extend")
    if base is None:
        return None
    if not isinstance(base, str):
        raise ConfigError(f"{path}: extend is {toml_value(base)}, but should be a text: the path of a file")
    if not (path.parent / base).is_file():
        raise ConfigError(f"{path}: extend names {base!r}, which is no file", f"it is looked for in {path.parent}")
    return path.parent / base


def _section(path: Path, table: Mapping[str, Any]) -> dict[str, Any] | None:
    """The table of a pyproject.toml that is ours; None where there is none."""
    tools = table.get("tool")
    section = tools.get(SECTION) if isinstance(tools, dict) else None
    if section is not None and not isinstance(section, dict):
        raise ConfigError(f"{path}: tool.{SECTION} is {toml_value(section)}", f"write a table: [tool.{SECTION}]")
    return section


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        hint = "mend the file, or name another with --config"
        raise ConfigError(f"{path}: cannot be read as TOML: {reason(error)}", hint) from error


def _check(key: str, value: object, origin: str) -> None:
    if key not in KEYS:
        raise ConfigError(f"{origin}: unknown key {key!r}", did_you_mean(key, {*KEYS, "rule", "budgets", "extend"}))
    wanted = KEYS[key][0]
    if not matches(value, wanted):
        raise ConfigError(f"{origin}: {key} is {toml_value(value)}, but should be {described(wanted)}")
    if key in _LEVELS and value not in SEVERITIES:
        raise ConfigError(f"{origin}: {key} is {value!r}", f"allowed: {', '.join(SEVERITIES)}")
    if key == "jobs" and isinstance(value, int) and value > _JOBS:
        raise ConfigError(f"{origin}: jobs is {value}", f"allowed: 0 (every core) to {_JOBS}")
    if key == "memory":
        size_of(str(value), f"{origin}: memory")
    if key == "max-frames" and isinstance(value, int) and value < 1:
        raise ConfigError(f"{origin}: max-frames is {value}", "allowed: 1 and more")
    if key == "html" and value not in _HTML:
        raise ConfigError(f"{origin}: html is {value!r}", f"allowed: {', '.join(_HTML)}")
    if key == "engine" and value not in _ENGINES:
        raise ConfigError(f"{origin}: engine is {value!r}", f"allowed: {', '.join(_ENGINES[1:])}")
    if key == "scope" and value not in _SCOPES:
        raise ConfigError(f"{origin}: scope is {value!r}", f"allowed: {', '.join(_SCOPES[1:])}")
    if key == "lang" and value not in _LANGUAGES:
        raise ConfigError(f"{origin}: lang is {value!r}", "allowed: en, zh")


def _resolved(key: str, value: Any, file: Path) -> Any:
    """Folders of rules and the baseline are named relative to the configuration file."""
    if key == "baseline" and value:
        return str(file.parent / value)
    return [str(file.parent / folder) for folder in value] if key == "rules" else value


def _overrides(tables: Any, origin: str) -> dict[str, Override]:
    if not isinstance(tables, dict) or not all(isinstance(t, dict) for t in tables.values()):
        hint = 'write [rule.masked-year] and under it severity = "warning"'
        raise ConfigError(f"{origin}: rule should hold tables", hint)
    out = {}
    for name, table in tables.items():
        options = {key.replace("-", "_"): value for key, value in table.items() if key != "severity"}
        severity = table.get("severity")
        if severity is not None and severity not in SEVERITIES:
            raise ConfigError(f"{origin}: rule.{name}.severity is {severity!r}", f"allowed: {', '.join(SEVERITIES)}")
        out[name] = Override(severity, options, origin)
    return out
