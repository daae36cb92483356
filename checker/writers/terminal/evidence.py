"""What a finding brings along to be drawn: its evidence, read with care, and the lines with their marks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checker.finding import Finding
from checker.writers.terminal.aligned import Part
from checker.writers.terminal.excerpt import Line, Range


@dataclass(frozen=True, slots=True)
class Skip:
    """Text that the alignment leaves out: characters of the copy, and the lines on which they stand."""

    characters: int
    first: int
    last: int


def items(finding: Finding, name: str) -> Sequence[Mapping[str, object]]:
    """A list of the evidence, empty where there is none."""
    value = finding.evidence.get(name)
    return value if isinstance(value, list | tuple) else ()


def kinds(finding: Finding) -> list[tuple[str, int]]:
    """The most frequent texts of the marks, and how often each occurs."""
    value = finding.evidence.get("kinds")
    return [(str(text), number(count)) for text, count in value] if isinstance(value, list | tuple) else []


def number(value: object) -> int:
    """A count of the evidence."""
    return value if isinstance(value, int) else 0


def diff(finding: Finding) -> list[Part | Skip]:
    """The aligned texts."""
    out: list[Part | Skip] = []
    for step in items(finding, "diff"):
        if step["op"] == "skip":
            lines = step.get("lines")
            first, last = lines if isinstance(lines, list | tuple) else (0, 0)
            out.append(Skip(number(step.get("characters")), first, last))
        else:
            out.append(Part(str(step["drop"]), str(step["keep"]), step["op"] == "equal"))
    return out


def lines(finding: Finding, eol: bool = True) -> list[Line]:
    """The stored lines that hold marks of the finding.

    A mark that goes on in the next line holds the line feed as well, where it does not hold the whole line.
    """
    marks: dict[int, list[Range]] = defaultdict(list)
    stored = {number(line["number"]): line for line in items(finding, "lines")}
    for span in finding.spans:
        for at in [n for n in stored if span.start.line <= n <= span.end.line]:
            first = span.start.column if at == span.start.line else 1
            last = span.end.column if at == span.end.line else number(stored[at]["length"]) + 1
            goes_on = at < span.end.line and first > 1 and eol
            if last + goes_on > first or span.start == span.end:
                marks[at].append((first, last + goes_on))
    return [_line(stored[at], sorted(ranges)) for at, ranges in sorted(marks.items())]


def _line(stored: Mapping[str, object], marks: Sequence[Range]) -> Line:
    text, column, length = str(stored["text"]), number(stored["column"]), number(stored["length"])
    end = column + len(text)
    if end == length + 1 and any(mark[1] > end for mark in marks):
        text, end = text + "\n", end + 1
    return Line(
        number=number(stored["number"]),
        column=column,
        text=text,
        marks=tuple((a - column, b - column) for a, b in marks),
        before=column > 1,
        after=end <= length,
    )


def repair(finding: Finding) -> tuple[int, Part, str, str] | None:
    """Line number, text and replacement, what stands before and after; None where the text is not stored."""
    fix = finding.fix
    stored = {number(line["number"]): line for line in items(finding, "lines")}
    first, last = stored.get(finding.start.line), stored.get(finding.end.line)
    if fix is None or len(finding.spans) > 1 or len(finding.text) < len(finding.spans[0]) or not first or not last:
        return None
    before = str(first["text"])[: finding.start.column - number(first["column"])]
    after = str(last["text"])[finding.end.column - number(last["column"]) :]
    old, new = finding.text, fix.replacement
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    part = Part(old[head : len(old) - tail], new[head : len(new) - tail], same=False)
    return finding.start.line, part, before + old[:head], old[len(old) - tail :] + after


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    size = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    return min(len(one), len(other)) if size is None else size
