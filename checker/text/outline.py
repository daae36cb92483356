"""What is wrong with the numbering of a text: one counter for each style, begun anew under every parent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from checker.document import Document
from checker.text.joined import Layout
from checker.text.markers import Marker, Numbered, numbered, settings
from checker.text.numerals import spelled


@dataclass(frozen=True, slots=True)
class Fault:
    """A number that does not follow: `kind` is "gap", "repeat", "restart", "starts-late", "switch" or "out-of-order".

    `before` is the marker it should follow, None where it begins a list.
    """

    kind: str
    marker: Marker
    before: Marker | None


@dataclass(slots=True)
class _Run:
    """One list: its markers so far, and the lists of the same style that it interrupts."""

    style: tuple[str, str]
    markers: list[Marker]
    line: int  # last line of the last paragraph that belongs to it
    outer: list[list[Marker]] = field(default_factory=list)
    steps: int = 0  # how often a number followed the one before it
    faults: list[Fault] = field(default_factory=list)

    @property
    def last(self) -> int:
        return self.markers[-1].value


@dataclass(frozen=True, slots=True)
class Outline:
    """The numbered paragraphs of a text, and the faults of their numbers, both in the order of the text."""

    paragraphs: tuple[Numbered, ...]
    faults: tuple[Fault, ...]


def outline(document: Document, layout: Layout) -> Outline:
    """The outline of a document that is laid out so."""
    paragraphs = tuple(numbered(document, layout))
    reader = _Reader(document, layout)
    found = [fault for paragraph in paragraphs for fault in reader.read(paragraph)]
    found += reader.finish()
    return Outline(paragraphs, tuple(sorted(set(found), key=lambda fault: fault.marker.start)))


class _Reader:
    def __init__(self, document: Document, shape: Layout) -> None:
        self.document, self.layout = document, shape
        self.stack: list[_Run] = []
        self.runs: list[_Run] = []
        self.seen: dict[tuple[str, str], Marker] = {}  # style -> its last marker, in whatever list
        self.previous: Numbered | None = None

    def read(self, paragraph: Numbered) -> Iterator[Fault]:
        """Take the next paragraph; the faults inside it come at once, those between paragraphs from `finish`."""
        run = self.head(paragraph, paragraph.head) if paragraph.head else None
        for row in paragraph.inside:
            yield from _inside_faults(row)
            self.seen[row[0].list] = row[-1]
            if run and run.style == row[0].list:
                run.markers.append(row[-1])
        self.previous = paragraph

    def finish(self) -> list[Fault]:
        """The faults of lists that prove to be lists: some number in them follows the one before it."""
        return [fault for run in self.runs for fault in run.faults if run.steps or fault.kind in ("switch", "restart")]

    def head(self, paragraph: Numbered, marker: Marker) -> _Run:
        run = next((r for r in self.stack if r.style == marker.list), None)
        if run is not None:
            del self.stack[self.stack.index(run) + 1 :]
            if not self.follow(run, marker, paragraph):
                self.stack.pop()
                run = None
        if run is None:
            run = self.begin(marker, paragraph)
        run.line = paragraph.lines.stop - 1
        self.seen[marker.list] = marker
        return run

    def begin(self, marker: Marker, paragraph: Numbered) -> _Run:
        run = _Run(marker.list, [marker], paragraph.lines.start)
        before = self.seen.get(marker.list)
        goes_on = before is not None and marker.value == before.value + 1
        if before and not goes_on and marker.style.running and marker.value > before.value:
            if not self.explained(marker, before.value, self.document.lines.at(before.start), paragraph.lines.start):
                run.faults.append(Fault("gap", marker, before))
        elif marker.value > 1 and not goes_on and not marker.style.running:
            since = self.document.lines.at(before.end) + 1 if before else 0
            since = self.piece_before(since, paragraph.lines.start)
            if not self.explained(marker, 0, since, paragraph.lines.start):
                run.faults.append(self.late(marker, paragraph))
        run.steps += goes_on
        self.stack.append(run)
        self.runs.append(run)
        return run

    def late(self, marker: Marker, paragraph: Numbered) -> Fault:
        previous = self.previous
        if previous and previous.head and previous.head.list != marker.list and self.adjoin(previous, paragraph):
            return Fault("switch", marker, previous.head)
        return Fault("starts-late", marker, None)

    def follow(self, run: _Run, marker: Marker, paragraph: Numbered) -> bool:
        """Add the marker to its list; False when it begins a new one instead."""
        value, last = marker.value, run.last
        if value == last + 1:
            run.steps += 1
            run.markers.append(marker)
            return True
        if self.between(settings().piece, run.line + 1, paragraph.lines.start):
            return False
        if value == 1:
            return self.restart(run, marker, paragraph)
        while run.outer and run.outer[-1][-1].value + 1 != value:
            if not any(markers[-1].value + 1 == value for markers in run.outer):
                break
            run.outer.pop()
        if run.outer and run.outer[-1][-1].value + 1 == value:
            run.markers = [*run.outer.pop(), marker]
            run.steps += 1
            return True
        kind = "repeat" if value == last else "gap" if value > last else "out-of-order"
        if kind != "gap" and marker.style.running:
            return False
        fault = Fault(kind, marker, run.markers[-1])
        if kind != "gap" and self.between(settings().heading, run.line + 1, paragraph.lines.start):
            return False
        if not self.explained(marker, last, run.line, paragraph.lines.start):
            run.faults.append(fault)
            run.steps += self.document.lines.text(run.line).rstrip().endswith(settings().goes_on)
        run.markers.append(marker)
        return True

    def restart(self, run: _Run, marker: Marker, paragraph: Numbered) -> bool:
        previous = self.previous
        direct = previous is not None and previous.head is not None and previous.head.list == run.style
        again = previous is not None and direct and self.adjoin(previous, paragraph)
        if again and run.last > 1 and run.steps and not marker.lead and not marker.style.running:
            run.faults.append(Fault("restart", marker, run.markers[-1]))
            run.outer, run.markers = [], [marker]
            return True
        run.outer.append(run.markers)
        run.markers = [marker]
        return True

    def adjoin(self, previous: Numbered, paragraph: Numbered) -> bool:
        """Whether nothing stands between two paragraphs, and the first one does not introduce a list."""
        between = range(previous.lines.stop, paragraph.lines.start)
        introduces = self.document.lines.text(previous.lines.stop - 1).rstrip().endswith((":", "："))
        return not introduces and all(self.layout.first[line] == 0 for line in between)

    def piece_before(self, start: int, end: int) -> int:
        """The line at which the piece begins that line `end` belongs to, `start` at the least."""
        for line in range(end - 1, start - 1, -1):
            if self.layout.first[line] and settings().piece.match(self.document.lines.text(line)):
                return line
        return start

    def between(self, pattern: re.Pattern[str], start: int, end: int) -> bool:
        """Whether the pattern matches the start of one of the lines, except for those that go on with a sentence."""
        shape = self.layout
        own = (n for n in range(start, end) if shape.first[n] and not shape.broken[n] and not shape.wrapped[n])
        return any(pattern.match(self.document.lines.text(n)) for n in own)

    def explained(self, marker: Marker, last: int, start: int, end: int) -> bool:
        """Whether the numbers missing before a marker are too many, or stand there after all, or were destroyed."""
        missing = range(last + 1, marker.value)
        if len(missing) > settings().furthest or self.between(settings().damaged, start, end):
            return True
        if not missing:
            return False
        numbers = "|".join(spelled(n, marker.numeral) for n in missing)
        closing = re.escape(self.document.text[marker.end - 1])
        begin = "^[^0-9一-鿿]{0,8}第?" if marker.style.running else "(?<![0-9a-z.一二三四五六七八九十])"
        pattern = re.compile(f"{begin}(?:{numbers})[ \t]?[、.．)）:：{closing}]")
        return any(pattern.search(self.document.lines.text(n)) for n in range(start, end) if self.layout.first[n])


def _inside_faults(row: tuple[Marker, ...]) -> Iterator[Fault]:
    """The faults of the numbers inside one paragraph; a list may hold another one of the same style."""
    open_lists: list[Marker] = []
    found: list[Fault] = []
    steps = 0
    for marker in row:
        last = open_lists[-1] if open_lists else None
        at = next((i for i in range(len(open_lists) - 1, -1, -1) if open_lists[i].value + 1 == marker.value), None)
        if last is None:
            open_lists = [marker]
        elif at is not None:
            open_lists[at:] = [marker]
            steps += 1
        elif marker.value == 1:
            if last.value == 1:
                found.append(Fault("repeat", marker, last))
            open_lists.append(marker)
        else:
            kind = "repeat" if marker.value == last.value else "gap" if marker.value > last.value else "out-of-order"
            if marker.value - last.value <= settings().furthest + 1:
                found.append(Fault(kind, marker, last))
            open_lists[-1] = marker
    if steps and row[0].value == 1:
        yield from found
