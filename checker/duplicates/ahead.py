"""Compiled loops loaded beside other work: the first time they are compiled, which takes some ten seconds."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from threading import Thread, main_thread

from checker.duplicates.stream import COMPILED_FROM

# In the order in which they are needed.
_LOOPS = (
    "folding",
    "finding_words",
    "labels",
    "rolling",
    "anchoring",
    "recurring",
    "linking",
    "minhash",
    "join",
    "gather",
)


def load_ahead(size: int) -> Thread | None:
    """Load the loops in a thread where so many bytes of text call for them; where one is asked for, it is waited for.

    A process that ends waits for the one that is being compiled.
    """
    if size < COMPILED_FROM or not find_spec("numba"):
        return None
    thread = Thread(target=_load, name="ahead")
    thread.start()
    return thread


def _load() -> None:
    for name in _LOOPS:
        if not main_thread().is_alive():
            return
        with suppress(Exception):  # it is raised again where the loop is needed
            import_module(f"checker.duplicates.{name}")
