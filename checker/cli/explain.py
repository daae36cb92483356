"""`checker explain RULE`: what it finds, why it matters, what to do, and its examples, run live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from checker.cli.groups import Configured, Drawing, grouped

if TYPE_CHECKING:
    from checker.report import Report
    from checker.rule import Rule


@grouped
def command(
    word: Annotated[str, typer.Argument(metavar="RULE", help="A rule's code or name.")],
    *,
    settings: Configured,
    drawing: Drawing,
) -> None:
    """Say what a rule finds, why it hurts, what to do, and show it on its own examples."""
    from checker import rulebook
    from checker.cli.output import style_for, write_stdout
    from checker.cli.settings import every_rule
    from checker.errors import UsageError
    from checker.rulefile import did_you_mean
    from checker.writers.terminal import explain

    chosen = settings.chosen().over(lang=drawing.lang)
    rules = every_rule(chosen)
    rule = next((r for r in rules if word in (r.name, r.code) or word.upper() == r.code), None)
    if rule is None:
        known = {key for r in rules for key in (r.code, r.name)}
        several = any(rulebook.names(r, word) for r in rules)
        hint = f"it stands for several: checker rules {word}" if several else did_you_mean(word, known)
        raise UsageError(f"no rule is called {word!r}", hint)
    style = style_for(drawing.look(), chosen)
    write_stdout(explain(rule, live_examples(rule), style))


def live_examples(rule: Rule) -> list[tuple[str, str, Report]]:
    """Each example of the rule: its kind, its text, and what the rule alone reports on it."""
    from checker.corpus.example import example_document
    from checker.engine import Engine, Settings

    engine = Engine([rule])
    out = []
    kinds = (("bad", rule.examples.bad), ("good", rule.examples.good), ("known-miss", rule.examples.known_miss))
    for kind, corpora in kinds:
        for number, texts in enumerate(corpora, 1):
            name = f"{kind}-{number}"
            documents = [
                example_document(text, f"{name}/{i}" if len(texts) > 1 else name) for i, text in enumerate(texts, 1)
            ]
            out.append((kind, "\n".join(texts), engine.run(documents, Settings())))
    return out
