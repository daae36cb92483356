"""`checker baseline prune`: what is known becomes less, and never more."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from checker.cli import options as o

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.config import Config
    from checker.report import Report


def say_what_to_do(report: Report, chosen: Config, named: Sequence[str]) -> None:
    """How the ratchet is met where it failed: one line on stderr."""
    from checker.visible import visible_first

    gone = report.summary.change.resolved if report.summary.change else 0
    if gone:
        what = " ".join(shlex.quote(f"./{path}" if path.startswith("-") else path) for path in named)
        said = f"{gone:,} of what {chosen.get('baseline')} knows is resolved"
        typer.echo(visible_first(f"checker: {said}; take it out: checker baseline prune {what}"), err=True)


def command(
    paths: Annotated[list[str] | None, typer.Argument(help="All that the baseline is about. [default: .]")] = None,
    baseline: o.Baseline = None,
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
    """Take out of the baseline what was resolved.  New findings are not added: that is what `create` does."""
    from checker.baseline import FILE, is_baseline, lines, load
    from checker.cli.destinations import Named, must_be_writable
    from checker.cli.output import write_file
    from checker.cli.run import found, reading_of, run
    from checker.cli.settings import configured, words
    from checker.engine import Settings
    from checker.errors import CheckerError, UsageError
    from checker.ratchet import pruned
    from checker.terms import Terms
    from checker.visible import visible_first

    chosen = configured(config, isolated, profile).over(
        select=words(select), ignore=words(ignore), exclude=exclude, gitignore=gitignore,
        text_field=text_field, id_field=id_field, html=html, jobs=jobs, baseline=baseline,
    )  # fmt: skip
    if not chosen.get("baseline"):
        chosen = chosen.over(baseline=FILE)
    file = Path(chosen.get("baseline"))
    known = load(file)
    if not is_baseline(file):
        raise UsageError(f"{file} is a saved result, which is not changed", f"checker baseline create {file}")
    must_be_writable(Named.by("--baseline", file))
    reading = reading_of(chosen)
    listing = found(chosen, paths or ["."], reading)
    report = run(chosen, listing, reading, Settings(terms=Terms(known, chosen.suppressions)), quiet)
    if report.errors:
        first = report.errors[0]
        hint = "what was resolved is told by a whole check: mend it, or exclude the file"
        raise CheckerError(f"the baseline stays as it is: {first.path}: {first.message}", hint)
    left = pruned(report.findings, known, {rule.code for rule in report.rules.values()})
    if left != known:
        write_file(file, lines(left))
    if not quiet:
        new = sum(not finding.known for finding in report.findings)
        added = f"; {new:,} new {'finding is' if new == 1 else 'findings are'} not added" if new else ""
        gone = len(known) - len(left)
        typer.echo(visible_first(f"checker: {file}: {gone:,} taken out, {len(left):,} stay{added}"), err=True)
