"""`checker baseline`: what is known already, so that a gate stops only what is new."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from checker.cli import options as o
from checker.cli.dashes import FilesCommand
from checker.cli.groups import Reading, Ruling, Working, grouped
from checker.defaults import BASELINE
from checker.errors import CheckerError, UsageError
from checker.plural import many

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checker.baseline import Baseline
    from checker.config import Config
    from checker.corpus import Listing, ReadOptions
    from checker.finding import Finding
    from checker.report import Report
    from checker.terms import Terms

STDOUT = Path("-")

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
    add: Annotated[bool, typer.Option("--add", help="Keep all that the old one knows, and add what is new.")] = False,
    anew: Annotated[
        bool, typer.Option("--replace", help="Forget the old one, also what it knows of files that are not named.")
    ] = False,
    *,
    ruling: Ruling,
    reading: Reading,
    working: Working,
    quiet: o.Silent = False,
) -> None:
    """Make every finding of today known.  The old baseline is replaced, so that what was resolved stays resolved.

    Where only a part of what it is about is looked at, --add or --replace says what is meant.
    """
    from checker.baselinefile import lines
    from checker.cli.destinations import Named, must_be_writable
    from checker.cli.output import write_file, write_stdout

    if add and anew:
        raise UsageError("--add and --replace contradict each other", "leave one of them out")
    must_be_writable(Named.by("-o", output))
    old = _old(output)
    made = _of_result(paths, output, add)
    if made is None:
        making = _Making(paths or ["."], output, ruling, reading, working, quiet)
        made = making.added(old) if add and old is not None else making.whole(None if anew else old)
    if output == STDOUT:
        write_stdout(lines(made), utf8=True)
        return
    write_file(output, lines(made))
    if not quiet:
        before = "" if old is None else f"; there were {len(old):,}"
        _say(f"{output}: {many(len(made), 'known finding')}{before}")


def _old(output: Path) -> Baseline | None:
    """What is held where a baseline is to be written.  Raises UsageError where that is none."""
    from checker.baselinefile import held, is_baseline

    if output == STDOUT or not output.is_file() or not output.stat().st_size:
        return None
    if not is_baseline(output):  # a saved result neither, though it can be compared with
        said = f"-o {output}: the file that is there is no baseline, or none that can be read"
        raise UsageError(said, "choose another path, or remove it")
    return held(output)


def _of_result(paths: Sequence[str] | None, output: Path, add: bool) -> Baseline | None:
    """What a saved result knows; None where none is named."""
    from checker.baselinefile import load, result
    from checker.cli.destinations import Named, must_differ

    file = Path(paths[0]) if paths and len(paths) == 1 else None
    if file is None or file.suffix not in (".json", ".jsonl") or not file.is_file() or result(file) is None:
        return None
    if add:
        raise UsageError("--add: a saved result is not added to a baseline", "name the files that it is about")
    must_differ(Named.by("-o", output), [Named(str(file), file)])
    return load(file)


@dataclass(frozen=True, slots=True)
class _Making:
    """What a baseline is made of, and where it goes."""

    named: Sequence[str]
    output: Path
    ruling: Ruling
    reading: Reading
    working: Working
    quiet: bool

    def whole(self, old: Baseline | None) -> Baseline:
        """The baseline of all that is named.  Raises UsageError where `old` knows what is not looked at."""
        from checker.about import digests
        from checker.baseline import baseline_of

        report, at = self._looked(old)
        made = baseline_of(report.findings)
        return made if self.output == STDOUT else replace(made, about=digests(self.named, self._base), at=at)

    def added(self, old: Baseline) -> Baseline:
        """The old baseline with what is new in what is named."""
        from checker.about import digests
        from checker.baseline import grown
        from checker.baselinefile import load

        known = load(self.output)  # raises where it is of another version
        report, at = self._looked(None)
        # One that does not say what it is about does not say so of a part of it.
        about = old.about | digests(self.named, self._base) if old.about else old.about
        return replace(grown(report.findings, known), about=about, at=old.at | at if old.at or not old else old.at)

    @property
    def _base(self) -> str:
        return str(self.output.parent)

    def _looked(self, old: Baseline | None) -> tuple[Report, frozenset[str]]:
        """What is found, and the digests of where that is."""
        from checker.cli.destinations import Named, must_differ, must_spare
        from checker.cli.run import found, reading_of
        from checker.suppress import reaching_beyond
        from checker.terms import Terms

        chosen = self.ruling.chosen().over(**self.reading.given(), **self.working.given())
        how, written = reading_of(chosen), Named.by("-o", self.output)
        listing = found(chosen, self.named, how, written)
        must_spare(written, (file.location or file.path for file in listing.files if not file.stdin))
        must_differ(written, (Named(str(file), file) for file in chosen.files))
        if old:
            self._must_hold(old, chosen, listing)
        beyond = reaching_beyond(chosen.suppressions, self.named)
        terms = Terms(suppressions=chosen.suppressions, beyond=beyond)
        report = _whole(chosen, listing, how, terms, self.quiet, "no baseline is made")
        return report, _places(report.findings, self.named, listing, self._base)

    def _must_hold(self, old: Baseline, chosen: Config, listing: Listing) -> None:
        """Raises UsageError where the old baseline knows more than is looked at now."""
        from checker.cli.run import part_of

        why = part_of(old, self.output, self.named, listing) or self._rules_left_out(old, chosen)
        if why:
            said = f"{self.output} is there, and what is checked is a part of what it is about: {why}"
            hint = "--add keeps it and adds what is new, --replace forgets it; or name all that it is about"
            raise UsageError(said, hint)

    def _rules_left_out(self, old: Baseline, chosen: Config) -> str:
        """The rules with known findings that `--select` or `--ignore` leaves out now."""
        from checker.cli.settings import every_rule, selected

        book = every_rule(chosen)
        ran, known = {rule.code for rule in selected(book, chosen)}, {code for code, _ in old.findings}
        names = [rule.name for rule in selected(book, self.ruling.plain()) if rule.code in known - ran]
        return f"it knows findings of rules that do not run: {', '.join(names)}" if names else ""


@app.command(name="prune", cls=FilesCommand)
@grouped
def prune(
    paths: Annotated[list[str] | None, typer.Argument(help="All that the baseline is about. [default: .]")] = None,
    baseline: o.Baseline = None,
    *,
    ruling: Ruling,
    reading: Reading,
    working: Working,
    quiet: o.Silent = False,
) -> None:
    """Take out of the baseline what was resolved.  New findings are not added: that is what `create` does."""
    from checker.cli.run import PART, found, part_of, reading_of
    from checker.suppress import reaching_beyond
    from checker.terms import Terms

    chosen = ruling.chosen().over(**reading.given(), **working.given(), baseline=baseline)
    file = Path(chosen.get("baseline") or BASELINE)
    known = _to_prune(file)
    how = reading_of(chosen)
    named = paths or ["."]
    listing = found(chosen.over(baseline=str(file)), named, how)
    if why := part_of(known, file, named, listing):
        raise UsageError(f"{file} stays as it is: what is checked is a part of what it is about: {why}", PART)
    terms = Terms(known, chosen.suppressions, beyond=reaching_beyond(chosen.suppressions, named))
    report = _whole(chosen, listing, how, terms, quiet, f"{file} stays as it is")
    left = _pruned(known, report, _places(report.findings, named, listing, str(file.parent)), file)
    if not quiet:
        new = sum(not finding.known for finding in report.findings)
        added = f"; {new:,} new {'finding is' if new == 1 else 'findings are'} not added" if new else ""
        _say(f"{file}: {len(known) - len(left):,} taken out, {len(left):,} stay{added}")


def _to_prune(file: Path) -> Baseline:
    """The baseline that is to be changed.  Raises UsageError for a saved result, and where it may not be written."""
    from checker.baselinefile import is_baseline, load
    from checker.cli.destinations import Named, must_be_writable

    known = load(file)
    if not is_baseline(file):
        raise UsageError(f"{file} is a saved result, which is not changed", f"checker baseline create {file}")
    must_be_writable(Named.by("--baseline", file))
    return known


def _pruned(known: Baseline, report: Report, at: frozenset[str], file: Path) -> Baseline:
    """What is left of the baseline, written where that is less; `at` are the digests of where findings are."""
    from checker.baselinefile import lines
    from checker.cli.output import write_file
    from checker.ratchet import pruned

    ran = {rule.code for rule in report.rules.values()}
    left = pruned(report.findings, known, ran)
    if left != known:
        all_ran = ran.issuperset(code for code, _ in left.findings)
        write_file(file, lines(replace(left, at=known.at & at) if all_ran else left))
    return left


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


def _places(findings: Iterable[Finding], named: Sequence[str], listing: Listing, base: str) -> frozenset[str]:
    """The digests of the files that findings speak of, and of their folders."""
    from checker.about import held
    from checker.names import INSIDE

    files = {file.path: file.location or file.path for file in listing.files if not file.stdin}
    spoken = {path for finding in findings for path in (finding.path, *(place.path for place in finding.related))}
    outer = {path if path in files else path.partition(INSIDE)[0] for path in spoken}
    return held((files[path] for path in outer if path in files), named, base)


def _whole(chosen: Config, listing: Listing, how: ReadOptions, terms: Terms, quiet: bool, refused: str) -> Report:
    """The report on files all of which can be read.  Raises CheckerError, which says what is `refused`, else."""
    from checker.cli.run import run
    from checker.engine import Settings

    report = run(chosen, listing, how, Settings(terms=terms), quiet)
    if report.errors:
        first = report.errors[0]
        hint = "a baseline is about a whole corpus: mend it, or exclude the file"
        place = f"{first.path}: " if first.kind else ""
        raise CheckerError(f"{refused}: {place}{first.message}", hint)
    return report


def _say(line: str) -> None:
    from checker.visible import visible_first

    typer.echo(visible_first(f"checker: {line}"), err=True)
