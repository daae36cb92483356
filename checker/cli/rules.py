"""`checker rules`: what is looked for."""

from __future__ import annotations

from typing import Annotated

import typer

from checker.cli.groups import Configured, Drawing, grouped


@grouped
def command(
    words: Annotated[list[str] | None, typer.Argument(help="Only these: code, prefix, name or family.")] = None,
    *,
    settings: Configured,
    drawing: Drawing,
) -> None:
    """List the rules: code, name, severity and what each one finds."""
    from checker import rulebook
    from checker.cli.output import style_for, write_stdout
    from checker.cli.settings import every_rule
    from checker.cli.settings import words as split
    from checker.writers.terminal import rules_table

    chosen = settings.chosen().over(lang=drawing.lang)
    rules = every_rule(chosen)
    wanted = split(words)
    rulebook.must_name(rules, wanted)
    shown = [rule for rule in rules if not wanted or any(rulebook.names(rule, word) for word in wanted)]
    write_stdout(rules_table(shown, style_for(drawing.look(), chosen)))
