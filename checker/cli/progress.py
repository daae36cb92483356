"""What a person is told while a check runs, on stderr: a bar on a terminal, else one line after a long run."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from checker.corpus import File, ReadOptions, read
from checker.document import Document
from checker.report import Failure, Skipped
from checker.visible import visible_first

DELAY = 0.5  # seconds before anything is shown
LONG = 10.0  # seconds of a run without a bar after which one line says what it did
NOTES = 3  # files whose note is printed

Step = Callable[[File, ReadOptions], Iterator[Document | Failure | Skipped]]
Seen = Callable[[Document], None]


@contextmanager
def progress(files: int, quiet: bool) -> Iterator[tuple[Step, Seen]]:
    """Gives a reader that moves the bar and a callback for documents, which keeps what is to be said of them."""
    if quiet:
        yield read, lambda _: None
        return
    began = time.monotonic()
    talk = _Talk()
    with _bar(files, talk.seen) if _watched() else nullcontext((read, talk.seen)) as told:
        yield told
    for line in talk.lines():
        _say(line)
    seconds = time.monotonic() - began
    if seconds > LONG and not _watched():
        _say(f"checker: {_many(talk.documents, 'document')} in {_many(files, 'file')}, {seconds:.0f} s")


def _watched() -> bool:
    """Whether somebody sees stderr and nothing else is drawn there: stdout is a terminal too, or goes into a file."""
    return sys.stderr.isatty() and (sys.stdout.isatty() or stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode))


def _say(line: str) -> None:
    sys.stderr.write(visible_first(line) + "\n")


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


class _Talk:
    """Counts documents and keeps the notes of the reader."""

    def __init__(self) -> None:
        self.documents = 0
        self._notes: list[str] = []

    def seen(self, document: Document) -> None:
        self.documents += 1
        if "note" in document.meta:
            self._notes.append(f"checker: {document.source}: {document.meta['note']}")

    def lines(self) -> list[str]:
        """The first notes, and how many more there are."""
        rest = len(self._notes) - NOTES
        more = [f"checker: {_many(rest, 'more file')} with such a note"] if rest > 0 else []
        return [*self._notes[:NOTES], *more]


@contextmanager
def _bar(files: int, told: Seen) -> Iterator[tuple[Step, Seen]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("checking"), BarColumn(), MofNCompleteColumn(), TextColumn("files"), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("", total=files)
    began = time.monotonic()

    def step(file: File, options: ReadOptions) -> Iterator[Document | Failure | Skipped]:
        yield from read(file, options)
        bar.advance(task)

    def seen(document: Document) -> None:
        told(document)
        if not bar.live.is_started and time.monotonic() - began > DELAY:
            bar.start()

    try:
        yield step, seen
    finally:
        bar.stop()
