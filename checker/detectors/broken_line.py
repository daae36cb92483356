"""Line breaks inside sentences of a script that writes spaces, where the rest of the text is not wrapped."""

from __future__ import annotations

from collections.abc import Iterator

from checker.allowed import Regex, Share
from checker.detectors import View, detector
from checker.finding import Fix, Hit
from checker.patterns import compiled
from checker.text.code import fenced_lines


@detector("broken-line")
def broken_line(view: View, *, joint: Regex, piece: Regex, unless: Regex, most: int, share: Share) -> Iterator[Hit]:
    """Every line break that `joint` matches: it is searched for in a line, a line feed and the next line.

    A next line that is wholly a `piece` may be a linked word between the halves of its sentence: it counts to both.
    A line that matches `unless` is none, nor is one in a code fence.  More breaks than `most`, or than `share` of the
    lines of the text, are its layout, and so are all of a text that is wrapped at a fixed width.
    """
    lines = view.document.lines
    last = len(lines) - 1
    sentence, alone, other = (compiled(pattern) for pattern in (joint, piece, unless))
    breaks: set[int] = set()
    for number in view.line_numbers():
        if number >= last or other.search(lines.text(number)):
            continue
        here, below = lines.text(number), lines.text(number + 1)
        if number + 1 < last and alone.fullmatch(below):
            if sentence.search(f"{here}\n{below.strip()} {lines.text(number + 2)}"):
                breaks |= {number + 1, number + 2}
        elif sentence.search(f"{here}\n{below}") and not other.search(below):
            breaks.add(number + 1)
    if not breaks or len(breaks) > min(most, share * len(lines)) or view.layout.width:
        return
    fenced = fenced_lines(view.document)
    for number in sorted(breaks):
        if number not in fenced:
            start, end = lines.span(number - 1)[1] - 1, lines.span(number)[0] + 1
            yield Hit(start, end, fix=Fix(f"{view.text[start].rstrip()} {view.text[end - 1]}"))
