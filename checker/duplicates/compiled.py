"""Loops as machine code, kept on disk for later.  Importing this loads Numba; only a large corpus is worth it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba import njit, types

from checker.cache import KEPT, cache_folder

Function = TypeVar("Function", bound=Callable[..., object])
settings: Any = numba.config
compile_for: Callable[..., Callable[[Any], Any]] = njit

INT, WORD32, WORD = types.int64, types.uint32, types.uint64
# Arrays that are read; a function that writes to one takes the type with `OUT_` before it.
BYTES, WORDS32, WORDS, INTS = (
    types.Array(kind, 1, "C", readonly=True) for kind in (types.uint8, types.uint32, types.uint64, types.int64)
)
WORDS32_TABLE = types.Array(types.uint32, 2, "C", readonly=True)
OUT_WORDS32, OUT_WORDS, OUT_INTS = types.uint32[::1], types.uint64[::1], types.int64[::1]
OUT_HALVES, OUT_FLAGS = types.int32[::1], types.boolean[::1]
OUT_TABLE32, OUT_TABLE = types.uint32[:, ::1], types.uint64[:, ::1]


def compiled(*arguments: object) -> Callable[[Function], Function]:
    """Compile a function for these types of arguments, or load it from the cache.

    The cache is a folder of the user's (`NUMBA_CACHE_DIR` where it is set), never the package's own; one that is
    damaged or cannot be written is done without.
    """

    def compile_one(function: Function) -> Function:
        try:
            return _kept(function, arguments)
        except Exception:  # whatever a damaged cache raises; a fault of the function is raised again here
            made: Function = compile_for(arguments, nogil=True)(function)
            return made

    return compile_one


def compiled_when_called(function: Function) -> Function:
    """As `compiled`, for the types that the function is called with."""
    return _kept(function, None)


def _kept(function: Function, arguments: object) -> Function:
    folder = _folder()
    before = settings.CACHE_DIR
    settings.CACHE_DIR = folder or before
    try:
        made: Function = compile_for(arguments, cache=bool(folder), nogil=True)(function)
    finally:
        settings.CACHE_DIR = before
    return made


@cache
def _folder() -> str:
    """A folder for this state of the sources, "" where none can be written.

    Numba itself would not see that a function of another file has changed.
    """
    base = os.environ.get("NUMBA_CACHE_DIR")
    key = blake2b(digest_size=8)
    for source in sorted(Path(__file__).parent.glob("*.py")):
        key.update(source.read_bytes())
    folder = (Path(base) if base else cache_folder() / "compiled") / key.hexdigest()
    try:
        fresh = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return ""
    if fresh and not base:
        _forget_oldest(folder.parent)
    return str(folder)


def _forget_oldest(folder: Path) -> None:
    """Of the states that were compiled, keep the newest; another run may do the same at the same time."""
    states = ((one.stat().st_mtime, one) for one in folder.iterdir())
    with suppress(OSError):
        for _, old in sorted(states)[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)
