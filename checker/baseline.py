"""What is already known: findings by the fingerprint of their content, counted, without a path or a text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from checker.finding import Finding
from checker.report import Change

ALSO = ("kept", "other")  # related places whose texts take part in a finding

Key = tuple[str, str]  # a rule's code and a fingerprint; the code only says what it is


@dataclass(frozen=True, slots=True)
class Baseline:
    """How often each fingerprint is known; `also` are the other places that the known findings speak of.

    `about` are the digests of what was checked (`checker.about`), `at` those of the files and folders with findings,
    `paths` the files of a saved result; none where that is not told.
    """

    findings: Mapping[Key, int] = field(default_factory=dict)
    also: Mapping[Key, int] = field(default_factory=dict)
    about: frozenset[str] = frozenset()
    at: frozenset[str] = field(default=frozenset(), compare=False)
    paths: frozenset[str] = field(default=frozenset(), compare=False)

    def __len__(self) -> int:
        return sum(self.findings.values())


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of a document that a finding speaks of."""

    code: str
    path: str
    record: int | None
    start: int
    end: int
    fingerprint: str


def baseline_of(findings: Iterable[Finding]) -> Baseline:
    """The baseline in which exactly these findings are known."""
    return counted([_text_of(f) for f in findings], [text for f in findings for text in _others(f)])


def counted(own: Sequence[Text], others: Iterable[Text]) -> Baseline:
    """How often there is each text; a place that is a finding's too is not counted again."""
    at = _same_places([*own, *others])
    here = {at[text] for text in own}
    also = {at[text]: (text.code, text.fingerprint) for text in others if at[text] not in here}
    return Baseline(Counter((text.code, text.fingerprint) for text in own), Counter(also.values()))


def _text_of(finding: Finding) -> Text:
    start, end = finding.spans[0].start.offset, finding.spans[-1].end.offset
    return Text(finding.code, finding.path, finding.record, start, end, finding.fingerprint)


def _others(finding: Finding) -> list[Text]:
    """The texts elsewhere that it speaks of, the kept side first."""
    return [
        Text(finding.code, r.path, r.record, r.span.start.offset, r.span.end.offset, r.fingerprint)
        for r in finding.related
        if r.fingerprint and r.role in ALSO
    ]


def _same_places(texts: Iterable[Text]) -> dict[Text, int]:
    """A number for every place: stretches that overlap and have one fingerprint are one."""
    numbers: dict[Text, int] = {}
    last: tuple[object, ...] = ()
    reach = number = 0
    for text in sorted(set(texts), key=lambda t: (t.path, t.record or 0, t.fingerprint, t.start, t.end, t.code)):
        here = (text.path, text.record, text.fingerprint)
        if here != last or text.start >= reach:
            number, reach = number + 1, 0
        numbers[text], last, reach = number, here, max(reach, text.end)
    return numbers


# ---- comparing


def compare(
    findings: Sequence[Finding], known: Baseline, codes: Collection[str], standing: Sequence[Finding] = ()
) -> tuple[list[Finding], Change]:
    """The findings, each marked as known or not, and how many are new, known and resolved.

    Each entry of the baseline knows one finding.  Of texts that repeat each other every one is looked up, the kept side
    too, whichever side the finding stands on; a text more than the baseline has is one new finding.  Only what rules
    with these `codes` found can be resolved.  Findings that are `standing`, on what has not changed, take entries first
    and are not counted.
    """
    marks, _ = looked_up(findings, known, standing)
    marked = [replace(finding, known=marks[id(finding)]) for finding in findings]
    old = sum(bool(finding.known) for finding in marked)
    ran = sum(count for (code, _), count in known.findings.items() if code in codes)
    return marked, Change(len(marked) - old, old, max(0, ran - old))


def looked_up(
    findings: Sequence[Finding], known: Baseline, standing: Sequence[Finding] = ()
) -> tuple[dict[int, bool], Counter[str]]:
    """Whether each finding (by its identity) is known, and the fingerprints of the baseline that none of them took."""
    pool = Counter[str]()
    for (_, print_), count in (*known.findings.items(), *known.also.items()):
        pool[print_] += count
    marks: dict[int, bool] = {}
    alone, groups = _grouped([one for some in (standing, findings) for one in sorted(some, key=lambda f: f.sort_key)])
    for group in groups:
        marks |= _members(pool, group)
    for finding in alone:
        marks[id(finding)] = _take_any(pool, finding)
    return marks, pool


def remaining(findings: Sequence[Finding], known: Baseline) -> Baseline:
    """The baseline for findings that come later: without the entries that these ones took."""
    _, left = looked_up(findings, known)
    own, also = Counter[Key](), Counter[Key]()
    for part, kept in ((known.findings, own), (known.also, also)):
        for key, count in sorted(part.items()):
            kept[key] = min(count, left[key[1]])
            left[key[1]] -= kept[key]
    return replace(known, findings=+own, also=+also)


def grown(findings: Iterable[Finding], known: Baseline) -> Baseline:
    """The baseline with those of these findings that it does not know; nothing is taken out."""
    given = list(findings)
    marks, _ = looked_up(given, known)
    new = baseline_of([finding for finding in given if not marks[id(finding)]])
    own, also = Counter(known.findings) + Counter(new.findings), Counter(known.also) + Counter(new.also)
    return replace(known, findings=own, also=also)


@dataclass(slots=True)
class _Group:
    """Findings on texts that repeat each other, and the texts on which no finding stands."""

    findings: list[tuple[int, Finding]] = field(default_factory=list)  # with the number of its place
    kept: dict[int, str] = field(default_factory=dict)  # place to fingerprint


def _grouped(findings: Iterable[Finding]) -> tuple[list[Finding], list[_Group]]:
    """Findings that stand alone, and those joined by the texts they repeat."""
    alone: list[Finding] = []
    pairs: list[tuple[Finding, Text]] = []
    for finding in findings:
        other = _others(finding)[:1] if finding.related and finding.related[0].role == "kept" else []
        if other:
            pairs.append((finding, other[0]))
        else:
            alone.append(finding)
    at = _same_places(text for finding, kept in pairs for text in (_text_of(finding), kept))
    parent: dict[int, int] = {}
    for finding, kept in pairs:
        parent[_root(parent, at[_text_of(finding)])] = _root(parent, at[kept])
    groups: dict[int, _Group] = defaultdict(_Group)
    for finding, kept in pairs:
        group = groups[_root(parent, at[kept])]
        group.findings.append((at[_text_of(finding)], finding))
        group.kept[at[kept]] = kept.fingerprint
    return alone, list(groups.values())


def _root(parent: dict[int, int], at: int) -> int:
    while parent.setdefault(at, at) != at:
        parent[at] = parent[parent[at]]
        at = parent[at]
    return at


def _take(pool: Counter[str], print_: str) -> bool:
    if pool[print_] <= 0:
        return False
    pool[print_] -= 1
    return True


def _take_any(pool: Counter[str], finding: Finding) -> bool:
    """Whether the finding is known, by its own text or by that of another place it lists, which may now come first."""
    prints = [finding.fingerprint, *(text.fingerprint for text in _others(finding))]
    taken = [_take(pool, print_) for print_ in dict.fromkeys(prints)]
    return any(taken)


def _members(pool: Counter[str], group: _Group) -> dict[int, bool]:
    """Which findings on texts that repeat each other are known."""
    marks: dict[int, bool] = {}
    places: dict[int, bool] = {}
    for place, finding in group.findings:
        marks[id(finding)] = places[place] = places.get(place, False) or _take(pool, finding.fingerprint)
    strangers = sum(not _take(pool, print_) for place, print_ in group.kept.items() if place not in places)
    # A new text that became the kept side leaves every old one with a finding: as many of these are new.
    for _, finding in reversed(group.findings):
        if strangers and marks[id(finding)]:
            marks[id(finding)] = False
            strangers -= 1
    return marks
