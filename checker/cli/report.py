"""`checker report`: a saved result in any format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from checker.cli import options as o
from checker.cli.groups import Configured, Drawing, Showing, grouped

if TYPE_CHECKING:
    from checker.config import Config
    from checker.report import Report

OldFile = Annotated[
    Path | None,
    typer.Option("--baseline", metavar="OLD", help="Say what changed since OLD: a saved result, or a baseline."),
]
Similarity = Annotated[
    float | None,
    typer.Option(
        "--similarity", min=0.0, max=1.0, metavar="SHARE",
        help="Leave out what is less like the text it repeats than SHARE (0.9).",
    ),
]  # fmt: skip


@grouped
def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A saved result, json or jsonl; - is standard input.")],
    output: o.Output = None,
    baseline: OldFile = None,
    similarity: Similarity = None,
    quiet: o.Quiet = False,
    *,
    settings: Configured,
    showing: Showing,
    drawing: Drawing,
) -> None:
    """Print a saved result again, in any format; the status is that of the check, or that of what is new since OLD."""
    from checker.cli.destinations import Named, must_differ
    from checker.cli.output import destinations, emit, targets
    from checker.errors import UsageError

    if similarity is not None and not 0 <= similarity <= 1:  # a comparison of NaN is false, so Typer lets it pass
        raise UsageError(f"--similarity {similarity} is no share", "give a number from 0 to 1")
    chosen = settings.chosen().over(lang=drawing.lang, max_frames=showing.max_frames)
    look = showing.look(drawing, chosen, quiet=quiet, verb="report")
    outputs = targets(output or [], look)
    must_differ(destinations(outputs), [Named(str(file), file), *Named.by("--baseline", baseline)])
    report = _report(file, chosen, similarity, baseline)
    named = [str(file), *(["--similarity", f"{similarity:g}"] if similarity is not None else [])]
    named += ["--baseline", str(baseline)] if baseline else []
    emit(report, outputs, look, chosen, named)
    raise typer.Exit(report.exit_code)


def _report(file: Path, chosen: Config, similarity: float | None, baseline: Path | None) -> Report:
    """The saved result, less what is too unlike, and compared with the baseline."""
    from checker import saved
    from checker.baselinefile import load
    from checker.cli.run import is_part
    from checker.cli.settings import every_rule
    from checker.compared import against
    from checker.threshold import at_similarity

    book = every_rule(chosen)
    report = saved.load(file, book)
    if similarity is not None:
        report = at_similarity(report, similarity)
    if baseline is None:
        return report
    known = load(baseline)
    return against(report, known, book, part=is_part(known, baseline, report))
