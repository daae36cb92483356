"""A progress bar on standard error, only for a person who waits."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from checker.corpus import File, ReadOptions, read
from checker.document import Document
from checker.report import Failure, Skipped

DELAY = 0.5  # seconds before anything is shown

Step = Callable[[File, ReadOptions], Iterator[Document | Failure | Skipped]]


@contextmanager
def progress(files: int, quiet: bool) -> Iterator[tuple[Step, Callable[[Document], None]]]:
    """Gives a reader that moves the bar and a callback for documents; without a terminal it moves nothing."""
    if quiet or not (sys.stderr.isatty() and sys.stdout.isatty()):
        yield read, lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("checking"), BarColumn(), MofNCompleteColumn(), TextColumn("files"), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("", total=files)
    began = time.monotonic()

    def step(file: File, options: ReadOptions) -> Iterator[Document | Failure | Skipped]:
        yield from read(file, options)
        bar.advance(task)

    def seen(_: Document) -> None:
        if not bar.live.is_started and time.monotonic() - began > DELAY:
            bar.start()

    try:
        yield step, seen
    finally:
        bar.stop()
