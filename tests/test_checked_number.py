"""Check digits: a right number is found, and a slip of one digit is not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checker.detectors.checked_number import passes_luhn, passes_weights
from checker.rulebook import load

CARD = next(rule for rule in load() if rule.name == "identity-card").options
WEIGHTS = [int(str(weight)) for weight in CARD["weights"]]  # type: ignore[attr-defined]
CHECK = str(CARD["check"])
DIGITS = st.text("0123456789", min_size=17, max_size=17)


def luhn_digit(body: str) -> str:
    return next(d for d in "0123456789" if passes_luhn(body + d))


@given(DIGITS, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_breaks_an_identity_number(body: str, place: int, shift: int) -> None:
    """Exactly one last character fits, and no longer when another digit changes."""
    fitting = [last for last in "0123456789X" if passes_weights(body + last, WEIGHTS, CHECK)]
    assert len(fitting) == 1
    wrong = body[:place] + str((int(body[place]) + shift) % 10) + body[place + 1 :]
    assert not passes_weights(wrong + fitting[0], WEIGHTS, CHECK)


@given(DIGITS.filter(lambda digits: len(set(digits)) > 1), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_breaks_a_card_number(body: str, place: int, shift: int) -> None:
    """Luhn finds every slip of a single digit."""
    wrong = body[:place] + str((int(body[place]) + shift) % 10) + body[place + 1 :]
    assert not passes_luhn(wrong + luhn_digit(body))


def test_what_is_no_number_passes_nothing() -> None:
    """Too short, letters inside, one digit repeated."""
    assert not passes_weights("12345", WEIGHTS, CHECK)
    assert not passes_weights("1" * 16 + "xx", WEIGHTS, CHECK)
    assert not passes_luhn("0" * 16)
    assert not passes_luhn("4111x111")
