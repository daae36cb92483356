"""Masked values: digits, names or words that somebody replaced by `xx`, `**`, `××` before the text was published.

Every mask is found and classified once a document, so that each lies in exactly one finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from checker.document import Document
from checker.patterns import compiled, expand
from checker.resources import toml_file

PERSON = "person"
CUSTOM = "custom"  # a mask by custom: a statute's blank, `某` in other letters, XX in casual prose
WORD = "word"
VALUE = "value"
LOOSE = "loose"  # no unit and no word beside it
_HAN_SIDE = re.compile(expand("[{han}{open}{close}{stop}{clause}·]"))
_HAN = re.compile(expand("{han}"))
_STARS = re.compile(r"[*＊]+")
_BEFORE = 16  # characters that the patterns for what stands before a mask need
_LATIN_BEFORE = re.compile(r"[A-Za-z0-9)] ?$")


@dataclass(frozen=True, slots=True)
class Mask:
    """One masked value: `start` and `end` with its unit, `core` the mask itself (code-point offsets), its kind."""

    start: int
    end: int
    core: tuple[int, int]
    kind: str


@dataclass(frozen=True, slots=True)
class _Sight:
    """A core on a line, with what its unit says; `size` counts mask characters."""

    line: int
    start: int
    core: tuple[int, int]
    end: int
    kind: str
    mark: str
    size: int

    @property
    def sure(self) -> bool:
        return self.size > 1 and self.kind not in ("", "name", PERSON, WORD, LOOSE)


@dataclass(frozen=True, slots=True)
class _Core:
    """What a mask looks like; if `joined`, right behind a sign that markup, paths and arithmetic use too."""

    name: str
    characters: str
    pattern: re.Pattern[str]
    joined: bool


@dataclass(frozen=True, slots=True)
class _Table:
    """rules/masks.toml, compiled."""

    numbers: Mapping[str, Any]
    cores: tuple[_Core, ...]
    tails: tuple[tuple[str, re.Pattern[str]], ...]

    def pattern(self, name: str) -> re.Pattern[str]:
        return compiled(self.numbers[name])


@cache
def _table() -> _Table:
    raw = toml_file("rules", "masks.toml")
    marks = [
        _Core(name, mark["characters"], compiled(pattern), joined)
        for name, mark in raw["mark"].items()
        for key, joined in (("cores", False), ("joined", True))
        for pattern in mark.get(key, ())
    ]
    tails = [(kind["name"], compiled(kind["tail"].replace("{part}", raw["part"]))) for kind in raw["kind"]]
    return _Table(raw, tuple(marks), tuple(tails))


def mask_kinds() -> frozenset[str]:
    """The kinds of masks that a rule may report."""
    return frozenset(name for name, _ in _table().tails) | {"year", "name", CUSTOM, WORD, VALUE}


def masks(document: Document, lines: Sequence[int]) -> tuple[Mask, ...]:
    """Every mask on `lines` (0-based), in text order; none overlaps another."""
    table = _table()
    texts = {n: text for n in lines if compiled("{mask}").search(text := document.lines.text(n))}
    sights = [sight for number, text in texts.items() for sight in _sights(table, number, text)]
    sights = _without_markdown(table, sights, texts)
    if not sights:
        return ()
    sure = sum(sight.sure for sight in sights)
    masked = sure >= table.numbers["sure"]
    formal = _is_formal(table, document)
    out = []
    for sight in sights:
        kind = _settled(table, sight, masked=masked, formal=formal)
        if kind:
            base = int(document.lines.starts[sight.line])
            core = (base + sight.core[0], base + sight.core[1])
            out.append(Mask(base + sight.start, base + sight.end, core, kind))
    return tuple(out)


def _sights(table: _Table, number: int, line: str) -> Iterator[_Sight]:
    """The cores of one line with their tails, left to right; a tail swallows the cores in it (`x月x日`)."""
    cores = [core for core in table.cores if any(c in line for c in core.characters)]
    found = sorted(
        (
            (match.span(), core.name)
            for core in cores
            for match in core.pattern.finditer(line)
            if not core.joined or _is_free(table, line, *match.span())
        ),
        key=lambda f: f[0],
    )
    reach = 0
    for (start, end), name in found:
        if start < reach or (name == "x" and not _is_x(table, line, start, end)):
            continue
        sight = _with_tail(table, number, line, (start, end), name)
        if sight:
            yield replace(sight, start=max(sight.start, reach))
            reach = sight.end


def _is_free(table: _Table, line: str, start: int, end: int) -> bool:
    """Whether the sign before a core is the end of a tag, or one of prose before more than a variable or bold."""
    near = max(0, start - int(table.numbers["before"]))
    if line[start - 1] == ">" and table.pattern("tag").search(line, near, start):
        return True
    core = line[start:end]
    told = sum(not c.isdigit() for c in core) > 1 and not _STARS.match(core)
    if not (told or table.pattern("year").fullmatch(core)) or not table.pattern("joint").search(line, near, start):
        return False
    return not table.pattern("path").search(line, near, start)


def _is_x(table: _Table, line: str, start: int, end: int) -> bool:
    """Whether a run of x stands where a mask can: not in a formula, a version, or behind a Latin word."""
    before = line[max(0, start - 12) : start]
    if before.endswith((".", "．")) and not table.pattern("item").match(line, 0, start):
        return False
    core = line[start:end]
    lone = sum(not c.isdigit() for c in core) == 1
    if lone and core[0].isdigit() and core[-1].isdigit() and not table.pattern("year").fullmatch(core):
        return False
    near = int(table.numbers["near"])
    around = line[max(0, start - near) : end + near]
    if lone and (_has_variable(line) or table.pattern("formula").search(around)):
        return False
    if lone and _LATIN_BEFORE.search(before):
        return False
    return not (core.isupper() and table.pattern("model").search(before))


@lru_cache(maxsize=4)
def _has_variable(line: str) -> bool:
    return _table().pattern("variable").search(line) is not None


def _with_tail(table: _Table, number: int, line: str, core: tuple[int, int], mark: str) -> _Sight | None:
    start, end = core
    text = line[start:end]
    size = sum(not c.isdigit() and c not in ".．+~～—/-" for c in text)
    first = start - 1 if start and line[start - 1] in "第￥$" else start
    made = _Sight(number, first, core, end, "", mark, size)
    near = max(0, start - _BEFORE)  # the patterns for what stands before end there; a long line has many masks
    if table.pattern("year").fullmatch(text.split("-")[0].split("—")[0]):
        return None if compiled(table.numbers["year-not"]).match(line, end) else _year(table, made, line)
    if table.pattern("broken").search(line, near, start) and _HAN.match(line, end):
        return replace(made, start=start - 1, end=_word_end(line, end), kind=WORD)
    kind, past = ("", end) if mark == "star" and line.startswith(" ", end) else _tail(table, line, end)
    if text[0].isdigit() or text[-1].isdigit():
        return replace(made, kind=kind, end=past) if kind in table.numbers["figures"] and line[end] != " " else None
    if kind:
        return replace(made, kind=kind, end=past)
    if mark == "star" and size > 1 and table.pattern("role").search(line, near, start):
        return replace(made, kind=PERSON)
    if table.pattern("surname").search(line, near, start):
        return replace(made, start=start - 1, kind="name")
    if mark in table.numbers["strict"]:
        return None
    return replace(made, kind=_beside(line, start, end)) if _in_chinese(line, start, end) else None


def _year(table: _Table, made: _Sight, line: str) -> _Sight:
    for kind, tail in table.tails[:2]:
        match = tail.match(line, made.core[1])
        if match and match[0].lstrip().startswith("年"):
            return replace(made, kind=kind, end=match.end())
    return replace(made, kind="year")


def _tail(table: _Table, line: str, end: int) -> tuple[str, int]:
    """The kind that what follows the core names, and where the unit ends."""
    spoken = end
    while line.startswith(" ", spoken):
        spoken += 1
    word = table.pattern("words").match(line, spoken)
    for kind, tail in table.tails:
        if word and kind not in ("org", "name", PERSON):
            continue
        match = tail.match(line, end)
        if match:
            return kind, match.end()
    return "", end


def _word_end(line: str, end: int) -> int:
    match = re.compile(expand("[{han}]{1,2}")).match(line, end)
    return match.end() if match else end


def _in_chinese(line: str, start: int, end: int) -> bool:
    """Whether a core stands between Han characters, marks, or the ends of the line."""
    left, right = line[start - 1 : start], line[end : end + 1]
    return bool((left or right) and all(not side or _HAN_SIDE.match(side) for side in (left, right)))


def _beside(line: str, start: int, end: int) -> str:
    """ "" where a Han character stands beside the core, LOOSE where there are only marks."""
    return "" if _HAN.match(line[start - 1 : start]) or _HAN.match(line, end) else LOOSE


def _without_markdown(table: _Table, sights: list[_Sight], texts: Mapping[int, str]) -> list[_Sight]:
    """The sights without the stars that Markdown uses.

    A page whose stars mostly carry units is masked.  Elsewhere the stars of a line are masks if every run has a unit.
    """
    stars = [sight for sight in sights if sight.mark == "star"]
    if not stars:
        return sights
    skip = compiled(table.numbers["star"]["skip"])
    runs = {n: len(_STARS.findall(texts[n])) for n in {s.line for s in stars} | {n for n in texts if "*" in texts[n]}}
    runs = {number: count for number, count in runs.items() if not skip.search(texts[number])}
    speaking: dict[int, int] = {}
    for sight in stars:
        if sight.kind not in ("", "name", LOOSE) and (sight.kind != "org" or runs.get(sight.line) == 1):
            cores = len(_STARS.findall(texts[sight.line][sight.core[0] : sight.end]))
            speaking[sight.line] = speaking.get(sight.line, 0) + cores
    told, total = sum(speaking.values()), sum(runs.values())
    masked = told >= table.numbers["stars"] and told >= table.numbers["star-share"] * total
    return [
        sight
        for sight in sights
        if sight.mark != "star"
        or (sight.line in runs and (masked or speaking.get(sight.line, 0) >= runs[sight.line]))
        or (sight.core[1] - sight.core[0] > sight.size and sight.kind == "year")
    ]


def _is_formal(table: _Table, document: Document) -> bool:
    article = table.pattern("article")
    wanted = int(table.numbers["articles"])
    for line in document.lines:
        if article.match(line):
            wanted -= 1
            if not wanted:
                return True
    return False


def _settled(table: _Table, sight: _Sight, *, masked: bool, formal: bool) -> str:
    """The kind to report, or "" for what is no mask."""
    kind = sight.kind
    starred = sight.mark == "star" and sight.size > 1
    if formal and not (starred and kind in table.numbers["certain"]):
        return CUSTOM if kind not in ("", LOOSE) else ""
    if masked:
        return VALUE if kind in ("", LOOSE) else kind
    if kind == LOOSE:
        return ""
    if sight.size > 1:
        named = kind in table.numbers["certain"] or (starred and kind in table.numbers["starred"])
        return kind if named else CUSTOM
    if kind in table.numbers["alone"]:
        return kind
    return CUSTOM if kind == "place" else ""
