"""Processes whose start no signal tears: half of one would complain, and nobody would know of it."""

from __future__ import annotations

from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.resource_tracker import ensure_running

from checker.stopping import beyond_reach


class Started(SpawnProcess):
    """A process that is known before Ctrl-C or the like is heard, and does not hear it."""

    def start(self) -> None:
        """Start it."""
        with beyond_reach():
            super().start()


class Context(SpawnContext):
    """Where an executor gets its processes from."""

    Process = Started

    def __init__(self) -> None:
        """Starts what watches the semaphores of processes: a closed terminal would end it before them."""
        with beyond_reach():
            ensure_running()
