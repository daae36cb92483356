"""What a run may hold in memory: beyond that, large arrays and the texts of documents lie in files without a name.

The arrays are the same to everything that uses them: a file is mapped into memory, and the pages that were touched are
let go where the process grows near its budget.  What is computed does not depend on it.
"""

from __future__ import annotations

import errno
import math
import mmap
import os
import resource
import shutil
import sys
import threading
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from checker.errors import UsageError
from checker.files import temporary_place

LARGE = 1 << 20  # bytes from which an array may lie in a file
_HANDED_OUT = 0.3  # of the budget: what lies in memory for as long as it is used; the rest is for passing work
_LOOKED_UP = 0.15  # of the budget: what is asked for at random places for a short time
_LET_GO = 0.6  # of the budget: from here on pages of files are let go,
_WORTH = 0.05  # where they are so much of it; what is asked for again takes its time
_EVERY, _OFTEN = 0.02, 0.002  # seconds between two looks, far from there and near
_PIECE = 1 << 16  # bytes that are written together; of a file written in larger ones a page brings its neighbours
_STATM = Path("/proc/self/statm")


class Memory:
    """Room for arrays, up to a budget in bytes; without one everything lies in memory."""

    def __init__(self, budget: int = 0) -> None:
        self.budget = budget
        self._maps: weakref.WeakSet[mmap.mmap] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._keeper: threading.Thread | None = None
        self._files: list[IO[bytes]] = []

    def file(self) -> IO[bytes]:
        """A file that is gone when this memory is closed, or when the process ends however it ends.

        Raises UsageError where none can be made.
        """
        file = temporary_file()
        self._files.append(file)
        return file

    def full(self, size: int) -> bool:
        """Whether an array of so many bytes should lie in a file."""
        return bool(self.budget) and size >= LARGE and resident() + size > _HANDED_OUT * self.budget

    def empty(self, shape: int | tuple[int, ...], kind: DTypeLike) -> NDArray[Any]:
        """An array with anything in it.  Raises UsageError where the disk has no room for it."""
        size = int(np.prod(shape)) * np.dtype(kind).itemsize
        if not self.full(size):
            return np.empty(shape, kind)
        with self.file() as file:
            _reserve(file, size)
            return self.mapped(file, size, kind, mmap.MADV_RANDOM).reshape(shape)

    @property
    def at_hand(self) -> float:
        """The bytes that may be asked at random places for a short time."""
        return _LOOKED_UP * self.budget if self.budget else math.inf

    def table(self, size: int, value: int, kind: DTypeLike) -> NDArray[Any]:
        """A new array of one value, to be asked at random places for a short time.

        It lies in memory if it is not too large for that: every place that is not there would cost a page.
        """
        if size * np.dtype(kind).itemsize > self.at_hand:
            made = self.empty(size, kind)
            made[...] = value
            return made
        return np.full(size, value, kind)

    def mapped(self, file: IO[bytes], size: int, kind: DTypeLike, use: int = mmap.MADV_NORMAL) -> NDArray[Any]:
        """The first `size` bytes of a file as an array; what is written to it is written to the file."""
        pages = mmap.mmap(file.fileno(), size)
        pages.madvise(use)
        with self._lock:
            self._maps.add(pages)
        self._watch()
        return np.frombuffer(pages, kind)

    def let_go(self) -> None:
        """Take the pages of all files out of this process; what is asked for again comes back from the file."""
        with self._lock:
            every = list(self._maps)
        for pages in every:
            pages.madvise(mmap.MADV_DONTNEED)

    def close(self) -> None:
        """Stop watching, and give up the files; arrays that are still used stay as they are."""
        for file in self._files:
            with suppress(OSError):
                file.close()
        self._done.set()
        if self._keeper:
            self._keeper.join()

    def _watch(self) -> None:
        if self._keeper is None and self.budget:
            self._keeper = threading.Thread(target=self._keep, name="memory", daemon=True)
            self._keeper.start()

    def _keep(self) -> None:
        pause = _EVERY
        while not self._done.wait(pause):
            room = _LET_GO * self.budget - resident()
            if room < 0 and of_files() > _WORTH * self.budget:
                self.let_go()
            pause = _EVERY if room > self.budget / 4 else _OFTEN


_current: ContextVar[Memory] = ContextVar("memory")
_unbounded = Memory()


@contextmanager
def budget(size: int) -> Iterator[Memory]:
    """What is made inside lies in memory up to `size` bytes (0: without a bound)."""
    memory = Memory(size)
    token = _current.set(memory)
    try:
        yield memory
    finally:
        _current.reset(token)
        memory.close()


def current() -> Memory:
    """The memory of this run."""
    return _current.get(_unbounded)


def empty(shape: int | tuple[int, ...], kind: DTypeLike) -> NDArray[Any]:
    """An array with anything in it, in the memory of this run."""
    return current().empty(shape, kind)


def filled(shape: int | tuple[int, ...], value: int, kind: DTypeLike) -> NDArray[Any]:
    """An array of one value, in the memory of this run."""
    made = current().empty(shape, kind)
    made[...] = value
    return made


def table(size: int, value: int, kind: DTypeLike) -> NDArray[Any]:
    """An array of one value that is asked at random places for a short time; see `Memory.table`."""
    return current().table(size, value, kind)


def stored(values: NDArray[Any]) -> NDArray[Any]:
    """The same array, in a file where it is to be kept for long and the memory of this run is full."""
    memory = current()
    if not memory.full(values.nbytes):
        return values
    laid = memory.empty(values.shape, values.dtype)
    laid[...] = values
    return laid


class Column:
    """An array that is put together from pieces, in the memory of this run."""

    def __init__(self, kind: DTypeLike, most: int = 0) -> None:
        """`most` is how many elements there may be, where that is known."""
        self._kind, self._memory, self._count = np.dtype(kind), current(), 0
        self._file: IO[bytes] | None = None
        self._pieces: list[NDArray[Any]] = []
        if self._memory.full(most * self._kind.itemsize):
            self._file = self._memory.file()
        self._room: NDArray[Any] | None = np.empty(most, kind) if most and not self._file else None

    def add(self, piece: NDArray[Any]) -> None:
        """Put a piece behind what there is."""
        if not len(piece):
            return
        piece = np.ascontiguousarray(piece, self._kind)
        if self._room is not None:  # what is not touched of it takes no memory
            self._room[self._count : self._count + len(piece)] = piece
        elif self._file:
            write(self._file, piece.data.cast("B"))
        else:
            self._pieces.append(piece)
        self._count += len(piece)
        if self._pieces and self._memory.full(2 * self._count * self._kind.itemsize):
            self._file = self._memory.file()
            for each in self._pieces:
                write(self._file, each.data.cast("B"))
            self._pieces.clear()

    def __len__(self) -> int:
        return self._count

    def done(self) -> NDArray[Any]:
        """The whole array."""
        if self._room is not None:
            return self._room[: self._count]
        if not self._file or not self._count:
            whole = np.concatenate([np.empty(0, self._kind), *self._pieces])
            self._pieces.clear()
            return whole
        with self._file as file:
            flush(file)
            return self._memory.mapped(file, self._count * self._kind.itemsize, self._kind)


def joined(pieces: Iterable[NDArray[Any]], kind: DTypeLike, most: int) -> NDArray[Any]:
    """The pieces, `most` elements together at most, one behind the other."""
    column = Column(kind, most)
    for piece in pieces:
        column.add(piece)
    return column.done()


def resident() -> int:
    """The bytes of this process that are in memory; the most there ever were where the system does not tell."""
    try:
        return _pages(1)
    except (OSError, IndexError):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


def of_files() -> int:
    """Those of them that are pages of files; as many as there may be where the system does not tell."""
    try:
        return _pages(2)
    except (OSError, IndexError):
        return resident()


def _pages(column: int) -> int:
    return int(_STATM.read_bytes().split()[column]) * resource.getpagesize()


def temporary_file() -> IO[bytes]:
    """A file that is gone when it is closed, or when the process ends however it ends.

    Raises UsageError where none can be made.
    """
    import tempfile

    with _telling():
        return tempfile.TemporaryFile(prefix="checker-", buffering=_PIECE, dir=temporary_place())


def write(file: IO[bytes], data: bytes | memoryview) -> None:
    """Put bytes at the end of a temporary file.  Raises UsageError where the disk is full."""
    with _telling():
        for low in range(0, len(data), _PIECE):
            file.write(data[low : low + _PIECE])


def flush(file: IO[bytes]) -> None:
    """Let all that was put into a temporary file be read from it.  Raises UsageError where the disk is full."""
    with _telling():
        file.flush()


def _reserve(file: IO[bytes], size: int) -> None:
    """Make the file so large; to write to a mapped page for which the disk has no room would end the process."""
    with _telling():
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, size)
        elif shutil.disk_usage(temporary_place()).free < size:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        else:
            os.truncate(file.fileno(), size)


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        said = error.strerror or error
        raise no_room(f"what does not fit into memory cannot be kept in {temporary_place()}: {said}") from error


def no_room(message: str) -> UsageError:
    """The error that something cannot lie in the folder of temporary files, with what to do about it."""
    return UsageError(message, "name a folder with more room in TMPDIR, or allow more memory with --memory")
