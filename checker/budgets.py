"""How much of something a corpus may have: a number of findings, or the share of its characters that they mark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from checker.finding import Finding, covered
from checker.report import Spent
from checker.rule import Rule
from checker.rulebook import names

SHARE = "-share"  # behind a rule or a family: the share of characters


@dataclass(frozen=True, slots=True)
class Budget:
    """A limit that may be reached and not passed; `word` is a rule, a family or a prefix of codes.

    `name` is `word`, or `word` and `-share`.  `warn` says so, `fail` ends the run with status 1; None is no limit.
    `origin` is the file, or the profile, that sets it.
    """

    name: str
    word: str
    warn: Fraction | None = None
    fail: Fraction | None = None
    origin: str = ""


def spend(
    budgets: Iterable[Budget], findings: Sequence[Finding], rules: Sequence[Rule], characters: int
) -> tuple[Spent, ...]:
    """What the findings take of each budget; one whose rules did not run is left out."""
    out = []
    for budget in budgets:
        of = {rule.name for rule in rules if names(rule, budget.word)}
        if of:
            out.append(_spent(budget, [found for found in findings if found.rule in of], characters))
    return tuple(out)


def _spent(budget: Budget, findings: Sequence[Finding], characters: int) -> Spent:
    share = budget.name != budget.word
    used, of = (_marked(findings), characters) if share else (len(findings), 1)
    value = Fraction(used, of) if of else Fraction(0)
    status = "pass"
    for limit, name in ((budget.warn, "warn"), (budget.fail, "fail")):
        if limit is not None and value > limit:
            status = name
    return Spent(
        name=budget.name,
        used=used,
        of=characters if share else None,
        warn=None if budget.warn is None else float(budget.warn),
        fail=None if budget.fail is None else float(budget.fail),
        status=status,
    )


def _marked(findings: Iterable[Finding]) -> int:
    """The characters in the spans, each counted once."""
    spans: dict[tuple[str, int | None], list[tuple[int, int]]] = {}
    for found in findings:
        places = spans.setdefault((found.path, found.record), [])
        places += [(span.start.offset, span.end.offset) for span in found.spans]
    return sum(covered(places) for places in spans.values())
