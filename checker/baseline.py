"""What is already known: findings by the fingerprint of their content, counted, without a path or a text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from checker.errors import CheckerError
from checker.finding import FINGERPRINT_VERSION, Finding
from checker.report import Change
from checker.saved import parsed
from checker.shape import FINDING, must_fit

_NAME = "# corpus-checker baseline "
_HEAD = f"{_NAME}{FINGERPRINT_VERSION}"
_ABOUT = (
    "code, fingerprint; `also` is another place of a finding, `about` what was checked. "
    "Made by `checker baseline create`; do not edit."
)
_LINE = re.compile(r"([A-Z]{3}[0-9]{3}|about) ([0-9a-f]{16})( also)?")
_ALSO = ("kept", "other")  # related places whose texts take part in a finding

Key = tuple[str, str]  # a rule's code and a fingerprint; the code only says what it is


@dataclass(frozen=True, slots=True)
class Baseline:
    """How often each fingerprint is known; `also` are the other places that the known findings speak of.

    `about` are the digests of what was checked (`checker.about`), `paths` the files of a saved result; none of either
    where that is not told.
    """

    findings: Mapping[Key, int] = field(default_factory=dict)
    also: Mapping[Key, int] = field(default_factory=dict)
    about: frozenset[str] = frozenset()
    paths: frozenset[str] = field(default=frozenset(), compare=False)

    def __len__(self) -> int:
        return sum(self.findings.values())


def baseline_of(findings: Iterable[Finding]) -> Baseline:
    """The baseline in which exactly these findings are known."""
    return _counted([_text_of(f) for f in findings], [text for f in findings for text in _others(f)])


def _counted(own: Sequence[_Text], others: Iterable[_Text]) -> Baseline:
    """How often there is each text; a place that is a finding's too is not counted again."""
    at = _same_places([*own, *others])
    here = {at[text] for text in own}
    also = {at[text]: (text.code, text.fingerprint) for text in others if at[text] not in here}
    return Baseline(Counter((text.code, text.fingerprint) for text in own), Counter(also.values()))


@dataclass(frozen=True, slots=True)
class _Text:
    """A stretch of a document that a finding speaks of."""

    code: str
    path: str
    record: int | None
    start: int
    end: int
    fingerprint: str


def _text_of(finding: Finding) -> _Text:
    start, end = finding.spans[0].start.offset, finding.spans[-1].end.offset
    return _Text(finding.code, finding.path, finding.record, start, end, finding.fingerprint)


def _others(finding: Finding) -> list[_Text]:
    """The texts elsewhere that it speaks of, the kept side first."""
    return [
        _Text(finding.code, r.path, r.record, r.span.start.offset, r.span.end.offset, r.fingerprint)
        for r in finding.related
        if r.fingerprint and r.role in _ALSO
    ]


def _same_places(texts: Iterable[_Text]) -> dict[_Text, int]:
    """A number for every place: stretches that overlap and have one fingerprint are one."""
    numbers: dict[_Text, int] = {}
    last: tuple[object, ...] = ()
    reach = number = 0
    for text in sorted(set(texts), key=lambda t: (t.path, t.record or 0, t.fingerprint, t.start, t.end, t.code)):
        here = (text.path, text.record, text.fingerprint)
        if here != last or text.start >= reach:
            number, reach = number + 1, 0
        numbers[text], last, reach = number, here, max(reach, text.end)
    return numbers


# ---- comparing


def compare(findings: Sequence[Finding], known: Baseline, codes: Collection[str]) -> tuple[list[Finding], Change]:
    """The findings, each marked as known or not, and how many are new, known and resolved.

    Each entry of the baseline knows one finding.  Of texts that repeat each other every one is looked up, the kept side
    too, whichever side the finding stands on; a text more than the baseline has is one new finding.  Only what rules
    with these `codes` found can be resolved.
    """
    marks, _ = looked_up(findings, known)
    marked = [replace(finding, known=marks[id(finding)]) for finding in findings]
    old = sum(marks.values())
    ran = sum(count for (code, _), count in known.findings.items() if code in codes)
    return marked, Change(len(marked) - old, old, max(0, ran - old))


def looked_up(findings: Sequence[Finding], known: Baseline) -> tuple[dict[int, bool], Counter[str]]:
    """Whether each finding (by its identity) is known, and the fingerprints of the baseline that none of them took."""
    pool = Counter[str]()
    for (_, print_), count in (*known.findings.items(), *known.also.items()):
        pool[print_] += count
    marks: dict[int, bool] = {}
    alone, groups = _grouped(sorted(findings, key=lambda f: f.sort_key))
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


@dataclass(slots=True)
class _Group:
    """Findings on texts that repeat each other, and the texts on which no finding stands."""

    findings: list[tuple[int, Finding]] = field(default_factory=list)  # with the number of its place
    kept: dict[int, str] = field(default_factory=dict)  # place to fingerprint


def _grouped(findings: Iterable[Finding]) -> tuple[list[Finding], list[_Group]]:
    """Findings that stand alone, and those joined by the texts they repeat."""
    alone: list[Finding] = []
    pairs: list[tuple[Finding, _Text]] = []
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


# ---- files


def lines(baseline: Baseline) -> Iterator[str]:
    """The file: a line that names it, then a line for every finding, sorted, so that versions merge and compare."""
    yield f"{_HEAD}: {_ABOUT}\n"
    rows = [f"{code} {print_}\n" for code, print_ in Counter(baseline.findings).elements()]
    rows += [f"{code} {print_} also\n" for code, print_ in Counter(baseline.also).elements()]
    yield from sorted(rows)
    yield from (f"about {digest}\n" for digest in sorted(baseline.about))


def is_baseline(path: Path) -> bool:
    """Whether the file is one made by `lines`, whatever its name and the version of its fingerprints."""
    try:
        with path.open("rb") as file:
            return file.read(len(_NAME)) == _NAME.encode()
    except OSError:
        return False


def count(path: Path) -> int:
    """How many findings a file knows, one of another version too; raises as `load` does where it is no baseline."""
    if not is_baseline(path):
        return len(load(path))
    rows = map(_LINE.fullmatch, path.read_text(encoding="utf-8", errors="replace").splitlines())
    return sum(row is not None and row[1] != "about" and not row[3] for row in rows)


def load(path: Path) -> Baseline:
    """The baseline in a file: one made by `lines`, or a saved result, json or jsonl.

    Raises CheckerError where it cannot be read or is neither.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise CheckerError(f"{path}: cannot be read: {reason}", "make one: checker baseline create PATHS") from error
    if text.startswith("{"):
        return _saved(path)
    first, *rows = text.removesuffix("\n").split("\n")
    if first.startswith(_NAME) and first.removeprefix(_NAME).partition(":")[0] != str(FINGERPRINT_VERSION):
        said = "another version of checker made it, with fingerprints that this one cannot compare"
        raise CheckerError(f"{path}: {said}", "make it anew: checker baseline create PATHS")
    if not first.startswith(_HEAD):
        hint = "make one: checker baseline create PATHS"
        raise CheckerError(f"{path}: is no baseline: its first line should begin with {_HEAD!r}", hint)
    own: Counter[Key] = Counter()
    also: Counter[Key] = Counter()
    about: set[str] = set()
    for number, row in enumerate(rows, 2):
        match = _LINE.fullmatch(row.rstrip("\r"))
        if match is None:
            hint = "is it a merge that was not finished? make it anew: checker baseline create PATHS"
            raise CheckerError(f"{path}:{number}: is no code and fingerprint", hint)
        if match[1] == "about":
            about.add(match[2])
        else:
            (also if match[3] else own)[match[1], match[2]] += 1
    return Baseline(own, also, frozenset(about))


def result(path: Path) -> dict[str, Any] | None:
    """The saved result (json or jsonl) that a file is; None where it is none.

    Raises CheckerError where it is of a schema that is not read.
    """
    try:
        whole = parsed(path.read_text(encoding="utf-8"), str(path))
    except UnicodeDecodeError:
        return None
    return whole if whole and isinstance(whole.get("findings"), list) else None


def _saved(path: Path) -> Baseline:
    whole = result(path)
    if whole is None:
        raise CheckerError(f"{path}: is no whole result of checker", "save one: checker check PATHS -o json:FILE")
    rows = whole["findings"]
    try:
        must_fit(rows, [FINDING], "findings")
        own = [_saved_text(row["code"], row) for row in rows]
        others = [
            _saved_text(row["code"], place)
            for row in rows
            for place in row["related"]
            if place.get("fingerprint") and place["role"] in _ALSO
        ]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise CheckerError(f"{path}: a finding in it cannot be read: {error}", "save it anew") from error
    documents = whole.get("documents")
    paths = {str(row["path"]) for row in documents if "path" in row} if isinstance(documents, list) else set()
    return replace(_counted(own, others), paths=frozenset(paths))


def _saved_text(code: str, row: Mapping[str, Any]) -> _Text:
    end = row["spans"][-1]["end"] if "spans" in row else row["end"]
    return _Text(code, row["path"], row.get("record"), row["start"]["offset"], end["offset"], row["fingerprint"])
