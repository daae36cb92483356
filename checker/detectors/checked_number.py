"""Numbers that carry a check digit: identity cards, bank cards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.allowed import Digits, Regex
from checker.detectors import View, detector
from checker.finding import Hit
from checker.patterns import compiled


@detector("checked-number")
def checked_number(
    view: View,
    *,
    patterns: Sequence[Regex],
    weights: Sequence[Digits] = (),
    check: str = "",
    luhn: bool = False,
) -> Iterator[Hit]:
    """Matches of `patterns` whose check digit is right; what is no letter or digit does not count.

    `weights` multiply the digits before the last; their sum modulo the length of `check` names the last character in
    it.  `luhn`: every second digit from the right is doubled, and the sum of all digits ends in 0.
    """
    factors = [int(weight) for weight in weights]
    for number in view.line_numbers():
        line = view.document.lines.text(number)
        offset = int(view.document.lines.starts[number])
        reach = 0
        for match in sorted((m for p in patterns for m in compiled(p).finditer(line)), key=lambda m: m.start()):
            digits = "".join(filter(str.isalnum, match[0]))
            right = passes_luhn(digits) if luhn else passes_weights(digits, factors, check)
            if right and match.start() >= reach:
                reach = match.end()
                yield Hit(offset + match.start(), offset + match.end())


def passes_weights(digits: str, weights: Sequence[int], check: str) -> bool:
    """Whether the last character is the one the weighted sum of the others names."""
    body, last = digits[:-1], digits[-1:].upper()
    if not check or len(body) != len(weights) or not body.isdecimal():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return check[total % len(check)] == last


def passes_luhn(digits: str) -> bool:
    """Whether a number ends in its Luhn check digit; a run of one digit does not count."""
    if not digits.isdecimal() or len(set(digits)) < 2:
        return False
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0
