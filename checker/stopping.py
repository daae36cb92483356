"""Ctrl-C: a run unwinds in order; one that does not in time is ended from beside, and what it would leave is put right.

Python hears a signal between two steps of its own.  A compiled loop is one step and may take many seconds, but another
thread runs meanwhile.  Only the command line listens; a program that uses checker as a library keeps its own ways.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

INTERRUPTED = 130  # as shells have it: 128 and the number of the signal
_GRACE = 0.4  # seconds in which a run may unwind by itself
_START = 5.0  # seconds more that the start of a process may take on a machine that has much else to do
_SAID = b"checker: stopped before the end\n"

_undone: dict[object, Callable[[], object]] = {}
_unsaid = [_SAID]


class _State:
    heard = False
    held = 0


@contextmanager
def in_the_end(undo: Callable[[], object]) -> Iterator[None]:
    """Do `undo` when the block is left, and also where the process is ended inside; it may be done twice."""
    mark = object()
    _undone[mark] = undo
    try:
        yield
    finally:
        undo()
        _undone.pop(mark, None)  # not where `undo` was interrupted: then it is done again


@contextmanager
def beyond_reach() -> Iterator[None]:
    """Inside, Ctrl-C waits, and processes that are started never hear it: half of one would complain."""
    _State.held += 1
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        _State.held -= 1
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if _State.heard:
            raise KeyboardInterrupt


def listen() -> None:
    """From now on Ctrl-C ends this process, unless it was started to ignore it."""
    in_charge = threading.current_thread() is threading.main_thread()
    if not in_charge or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        return
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)  # is told at once, whatever this thread does
    signal.signal(signal.SIGINT, _hear)
    threading.Thread(target=_watch, args=(reader,), name="stopping", daemon=True).start()


def heard() -> bool:
    """Whether Ctrl-C was pressed: whatever is raised then comes from it."""
    return _State.heard


def too_late() -> None:
    """From now on Ctrl-C changes nothing: all is written, and the status is known."""
    with suppress(ValueError):  # in another thread than the first one, where nobody listens
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def leave() -> NoReturn:
    """End this process, which has unwound."""
    if _stop():
        sys.exit(INTERRUPTED)  # what the processes shared is given up on the way out
    with suppress(OSError, ValueError):
        sys.stdout.flush()
    os._exit(INTERRUPTED)  # to take apart what a large run holds would take its time


def _stop() -> bool:
    """Put right what is left to be, end the processes of this one, and say so, once; whether there were any."""
    children: Sequence[BaseProcess] = ()
    if "multiprocessing.process" in sys.modules:
        from multiprocessing import active_children

        children = active_children()
        for child in children:
            child.kill()
    for undo in reversed(list(_undone.values())):
        with suppress(Exception):
            undo()
    with suppress(IndexError, OSError):
        os.write(2, _unsaid.pop())
    return bool(children)


def _hear(_number: int, _frame: object) -> None:
    if _State.heard:
        return  # once is enough: what is being unwound must not be torn
    _State.heard = True
    sys.unraisablehook = threading.excepthook = _say_nothing
    if not _State.held:
        raise KeyboardInterrupt


def _say_nothing(_unraisable: object) -> None:
    pass


def _watch(pipe: int) -> None:
    while os.read(pipe, 1)[0] != signal.SIGINT:
        pass
    until = time.monotonic() + _GRACE
    while time.monotonic() < until + _START * bool(_State.held):
        time.sleep(0.02)
    _stop()
    os._exit(INTERRUPTED)
