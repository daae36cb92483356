"""`checker baseline`: what is known already, so that a gate stops only what is new."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from checker.cli import options as o
from checker.cli.dashes import FilesCommand

FILE = "checker-baseline.txt"

app = typer.Typer(help="Keep what is known, so that `checker check --baseline FILE` fails for new findings only.",
                  no_args_is_help=True, rich_markup_mode=None)  # fmt: skip


@app.command(name="create", cls=FilesCommand)
def create(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Files and folders to check, or one saved result. [default: .]")
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where to write it; - is standard output.")
    ] = Path(FILE),
    select: o.Select = None,
    ignore: o.Ignore = None,
    profile: o.ProfileName = None,
    config: o.ConfigFile = None,
    isolated: o.Isolated = False,
    exclude: o.Exclude = None,
    gitignore: o.Gitignore = None,
    text_field: o.TextField = None,
    id_field: o.IdField = None,
    html: o.Html = None,
    jobs: o.Jobs = None,
    quiet: o.Quiet = False,
) -> None:
    """Make every finding of today known.  The old baseline is replaced, so that what was resolved stays resolved."""
    from checker.baseline import Baseline, baseline_of, lines, load, results
    from checker.cli.destinations import STDOUT, Named, must_be_writable, must_differ, must_spare
    from checker.cli.output import write_file, write_stdout
    from checker.cli.run import found, reading_of, run
    from checker.cli.settings import configured, words
    from checker.engine import Settings
    from checker.errors import CheckerError
    from checker.terms import Terms

    written = Named.by("-o", output)
    must_be_writable(written)
    named = paths or ["."]
    saved = Path(named[0])
    made: Baseline
    if len(named) == 1 and saved.suffix in (".json", ".jsonl") and saved.is_file() and results(saved) is not None:
        must_differ(written, [Named(str(saved), saved)])
        made = load(saved)
    else:
        chosen = configured(config, isolated, profile).over(
            select=words(select), ignore=words(ignore), exclude=exclude, gitignore=gitignore,
            text_field=text_field, id_field=id_field, html=html, jobs=jobs, baseline=str(output) if written else None,
        )  # fmt: skip
        reading = reading_of(chosen)
        listing = found(chosen, named, reading)
        must_spare(written, (file.location or file.path for file in listing.files if not file.stdin))
        must_differ(written, (Named(str(file), file) for file in chosen.files))
        report = run(chosen, listing, reading, Settings(terms=Terms(suppressions=chosen.suppressions)), quiet)
        if report.errors:
            first = report.errors[0]
            hint = "a baseline is made of a whole check: mend it, or exclude the file"
            raise CheckerError(f"no baseline is made: {first.path}: {first.message}", hint)
        made = baseline_of(report.findings)
    if output == STDOUT:
        write_stdout(lines(made), utf8=True)
        return
    old = len(load(output)) if output.is_file() and output.stat().st_size else None
    write_file(output, lines(made))
    if not quiet:
        before = "" if old is None else f"; there were {old:,}"
        typer.echo(f"checker: {output}: {len(made):,} known findings{before}", err=True)


@app.command(name="show")
def show(file: Annotated[Path, typer.Argument(help="The baseline, or a saved result.")] = Path(FILE)) -> None:
    """How many findings each rule has in a baseline."""
    from collections import Counter

    from checker import rulebook
    from checker.baseline import load
    from checker.cli.output import write_stdout

    known = load(file)
    counts = Counter[str]()
    for (code, _), count in known.findings.items():
        counts[code] += count
    names = {rule.code: rule.name for rule in rulebook.load()}
    rows = [f"{count:>9,}  {code}  {names.get(code, '')}".rstrip() for code, count in sorted(counts.items())]
    write_stdout(f"{row}\n" for row in [*rows, f"{len(known):>9,}  known findings"])
