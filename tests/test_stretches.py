"""Overlaps answered by search are those that comparing every pair gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checker.document import SecretTexts, redacted
from checker.text.stretches import Barred, Taken

Stretches = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: (min(pair), max(pair))))


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


@given(Stretches, Stretches)
def test_barred_stretches_meet_what_overlaps_one_of_them(
    barred: list[tuple[int, int]], asked: list[tuple[int, int]]
) -> None:
    known = Barred(barred)
    for stretch in asked:
        assert known.meets(*stretch) == any(_overlap(stretch, one) for one in barred)


@given(Stretches)
def test_taken_stretches_never_overlap(stretches: list[tuple[int, int]]) -> None:
    taken, kept = Taken(), []
    for start, end in stretches:
        free = start < end and not any(_overlap((start, end), one) for one in kept)
        assert taken.take(start, end) == free
        if free:
            kept.append((start, end))


def test_secrets_are_masked_in_what_they_stand_in_and_in_what_is_part_of_them() -> None:
    secrets = SecretTexts(["10.20.30.40", "anna@example.org"])
    said = "from 10.20.30.40 by anna@example.org twice 10.20.30.40"
    shown = secrets.masked(said)
    assert "10.20.30.40" not in shown and "anna@example.org" not in shown
    assert shown.startswith("from ") and len(shown) == len(said)
    assert secrets.masked("example.org") == redacted("example.org")
    assert secrets.masked("nothing here") == "nothing here"
