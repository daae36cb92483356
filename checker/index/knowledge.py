"""The numbers of rules/index.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from checker.resources import toml_file


@dataclass(frozen=True, slots=True)
class Knowledge:
    """One mapping a table: what an index keeps, how it is asked, how work is done."""

    keep: Mapping[str, Any]
    ask: Mapping[str, Any]
    work: Mapping[str, Any]


@cache
def knowledge() -> Knowledge:
    """The shipped rules/index.toml."""
    return Knowledge(**toml_file("rules", "index.toml"))
