"""One run: which files there are, how they are read, and what the rules say of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from checker.about import Looked, unseen
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
from checker.engine import TOGETHER, Settings
from checker.errors import UsageError
from checker.names import INSIDE, original
from checker.report import Failure, Report, Skipped
from checker.suppress import reaching_beyond
from checker.terms import Standing, Terms

Read = Document | Failure | Skipped
Passing = Callable[[Iterator[Read]], Iterator[Read]]
PART = "name all that the baseline is about, or make it anew: checker baseline create PATHS --replace"


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
    listing: Listing,
    since: bool = False,
    ratchet: bool = False,
    standing: Standing | None = None,
) -> Terms:
    """What counts for a listing, as the configuration says it.  Raises CheckerError where a baseline is no help.

    With `since` not all of it is looked at, and `standing` tells of the rest; `ratchet` lets the baseline hold
    nothing that is resolved.
    """
    if ratchet and not chosen.get("baseline"):
        raise UsageError("--ratchet needs a baseline that may only shrink", "name it: --baseline checker-baseline.txt")
    if ratchet and since:
        hint = "a part of the corpus resolves nothing: check all of it with --ratchet, in a step of its own"
        raise UsageError("--ratchet and --since contradict each other", hint)
    file = Path(chosen.get("baseline") or BASELINE)
    baseline = load(file) if chosen.get("baseline") else None
    why = part_of(baseline, file, named, listing) if baseline else ""
    if ratchet and why:
        raise UsageError(f"--ratchet: what is checked is a part of what {file} is about: {why}", PART)
    part = since or bool(why)
    return Terms(
        baseline, chosen.suppressions, chosen.budgets, part=part, ratchet=ratchet, standing=standing,
        beyond=reaching_beyond(chosen.suppressions, named),
    )  # fmt: skip


def part_of(known: Baseline, file: Path, named: Sequence[str], listing: Listing) -> str:
    """Why a listing is a part of what the baseline in `file` is about, as far as that tells; "" where it is all."""
    skipped = {os.fsdecode(original(entry.path)): entry.reason for entry in listing.skipped}
    looked = Looked(named, places_of(listing.files), skipped)
    return unseen(looked, known.about, known.at, str(file.parent)) or _unseen_of_result(known, file, listing.files)


def places_of(files: Iterable[File]) -> list[str]:
    """Where files are, but for standard input."""
    return [file.location or file.path for file in files if not file.stdin]


def _unseen_of_result(known: Baseline, file: Path, files: Sequence[File]) -> str:
    """Which file of a saved result is there and not looked at; its paths begin in this folder, or in that of `file`."""
    standard = {found.path for found in files if found.stdin}
    names = {os.fsdecode(original(path.partition(INSIDE)[0])) for path in known.paths - standard}
    there = [[name for name in names if Path(folder, name).exists()] for folder in ("", file.parent)]
    most = max((0, 1), key=lambda at: len(there[at]))
    if names and not there[most]:
        return "none of the files it names is there"
    looked = {os.path.realpath(place) for place in places_of(files)}
    for name in sorted(there[most]):
        if os.path.realpath(Path(file.parent if most else "", name)) not in looked:
            return f"{name} is not looked at"
    return ""


def is_part(known: Baseline, file: Path, report: Report) -> bool:
    """Whether a saved result is on a part of what the baseline in `file` is about, or that cannot be told from here."""
    looked = {document.path.partition(INSIDE)[0] for document in report.documents}
    if known.at:
        return bool(unseen(Looked((), looked), known.at, known.at, str(file.parent)))
    missing = {path.partition(INSIDE)[0] for path in known.paths} - looked
    return bool(missing) and (any(map(os.path.exists, missing)) or not any(map(os.path.exists, looked)))


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
        documents = passing(item for file in listing.files for item in watch.read(file, reading))
        first = list(_first(documents))
        looking = watch.ready(lambda: engine(chosen, watch.expected))
        return looking.run(chain(first, documents), terms, listing.skipped, listing.errors, watch)


def _first(items: Iterator[Read]) -> Iterator[Read]:
    """What is looked at together first: where that is all, an index is asked while the rules are made ready."""
    size = 0
    for item in items:
        yield item
        size += item.size if isinstance(item, Document) else 0
        if size >= TOGETHER:
            return


def _is_setting(path: Path, chosen: Config) -> bool:
    """Whether a file is a configuration, a rule or a baseline."""
    if path.name == CONFIG or ("baseline" in path.name and is_baseline(path)):
        return True
    named = [*chosen.files, *([Path(chosen.get("baseline"))] if chosen.get("baseline") else [])]
    if any(path.name == own.name and own.exists() and own.samefile(path) for own in named):
        return True
    rules = [Path(rule).resolve() for rule in chosen.get("rules")] if path.suffix == ".toml" else []
    return any(path.resolve().is_relative_to(rule) for rule in rules)
