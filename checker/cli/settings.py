"""The configuration and the rules that a command runs with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from checker import config, rulebook
from checker.budgets import Budget
from checker.config import Config
from checker.engine import Engine
from checker.errors import ConfigError, PatternError, UsageError
from checker.examine import triggers
from checker.rule import Rule
from checker.sizes import size_of
from checker.suppress import Suppression
from checker.toml import toml_key, toml_value
from checker.visible import visible
from checker.workers import cores

_LONG = 80  # characters of a setting that leave room for a comment behind it


def configured(file: Path | None, isolated: bool, profile: str | None = None) -> Config:
    """The named configuration file, or the closest one, or the defaults; on top of a profile where one is named."""
    if isolated and file:
        raise UsageError("--isolated and --config contradict each other", "leave one of them out")
    if file and not file.is_file():
        raise UsageError(f"{file}: no such configuration file", "name a checker.toml or pyproject.toml")
    return config.load(file or (None if isolated else config.find(Path.cwd())), profile)


def every_rule(chosen: Config) -> tuple[Rule, ...]:
    """Shipped rules and the configuration's own, with its overrides."""
    rules = rulebook.overridden(rulebook.load(Path(f) for f in chosen.get("rules")), chosen.overrides)
    return rulebook.with_option(rules, "engine", chosen.get("engine")) if chosen.get("engine") else rules


def words(given: Sequence[str] | None) -> list[str]:
    """The words of a repeatable option, each of which may hold several with commas between them.

    Raises UsageError for a value without a word: an empty variable of a shell must not select everything.
    """
    out = []
    for value in given or ():
        found = [word.strip() for word in value.split(",") if word.strip()]
        if not found:
            raise UsageError(f"{value!r} names no rule", "name a code, a prefix, a name or a family: see checker rules")
        out += found
    return out


def rules_of(given: Sequence[str] | None, chosen: Config) -> tuple[str, ...]:
    """The words of `--rule`.  Raises UsageError for one that means no rule, before anything is checked."""
    wanted = words(given)
    if wanted:
        rulebook.must_name(every_rule(chosen), wanted)
    return tuple(wanted)


def selected(book: Sequence[Rule], chosen: Config) -> tuple[Rule, ...]:
    """The rules that are selected and not ignored; a word that means none is named with the file it stands in."""
    for key in ("select", "ignore"):
        try:
            rulebook.must_name(book, chosen.get(key))
        except UsageError as error:
            raise UsageError(f"{chosen.values[key].origin}: {key}: {error.message}", error.hint) from error
    for what, words in (
        *((f"{entry.origin}: ignore", entry.rules) for entry in chosen.suppressions),
        *((f"{budget.origin}: budgets.{budget.name}", (budget.word,)) for budget in chosen.budgets),
    ):
        try:
            rulebook.must_name(book, words)
        except UsageError as error:
            raise UsageError(f"{what}: {error.message}", error.hint) from error
    rules = rulebook.chosen(book, chosen.get("select"), chosen.get("ignore"))
    return rulebook.of_scope(rules, chosen.get("scope")) if chosen.get("scope") else rules


def engine(chosen: Config, size: int = 0) -> Engine:
    """The engine with the rules that run, about to see so many bytes of text."""
    book = every_rule(chosen)
    rules = selected(book, chosen)
    if not rules:
        raise UsageError("no rule is left to run", "select more, or ignore less")
    if size:
        _load_ahead(rules, size)
    try:
        return Engine(rules, book, chosen.get("jobs") or cores(), size_of(chosen.get("memory")))
    except ConfigError as error:
        raise _named(error, book) from error


def _load_ahead(rules: Sequence[Rule], size: int) -> None:
    """Load what rules for the corpus need, beside the patterns, which may have to be compiled too."""
    from checker.detectors import kinds  # both load NumPy, which a command without a check does not need
    from checker.duplicates.ahead import load_ahead

    if any(kinds()[rule.detector].scope == "corpus" for rule in rules):
        load_ahead(size)


def _named(error: ConfigError, book: Sequence[Rule]) -> ConfigError:
    """The error with the file and the rule whose pattern it is about."""
    for rule in (rule for rule in book if not rule.shipped):
        if error.pattern in triggers(rule) if isinstance(error, PatternError) else _fails(rule):
            return ConfigError(f"{rule.origin}: rule {rule.name}: {error.message}", error.hint)
    return error


def _fails(rule: Rule) -> bool:
    try:
        Engine([rule])
    except ConfigError:
        return True
    return False


def settings_toml(chosen: Config) -> list[str]:
    """Every setting as the lines of a checker.toml, each with where it came from.

    Raises what a check would raise: a setting that cannot be used is named, not printed.
    """
    selected(every_rule(chosen), chosen)
    lines = [
        _line(key, [*chosen.get(key), *map(_table, chosen.suppressions)] if key == "ignore" else value.value, origin)
        for key, value in sorted(chosen.values.items())
        for origin in [_origin(chosen, key)]
    ]
    if chosen.budgets:
        lines += [
            "",
            "[budgets]",
            *(_line(budget.name, _limits(budget), budget.origin) for budget in chosen.budgets),
        ]
    for name, override in sorted(chosen.overrides.items()):
        lines += ["", f"[rule.{toml_key(name)}]"]
        if override.severity:
            lines.append(_line("severity", override.severity, override.origin_of("severity")))
        lines += [
            _line(key.replace("_", "-"), value, override.origin_of(key)) for key, value in override.options.items()
        ]
    return lines


def _table(entry: Suppression) -> Mapping[str, object]:
    """An exception as the table that it is in a configuration."""
    lists = {key: getattr(entry, key) for key in ("rules", "paths", "ids", "texts") if getattr(entry, key)}
    return {**lists, "reason": entry.reason, **({"until": entry.until} if entry.until else {})}


def _limits(budget: Budget) -> Mapping[str, object]:
    return {
        key: float(limit) if limit.denominator > 1 else int(limit)
        for key, limit in (("warn", budget.warn), ("fail", budget.fail))
        if limit is not None
    }


def _origin(chosen: Config, key: str) -> str:
    """Where a value came from; `exclude` is relative to a folder, which a copy of the settings would change."""
    origin = chosen.values[key].origin
    if key == "ignore" and chosen.suppressions:
        origin = ", ".join(dict.fromkeys(entry.origin for entry in chosen.suppressions))
    folder = chosen.folder(key) if key == "exclude" and chosen.get(key) else ""
    return f"{origin}; relative to {folder}" if folder else origin


def _line(key: str, value: object, origin: str) -> str:
    """A setting and a comment; long values put the comment above, so that it can be seen."""
    text = f"{toml_key(key)} = {toml_value(value)}"
    comment = f"# {visible(origin)}"
    return f"{text:40}  {comment}" if len(text) <= _LONG else f"{comment}\n{text}"
