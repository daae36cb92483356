"""`checker check`: read, look, say, and end with the verdict's status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from checker.cli import options as o
from checker.cli.groups import (
    Drawing,
    Ending,
    Holding,
    Naming,
    Reading,
    Ruling,
    Showing,
    Weighing,
    Working,
    grouped,
)

if TYPE_CHECKING:
    from checker.cli.destinations import Named
    from checker.cli.gate import Session
    from checker.cli.output import Look, Target
    from checker.config import Config
    from checker.corpus import Listing, ReadOptions
    from checker.engine import Settings

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
    *,
    ruling: Ruling,
    weighing: Weighing,
    working: Working,
    ending: Ending,
    holding: Holding,
    naming: Naming,
    reading: Reading,
    showing: Showing,
    drawing: Drawing,
    show_files: o.ShowFiles = False,
    show_settings: o.ShowSettings = False,
) -> None:
    """Check texts and report what is wrong with them: where, what, why, and what to do."""
    from checker.cli.destinations import STDOUT
    from checker.cli.output import targets, write_stdout
    from checker.cli.settings import settings_toml

    given = {**weighing.given(), **working.given(), **reading.given()}
    chosen = ruling.chosen().over(lang=drawing.lang, max_frames=showing.max_frames, **given)
    if show_settings:
        write_stdout(f"{line}\n" for line in settings_toml(chosen))
        return
    look = showing.look(drawing, chosen, quiet=ending.quiet, verb="check")
    outputs = targets(output or [], look, taken="--verdicts -" if holding.verdicts == STDOUT else "")
    _Check(chosen, ending, holding, naming, look, outputs).look_at(paths, show_files)


@dataclass(frozen=True, slots=True)
class _Check:
    """One check: the configuration, what was asked for, and where results go."""

    chosen: Config
    ending: Ending
    holding: Holding
    naming: Naming
    look: Look
    outputs: Sequence[Target]

    def look_at(self, paths: Sequence[str] | None, show_files: bool) -> None:
        """Do it, or show which files it would read."""
        from checker.cli.destinations import Named, must_spare
        from checker.cli.gate import Asked, Session
        from checker.cli.run import found, reading_of, terms_of
        from checker.engine import Settings

        written = self._written()
        named = self.naming.named(paths)
        how = reading_of(self.chosen, self.naming.stdin_filename)
        listing = found(self.chosen, named, how, written, Named.by("--files-from", self.naming.files_from))
        asked = Asked(**asdict(self.holding), quiet=self.ending.quiet, allow_empty=self.ending.allow_empty)
        beside = Session(asked, self.chosen, listing, how)
        if show_files:
            _show_files(beside.listing, how)
            return
        must_spare(written, (file.location or file.path for file in beside.listing.files if not file.stdin))
        since, ratchet = bool(self.holding.since), self.ending.ratchet
        terms = terms_of(self.chosen, named, listing, since, ratchet, beside.standing)
        settings = Settings(
            fail_on=self.chosen.get("fail-on"), level=self.chosen.get("severity"), embed_text=self.ending.embed_text,
            allow_empty=self.ending.allow_empty or beside.nothing_changed, against=beside, terms=terms,
        )  # fmt: skip
        self._run(beside, how, named, settings)

    def _written(self) -> list[Named]:
        """The files that results go to.  Raises UsageError for one that cannot be written, or is to be read."""
        from checker.cli.destinations import Named, must_be_writable, must_differ
        from checker.cli.output import destinations

        written = [*destinations(self.outputs), *Named.by("--verdicts", self.holding.verdicts)]
        must_be_writable(written)
        must_differ(written, (
            *Named.by("--against", self.holding.against), *Named.by("--baseline", self.chosen.get("baseline")),
            *Named.by("--files-from", self.naming.files_from), *(Named(str(file), file) for file in self.chosen.files),
        ))  # fmt: skip
        return written

    def _run(self, beside: Session, how: ReadOptions, named: Sequence[str], settings: Settings) -> None:
        from checker.cli.baseline import say_what_to_do
        from checker.cli.output import emit
        from checker.cli.run import run

        exit_zero, quiet = self.ending.exit_zero, self.ending.quiet
        report = run(self.chosen, beside.listing, how, settings, quiet, beside.passing)
        if exit_zero and report.exit_code == 1:
            report = replace(report, exit_code=0)
        emit(report, self.outputs, self.look, self.chosen, named)
        if self.ending.ratchet and not quiet:
            say_what_to_do(report, self.chosen, named)
        status = beside.finish(report, settings)
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
