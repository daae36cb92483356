"""What a person is told while a check runs, on stderr: a line that moves on a terminal, and one line at the end."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, TypeVar

from checker.corpus import File, ReadOptions, read
from checker.document import Document
from checker.report import Failure, Skipped
from checker.stopping import in_the_end
from checker.visible import visible_first
from checker.watch import Watch

if TYPE_CHECKING:
    from rich.progress import Progress

Made = TypeVar("Made")
DELAY = 0.5  # seconds before anything is shown
LONG = 10.0  # seconds of a run nobody watched after which one line says what it did
NOTES = 3  # files whose note is printed
PACKED = 4.0  # bytes that a byte of a compressed file may hold, until it is known
_ENDINGS = (".gz", ".zst")


@contextmanager
def progress(files: Sequence[File], quiet: bool) -> Iterator[Telling]:
    """Reads files, counts what is done and shows it to whoever watches; at the end it says what is to be said."""
    telling = Telling(files)
    if not quiet and watched():
        telling.bar = Bar()
    with in_the_end(telling.bar.stop if telling.bar else bool):
        yield telling
    if not quiet:
        for line in telling.lines():
            sys.stderr.write(visible_first(line) + "\n")


def watched() -> bool:
    """Whether somebody sees stderr and nothing else is drawn there: stdout is a terminal too, or goes into a file.

    Nobody watches a CI job, whatever its output pretends to be.
    """
    if os.environ.get("CI") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stderr.isatty() and (sys.stdout.isatty() or stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode))


class Telling(Watch):
    """Counts documents, bytes and findings, and guesses from the sizes of the files how much is left."""

    def __init__(self, files: Sequence[File]) -> None:
        self.files = len(files)
        self.documents = self.bytes = self.findings = 0
        self.bar: Bar | None = None
        self._began = time.monotonic()
        self._sizes = {file.path: _size(file) for file in files}
        self._whole = sum(self._sizes.values())  # what the texts of all files may take
        self._notes: list[str] = []

    @property
    def expected(self) -> int:
        """How many bytes the texts of all files may take; 0 where nothing tells."""
        return self._whole

    def ready(self, make: Callable[[], Made]) -> Made:
        """What `make` makes; somebody who watches is told if that takes long."""
        if self.bar is None:
            return make()
        timer = Timer(2 * DELAY, self.bar.move, ("compiling patterns, once for this machine", 0, 0, ""))
        timer.start()
        try:
            return make()
        finally:
            timer.cancel()
            timer.join()

    def read(self, file: File, options: ReadOptions) -> Iterator[Document | Failure | Skipped]:
        """The documents of a file; when it is read, its guessed size becomes the true one."""
        held = 0
        for item in read(file, options):
            if isinstance(item, Document):
                held += len(item.data)
            yield item
        self._whole += held - self._sizes[file.path]

    def seen(self, documents: Sequence[Document], findings: int) -> None:
        """Counts, and moves the line."""
        for document in documents:
            self.documents += 1
            self.bytes += len(document.data)
            if "note" in document.meta:
                self._notes.append(f"checker: {document.source}: {document.meta['note']}")
        self.findings += findings
        if self.bar:
            self.bar.move("checking", min(self.bytes, self._whole), self._whole, self._said())

    def stage(self, name: str, done: int, total: int) -> None:
        """The work on all documents together: its stages are few, and how long one takes is not known."""
        if self.bar:
            which = f", stage {done + 1} of {total}" if total > 1 else ""
            self.bar.move(name, done, total if total > 1 else 0, _many(self.documents, "document") + which)

    def _said(self) -> str:
        seconds = time.monotonic() - self._began
        rate = self.bytes / seconds if seconds else 0.0
        parts = [_many(self.documents, "document"), f"{rate / 1e6:.1f} MB/s", _many(self.findings, "finding")]
        left = (self._whole - self.bytes) / rate if rate else 0.0
        if left >= 1 and seconds >= 1:
            parts.append(f"{_clock(left)} left")
        return ", ".join(parts)

    def lines(self) -> list[str]:
        """The first notes, how many more there are, and after a run that was long or watched, what was done."""
        rest = len(self._notes) - NOTES
        more = [f"checker: {_many(rest, 'more file')} with such a note"] if rest > 0 else []
        seconds = time.monotonic() - self._began
        if seconds <= LONG and not (self.bar and self.bar.shown):
            return [*self._notes[:NOTES], *more]
        size = f"{self.bytes / 1e6:.1f} MB" if self.bytes >= 1e5 else f"{self.bytes:,} bytes"
        done = f"checker: {_many(self.documents, 'document')} in {_many(self.files, 'file')}, {size}, {seconds:.0f} s"
        return [*self._notes[:NOTES], *more, done]


class Bar:
    """One line on stderr that goes away; it appears after half a second, and its clock runs on by itself."""

    def __init__(self) -> None:
        self._progress: Progress | None = None
        self._began = time.monotonic()

    @property
    def shown(self) -> bool:
        """Whether there was anything to be seen."""
        return self._progress is not None

    def move(self, name: str, done: float, total: float, said: str) -> None:
        """What is being done, how far it is, and the figures beside it."""
        if time.monotonic() - self._began <= DELAY:
            return
        if self._progress is None:
            self._progress = _line()
            self._progress.start()
            self._progress.add_task(name, said=said)
        (task,) = self._progress.tasks
        begins = task.description != name  # the line of a short stage is seen all the same
        self._progress.update(task.id, description=name, completed=done, total=max(total, 1), said=said, refresh=begins)

    def stop(self) -> None:
        """Takes the line away."""
        if self._progress:
            self._progress.stop()


def _line() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[said]}", markup=False),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console, transient=True, refresh_per_second=5)


def _size(file: File) -> int:
    """How many bytes the texts of a file may take; 0 where nothing tells."""
    if file.stdin:
        return 0
    try:
        size = Path(file.location or file.path).stat().st_size
    except OSError:
        return 0
    return int(size * PACKED) if file.path.endswith(_ENDINGS) else size


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
