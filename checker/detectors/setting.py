"""Rules about the configuration itself; they look at no document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from checker.detectors import detector


@detector("setting", scope="settings")
@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """An exception that is `unused` or `expired`."""

    state: Literal["unused", "expired"]
