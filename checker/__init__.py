"""A linter, deduplicator and CI gate for text corpora."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checker.api import Checked, Checker

__version__ = "0.1.0"
__all__ = ["Checked", "Checker", "__version__"]


def __getattr__(name: str) -> object:
    """The library is read when it is asked for, so that the command starts fast."""
    if name in ("Checked", "Checker"):
        from checker import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
