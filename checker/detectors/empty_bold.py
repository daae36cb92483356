"""Emphasis marks with nothing between them, told from masks and from emphasis that holds text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.allowed import Digits, Regex, Share
from checker.detectors import View, detector
from checker.finding import Hit
from checker.patterns import compiled
from checker.text.code import fenced_lines, inline_code, is_indented_code
from checker.text.stretches import Barred

_RUN = re.compile(r"\*{2,}")


@detector("empty-bold")
def empty_bold(view: View, *, masks: Regex, mask_share: Share, lengths: Digits = "468") -> Iterator[Hit]:
    """Runs of as many asterisks as `lengths` names (one digit each) that open and close emphasis with nothing inside.

    A line's other runs must all be `**`, and an even number: then emphasis is Markdown there, and the run masks
    nothing.  A line of nothing but one such run counts where the document has emphasis that holds text.  A document in
    which `masks` matches as often as the share `mask_share` of all runs writes masks with asterisks: nothing is
    reported there.
    """
    document = view.document
    if len(compiled(masks).findall(document.text)) >= mask_share * len(_RUN.findall(document.text)):
        return
    fenced = view.shared(fenced_lines)
    allowed = {int(digit) for digit in lengths}
    alone: list[Hit] = []
    among: list[Hit] = []
    for number in view.line_numbers():
        line = document.lines.text(number)
        if number in fenced or is_indented_code(line):
            continue
        barred = Barred(inline_code(line))
        runs = [m.span() for m in _RUN.finditer(line) if not barred.meets(m.start(), m.start() + 1)]
        empty = [(s, e) for s, e in runs if e - s in allowed]
        bold = len(runs) - len(empty)
        if not empty or bold % 2 or any(e - s != 2 for s, e in runs if (s, e) not in empty):
            continue
        offset = int(document.lines.starts[number])
        if bold:
            among += [Hit(offset + s, offset + e) for s, e in empty]
        elif line.strip() == line[empty[0][0] : empty[0][1]]:
            alone.append(Hit(offset + empty[0][0], offset + empty[0][1]))
    yield from among
    if among or (alone and re.search(r"(?<!\*)\*\*[^*\s][^*\n]{0,200}\*\*(?!\*)", document.text)):
        yield from alone
