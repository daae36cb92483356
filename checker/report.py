"""What a run ends with: everything a writer needs, and nothing that has to be computed again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checker.finding import FINGERPRINT_VERSION, Finding, Related

if TYPE_CHECKING:
    from checker.rule import Rule

NOTHING = "nothing was found to check; name files or folders that hold text"
_ROW = re.compile(r".:[0-9]+$", re.DOTALL)
VERDICTS = ("reject", "review", "accept")  # worst first


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """One document that was checked.  `counts` are its findings by severity; `languages` what it is written in."""

    document: str
    path: str
    record: int | None
    encoding: str
    confidence: float
    characters: int
    paragraphs: int
    verdict: str
    counts: Mapping[str, int]
    text: str | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleCount:
    """What one rule found; `characters` are those that would leave because of it, each counted under one rule only."""

    rule: str
    findings: int
    documents: int
    characters: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """Texts that repeat one another: one kept, the others verified copies."""

    id: str
    kind: str
    kept: Related
    members: tuple[Related, ...]
    weakest: Related | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not checked, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A file, or a record of one (its path ends with its row), that could not be read; everything else was checked.

    Where there was nothing at all, one says so.
    """

    path: str
    message: str

    @property
    def kind(self) -> str:
        """What could not be read: "file", "record", or "" where nothing was found."""
        if self.message == NOTHING:
            return ""
        return "record" if _ROW.search(self.path) else "file"


@dataclass(frozen=True, slots=True)
class Change:
    """How the findings differ from the baseline; of a `part` of what it is about, nothing is said to be resolved."""

    new: int
    known: int
    resolved: int
    part: bool = False


@dataclass(frozen=True, slots=True)
class RuleChange:
    """How the findings of one rule differ from the baseline."""

    rule: str
    code: str
    new: int
    known: int
    resolved: int


@dataclass(frozen=True, slots=True)
class Suppressed:
    """An exception of the configuration, and how many findings it suppressed; `until` is its last day (ISO 8601)."""

    rules: tuple[str, ...]
    reason: str
    until: str | None
    findings: int


@dataclass(frozen=True, slots=True)
class Spent:
    """What is used of a budget: findings, or (where `of` is given) so many of its characters.

    The limits `warn` and `fail` are numbers of findings, or shares; `status` is "pass", "warn" or "fail".
    """

    name: str
    used: int
    of: int | None
    warn: float | None
    fail: float | None
    status: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a run.  `kept_*` is what would stay: documents not rejected, less the spans to cut from them.

    With a baseline (`change`, by rule in `changed`) every other figure is about the new findings alone.  `crowded` are
    paragraphs without a finding that resemble so many others that not every pair was measured.  `codes` are those of
    the rules that ran; none where an old result does not say.  `fingerprints` is the version of those of the
    findings, 0 where an old result does not say.
    """

    documents: int
    characters: int
    findings: Mapping[str, int]
    verdict: str
    verdicts: Mapping[str, int]
    kept_documents: int
    kept_characters: int
    rules: tuple[RuleCount, ...]
    rules_run: int
    fail_on: str
    change: Change | None = None
    changed: tuple[RuleChange, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    budgets: tuple[Spent, ...] = ()
    crowded: int = 0
    codes: tuple[str, ...] = ()
    fingerprints: int = FINGERPRINT_VERSION


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a run.  `findings` are sorted; `rules` holds every rule that ran, by name."""

    summary: Summary
    documents: tuple[DocumentResult, ...]
    findings: tuple[Finding, ...]
    clusters: tuple[Cluster, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    errors: tuple[Failure, ...] = ()
    rules: Mapping[str, Rule] = field(default_factory=dict)
    seconds: float = 0.0
    exit_code: int = 0

    @property
    def unread(self) -> tuple[Failure, ...]:
        """What could not be read, without the word that there was nothing."""
        return tuple(failure for failure in self.errors if failure.kind)

    def message(self, finding: Finding, lang: str) -> str:
        """The finding's message in `lang`, as its rule says it; as it was made where the rule is not known."""
        rule = self.rules.get(finding.rule)
        return rule.say(lang, finding.values) if rule and finding.values else finding.message
