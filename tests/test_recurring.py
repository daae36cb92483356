"""What occurs more than once, and loops that are loaded ahead."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from checker.errors import UsageError

recurring = pytest.importorskip("checker.duplicates.recurring", reason="Numba has no wheel here")

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(("together", "meeting"), [(1 << 25, 1 << 16), (1 << 25, 64), (1000, 64), (1, 2)])
def test_what_occurs_again_is_told_and_little_else(
    monkeypatch: pytest.MonkeyPatch, together: int, meeting: int
) -> None:
    monkeypatch.setattr(recurring, "_TOGETHER", together)
    monkeypatch.setattr(recurring, "_MEETING", meeting)
    made = np.random.default_rng(7)
    for count in (0, 1, 2, 5000):
        values = made.integers(0, 1 << 32, count, dtype=np.uint32)
        values[count // 2 : count // 2 + count // 5] = values[: count // 5]
        _, number, counts = np.unique(values, return_inverse=True, return_counts=True)
        again = recurring.recurring_mask(values)
        assert again[counts[number] > 1].all()
        assert again[counts[number] == 1].sum() <= 0.1 * count


def test_more_than_can_be_numbered_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recurring, "_NUMBERED", 3)
    assert recurring.recurring_mask(np.zeros(3, np.uint32)).all()
    with pytest.raises(UsageError, match="no more than 3 anchors"):
        recurring.recurring_mask(np.zeros(4, np.uint32))


AHEAD = """
import sys
from checker.duplicates.ahead import load_ahead
from checker.duplicates.stream import COMPILED_FROM
assert load_ahead(COMPILED_FROM - 1) is None and "numba" not in sys.modules
load_ahead(COMPILED_FROM).join()
assert "checker.duplicates.minhash" in sys.modules
"""


def test_loops_are_loaded_ahead_for_much_text_only() -> None:
    subprocess.run([sys.executable, "-c", AHEAD], check=True, cwd=ROOT)
