"""Exceptions that a configuration makes: findings that are not reported, each for a reason that is written down."""

from __future__ import annotations

import datetime
import itertools
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from checker.assemble import finding as assembled
from checker.document import Document
from checker.finding import Finding, Hit
from checker.report import Suppressed
from checker.rule import Rule
from checker.rulebook import names

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

DETECTOR = "setting"  # of rules about the configuration


@dataclass(frozen=True, slots=True)
class Suppression:
    """One `[[ignore]]`: findings of these rules, where they fit everything else that is given.

    `paths` are patterns of .gitignore, relative to the folder of `origin`; `ids` are documents' ids; `texts` marked
    texts; after the day `until` it is in force no more.  `settings` is the text of the file `origin`, in which the
    entry stands at the offsets `place`.
    """

    rules: tuple[str, ...]
    reason: str
    paths: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    until: datetime.date | None = None
    origin: str = ""
    settings: str = ""
    place: tuple[int, int] = (0, 0)

    def expired(self, today: datetime.date) -> bool:
        """Whether its last day is over."""
        return self.until is not None and today > self.until

    def speaks_of(self, document: str, path: str) -> bool:
        """Whether the document is one that it may be about."""
        return (not self.ids or document in self.ids) and (not self.paths or _matches(self.paths, self.origin, path))

    def fits(self, found: Finding, rule: Rule) -> bool:
        """Whether it suppresses the finding."""
        return (
            any(names(rule, word) for word in self.rules)
            and (not self.texts or all(text in self.texts for text in _texts(found)))
            and self.speaks_of(found.document, found.path)
        )


@cache
def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns, backend="simple")


def _matches(patterns: tuple[str, ...], origin: str, path: str) -> bool:
    relative = os.path.relpath(path, os.path.dirname(origin) or ".")  # noqa: PTH120 (a path may be no file's)
    return not relative.startswith("..") and bool(_spec(patterns).match_file(relative))


def _texts(found: Finding) -> list[str]:
    """The texts of all spans; "" stands for one that the finding does not quote."""
    kinds = found.evidence.get("kinds")
    if len(found.spans) == 1 or not isinstance(kinds, list):
        return [found.text] * len(found.spans[:1]) + [""] * (len(found.spans) - 1)
    return [str(text) for text, _ in kinds] + [""] * (sum(count for _, count in kinds) < len(found.spans))


def suppress(
    findings: Iterable[Finding], entries: Sequence[Suppression], rules: Mapping[str, Rule], today: datetime.date
) -> tuple[list[Finding], tuple[Suppressed, ...]]:
    """The findings that stay, and how many each entry suppressed; a finding is counted with the first that fits."""
    counts = [0] * len(entries)
    valid = [(number, entry) for number, entry in enumerate(entries) if not entry.expired(today)]
    kept = []
    for found in findings:
        by = next((number for number, entry in valid if entry.fits(found, rules[found.rule])), None)
        if by is None:
            kept.append(found)
        else:
            counts[by] += 1
    return kept, tuple(
        Suppressed(entry.rules, entry.reason, entry.until.isoformat() if entry.until else None, count)
        for entry, count in zip(entries, counts, strict=True)
    )


def reaching_beyond(entries: Sequence[Suppression], named: Sequence[str]) -> tuple[Suppression, ...]:
    """The entries that may be about files which lie in nothing of what was named.

    A file of settings above all that was named holds for what was not named, too, unless each pattern of an entry
    begins in a named folder.  One that lies elsewhere says nothing of what is whole.
    """
    folders = [os.path.realpath(name) for name in named if os.path.isdir(name)]  # noqa: PTH112 (may be no path)
    lone = [name for name in named if not os.path.isdir(name)]  # noqa: PTH112
    return tuple(entry for entry in entries if entry.origin and _reaches_beyond(entry, folders, lone))


def _reaches_beyond(entry: Suppression, folders: Sequence[str], lone: Sequence[str]) -> bool:
    base = os.path.realpath(os.path.dirname(entry.origin))  # noqa: PTH120
    if any(_within(base, folder) for folder in folders):
        return False
    if not any(_within(_real(name), base) for name in (*folders, *lone)):
        return False
    starts = [_start(pattern) for pattern in entry.paths if not pattern.startswith("!")] or [""]
    return not all(any(_within(os.path.join(base, start), folder) for folder in folders) for start in starts)  # noqa: PTH118


def _real(name: str) -> str:
    return os.path.realpath(name) if os.path.exists(name) else os.path.abspath(name)  # noqa: PTH100, PTH110


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _start(pattern: str) -> str:
    """The folder in which all that a pattern of .gitignore fits lies; "" where it is anywhere."""
    parts = pattern.split("/")[:-1] if "/" in pattern.rstrip("/") else []
    plain = itertools.takewhile(lambda part: not set(part) & set("*?[\\"), parts)
    return "/".join(part for part in plain if part)


def wrong(
    entries: Sequence[Suppression],
    counts: Sequence[Suppressed],
    rules: Sequence[Rule],
    documents: Iterable[tuple[str, str]],
    today: datetime.date,
    lang: str = "en",
    beyond: Collection[Suppression] = (),
) -> list[Finding]:
    """Findings on entries that have expired, and on those that fit nothing although what they speak of was checked.

    `documents` are ids and paths.  An entry whose rules did not run, or whose documents were not looked at, may be
    needed elsewhere and is left alone, as are those of `beyond`, which may be about what was not looked at.
    """
    about = {str(rule.options.get("state")): rule for rule in rules if rule.detector == DETECTOR}
    looked = list(documents)
    out = []
    for entry, count in zip(entries, counts, strict=True):
        state = "expired" if entry.expired(today) else "" if count.findings else "unused"
        ran = all(any(names(rule, word) for rule in rules) for word in entry.rules)
        alone = entry in beyond or not ran
        if state == "unused" and (alone or not any(entry.speaks_of(*document) for document in looked)):
            continue
        if state in about:
            out.append(_finding(about[state], entry, lang))
    return out


def _finding(rule: Rule, entry: Suppression, lang: str) -> Finding:
    relative = os.path.relpath(entry.origin)
    path = entry.origin if relative.startswith("..") else relative
    document = Document.from_text(entry.settings, path)
    values = {"rules": ", ".join(entry.rules), "reason": entry.reason, "until": str(entry.until)}
    return assembled(rule, document, Hit(*entry.place, values=values), lang)
