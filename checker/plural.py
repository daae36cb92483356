"""Numbers of things, in English."""

from __future__ import annotations


def many(count: int, noun: str) -> str:
    """`1 finding`, `1,200 findings`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
