"""What a rule refers to can be looked up: an address, a standard's designation, or a book's number."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from checker import rulebook

DESIGNATION = re.compile(r"(?:GB|GB/T|ISO|ISO/IEC) \d{2,6}(?:[.-]\d{1,4})*")
ISBN = re.compile(r"ISBN (?:97[89]-)?(?:\d+-){3}[\dX]")


def is_address(reference: str) -> bool:
    parts = urlsplit(reference)
    known = parts.scheme == "https" and re.fullmatch(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", parts.netloc)
    return bool(known) and not re.search(r"[\s<>\"]", reference)


def can_be_looked_up(reference: str) -> bool:
    return any((is_address(reference), DESIGNATION.fullmatch(reference), ISBN.fullmatch(reference)))


def test_every_reference_can_be_looked_up() -> None:
    """No rule of the rulebook points to anything else, or twice to the same."""
    rules = rulebook.load()
    assert [r for rule in rules for r in rule.references if not can_be_looked_up(r)] == []
    assert [rule.name for rule in rules if len(set(rule.references)) < len(rule.references)] == []
    assert sum(bool(rule.references) for rule in rules) > len(rules) / 2


def test_what_cannot_be_looked_up_is_told() -> None:
    """The check itself knows a reference from words about one."""
    assert can_be_looked_up("https://example.org/a#b")
    assert can_be_looked_up("GB/T 15834-2011")
    assert can_be_looked_up("ISBN 978-3-16-148410-0")
    for reference in ("http://example.org/", "https://localhost/", "https://example.org/a b", "a book", "GB/T"):
        assert not can_be_looked_up(reference)
