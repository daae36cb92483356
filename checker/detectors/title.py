"""Titles that speak of something else than the text below them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from checker.allowed import Regex
from checker.detectors import View, detector
from checker.finding import Hit
from checker.patterns import compiled


@detector("title-mismatch")
def title_mismatch(
    view: View, *, longest: int, body: int, least: int, word: Regex, unless: Sequence[Regex] = ()
) -> Iterator[Hit]:
    """The first line, when not one of its words comes again in the text below.

    A word is a pair of Han characters, or what `word` matches (compared without case).  The title has at most
    `longest` characters and at least `least` words, the text below at least `body` characters; a title that one of
    `unless` matches tells nothing.
    """
    start = len(view.text) - len(view.text.lstrip())
    end = view.text.find("\n", start)
    title = view.text[start:end].rstrip() if end > 0 else ""
    if not title or len(title) > longest or len(view.text) - end < body:
        return
    if any(compiled(p).search(title) for p in unless):
        return
    runs = compiled("{han}{2,60}").findall(title)
    words = {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
    words |= {found.casefold() for found in compiled(word).findall(title)}
    if len(words) < least:
        return
    if any(view.text.find(w, end) >= 0 for w in words):
        return
    below = re.sub(r"\s", " ", view.text[end:]).casefold()
    if not any(w in below for w in words):
        yield Hit(start, start + len(title))
