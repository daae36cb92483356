"""`checker baseline`: what is known already, so that a gate stops only what is new."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from checker.cli import options as o
from checker.cli.dashes import FilesCommand
from checker.cli.groups import Reading, Ruling, grouped
from checker.defaults import BASELINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.config import Config
    from checker.corpus import Listing, ReadOptions
    from checker.report import Report
    from checker.terms import Terms

app = typer.Typer(help="Keep what is known, so that `checker check --baseline FILE` fails for new findings only.",
                  no_args_is_help=True, rich_markup_mode=None)  # fmt: skip


@app.command(name="create", cls=FilesCommand)
@grouped
def create(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Files and folders to check, or one saved result. [default: .]")
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where to write it; - is standard output.")
    ] = Path(BASELINE),
    *,
    ruling: Ruling,
    reading: Reading,
    jobs: o.Jobs = None,
    memory: o.Memory = None,
    quiet: o.Silent = False,
) -> None:
    """Make every finding of today known.  The old baseline is replaced, so that what was resolved stays resolved."""
    from dataclasses import replace

    from checker.about import digests
    from checker.baseline import Baseline, baseline_of
    from checker.baselinefile import count, lines, load, result
    from checker.cli.destinations import STDOUT, Named, must_be_writable, must_differ, must_spare
    from checker.cli.output import write_file, write_stdout
    from checker.cli.run import found, reading_of
    from checker.terms import Terms

    written = Named.by("-o", output)
    must_be_writable(written)
    named = paths or ["."]
    saved = Path(named[0])
    made: Baseline
    if len(named) == 1 and saved.suffix in (".json", ".jsonl") and saved.is_file() and result(saved) is not None:
        must_differ(written, [Named(str(saved), saved)])
        made = load(saved)
    else:
        chosen = ruling.chosen().over(**reading.given(), jobs=jobs, memory=memory)
        how = reading_of(chosen)
        listing = found(chosen, named, how, written)
        must_spare(written, (file.location or file.path for file in listing.files if not file.stdin))
        must_differ(written, (Named(str(file), file) for file in chosen.files))
        terms = Terms(suppressions=chosen.suppressions)
        made = baseline_of(_whole(chosen, listing, how, terms, quiet, "no baseline is made").findings)
        if written:
            made = replace(made, about=digests(named, str(output.parent)))
    if output == STDOUT:
        write_stdout(lines(made), utf8=True)
        return
    old = count(output) if output.is_file() and output.stat().st_size else None
    write_file(output, lines(made))
    if not quiet:
        before = "" if old is None else f"; there were {old:,}"
        typer.echo(f"checker: {output}: {len(made):,} known findings{before}", err=True)


@app.command(name="prune")
@grouped
def prune(
    paths: Annotated[list[str] | None, typer.Argument(help="All that the baseline is about. [default: .]")] = None,
    baseline: o.Baseline = None,
    *,
    ruling: Ruling,
    reading: Reading,
    jobs: o.Jobs = None,
    memory: o.Memory = None,
    quiet: o.Silent = False,
) -> None:
    """Take out of the baseline what was resolved.  New findings are not added: that is what `create` does."""
    from checker.baselinefile import is_baseline, lines, load
    from checker.cli.destinations import Named, must_be_writable
    from checker.cli.output import write_file
    from checker.cli.run import PART, found, is_whole, reading_of
    from checker.errors import UsageError
    from checker.ratchet import pruned
    from checker.terms import Terms
    from checker.visible import visible_first

    chosen = ruling.chosen().over(**reading.given(), jobs=jobs, memory=memory, baseline=baseline)
    if not chosen.get("baseline"):
        chosen = chosen.over(baseline=BASELINE)
    file = Path(chosen.get("baseline"))
    known = load(file)
    if not is_baseline(file):
        raise UsageError(f"{file} is a saved result, which is not changed", f"checker baseline create {file}")
    must_be_writable(Named.by("--baseline", file))
    how = reading_of(chosen)
    named = paths or ["."]
    listing = found(chosen, named, how)
    if not is_whole(known, file, named, listing.files):
        raise UsageError(f"what is named is a part of what {file} is about; the rest would be taken out", PART)
    report = _whole(chosen, listing, how, Terms(known, chosen.suppressions), quiet, "the baseline stays as it is")
    left = pruned(report.findings, known, {rule.code for rule in report.rules.values()})
    if left != known:
        write_file(file, lines(left))
    if not quiet:
        new = sum(not finding.known for finding in report.findings)
        added = f"; {new:,} new {'finding is' if new == 1 else 'findings are'} not added" if new else ""
        gone = len(known) - len(left)
        typer.echo(visible_first(f"checker: {file}: {gone:,} taken out, {len(left):,} stay{added}"), err=True)


@app.command(name="show")
def show(file: Annotated[Path, typer.Argument(help="The baseline, or a saved result.")] = Path(BASELINE)) -> None:
    """How many findings each rule has in a baseline."""
    from collections import Counter

    from checker import rulebook
    from checker.baselinefile import load
    from checker.cli.output import write_stdout

    known = load(file)
    counts = Counter[str]()
    for (code, _), count in known.findings.items():
        counts[code] += count
    names = {rule.code: rule.name for rule in rulebook.load()}
    rows = [f"{count:>9,}  {code}  {names.get(code, '')}".rstrip() for code, count in sorted(counts.items())]
    write_stdout(f"{row}\n" for row in [*rows, f"{len(known):>9,}  known findings"])


def say_what_to_do(report: Report, chosen: Config, named: Sequence[str]) -> None:
    """How the ratchet is met where it failed: one line on stderr."""
    from checker.visible import visible_first

    gone = report.summary.change.resolved if report.summary.change else 0
    if gone:
        what = " ".join(shlex.quote(f"./{path}" if path.startswith("-") else path) for path in named)
        said = f"{gone:,} of what {chosen.get('baseline')} knows is resolved"
        typer.echo(visible_first(f"checker: {said}; take it out: checker baseline prune {what}"), err=True)


def _whole(chosen: Config, listing: Listing, how: ReadOptions, terms: Terms, quiet: bool, refused: str) -> Report:
    """The report on files all of which can be read.  Raises CheckerError, which says what is `refused`, else."""
    from checker.cli.run import run
    from checker.engine import Settings
    from checker.errors import CheckerError

    report = run(chosen, listing, how, Settings(terms=terms), quiet)
    if report.errors:
        first = report.errors[0]
        hint = "a baseline is about a whole corpus: mend it, or exclude the file"
        raise CheckerError(f"{refused}: {first.path}: {first.message}", hint)
    return report
