"""Characters that a reader cannot see or that do not belong in text, named by code point."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from checker.allowed import Regex
from checker.detectors import View, detector
from checker.detectors.pattern import pattern
from checker.finding import Hit

_NAMED = 3  # different characters that a message lists
_ONE_BY_ONE = 200  # characters of one span that are counted by name


@detector("characters", scans="patterns")
def characters(
    view: View,
    *,
    patterns: Sequence[Regex],
    unless: Sequence[Regex] = (),
    names: Mapping[str, str] = MappingProxyType({}),
    min_count: int = 1,
    per_1000: float = 0.0,
) -> Iterator[Hit]:
    """One hit with every run of characters that `patterns` match, and `unless` does not; `{names}` lists them.

    `names` has names for code points ("U+0000") that Unicode gives none.  A U+FFFD that stands for an undecodable byte
    is not looked at: it is no character of the text.  Fewer than `min_count` characters, or fewer than `per_1000` for
    every 1,000 of the document, are none.
    """
    text = view.text
    damaged = {offset for damage in view.document.encoding.damage for offset in range(damage.offset, damage.past)}
    found = [hit for hit in pattern(view, patterns=patterns, unless=unless) if hit.start not in damaged]
    count = sum(hit.end - hit.start for hit in found)
    if not found or count < min_count or count * 1000 < per_1000 * len(text):
        return
    seen = Counter(char for hit in found for char in text[hit.start : hit.end][:_ONE_BY_ONE])
    spans = tuple((hit.start, hit.end) for hit in found)
    yield Hit(*spans[0], spans, values={"names": _names(seen, names), "characters": count})


def _names(seen: Counter[str], names: Mapping[str, str]) -> str:
    listed = [_name(char, names) for char, _ in seen.most_common(_NAMED)]
    return ", ".join(listed) + (", …" if len(seen) > _NAMED else "")


def _name(char: str, names: Mapping[str, str]) -> str:
    code = f"U+{ord(char):04X}"
    name = names.get(code) or unicodedata.name(char, "")
    return f"{code} {name}".rstrip()
