"""The configuration and the rules that a command runs with."""

from __future__ import annotations

from pathlib import Path

from checker import config, rulebook
from checker.config import Config
from checker.engine import Engine
from checker.errors import UsageError
from checker.rule import Rule
from checker.visible import visible


def configured(file: Path | None, isolated: bool) -> Config:
    """The named configuration file, or the closest one, or the defaults."""
    if isolated and file:
        raise UsageError("--isolated and --config contradict each other", "leave one of them out")
    if file and not file.is_file():
        raise UsageError(f"{file}: no such configuration file", "name a checker.toml or pyproject.toml")
    return config.load(file or (None if isolated else config.find(Path.cwd())))


def every_rule(chosen: Config) -> tuple[Rule, ...]:
    """Shipped rules and the configuration's own, with its overrides."""
    return rulebook.overridden(rulebook.load(Path(f) for f in chosen.get("rules")), chosen.overrides)


def engine(chosen: Config) -> Engine:
    """The engine with the rules that run."""
    book = every_rule(chosen)
    rules = rulebook.chosen(book, chosen.get("select"), chosen.get("ignore"))
    if not rules:
        raise UsageError("no rule is left to run", "select more, or ignore less")
    return Engine(rules, book)


def settings_lines(chosen: Config) -> list[str]:
    """`key = value    origin`, one line a setting."""
    lines = [f"{key} = {value.value!s:24}  # {value.origin}" for key, value in sorted(chosen.values.items())]
    for name, override in sorted(chosen.overrides.items()):
        if override.severity:
            lines.append(f"rule.{name}.severity = {override.severity}  # {override.origin}")
        lines += [f"rule.{name}.{key} = {value!r}  # {override.origin}" for key, value in override.options.items()]
    return [visible(line) for line in lines]
