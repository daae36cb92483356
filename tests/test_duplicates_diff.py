"""The difference of two sides, in a form that stays small and loses nothing in silence."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from repetition import edited, prose

from checker.duplicates.diff import COMPARED, SHOWN, diff

TEXT = st.text(alphabet="春夏秋冬东西南北\n。,", max_size=200)


@given(TEXT, TEXT)
def test_short_sides_are_told_whole(drop: str, keep: str) -> None:
    ops = diff(drop, keep, 1)
    assert "".join(str(op["drop"]) for op in ops) == drop
    assert "".join(str(op["keep"]) for op in ops) == keep
    assert all(op["drop"] == op["keep"] for op in ops if op["op"] == "equal")
    assert all((op["op"] == "equal") != (after["op"] == "equal") for op, after in pairwise(ops))


@given(st.integers(0, 50), st.sampled_from([0.0, 0.01, 0.1, 0.6]), st.integers(1, 400))
def test_long_sides_are_bounded_and_every_character_is_counted(seed: int, share: float, size: int) -> None:
    drop = "\n".join(prose(seed + n, 3) for n in range(size // 8 + 1))
    ops = diff(drop, edited(drop, share, seed), 5)
    skipped = sum(int(str(op.get("characters", 0))) for op in ops)
    assert sum(len(str(op["drop"])) for op in ops) + skipped == len(drop)
    assert sum(len(str(op["drop"])) + len(str(op["keep"])) for op in ops) <= SHOWN
    for op in ops:
        if op["op"] == "skip":
            first, last = op["lines"]  # type: ignore[misc]
            assert 5 <= first <= last <= 5 + drop.count("\n")


def test_a_skip_names_its_lines() -> None:
    text = "\n".join(f"第{n}行,{prose(n, 2)}" for n in range(60))
    first, skip, last = diff(text, text, 10)
    assert (first["op"], skip["op"], last["op"]) == ("equal", "skip", "equal")
    assert skip["lines"][0] in (10, 11, 12)  # type: ignore[index]
    assert skip["lines"][1] in (67, 68, 69)  # type: ignore[index]


def test_an_island_of_equality_does_not_shred_the_view() -> None:
    ops = diff("开头相同甲乙的丙丁结尾相同", "开头相同戊己的庚辛结尾相同", 1)
    assert [op["op"] for op in ops] == ["equal", "replace", "equal"]


def test_sides_beyond_the_limit_are_cut_and_said_so() -> None:
    long = prose(1, 4000)
    assert len(long) > 2 * max(COMPARED)
    ops = diff(long, edited(long, 0.3, 2), 1)
    assert ops[-1]["op"] == "skip"
    assert len(ops) < 500


@given(st.integers(0, 50), st.sampled_from([0.1, 0.3, 0.6]))
def test_what_fewer_code_points_tell_is_what_both_sides_say(seed: int, share: float) -> None:
    drop = prose(seed, 900)
    keep = edited(drop, share, seed)
    assert len(keep) > min(COMPARED)
    shown = diff(drop, keep, 1)
    assert shown.pop()["op"] == "skip"
    if all(op["op"] != "skip" for op in shown):
        assert drop.startswith("".join(str(op["drop"]) for op in shown))
        assert keep.startswith("".join(str(op["keep"]) for op in shown))
