"""The command line: one file per verb.  Nothing heavy is imported before a verb runs."""

from __future__ import annotations

from typing import Annotated

import typer

from checker import __version__
from checker.cli import baseline, check, explain, index, init, report, rules
from checker.cli.gate import CheckCommand

app = typer.Typer(
    name="checker",
    help="Check text corpora before they are ingested: where, what, why, what to do, and what a duplicate repeats.",
    epilog="Exit codes: 0 clean, 1 findings at or above --fail-on, 2 broken (usage, configuration, unreadable input).",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"checker {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


app.command(
    name="check", short_help="Check texts and say what is wrong with them.", epilog=check.EPILOG, cls=CheckCommand
)(check.command)
app.command(name="init", short_help="Write a checker.toml for the corpus that is there.")(init.command)
app.add_typer(baseline.app, name="baseline", short_help="Keep what is known: create, prune, show.")
app.command(name="report", short_help="Print a saved result in any format.")(report.command)
app.command(name="rules", short_help="List what is looked for.")(rules.command)
app.command(name="explain", short_help="Say what a rule finds, why, and what to do.")(explain.command)
app.add_typer(index.app, name="index", short_help="Keep the accepted corpus: add, remove, show, verify.")
