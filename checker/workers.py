"""Rules for single documents on several cores: groups of documents go to processes, answers come back in order."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING

from checker.assemble import Examined
from checker.document import Document
from checker.examine import Examiner, RuleError
from checker.finding import Hit
from checker.rule import Rule

if TYPE_CHECKING:  # loaded where there is so much to look at that processes are started
    from concurrent.futures import Future, ProcessPoolExecutor

AHEAD = 3  # groups that wait for every worker; more would be held in memory
ALONE = 4 << 20  # bytes that are looked at before other processes, which take a second to start, are worth it
# Of every document its secrets, its hits and its languages.
Seen = list[tuple[tuple[tuple[int, int], ...], list[tuple[int, Hit]], tuple[str, ...]]]
Answer = tuple[Sequence[Document], list[Examined] | None]


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """Up to `jobs` processes with the rules of an Examiner; `book` are those whose patterns are compiled with them."""

    def __init__(self, rules: Sequence[Rule], book: Sequence[Rule] | None, jobs: int, alone: int = ALONE) -> None:
        self.rules = tuple(rules)
        self._numbers = {rule.name: number for number, rule in enumerate(rules)}
        self._book, self._jobs, self._alone = book, jobs, alone
        self._examiner = Examiner(rules, book)

    def examine(self, groups: Iterable[Sequence[Document]]) -> Iterator[Answer]:
        """Every group with what the rules see in it, in the order they came; None where a rule broke on it.

        The answers do not depend on the number of processes.  A group whose worker dies is looked at here.
        """
        groups = iter(groups)
        done = 0
        while self._jobs == 1 or done < self._alone:
            group = next(groups, None)
            if group is None:
                return
            done += sum(document.size for document in group)
            yield group, self.here(group)
        yield from self._shared_out(groups)

    def here(self, group: Sequence[Document]) -> list[Examined] | None:
        """What the rules see in a group, looked at in this process; None where one breaks."""
        try:
            return self._examiner.examine(group)
        except RuleError:
            return None

    def one(self, document: Document) -> Examined:
        """What the rules see in one document.  Raises RuleError where one breaks."""
        return self._examiner.examine([document])[0]

    def _shared_out(self, groups: Iterator[Sequence[Document]]) -> Iterator[Answer]:
        from concurrent.futures import ProcessPoolExecutor

        from checker.processes import Context

        pool = ProcessPoolExecutor(self._jobs, Context(), _begin, (self.rules, self._book))
        waiting: deque[tuple[Sequence[Document], Future[Seen | None] | None]] = deque()
        try:
            for group in groups:
                waiting.append((group, _submitted(pool, group)))
                if len(waiting) >= AHEAD * self._jobs:
                    yield self._answer(*waiting.popleft())
            while waiting:
                yield self._answer(*waiting.popleft())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _answer(self, group: Sequence[Document], future: Future[Seen | None] | None) -> Answer:
        from concurrent.futures.process import BrokenProcessPool

        if future is None:
            return group, self.here(group)
        try:
            seen = future.result()
        except BrokenProcessPool:
            return group, self.here(group)
        if seen is None:
            return group, None
        found = []
        for document, (secrets, hits, spoken) in zip(group, seen, strict=True):
            guarded = replace(document, secrets=secrets) if secrets else document
            found.append(Examined(guarded, tuple((self.rules[number], hit) for number, hit in hits), spoken))
        return group, found


def _submitted(pool: ProcessPoolExecutor, group: Sequence[Document]) -> Future[Seen | None] | None:
    """The answer to come; None where the pool is broken."""
    from concurrent.futures.process import BrokenProcessPool

    try:
        return pool.submit(_look, group)
    except BrokenProcessPool:
        return None


_here: Workers


def _begin(rules: Sequence[Rule], book: Sequence[Rule] | None) -> None:
    global _here  # noqa: PLW0603 - what a worker process keeps from one group to the next
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process hears it, and ends the others
    Thread(target=_end_with_parent, daemon=True).start()
    _here = Workers(rules, book, 1)


def _end_with_parent() -> None:
    """End this process when the first one is gone, however it ended."""
    import multiprocessing
    from multiprocessing.connection import wait

    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _look(group: Sequence[Document]) -> Seen | None:
    examined = _here.here(group)
    if examined is None:
        return None
    numbers = _here._numbers
    return [
        (each.document.secrets, [(numbers[rule.name], hit) for rule, hit in each.hits], each.languages)
        for each in examined
    ]
