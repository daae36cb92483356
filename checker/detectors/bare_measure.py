"""Measure words without a number: 更换水表只，组建队伍支。

A measure word needs a number before it, unless it belongs to a word (客户, 层次).  Which letters make one word, the
dictionary knows; that numbers were dropped shows in more than one place of a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from checker.allowed import Positive, Regex
from checker.detectors import View, detector
from checker.finding import Hit
from checker.patterns import compiled
from checker.text.fluency import model
from checker.text.stretches import Barred


@detector("bare-measure")
def bare_measure(
    view: View,
    *,
    measures: Sequence[Annotated[Regex, "mark"]],
    unless: Sequence[Regex] = (),
    chance: float,
    count: Positive,
    reach: int,
) -> Iterator[Hit]:
    """Every match of `measures` (its group `mark` is the measure word, of which `unless` matches no part of the line).

    It makes no word with the character before: both are at most `chance` times likelier in one word than in two.
    Fewer than `count` different ones, or fewer than one for every `reach` characters of the text, are none.
    """
    words = model()
    hits: dict[int, Hit] = {}
    for number in view.line_numbers():
        line = view.document.lines.text(number)
        marks = [match.span("mark") for pattern in measures for match in compiled(pattern).finditer(line)]
        alone = [m for m in marks if m[0] == 0 or words.within(line[m[0] - 1], line[m[0]]) <= chance]
        if not alone:
            continue
        barred = Barred(match.span() for pattern in unless for match in compiled(pattern).finditer(line))
        offset = int(view.document.lines.starts[number])
        for start, end in alone:
            if not barred.meets(start, end):
                hits[offset + start] = Hit(offset + start, offset + end)
    different = {view.text[max(0, hit.start - 1) : hit.end] for hit in hits.values()}
    if len(different) >= count and len(different) * reach >= len(view.text):
        yield from (hits[start] for start in sorted(hits))
