"""What the rules for single documents see: some documents at once, so that what is empty costs next to nothing.

A rule looks at a document when one of its patterns may match there (scan.py) and when its detector's gate, a pass over
all the documents, has not ruled it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from checker.assemble import Examined, unexplained
from checker.batch import Batch
from checker.detectors import View, kinds
from checker.document import Document
from checker.finding import Hit
from checker.language import languages
from checker.plain import Plain, plain_views
from checker.rule import Rule
from checker.scan import Proposed, Scanner
from checker.text.points import code_points

Candidates = dict[int, Proposed]  # rule -> its candidate lines


class RuleError(Exception):
    """A rule that broke on a document: a fault of the rule or of its detector, not of the text."""

    def __init__(self, rule: Rule, cause: Exception) -> None:
        super().__init__(
            f"not checked: the rule {rule.name} failed with {type(cause).__name__}: {cause}; "
            f"--ignore {rule.name} checks the rest, CHECKER_TRACEBACK=1 shows where"
        )


@dataclass(frozen=True, slots=True)
class _Side:
    """One view of a document: the text as it is, or the plain one; `memo` and `place` are what its View has."""

    document: Document
    lines: Candidates
    memo: dict[object, object]
    place: tuple[Batch, int]
    through: Plain | None = None


class Examiner:
    """The rules for single documents; `book` are the rules whose patterns are compiled together with theirs."""

    def __init__(self, rules: Sequence[Rule], book: Sequence[Rule] | None = None) -> None:
        self._rules = tuple(rules)
        registered = kinds()
        self._kinds = [registered[rule.detector] for rule in rules]
        self._triggers = [triggers(rule) for rule in rules]
        self._gated = [i for i, kind in enumerate(self._kinds) if kind.gate]
        self._free = frozenset(i for i, kind in enumerate(self._kinds) if not kind.gate and not self._triggers[i])
        self._scanner = _scanner(book if book is not None else rules, rules)
        self._spoken: dict[frozenset[str], frozenset[int]] = {}

    def examine(self, documents: Sequence[Document]) -> list[Examined]:
        """What the rules see in each of the documents.  Raises RuleError where one breaks."""
        if not documents or not self._rules:
            return [Examined(document, ()) for document in documents]
        raw = _batch(documents)
        spoken = languages(raw)
        views = plain_views(raw)
        turned = [number for number, view in enumerate(views) if view]
        smooth = _batch([view.document for view in views if view])
        sides = self._sides(raw, [None] * len(documents))
        plain = list(sides)
        for number, side in zip(turned, self._sides(smooth, [view for view in views if view]), strict=True):
            plain[number] = side
        open_gates = self._open_gates(raw, smooth, turned, spoken)
        found = []
        for number, document in enumerate(documents):
            hits = self._hits(sides[number], plain[number], spoken[number], open_gates[number])
            if not hits:  # what can be made again is not kept
                vars(document).pop("lines", None)
                vars(document).pop("text", None)
            found.append(_examined(document, hits, spoken[number]))
        return found

    def _sides(self, batch: Batch, through: Sequence[Plain | None]) -> list[_Side]:
        """The documents of a batch with their candidate lines; `through` are the ways back to the raw texts."""
        found = self._scanner.proposed(batch)
        return [
            _Side(document, found[i], {code_points: batch.code_points(i)}, (batch, i), through[i])
            for i, document in enumerate(batch.documents)
        ]

    def _speaking(self, spoken: frozenset[str]) -> frozenset[int]:
        """The rules for a text in these languages; all of them where it is too short to tell."""
        if spoken not in self._spoken:
            self._spoken[spoken] = frozenset(
                i
                for i, rule in enumerate(self._rules)
                if not (rule.languages and spoken and spoken.isdisjoint(rule.languages))
            )
        return self._spoken[spoken]

    def _open_gates(
        self, raw: Batch, smooth: Batch, turned: Sequence[int], spoken: Sequence[frozenset[str]]
    ) -> list[set[int]]:
        """For every document the rules with a gate that lets it pass, and those without a gate or a trigger."""
        wanted = [set(self._free & self._speaking(languages)) for languages in spoken]
        spoken_here = frozenset[int]().union(*map(self._speaking, spoken))
        differs = set(turned)
        for i in self._gated:
            rule, gate = self._rules[i], self._kinds[i].gate
            if i not in spoken_here or gate is None:
                continue
            try:
                passed = {n for n in gate(raw, **rule.options) if rule.view == "raw" or n not in differs}
                if rule.view == "plain" and turned:
                    passed.update(turned[k] for k in gate(smooth, **rule.options))
            except Exception as error:
                raise RuleError(rule, error) from error
            for number in passed:
                if i in self._speaking(spoken[number]):
                    wanted[number].add(i)
        return wanted

    def _hits(self, raw: _Side, plain: _Side, spoken: frozenset[str], passed: set[int]) -> list[tuple[Rule, Hit]]:
        """What the rules see in one document, in the order of the rules; `passed` are those that no gate holds back."""
        hits: list[tuple[Rule, Hit]] = []
        speaking = self._speaking(spoken)
        for i in sorted(passed.union(raw.lines, plain.lines)):
            rule, kind = self._rules[i], self._kinds[i]
            side = raw if rule.view == "raw" else plain
            lines = side.lines.get(i)
            held_back = (lines is None and self._triggers[i]) or (kind.gate and i not in passed)
            if held_back or i not in speaking:
                continue
            view = View(side.document, spoken, lines, side.memo, self._triggers[i], side.place)
            try:
                found = list(kind.run(view, **rule.options))
            except Exception as error:
                raise RuleError(rule, error) from error
            hits += [(rule, hit) for hit in (side.through.hits(found) if side.through else found)]
        return hits


def _batch(documents: Sequence[Document]) -> Batch:
    """The documents side by side; each gets its line table from all of them."""
    for document in documents:
        len(document.text)  # decoded once for all that look at it
    batch = Batch(documents)
    for number, document in enumerate(documents):
        vars(document).setdefault("lines", batch.lines(number))
    return batch


def _examined(document: Document, hits: Sequence[tuple[Rule, Hit]], spoken: frozenset[str]) -> Examined:
    secrets = sorted(place for rule, hit in hits if rule.secret for place in hit.places)
    guarded = replace(document, secrets=tuple(secrets)) if secrets else document
    return Examined(guarded, tuple(unexplained(hits)), tuple(sorted(spoken)))


def _scanner(book: Sequence[Rule], single: Sequence[Rule]) -> Scanner:
    """The patterns of the whole book compiled together; the owners are the places of the rules in `single`."""
    place = {rule.name: i for i, rule in enumerate(single)}
    pairs = [(p, place.get(rule.name, -1)) for rule in book for p in triggers(rule)]
    return Scanner(
        [pattern for pattern, _ in pairs],
        [owner for _, owner in pairs],
        foreign=[p for rule in book if not rule.shipped for p in triggers(rule)],
        sample=_prose(book),
    )


def _prose(rules: Sequence[Rule]) -> bytes:
    """Ordinary text in both languages: what the rules say of themselves."""
    words = (getattr(t, key) for rule in rules for t in rule.texts.values() for key in ("what", "why", "remedy"))
    return "\n".join(words).encode()


def triggers(rule: Rule) -> tuple[str, ...]:
    """The patterns that choose the rule's lines: those its detector scans for, else what the file names."""
    patterns = rule.options.get(kinds()[rule.detector].scans)
    return tuple(patterns) if isinstance(patterns, list) else rule.trigger
