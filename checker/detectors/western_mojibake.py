"""UTF-8 read as Latin-1, Windows-1252 and their like: ftfy knows the signs, and how to undo it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from checker.allowed import Codec, Regex
from checker.detectors import View, detector
from checker.finding import Fix, Hit
from checker.patterns import compiled
from checker.text.stretches import Taken

# What such damage is made of stands together, apart from blanks that were no-break spaces.
_RUN = re.compile("[^\x00-\x7f\u3000-\u9fff\uf900-\uffff]+(?: [^\x00-\x7f\u3000-\u9fff\uf900-\uffff]+)*")


@detector("western_mojibake")
def western_mojibake(
    view: View, *, encodings: Sequence[Codec], broken: Sequence[Regex], unless: Sequence[Regex] = ()
) -> Iterator[Hit]:
    """Runs that ftfy reads again as text, with that text as the fix, and runs of the shapes `broken`, without one.

    A fix is safe when one of `encodings`, used once or twice, turns it back into exactly what stands.  A line
    in which a pattern of `unless` matches is not text, and left alone.
    """
    import ftfy

    for number in view.line_numbers():
        line = view.document.lines.text(number)
        if any(compiled(p).search(line) for p in unless):
            continue
        offset = int(view.document.lines.starts[number])
        taken = Taken()
        for run in _RUN.finditer(line):
            fixed = ftfy.fix_encoding(run[0])
            if fixed != run[0]:
                taken.take(*run.span())
                fix = Fix(fixed, safe=_inverts(fixed, run[0], encodings))
                yield Hit(offset + run.start(), offset + run.end(), fix=fix, values={"repair": fixed})
        for match in (m for p in broken for m in compiled(p).finditer(line)):
            start, end = match.span()
            if taken.take(start, end):
                yield Hit(offset + start, offset + end)


def _inverts(fixed: str, seen: str, encodings: Sequence[str]) -> bool:
    """Whether reading `fixed` wrongly again, once or twice, gives what is there."""
    once = {_misread(fixed, encoding) for encoding in encodings} - {None}
    twice = {_misread(text, encoding) for text in once if text for encoding in encodings}
    return seen in once | twice


def _misread(text: str, encoding: str) -> str | None:
    try:
        return text.encode("utf-8").decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
