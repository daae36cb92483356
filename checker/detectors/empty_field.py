"""Fields of a form (telephone, author, address) that were left without a value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from checker.allowed import Regex
from checker.detectors import View, detector
from checker.finding import Hit
from checker.patterns import compiled


@detector("empty-field")
def empty_field(view: View, *, empty: Annotated[Regex, "name"], field: Regex, longest_value: int) -> Iterator[Hit]:
    """Lines that match `empty`, a field's name without a value.

    The next line that is not blank holds the value, unless it is a `field` of its own or longer than `longest_value`.
    """
    lines = view.document.lines
    for number in view.line_numbers():
        match = compiled(empty).search(lines.text(number))
        if not match:
            continue
        following = (lines.text(n).strip() for n in range(number + 1, len(lines)))
        value = next(filter(None, following), "")
        if not value or len(value) > longest_value or compiled(field).search(value):
            start = int(lines.starts[number])
            yield Hit(start + match.start("name"), start + match.end("name"))
