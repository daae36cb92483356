"""Processes whose start Ctrl-C does not tear: half of one would complain, and nobody would know of it."""

from __future__ import annotations

from multiprocessing.context import SpawnContext, SpawnProcess

from checker.stopping import beyond_reach


class Started(SpawnProcess):
    """A process that is known before Ctrl-C is heard, and does not hear it."""

    def start(self) -> None:
        """Start it."""
        with beyond_reach():
            super().start()


class Context(SpawnContext):
    """Where an executor gets its processes from."""

    Process = Started
