"""What counts against a run: the findings less exceptions and what is known, and the budgets they use up."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from checker import ratchet
from checker.baseline import Baseline
from checker.budgets import Budget, spend
from checker.compared import beside
from checker.document import Document
from checker.finding import Finding
from checker.identity import repeated_ids
from checker.report import Change, Failure, RuleChange, Spent, Suppressed
from checker.rule import Rule
from checker.suppress import Suppression, suppress, wrong

Standing = Callable[[Sequence[Finding], Sequence[Document]], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class Terms:
    """What is known, what is excepted and until when, what may be used up; `today` None is the day of the run.

    With `part` only some of what the baseline is about is looked at, so that nothing can be said to be resolved, and no
    exception to be unused; nor can one of `beyond`, which may be about what is not looked at.  With
    `ratchet` the baseline may hold nothing that is resolved: a budget of that name, of none at all.  `standing` tells,
    of known findings and the documents that they are of, those on what is not looked at that may need the same entries.
    """

    baseline: Baseline | None = None
    suppressions: tuple[Suppression, ...] = ()
    budgets: tuple[Budget, ...] = ()
    today: datetime.date | None = None
    part: bool = False
    beyond: tuple[Suppression, ...] = ()
    ratchet: bool = False
    standing: Standing | None = None

    def beside(self, errors: Sequence[Failure]) -> Terms:
        """These terms for a run that could not read everything: what it did not see is not resolved."""
        return replace(self, part=True) if errors else self


@dataclass(frozen=True, slots=True)
class Judged:
    """The findings to report, each known or not, and what was counted on the way."""

    findings: list[Finding]
    counted: list[Finding]
    change: Change | None = None
    changed: tuple[RuleChange, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    spent: tuple[Spent, ...] = ()


def judge(
    terms: Terms, findings: Sequence[Finding], rules: Sequence[Rule], documents: Sequence[Document], lang: str = "en"
) -> Judged:
    """Add ids that repeat, leave out what is excepted, add what is wrong with exceptions, then see what counts."""
    kept = [*findings, *repeated_ids(rules, documents, lang)]
    suppressed: tuple[Suppressed, ...] = ()
    if terms.suppressions:
        today = terms.today or datetime.datetime.now().astimezone().date()
        kept, suppressed = suppress(kept, terms.suppressions, {rule.name: rule for rule in rules}, today)
        places = [(document.id, document.source) for document in documents]
        beyond = terms.suppressions if terms.part else terms.beyond
        kept += wrong(terms.suppressions, suppressed, rules, places, today, lang, beyond)
    change = None
    changed: tuple[RuleChange, ...] = ()
    if terms.baseline is not None:
        codes, part = {rule.code for rule in rules}, terms.part
        found = kept
        kept, change, changed = beside(found, terms.baseline, rules, codes, part)
        standing = terms.standing([one for one in kept if one.known], documents) if terms.standing else ()
        if standing:
            kept, change, changed = beside(found, terms.baseline, rules, codes, part, standing)
    counted = [found for found in kept if not found.known]
    characters = sum(len(document.read()) for document in documents) if terms.budgets else 0
    spent = spend(terms.budgets, counted, rules, characters)
    if terms.ratchet and change:
        spent += (ratchet.spent(change),)
    return Judged(kept, counted, change, changed, suppressed, spent)
