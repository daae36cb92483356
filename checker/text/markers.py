"""Where a text numbers its paragraphs and the points inside them; the styles are written in rules/markers.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from checker.document import Document
from checker.patterns import compiled
from checker.resources import toml_file
from checker.text.classes import char_table
from checker.text.code import fenced_lines
from checker.text.joined import Layout, Paragraph, joined
from checker.text.lines import Ints, Points
from checker.text.numerals import number

_NUMERAL = "一二三四五六七八九十"
_DIGIT = "0123456789"
_CIRCLED = "".join(map(chr, range(ord("①"), ord("⒛") + 1))) + "".join(map(chr, range(ord("㈠"), ord("㈩") + 1)))


@dataclass(frozen=True, slots=True)
class Style:
    """One way of numbering; `inside` is None where it numbers paragraphs only."""

    name: str
    line: re.Pattern[str]
    inside: re.Pattern[str] | None
    running: bool


@dataclass(frozen=True, slots=True)
class Marker:
    """A number that a paragraph begins with, or that stands in it; offsets are the document's.

    `lead` is the markup before it: numbered headings and numbered points are lists of their own.
    """

    style: Style
    lead: str
    value: int
    start: int
    end: int
    numeral: str

    @property
    def list(self) -> tuple[str, str]:
        """Which counter it belongs to."""
        return self.lead, self.style.name


@dataclass(frozen=True, slots=True)
class Numbered:
    """A paragraph that begins with `head` (if not None) and holds `inside`, which `head` begins where styles agree."""

    lines: range
    head: Marker | None
    inside: tuple[tuple[Marker, ...], ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """What rules/markers.toml says."""

    styles: dict[str, Style]
    lead: re.Pattern[str]
    piece: re.Pattern[str]
    heading: re.Pattern[str]
    damaged: re.Pattern[str]
    after: str
    goes_on: tuple[str, ...]
    furthest: int


@cache
def settings() -> Settings:
    """The styles and the lines that matter to lists, read once."""
    knowledge = toml_file("rules", "markers.toml")
    styles = {
        row["name"]: Style(
            row["name"],
            compiled(row["line"]),
            compiled(row["inside"]) if "inside" in row else None,
            row.get("running", False),
        )
        for row in knowledge["style"]
    }
    lead, piece, heading, damaged = (compiled(knowledge[key]) for key in ("lead", "piece", "heading", "damaged"))
    after, goes_on, furthest = (knowledge[key] for key in ("after", "goes-on", "furthest"))
    return Settings(styles, lead, piece, heading, damaged, after, tuple(goes_on), furthest)


def numbered(document: Document, layout: Layout) -> list[Numbered]:
    """The paragraphs with a number at the start or inside, in order; code is passed over."""
    points = layout.points
    fenced = fenced_lines(document)
    heads = set(head_lines(points, layout.first, layout.starts).tolist())
    inner = set(inner_lines(points, document.lines.starts).tolist())
    goes_on = layout.goes_on.tolist()
    out: list[Numbered] = []
    done = -1
    for line in sorted({*heads, *inner}):
        if line < done or line in fenced or (goes_on[line] and line not in inner):
            continue
        paragraph = joined(document, layout, line)
        done = paragraph.lines.stop
        head = _head(paragraph) if paragraph.lines.start in heads else None
        inside = _inside(paragraph, head) if inner.intersection(paragraph.lines) else ()
        if head or inside:
            out.append(Numbered(paragraph.lines, head, inside))
    return out


@cache
def _tables() -> Mapping[str, NDArray[np.bool_]]:
    return {
        "opens": char_table(_NUMERAL + _DIGIT + _CIRCLED + "(（第其#*_"),
        "numeral": char_table(_NUMERAL[1:]),
        "counts": char_table(_NUMERAL[1:] + _DIGIT[1:]),
        "circled": char_table(_CIRCLED[1:]),
        "second": char_table(_NUMERAL[1:] + _DIGIT[1:] + _CIRCLED[1:]),
        "is": char_table("是"),
        "ordinal": char_table("第其"),
        "pause": char_table("，,：:"),
        "open": char_table("(（"),
        "close": char_table(")）"),
    }


def head_lines(points: Points, first: Points, starts: Ints) -> Ints:
    """The lines that may begin with a number, given the first visible character of every line and where it stands."""
    tables = _tables()
    likely = tables["opens"][first]
    letter = (first >= ord("a")) & (first <= ord("z"))
    if letter.any():
        second = np.minimum(starts + 1, len(points) - 1)
        likely |= letter & tables["close"][points[second]]
    return np.flatnonzero(likely)


def inner_lines(points: Points, begins: Ints) -> Ints:
    """The lines, which begin at `begins`, in which the second, or a later, point of some list may stand."""
    tables = _tables()
    places = np.flatnonzero(tables["second"][points])
    places = places[(places > 0) & (places < len(points) - 1)]
    before, here, after = points[places - 1], points[places], points[places + 1]
    numeral = tables["numeral"][here]
    likely = tables["circled"][here] | (numeral & tables["is"][after])
    likely |= numeral & tables["ordinal"][before] & tables["pause"][after]
    likely |= tables["counts"][here] & tables["open"][before] & tables["close"][after]
    return np.unique(np.searchsorted(begins, places[likely], side="right") - 1)


@cache
def _union(inside: bool) -> tuple[re.Pattern[str], tuple[Style, ...]]:
    """One pattern for all styles: the group `n<i>` is the number of style `i`."""
    styles = tuple(s for s in settings().styles.values() if s.inside or not inside)
    sources = [(s.inside if inside and s.inside else s.line).pattern for s in styles]
    whole = "|".join(f"(?:{source.replace('(?P<n>', f'(?P<n{i}>')})" for i, source in enumerate(sources))
    return compiled(whole), styles


def _marker(match: re.Match[str], paragraph: Paragraph, lead: str, styles: tuple[Style, ...]) -> Marker | None:
    group = match.lastgroup or "n0"
    style = styles[int(group[1:])]
    value = number(match[group])
    return Marker(style, lead, value, *paragraph.span(*match.span()), match[group]) if value else None


def _head(paragraph: Paragraph) -> Marker | None:
    lead, match, styles = _begun(paragraph.text)
    return _marker(match, paragraph, lead, styles) if match else None


def _begun(text: str) -> tuple[str, re.Match[str] | None, tuple[Style, ...]]:
    lead = settings().lead.match(text)
    pattern, styles = _union(False)
    return lead[0].strip() if lead else "", pattern.match(text, lead.end() if lead else 0), styles


def head_number(text: str) -> tuple[tuple[str, str], int] | None:
    """The counter (see Marker.list) and the number with which a paragraph begins."""
    lead, match, styles = _begun(text)
    value = number(match[match.lastgroup or "n0"]) if match else None
    return ((lead, styles[int((match.lastgroup or "n0")[1:])].name), value) if match and value else None


def counts_inside(text: str) -> bool:
    """Whether a point of some list may stand inside a paragraph."""
    return any(_is_point(text, match) for match in _union(True)[0].finditer(text, 1))


def _is_point(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 4) : match.start()].rstrip()
    return bool(before) and before[-1] in settings().after


def _inside(paragraph: Paragraph, head: Marker | None) -> tuple[tuple[Marker, ...], ...]:
    pattern, styles = _union(True)
    begin = head.end - paragraph.places[0] if head else 1
    rows: dict[str, list[Marker]] = {head.style.name: [head]} if head else {}
    for match in pattern.finditer(paragraph.text, begin):
        marker = _marker(match, paragraph, head.lead if head else "", styles)
        if marker and _is_point(paragraph.text, match):
            rows.setdefault(marker.style.name, []).append(marker)
    return tuple(tuple(row) for row in rows.values() if len(row) > 1 or row[0] is not head)
