"""Lines that hold nothing but a number, one counting on from the other: the line numbers of a listing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.allowed import Positive
from checker.detectors import View, detector
from checker.finding import Hit
from checker.text.code import fenced_lines

_NUMBER = re.compile(r"[ \t\u3000]*([0-9]{1,5})[ \t\u3000]*\r?")


@detector("number-run")
def number_run(view: View, *, count: Positive, first: int) -> Iterator[Hit]:
    """Every run of at least `count` lines that are the numbers n, n + 1, n + 2 …, n being at most `first`.

    The span reaches from the first number to the last; `values` hold `lines`, how many there are.  What stands in a
    code fence is output of a program and none.
    """
    lines = view.document.lines
    run: list[int] = []
    value = 0
    for number in [*view.line_numbers(), -1]:
        match = _NUMBER.fullmatch(lines.text(number)) if number >= 0 else None
        if match and run and number == run[-1] + 1 and int(match[1]) == value + 1:
            run.append(number)
            value += 1
            continue
        if len(run) >= count and run[0] not in view.shared(fenced_lines):
            yield Hit(lines.span(run[0])[0], lines.span(run[-1])[1], values={"lines": len(run)})
        run = [number] if match and int(match[1]) <= first else []
        value = int(match[1]) if match else 0
