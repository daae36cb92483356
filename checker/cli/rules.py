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
    from checker.cli.settings import words as split
    from checker.writers.terminal import rules_table

    chosen = configured(config, isolated).over(lang=lang)
    rules = every_rule(chosen)
    wanted = split(words)
    rulebook.must_name(rules, wanted)
    shown = [rule for rule in rules if not wanted or any(rulebook.names(rule, word) for word in wanted)]
    write_stdout(rules_table(shown, style_for(Look(color, theme, ascii_only, width), chosen)))
