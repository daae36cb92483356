"""What an option of a rule may be.  A detector says so with its annotation; here is what each one allows.

The names stand in signatures as types (`share: Share`), so that detectors, rule files and configurations go by one
statement.  Values are those of TOML.
"""

from __future__ import annotations

import math
import re
import sys
from ast import literal_eval
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

Positive = int  # 1 and more
Size = int  # of what is compared or remembered
Share = float  # a part of a whole
Portion = float  # a part that is not the whole
Signed = float  # below zero too
Regex = str  # `Annotated[Regex, "mark"]` has a group of that name
CharClass = str  # what stands between the brackets of a regular expression; "" is any character
DoubleBytes = str  # characters that GBK writes in two bytes
Variants = str  # a character, then what it stands for
Digits = str  # a whole number that is written as a text
MarkPair = str  # opening marks, a bar, closing marks
Codec = str  # a name that Python knows
Figure = str  # a name of checker/text/statistics.py
MaskKind = str  # a kind of rules/masks.toml

MOST = 2**31 - 1
_LARGEST = sys.float_info.max
_SLOPPY = re.compile(r"sloppy-[a-z]+-[0-9]+")
_GENERIC = re.compile(r"(Sequence|Mapping|Literal|Annotated)\[(.*)\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Type:
    """Whether a value is allowed; in words for one value, and as the items of a list or a table, with an example."""

    allows: Callable[[object], bool]
    said: Callable[[], str]
    many: Callable[[], str]
    example: str = '"one"'


def matches(value: object, wanted: str) -> bool:
    """Whether a TOML value is what the annotation allows."""
    if " | " in wanted:
        return any(matches(value, part.strip()) for part in wanted.split("|"))
    kind, inner = _parts(wanted)
    if kind == "Literal":
        return isinstance(value, str) and value in literal_eval(f"({inner},)")
    if kind == "Annotated":
        return matches(value, _parts_of(inner)[0])
    if kind == "Sequence":
        return isinstance(value, list) and all(matches(item, inner) for item in value)
    if kind == "Mapping":
        names, _, values = inner.partition(",")
        return isinstance(value, dict) and all(
            matches(name, names.strip()) and matches(item, values.strip()) for name, item in value.items()
        )
    return wanted in _TYPES and _TYPES[wanted].allows(value)


def described(wanted: str) -> str:
    """What the annotation allows, for a person who writes TOML."""
    if " | " in wanted:
        return " or ".join(described(part.strip()) for part in wanted.split("|"))
    kind, inner = _parts(wanted)
    if kind == "Annotated":
        return described(_parts_of(inner)[0])
    if kind == "Literal":
        return f"one of {inner}"
    if kind == "Sequence" and _parts(inner)[0] == "Sequence":
        return f'a list of lists of {_many(_parts(inner)[1])}: [["one", "two"], ["three"]]'
    if kind == "Sequence":
        return f'a list of {_many(inner)}: ["one", "two"]' if inner == "str" else f"a list of {_many(inner)}"
    if kind == "Mapping":
        names, _, values = inner.partition(",")
        nested = _parts(values.strip())
        if nested[0] == "Sequence":
            return f'a table of lists of {_many(nested[1])}: {{ one = ["two"] }}'
        about = "" if names == "str" else f", named by {_many(names)}"
        return f"a table of {_many(values.strip())}{about}: {{ one = {_example(values.strip())} }}"
    return _TYPES[wanted].said() if wanted in _TYPES else f"of type {wanted}"


def groups_of(wanted: str) -> tuple[str, ...] | None:
    """The groups that a regular expression of this annotation needs; None where it allows none."""
    kind, inner = _parts(wanted)
    if kind == "Sequence":
        return groups_of(inner)
    name, *groups = _parts_of(inner) if kind == "Annotated" else [wanted]
    return tuple(literal_eval(group) for group in groups) if name == "Regex" else None


def _parts_of(inner: str) -> list[str]:
    return [part.strip() for part in inner.split(",")]


def _parts(wanted: str) -> tuple[str, str]:
    """`Sequence[str]` as its two names; what has no brackets stands alone."""
    match = _GENERIC.fullmatch(wanted)
    return (match[1], match[2]) if match else ("", wanted)


def _many(wanted: str) -> str:
    kind, inner = _parts(wanted)
    if kind == "Annotated":
        return _many(_parts_of(inner)[0])
    if kind == "Literal":
        return f"words out of {inner}"
    return _TYPES[wanted].many() if wanted in _TYPES else wanted


def _example(wanted: str) -> str:
    return _TYPES[wanted].example if wanted in _TYPES else "…"


def _whole(low: int, high: int) -> _Type:
    def allows(value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high

    return _Type(allows, lambda: f"a whole number from {low:,} to {high:,}", lambda: "whole numbers", "2")


def _number(low: float, high: float, said: str, many: str) -> _Type:
    def allows(value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        return max(low, -_LARGEST) <= value <= min(high, _LARGEST)  # no comparison holds for nan

    return _Type(allows, lambda: said, lambda: many, "2")


def _text(said: str, many: str, test: Callable[[str], bool] = lambda _: True) -> _Type:
    return _Type(lambda value: isinstance(value, str) and test(value), lambda: said, lambda: many, '"two"')


def _is_codec(name: str) -> bool:
    if _SLOPPY.fullmatch(name):
        return True  # as browsers read; ftfy knows them
    try:
        "".encode(name)
    except (LookupError, ValueError):
        return False
    return True


def _is_class(members: str) -> bool:
    from checker.vet import unreadable

    return not members or unreadable(f"[{members}]") is None


def _is_double(text: str) -> bool:
    return bool(text) and len(text.encode("gbk", "ignore")) == 2 * len(text)


def _is_figure(name: str) -> bool:
    from checker.text.statistics import is_figure

    return is_figure(name)


def _figures() -> str:
    from checker.text.statistics import FIGURES

    return ", ".join(sorted(FIGURES))


def _mask_kinds() -> frozenset[str]:
    from checker.text.masks import mask_kinds

    return frozenset(mask_kinds())


_TYPES: Mapping[str, _Type] = MappingProxyType(
    {
        "bool": _Type(lambda value: isinstance(value, bool), lambda: "true or false", lambda: "truths", "true"),
        "int": _whole(0, MOST),
        "Positive": _whole(1, MOST),
        "Size": _whole(1, 10_000),
        "float": _number(0, math.inf, "a number from 0 on", "numbers"),
        "Share": _number(0, 1, "a share from 0 to 1", "shares"),
        "Portion": _number(0, 1 - 2**-30, "a share from 0 on and below 1", "shares below 1"),
        "Signed": _number(-math.inf, math.inf, "a number", "numbers"),
        "str": _text("a text", "texts"),
        "Regex": _text("a regular expression, as a text", "regular expressions, each a text"),
        "CharClass": _text("a class of characters, as a text", "classes of characters, each a text", _is_class),
        "DoubleBytes": _text("characters that GBK writes in two bytes", "texts", _is_double),
        "Variants": _text("a text of two characters or more", "texts of two characters or more", lambda t: len(t) > 1),
        "Digits": _text(
            "digits, as a text", 'numbers, each a text of digits: ["7", "9"]', lambda text: text.isdecimal()
        ),
        "MarkPair": _text(
            'opening marks and closing marks: "(（|)）"',
            'texts of opening and closing marks: ["(（|)）"]',
            lambda text: re.fullmatch(r"[^|]+\|[^|]+", text) is not None,
        ),
        "Codec": _text("an encoding that Python knows", "encodings that Python knows", _is_codec),
        "Figure": _Type(
            lambda value: isinstance(value, str) and _is_figure(value),
            lambda: f"a figure: {_figures()}",
            lambda: f"figures ({_figures()})",
        ),
        "MaskKind": _Type(
            lambda value: value in _mask_kinds(),
            lambda: f"a kind of mask: {', '.join(sorted(_mask_kinds()))}",
            lambda: f"kinds of masks ({', '.join(sorted(_mask_kinds()))})",
        ),
    }
)
