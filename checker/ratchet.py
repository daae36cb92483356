"""A baseline that may only shrink: what nothing needs any more is taken out, and nothing is put in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from checker.baseline import Baseline, Key, looked_up
from checker.finding import Finding
from checker.report import Change, Spent

BUDGET = "resolved"  # what a report calls it: a budget of entries that are resolved, of none at all


def spent(change: Change) -> Spent:
    """The budget of resolved entries, which is passed by the first one."""
    return Spent(BUDGET, change.resolved, None, None, 0, "fail" if change.resolved else "pass")


def pruned(findings: Sequence[Finding], known: Baseline, codes: Collection[str]) -> Baseline:
    """The baseline without the entries that these findings do not need; nothing is ever added.

    What it says of the findings is what the whole baseline says, but that nothing is resolved.  Entries of rules that
    are not among these `codes` did not run, and stay.
    """
    marks, left = looked_up(findings, known)
    needed = Counter[Key]()
    ran = [key for key in {*known.findings, *known.also} if key[0] in codes]
    for key in sorted(ran):
        count = known.findings.get(key, 0) + known.also.get(key, 0)
        gone = min(count, left[key[1]])
        needed[key] = count - gone
        left[key[1]] -= gone
    # A copy that went can make the side that is kept of what a finding stood on: the entry stays, as another place.
    own = Counter((finding.code, finding.fingerprint) for finding in findings if marks[id(finding)]) & needed
    also = needed - own
    return replace(
        known,
        findings=own + Counter({key: count for key, count in known.findings.items() if key[0] not in codes}),
        also=also + Counter({key: count for key, count in known.also.items() if key[0] not in codes}),
    )
