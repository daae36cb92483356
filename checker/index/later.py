"""Work that goes on beside the first thread: a database counts while the rules look at the last documents."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from threading import Thread, main_thread
from typing import TypeVar

T = TypeVar("T")


def later(work: Callable[[], T]) -> Future[T]:
    """Begin `work` in a thread; its result, or what it raises, is that of the future.

    A process does not end before the work does: it is to give up where `is_stopping` says so.
    """
    future: Future[T] = Future()
    context = copy_context()  # the memory that the run may use is that of the thread too

    def run() -> None:
        try:
            future.set_result(context.run(work))
        except BaseException as error:  # whatever it is, it is raised where the result is asked for
            future.set_exception(error)

    Thread(target=run, name="later").start()
    return future


def is_stopping() -> bool:
    """Whether the process is about to end and waits for its threads alone."""
    return not main_thread().is_alive()
