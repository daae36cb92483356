"""`checker check`: read, look, say, and end with the verdict's status."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from checker.cli import options as o
from checker.cli.groups import Configured, Drawing, Reading, Showing, grouped

if TYPE_CHECKING:
    from checker.corpus import Listing, ReadOptions

EPILOG = """\
Exit codes: 0 clean, 1 a (new) finding at or above --fail-on, 2 usage, configuration, nothing to check, or a file that
could not be read (everything else is still checked and printed).
"""


@grouped
def command(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Files, folders, globs, or - for standard input. [default: .]")
    ] = None,
    output: o.Output = None,
    select: o.Select = None,
    ignore: o.Ignore = None,
    scope: o.Scope = None,
    severity: o.Severity = None,
    fail_on: o.FailOn = None,
    engine_name: o.EngineName = None,
    jobs: o.Jobs = None,
    memory: o.Memory = None,
    baseline: o.Baseline = None,
    ratchet: o.Ratchet = False,
    exit_zero: o.ExitZero = False,
    quiet: o.Quiet = False,
    profile: o.ProfileName = None,
    *,
    settings: Configured,
    against: o.Against = None,
    accept: o.Accept = None,
    verdicts: o.Verdicts = None,
    since: o.Since = None,
    root: o.Root = Path(),
    files_from: o.FilesFrom = None,
    reading: Reading,
    stdin_filename: o.StdinFilename = "-",
    allow_empty: o.AllowEmpty = False,
    embed_text: o.EmbedText = False,
    showing: Showing,
    drawing: Drawing,
    show_files: o.ShowFiles = False,
    show_settings: o.ShowSettings = False,
) -> None:
    """Check texts and report what is wrong with them: where, what, why, and what to do."""
    from checker.cli.baseline import say_what_to_do
    from checker.cli.destinations import STDOUT, Named, must_be_writable, must_differ, must_spare
    from checker.cli.gate import Asked, Session
    from checker.cli.output import destinations, emit, targets, write_stdout
    from checker.cli.run import found, reading_of, run, terms_of
    from checker.cli.settings import settings_toml, words
    from checker.corpus import files_from as listed
    from checker.engine import Settings

    chosen = settings.chosen(profile).over(
        select=words(select), ignore=words(ignore), scope=scope, severity=severity, fail_on=fail_on,
        lang=drawing.lang, max_frames=showing.max_frames, engine=engine_name, jobs=jobs, memory=memory,
        baseline=baseline, **reading.given(),
    )  # fmt: skip
    if show_settings:
        write_stdout(f"{line}\n" for line in settings_toml(chosen))
        return
    look = showing.look(drawing, chosen, quiet=quiet, verb="check")
    outputs = targets(output or [], look, taken="--verdicts -" if verdicts == STDOUT else "")
    written = [*destinations(outputs), *Named.by("--verdicts", verdicts)]
    must_be_writable(written)
    must_differ(written, (
        *Named.by("--against", against), *Named.by("--baseline", chosen.get("baseline")),
        *Named.by("--files-from", files_from), *(Named(str(file), file) for file in chosen.files),
    ))  # fmt: skip
    named = [*(paths or []), *(listed(files_from) if files_from else [])]
    if not named and not files_from:
        named = ["."]
    how = reading_of(chosen, stdin_filename)
    listed_files = found(chosen, named, how, written, Named.by("--files-from", files_from))
    beside = Session(Asked(against, accept, verdicts, since, root, quiet, allow_empty), chosen, listed_files, how)
    listing = beside.listing
    if show_files:
        _show_files(listing, how)
        return
    must_spare(written, (file.location or file.path for file in listing.files if not file.stdin))
    terms = Settings(
        fail_on=chosen.get("fail-on"), level=chosen.get("severity"), embed_text=embed_text,
        allow_empty=allow_empty or beside.nothing_changed, against=beside,
        terms=terms_of(chosen, named, listed_files.files, since=bool(since), ratchet=ratchet,
                       standing=beside.standing),
    )  # fmt: skip
    report = run(chosen, listing, how, terms, quiet, beside.passing)
    if exit_zero and report.exit_code == 1:
        report = replace(report, exit_code=0)
    emit(report, outputs, look, chosen, named)
    if ratchet and not quiet:
        say_what_to_do(report, chosen, named)
    status = beside.finish(report, terms)
    raise typer.Exit(max(report.exit_code, 0 if exit_zero and status == 1 else status))


def _show_files(listing: Listing, how: ReadOptions) -> None:
    from checker.cli.output import write_stdout
    from checker.corpus import passed_over
    from checker.report import Skipped
    from checker.visible import visible, visible_first

    reasons = {file.path: passed_over(file, how) for file in listing.files}
    files = [file for file in listing.files if not reasons[file.path]]
    write_stdout(f"{visible(file.path)}\n" for file in files)
    for skipped in (*listing.skipped, *(Skipped(path, why) for path, why in reasons.items() if why)):
        typer.echo(visible_first(f"{skipped.path}: skipped: {skipped.reason}"), err=True)
    for error in listing.errors:
        typer.echo(visible_first(f"{error.path}: {error.message}"), err=True)
    if listing.errors or not files:
        raise typer.Exit(2)
