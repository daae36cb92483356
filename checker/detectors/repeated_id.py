"""Documents that come with the id of an earlier one; they are compared by their ids alone."""

from __future__ import annotations

from dataclasses import dataclass

from checker.detectors import detector


@detector("repeated-id", scope="settings")
@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedId:
    """`listed` is how many ids a finding names, `max_listed` how many earlier documents it points to."""

    listed: int
    max_listed: int
