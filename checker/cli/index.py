"""`checker index`: the accepted corpus, made, changed, shown and proved whole."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from checker.cli import options as o
from checker.cli.dashes import FilesCommand
from checker.cli.groups import Configured, Reading, grouped
from checker.defaults import INDEX

if TYPE_CHECKING:
    from checker.cli.destinations import Named
    from checker.config import Config
    from checker.document import Document
    from checker.report import Failure, Skipped

IndexFile = Annotated[Path, typer.Option("--index", metavar="FILE", help="The index.")]
_SHOWN = 10  # transactions that `show` lists

app = typer.Typer(
    name="index",
    help="Keep the accepted corpus in one file, so that `checker check --against FILE` tells what is there already.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command(name="build", short_help="The same as add.", cls=FilesCommand)
@app.command(name="add", cls=FilesCommand)
@grouped
def add(
    paths: Annotated[list[str] | None, typer.Argument(help="Files, folders, globs, or - for standard input.")] = None,
    index: IndexFile = Path(INDEX),
    root: o.Root = Path(),
    quiet: o.Silent = False,
    *,
    settings: Configured,
    files_from: o.FilesFrom = None,
    reading: Reading,
) -> None:
    """Hold documents as they are; what is held with equal content costs nothing.  Makes the index if there is none."""
    from checker import index as held
    from checker.cli.destinations import STDOUT, Named, must_be_writable
    from checker.cli.settings import every_rule
    from checker.corpus import files_from as listed
    from checker.errors import CheckerError, UsageError
    from checker.index.changes import TWICE
    from checker.plural import many

    chosen = settings.chosen().over(**reading.given())
    named = [*(paths or []), *(listed(files_from) if files_from else [])]
    if not named and not files_from:
        raise UsageError("nothing is named to add", "name files or folders: checker index add corpus/")
    if index == STDOUT:
        raise UsageError("--index -: an index is a file", "name one: --index corpus.duckdb")
    must_be_writable(Named.by("--index", index))
    lists = Named.by("--files-from", files_from)
    started = time.monotonic()
    failed: list[str] = []
    entries = (held.entry(document, root) for document in _documents(named, chosen, failed, lists))
    first = next(entries, None)
    if first is None and failed and not index.exists():
        for line in failed:
            _talk(line)
        raise CheckerError(f"{index}: is not made: there is nothing to hold", "mend what could not be read")
    done = held.add(index, chain([first] if first else [], entries), held.Parameters.of(every_rule(chosen)))
    failed += [f"{one.document.place}: {TWICE}" for one in done.twice]
    for line in failed:
        _talk(line)
    if not quiet:
        seconds = time.monotonic() - started
        counts = f"{done.added:,} added, {done.replaced:,} replaced, {done.unchanged:,} unchanged"
        _say(f"{index}: documents: {counts} ({many(done.paragraphs, 'paragraph')} in {seconds:.1f} s)")
        if first is None:
            _talk(f"checker: {index}: nothing was found to add")
    raise typer.Exit(2 if failed else 0)


@app.command()
@grouped
def remove(
    names: Annotated[list[str], typer.Argument(help="Ids as `show --ids` has them, paths of files, or folders.")],
    index: IndexFile = Path(INDEX),
    root: o.Root = Path(),
    quiet: o.Silent = False,
    *,
    settings: Configured,
) -> None:
    """Hold documents no longer.  A name that stands for none is an error, and nothing is removed."""
    from checker import index as held
    from checker.cli.settings import every_rule
    from checker.plural import many

    count = held.remove(index, names, held.Parameters.of(every_rule(settings.chosen())), root)
    if not quiet:
        _say(f"{index}: {many(count, 'document')} removed")


@app.command()
def show(
    index: IndexFile = Path(INDEX),
    ids: Annotated[bool, typer.Option("--ids", help="Print the ids of all documents, one a line.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Print what is held: documents, paragraphs, size, parameters, and the last additions."""
    from checker import index as held
    from checker.cli.output import write_stdout
    from checker.plural import many
    from checker.visible import visible_first

    if ids:
        names = held.ids(index)
        write_stdout(
            [json.dumps(names, ensure_ascii=False) + "\n"] if as_json else (f"{visible_first(n)}\n" for n in names)
        )
        return
    found = held.contents(index)
    if as_json:
        write_stdout([json.dumps(found.as_object(), ensure_ascii=False, indent=1) + "\n"], utf8=True)
        return
    _say(f"{index}: {many(found.documents, 'document')}, {many(found.characters, 'character')}")
    _say(f"  paragraphs  {found.paragraphs:,}, of which {found.distinct:,} are distinct")
    _say(f"  size        {found.size:,} bytes")
    for key, value in found.parameters.items():
        _say(f"  {key:<11} {value}" if len(key) < len("paragraphs  ") else f"  {key} {value}")
    for number, when, added, replaced, removed in found.batches[:_SHOWN]:
        _say(f"  batch {number}: {when}, {added:,} added, {replaced:,} replaced, {removed:,} removed")
    if len(found.batches) > _SHOWN:
        _say(f"  and {many(len(found.batches) - _SHOWN, 'earlier one')}")


@app.command()
def verify(index: IndexFile = Path(INDEX)) -> None:
    """Read all of the index and say whether it is whole; status 2 where it is not."""
    from checker import index as held
    from checker.plural import many

    _say(f"{index}: whole: {many(held.must_be_whole(index), 'document')}")


def _documents(named: list[str], chosen: Config, failed: list[str], lists: Sequence[Named]) -> Iterator[Document]:
    """The documents of the files; what could not be read goes to `failed`."""
    from checker.cli.run import found, reading_of
    from checker.corpus import read

    reading = reading_of(chosen)
    listing = found(chosen, named, reading, lists=lists)
    failed += [f"{error.path}: {error.message}" for error in listing.errors]
    for file in listing.files:
        for item in read(file, reading):
            document = _document(item, failed)
            if document:
                yield document


def _document(item: Document | Failure | Skipped, failed: list[str]) -> Document | None:
    from checker.report import Failure, Skipped

    if isinstance(item, Failure):
        failed.append(f"{item.path}: {item.message}")
        return None
    return None if isinstance(item, Skipped) else item


def _say(line: str) -> None:
    from checker.cli.output import write_stdout
    from checker.visible import visible_first

    write_stdout([visible_first(line) + "\n"])


def _talk(line: str) -> None:
    from checker.visible import visible_first

    typer.echo(visible_first(line), err=True)
