r"""A pattern for `re` turned into one for Hyperscan that matches in every line in which `re` matches, and is cheap.

Hyperscan only proposes lines, so what it is given may match more.  Three things are expensive for it: counting (a state
for every repetition and code point), a broad class at the start (every character may begin a match) and what follows
the last required character (every character of it is reported as an end of the match).  They are left out where what
remains is rare enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from re import _constants as sre  # type: ignore[attr-defined]  # the tree is what `re` itself compiles
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from checker.errors import ConfigError
from checker.patterns import expand

_FEW = 5  # a repetition up to here is compiled as it is written
_GROUPS = 2  # a group that repeats is written out so often at most
_MANY = 1 << 30
_BROAD = 0.2  # share of a text's characters that makes a class broad
_RARE = 3e-3  # matches per character that are few enough for what is left of a pattern
_CERTAIN = 2e-5  # so few that no anchor needs to confirm them
_ANY = 0.9  # share of characters from which on a class excludes nothing worth a look
_LINE_END = 0.02
_END = "\\r?$"
# how often a character of a block stands in ordinary text; what is in none is rarer than all of them
_BLOCKS = (
    (0x20, 0x20, 0.1), (0x21, 0x2F, 4e-3), (0x30, 0x39, 5e-3), (0x3A, 0x40, 2e-3), (0x41, 0x5A, 3e-3),
    (0x5B, 0x60, 5e-4), (0x61, 0x7A, 0.04), (0x3001, 0x3002, 0.02), (0x4E00, 0x9FFF, 1e-3), (0xFF01, 0xFF20, 4e-3),
)  # fmt: skip
_OTHER = 2e-5
_CATEGORIES = {
    sre.CATEGORY_DIGIT: ("\\d", 0.05), sre.CATEGORY_NOT_DIGIT: ("\\D", 0.95), sre.CATEGORY_SPACE: ("\\s", 0.1),
    sre.CATEGORY_NOT_SPACE: ("\\S", 0.9), sre.CATEGORY_WORD: ("\\w", 0.6), sre.CATEGORY_NOT_WORD: ("\\W", 0.9),
}  # fmt: skip
_ANCHORS = {sre.AT_BOUNDARY: "\\b", sre.AT_NON_BOUNDARY: ""}


@dataclass(frozen=True, slots=True)
class _Part:
    """One member of a sequence with its repetition: characters (`atom`), or the alternatives of a group.

    `share`: the share of a text's places at which it matches once.
    """

    atom: str
    share: float
    ways: tuple[tuple[_Part, ...], ...] = ()
    least: int = 1
    most: int = 1
    opened: str = "(?:"

    def __str__(self) -> str:
        once = f"{self.opened}{'|'.join(map(_written, self.ways))})" if self.ways else self.atom
        return once + _quantifier(self.least, self.most, _GROUPS if self.ways else _FEW)


def for_hyperscan(pattern: str) -> str:
    """The pattern for Hyperscan, for a whole buffer.  Raises ConfigError for what is no pattern."""
    try:
        tree = parser.parse(expand(pattern), re.ASCII)
    except re.error as error:
        raise ConfigError(f"the pattern {pattern!r} cannot be compiled: {error}") from error
    nodes = list(tree)
    begins = bool(nodes) and nodes[0] == (sre.AT, sre.AT_BEGINNING)
    ends = bool(nodes) and nodes[-1] == (sre.AT, sre.AT_END)
    parts = _parts(nodes, outermost=True)
    if begins:
        begins, parts = _anchored(parts)
    if not begins:
        parts = _from_rare(parts, _LINE_END if ends else 1.0)
    if not ends:
        parts = _to_required(parts)
    flag = "(?i)" if tree.state.flags & re.IGNORECASE else ""
    return f"{flag}{'^' if begins else ''}{_written(parts)}" + (_END if ends else "")


def _written(parts: Iterable[_Part]) -> str:
    return "".join(map(str, parts))


def _quantifier(least: int, most: int, few: int) -> str:
    if least == most <= few:
        return f"{{{most}}}" if most > 1 else ""
    if most <= _FEW:
        return f"{{{least},{most}}}" if most > 1 else "?"
    return ("*", "+")[least] if least < 2 else f"{{{min(least, few)},}}"


def _parts(
    nodes: Iterable[tuple[Any, Any]], outermost: bool = False, first: bool = False, last: bool = False
) -> tuple[_Part, ...]:
    """The members of a sequence.  What only looks is left out, but for a look ahead at the end of the whole pattern.

    So are anchors inside, but for those at which a group may begin that is the `first` of the pattern, `(?:^|,)`, or
    end that is its `last`: `(?:,|$)`.
    """
    nodes = list(nodes)
    out: list[_Part] = []
    for number, (kind, value) in enumerate(nodes):
        leads = (first or outermost) and not out
        trails = (last or outermost) and number == len(nodes) - 1
        if kind is sre.ASSERT and value[0] > 0 and outermost and trails:
            out += _parts(value[1], last=True)
        elif kind is sre.SUBPATTERN and not value[1] and not value[2]:
            out += _parts(value[3], first=leads, last=trails)
        elif kind is sre.AT and value is sre.AT_BEGINNING and first and not out:
            out.append(_Part("^", _LINE_END))
        elif kind is sre.AT and value is sre.AT_END and last and trails:
            out.append(_Part(_END, _LINE_END))
        elif kind is sre.BRANCH:
            out.append(_group(_parts(way, first=leads, last=trails) for way in value[1]))
        elif kind not in (sre.ASSERT, sre.ASSERT_NOT):
            out += _part(kind, value)
    return tuple(out)


def _part(kind: Any, value: Any) -> Sequence[_Part]:
    if kind is sre.LITERAL:
        return [_Part(_escaped(value), min(_BROAD / 2, 5 * _frequency(value, value)))]
    if kind is sre.NOT_LITERAL:
        return [_Part(f"[^\\n{_escaped(value)}]", 1.0)]
    if kind is sre.ANY:
        return [_Part(".", 1.0)]
    if kind is sre.IN:
        return [_class(value)]
    if kind is sre.AT:
        return [_Part(_ANCHORS[value], 1.0)] if _ANCHORS.get(value) else []
    if kind is sre.SUBPATTERN:
        letters = "i" * bool(value[1] & re.IGNORECASE) + "-i" * bool(value[2] & re.IGNORECASE)
        return [_group([_parts(value[3])], f"(?{letters}:")]
    if kind is sre.ATOMIC_GROUP:
        return _parts(value)
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        least, most, inner = value[0], min(int(value[1]), _MANY), _parts(value[2])
        single = inner[0] if len(inner) == 1 and (inner[0].least, inner[0].most) == (1, 1) else _group([inner])
        return [replace(single, least=least, most=most)] if inner else []
    return [_Part(".", 1.0, least=0, most=_MANY)]  # a reference to what a group matched


def _group(ways: Iterable[tuple[_Part, ...]], opened: str = "(?:") -> _Part:
    ways = tuple(ways)
    empty = any(not _rarer(way) for way in ways)
    return _Part("", min(1.0, sum(map(_share, ways))), ways, least=0 if not any(ways) else 1 - empty, opened=opened)


def _class(members: Sequence[tuple[Any, Any]]) -> _Part:
    out, share = "", 0.0
    for kind, value in members:
        if kind is sre.LITERAL:
            out, share = out + _escaped(value), share + _frequency(value, value)
        elif kind is sre.RANGE:
            out, share = f"{out}{_escaped(value[0])}-{_escaped(value[1])}", share + _frequency(*value)
        elif kind is sre.CATEGORY:
            out, share = out + _CATEGORIES[value][0], share + _CATEGORIES[value][1]
    if members[0][0] is sre.NEGATE:
        return _Part(f"[^\\n{out}]", max(0.0, 1.0 - share))
    return _Part(f"[{out}]", min(1.0, share))


def _escaped(point: int) -> str:
    return chr(point) if point < 0x80 and chr(point).isalnum() else f"\\x{{{point:x}}}"


def _frequency(first: int, last: int) -> float:
    """The share of a text's characters that lie between two code points."""
    shares = (max(0, min(last, high) - max(first, low) + 1) * each for low, high, each in _BLOCKS)
    return min(1.0, sum(shares) + (last - first + 1) * _OTHER)


def _share(parts: Iterable[_Part]) -> float:
    """The share of a text's places at which the sequence matches, as if its members did not know one another."""
    share = 1.0
    for part in parts:
        share *= part.share ** min(part.least, _FEW)
    return share


def _rarer(parts: Sequence[_Part]) -> bool:
    """Whether the sequence has to match some character."""
    return any(part.least for part in parts)


def _anchored(parts: tuple[_Part, ...]) -> tuple[bool, tuple[_Part, ...]]:
    """The parts after `^`, and whether the anchor stays.

    It goes with what may stand before the first required part, where that is nearly anything or the rest is rare.
    """
    required = next((number for number, part in enumerate(parts) if part.least), 0)
    anything = any(part.share >= _ANY and part.most > _FEW for part in parts[:required])
    if anything or (required and _share(parts[required:]) <= _CERTAIN):
        return False, parts[required:]
    return True, parts


def _from_rare(parts: tuple[_Part, ...], end: float) -> tuple[_Part, ...]:
    """The parts without those at the start that can be missing, or are broad where the rest is rare.

    `end` is the share of places at which what follows the parts matches.
    """
    required = [number for number, part in enumerate(parts) if part.least]
    narrow = next((number for number in required if parts[number].share < _BROAD), None)
    if narrow is None or _share(parts[narrow:]) * end > _RARE:
        return parts[required[0] :] if required else parts
    long = parts[required[0]].atom == "." and narrow > required[0] + 1  # a long line with an ordinary end: keep both
    return parts[required[0] :] if long else parts[narrow:]


def _to_required(parts: tuple[_Part, ...]) -> tuple[_Part, ...]:
    """The parts without what may follow the last required character."""
    while len(parts) > 1 and not parts[-1].least:
        parts = parts[:-1]
    if not parts or not parts[-1].least:
        return parts
    last = replace(parts[-1], most=parts[-1].least)
    if last.ways and last.least == 1:
        last = replace(last, ways=tuple(map(_to_required, last.ways)))
    return (*parts[:-1], last)
