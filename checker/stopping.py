"""Ctrl-C, SIGTERM and SIGHUP: a run unwinds in order, or is ended from beside, and what it would leave is put right.

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

_ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # Ctrl-C, what others send to end a process, a closed terminal
_KILLED = 128  # and the number of the signal is the status, as shells have it
_GRACE = 0.4  # seconds in which a run may unwind by itself
_START = 5.0  # seconds more that the start of a process may take on a machine that has much else to do
_SAID = b"checker: stopped before the end\n"

_undone: dict[object, Callable[[], object]] = {}
_unsaid = [_SAID]


class _State:
    heard = 0  # the signal, 0 before there was one
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
    """Inside, these signals wait, and processes that are started never hear them: half of one would complain."""
    _State.held += 1
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
    try:
        yield
    finally:
        _State.held -= 1
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if _State.heard:
            raise KeyboardInterrupt


def listen() -> None:
    """From now on these signals end this process, but for those that it was started to ignore."""
    if threading.current_thread() is not threading.main_thread():
        return
    wanted = [end for end in _ENDS if signal.getsignal(end) in (signal.default_int_handler, signal.SIG_DFL)]
    if not wanted:
        return
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)  # is told at once, whatever this thread does
    for end in wanted:
        signal.signal(end, _hear)
    threading.Thread(target=_watch, args=(reader,), name="stopping", daemon=True).start()


def heard() -> bool:
    """Whether one of these signals came: whatever is raised then comes from it."""
    return bool(_State.heard)


def too_late() -> None:
    """From now on these signals change nothing: all is written, and the status is known."""
    with suppress(ValueError):  # in another thread than the first one, where nobody listens
        for end in _ENDS:
            signal.signal(end, signal.SIG_IGN)


def leave() -> NoReturn:
    """End this process, which has unwound."""
    if _stop():
        sys.exit(_status())  # what the processes shared is given up on the way out
    with suppress(OSError, ValueError):
        sys.stdout.flush()
    os._exit(_status())  # to take apart what a large run holds would take its time


def end(status: object) -> None:
    """End this process, which has said all, without taking apart what it holds: that takes a tenth of a second.

    Returns where it has to end as any other: threads or processes may still run, or somebody looks on.
    """
    threads = [one for one in threading.enumerate() if one is not threading.current_thread() and not one.daemon]
    watched = sys.gettrace() or sys.getprofile() or "multiprocessing.process" in sys.modules
    if threads or watched or not isinstance(status, int | None):
        return
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # it was closed before the start
                stream.flush()
    except (OSError, ValueError):
        return  # Python says what is wrong
    os._exit(status or 0)


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


def _status() -> int:
    return _KILLED + (_State.heard or signal.SIGINT)


def _hear(number: int, _frame: object) -> None:
    if _State.heard:
        return  # once is enough: what is being unwound must not be torn
    _State.heard = number
    sys.unraisablehook = threading.excepthook = _say_nothing
    if not _State.held:
        raise KeyboardInterrupt


def _say_nothing(_unraisable: object) -> None:
    pass


def _watch(pipe: int) -> None:
    while (number := os.read(pipe, 1)[0]) not in _ENDS:
        pass
    until = time.monotonic() + _GRACE
    while time.monotonic() < until + _START * bool(_State.held):
        time.sleep(0.02)
    _stop()
    _State.heard = _State.heard or number  # the first thread may not have come to hear it
    os._exit(_status())
