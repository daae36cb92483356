"""One run: which files there are, how they are read, and what the rules say of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from checker.about import covers
from checker.baseline import Baseline
from checker.baselinefile import is_baseline, load
from checker.cli.destinations import Named, same_files, standard_output
from checker.cli.progress import progress
from checker.cli.settings import engine
from checker.config import Config
from checker.corpus import File, Listing, ReadOptions, discover
from checker.corpus.binary import is_own
from checker.defaults import BASELINE, CONFIG
from checker.document import Document
from checker.engine import Settings
from checker.errors import UsageError
from checker.names import INSIDE
from checker.report import Failure, Report, Skipped
from checker.terms import Standing, Terms

Read = Document | Failure | Skipped
Passing = Callable[[Iterator[Read]], Iterator[Read]]
PART = "name all that the baseline is about, or make it anew: checker baseline create PATHS"


def reading_of(chosen: Config, stdin_filename: str = "-") -> ReadOptions:
    """How files are read, as the configuration says it."""
    return ReadOptions(
        text_field=chosen.get("text-field") or None,
        id_field=chosen.get("id-field") or None,
        source_field=chosen.get("source-field") or None,
        html=chosen.get("html"),
        gitignore=chosen.get("gitignore"),
        exclude=tuple(chosen.get("exclude")),
        root=chosen.folder("exclude"),
        stdin_filename=stdin_filename,
    )


def terms_of(
    chosen: Config,
    named: Sequence[str],
    files: Sequence[File],
    since: bool = False,
    ratchet: bool = False,
    standing: Standing | None = None,
) -> Terms:
    """What counts for these files, as the configuration says it.  Raises CheckerError where a baseline is no help.

    With `since` not all of them are looked at, and `standing` tells of the others; `ratchet` lets the baseline hold
    nothing that is resolved.
    """
    if ratchet and not chosen.get("baseline"):
        raise UsageError("--ratchet needs a baseline that may only shrink", "name it: --baseline checker-baseline.txt")
    if ratchet and since:
        hint = "a part of the corpus resolves nothing: check all of it with --ratchet, in a step of its own"
        raise UsageError("--ratchet and --since contradict each other", hint)
    file = Path(chosen.get("baseline") or BASELINE)
    baseline = load(file) if chosen.get("baseline") else None
    part = since or (baseline is not None and not is_whole(baseline, file, named, files))
    if ratchet and part:
        raise UsageError(f"--ratchet: what is checked is a part of what {file} is about", PART)
    return Terms(baseline, chosen.suppressions, chosen.budgets, part=part, ratchet=ratchet, standing=standing)


def is_whole(known: Baseline, file: Path, named: Sequence[str], files: Sequence[File]) -> bool:
    """Whether all that a baseline is about is looked at, as far as it tells."""
    places = [found.location or found.path for found in files]
    looked = {found.path for found in files}
    kept = {path.partition(INSIDE)[0] for path in known.paths} - looked
    return covers(named, places, known.about, str(file.parent)) and not any(Path(path).exists() for path in kept)


def found(
    chosen: Config,
    named: Sequence[str],
    reading: ReadOptions,
    written: Sequence[Named] = (),
    lists: Sequence[Named] = (),
) -> Listing:
    """The files under what was named; the run writes `written`, and is told by `lists` what to read.

    What a configuration is or names, and what stands where the run writes if checker made it, are no texts of the
    corpus where they are met while walking; one that was named is.
    """
    listing = discover(named, reading)
    files: list[File] = []
    skipped: list[Skipped] = []
    is_told, is_target = same_files([*lists, *standard_output()]), same_files(written)
    for file in listing.files:
        path = Path(file.location or file.path)
        reason = ""
        if not (file.named or file.stdin):
            if is_told(path) or (is_target(path) and is_own(path, reading.reading)):
                reason = "a file of this run"
            elif _is_setting(path, chosen):
                reason = "configuration"
        if reason:
            skipped.append(Skipped(file.path, reason))
        else:
            files.append(file)
    return replace(listing, files=tuple(files), skipped=(*listing.skipped, *skipped))


def run(
    chosen: Config, listing: Listing, reading: ReadOptions, terms: Settings, quiet: bool, passing: Passing = iter
) -> Report:
    """Read the files and look at them; a person who watches is told how far it is.

    What was read goes by `passing`, which sees when all of it is.
    """
    with progress(listing.files, quiet) as watch:
        looking = watch.ready(lambda: engine(chosen, watch.expected))
        documents = passing(item for file in listing.files for item in watch.read(file, reading))
        return looking.run(documents, terms, listing.skipped, listing.errors, watch)


def _is_setting(path: Path, chosen: Config) -> bool:
    """Whether a file is a configuration, a rule or a baseline."""
    if path.name == CONFIG or ("baseline" in path.name and is_baseline(path)):
        return True
    named = [*chosen.files, *([Path(chosen.get("baseline"))] if chosen.get("baseline") else [])]
    if any(path.name == own.name and own.exists() and own.samefile(path) for own in named):
        return True
    rules = [Path(rule).resolve() for rule in chosen.get("rules")] if path.suffix == ".toml" else []
    return any(path.resolve().is_relative_to(rule) for rule in rules)
