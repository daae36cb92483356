"""`checker rules`: what is looked for."""

from __future__ import annotations

from typing import Annotated

import typer

from checker.cli import options as o


def command(
    words: Annotated[list[str] | None, typer.Argument(help="Only these: code, prefix, name or family.")] = None,
    config: o.ConfigFile = None,
    isolated: o.Isolated = False,
    lang: o.Lang = None,
    color: o.Color = o.When.auto,
    theme: o.Theme = o.Themes.auto,
    ascii_only: o.Ascii = False,
    width: o.Width = None,
) -> None:
    """List the rules: code, name, severity and what each one finds."""
    from checker import rulebook
    from checker.cli.output import Look, style_for, write_stdout
    from checker.cli.settings import configured, every_rule
    from checker.errors import UsageError
    from checker.rulefile import did_you_mean
    from checker.writers.terminal import rules_table

    chosen = configured(config, isolated).over(lang=lang)
    rules = every_rule(chosen)
    for word in words or []:
        if not any(rulebook.names(rule, word) for rule in rules):
            known = {key for rule in rules for key in (rule.code, rule.name, rule.family)}
            raise UsageError(f"no rule, code or family is called {word!r}", did_you_mean(word, known))
    shown = [rule for rule in rules if not words or any(rulebook.names(rule, word) for word in words)]
    write_stdout(rules_table(shown, style_for(Look(color, theme, ascii_only, width), chosen)))
