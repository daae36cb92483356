"""`checker report`: a saved result in any format."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from checker.cli import options as o


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A saved result, json or jsonl.")],
    output: o.Output = None,
    quiet: o.Quiet = False,
    config: o.ConfigFile = None,
    isolated: o.Isolated = False,
    lang: o.Lang = None,
    max_frames: o.MaxFrames = None,
    full: o.Full = False,
    summary: o.SummaryOnly = False,
    color: o.Color = o.When.auto,
    theme: o.Theme = o.Themes.auto,
    ascii_only: o.Ascii = False,
    width: o.Width = None,
) -> None:
    """Print a saved result again, in any format; the status is that of the check."""
    from checker import saved
    from checker.cli.destinations import Named, must_differ
    from checker.cli.output import Look, destinations, emit, targets
    from checker.cli.settings import configured, every_rule

    chosen = configured(config, isolated).over(lang=lang, max_frames=max_frames)
    look = Look(color, theme, ascii_only, width, full, summary, quiet)
    outputs = targets(output or [], look)
    must_differ(destinations(outputs), [Named(str(file), file)])
    report = saved.load(file, every_rule(chosen))
    emit(report, outputs, look, chosen, [])
    raise typer.Exit(report.exit_code)
