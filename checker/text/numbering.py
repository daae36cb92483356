"""Which of many documents number their paragraphs without a fault, as a quick look at their lines tells."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import numpy as np

from checker.batch import Batch
from checker.text.code import fenced_lines
from checker.text.joined import may_follow, shapes
from checker.text.markers import counts_inside, head_lines, head_number, inner_lines


def irregular(batch: Batch) -> list[int]:
    """The documents in which a number may not follow the one before it; meant for `Batch.shared`.

    All that are left out have none: in every list each number is one above the last, or begins a list that does not
    follow directly on one of its own kind.
    """
    lines = batch.shared(shapes).lines
    heads = head_lines(batch.points, lines.first, lines.starts)
    inner = inner_lines(batch.points, batch.line_starts)
    unsure: set[int] = set()
    for number, rows in _by_document(batch, inner):
        if number not in unsure and any(map(counts_inside, _texts(batch, rows))):
            unsure.add(number)
    for number, rows in _by_document(batch, heads):
        if number not in unsure and not _follow_on(batch, number, rows):
            unsure.add(number)
    return sorted(unsure)


def _by_document(batch: Batch, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Iterable[tuple[int, list[int]]]:
    numbers, _ = batch.lines_of(rows)
    for number, group in groupby(zip(numbers, rows.tolist(), strict=True), key=lambda pair: pair[0]):
        yield number, [row for _, row in group]


def _texts(batch: Batch, rows: Iterable[int]) -> Iterable[str]:
    """The lines without the white space around them."""
    lines = batch.shared(shapes).lines
    for row in rows:
        yield batch.text[lines.starts[row] : lines.ends[row]]


def _follow_on(batch: Batch, number: int, rows: list[int]) -> bool:
    fenced = fenced_lines(batch.documents[number])
    first = int(batch.first_lines[number])
    goes_on = batch.shared(may_follow)
    last: dict[tuple[str, str], int] = {}
    before: tuple[tuple[str, str], int] | None = None  # the list of the last number, and its line
    for row, text in zip(rows, _texts(batch, rows), strict=True):
        found = head_number(text) if row - first not in fenced else None
        if found is None:
            continue
        if goes_on[row]:
            return False  # it may be no paragraph of its own
        counter, value = found
        restarts = value == 1 and before is not None and before[0] == counter and _adjoin(batch, before[1], row)
        if restarts or (value != 1 and value != last.get(counter, -1) + 1):
            return False
        last[counter], before = value, (counter, row)
    return True


def _adjoin(batch: Batch, row: int, other: int) -> bool:
    """Whether only blank lines stand between two lines."""
    return not np.any(batch.shared(shapes).lines.first[row + 1 : other])
