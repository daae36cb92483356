"""The join in a database: the pairs and crowds of the joins in memory, and nothing is left of it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from repetition import plan, rules, search

from checker import memory
from checker.duplicates import candidates, sketch, spilled
from checker.duplicates.options import NearParagraph
from checker.errors import UsageError

Table = NDArray[np.uint64]


def drawn(seed: int, bands: int, texts: int, kinds: int) -> Table:
    """Keys of which many agree, all 64 bits in use, and none in two bands."""
    draw = np.random.default_rng(seed)
    names = draw.permutation(np.unique(draw.integers(0, 2**64, 2 * bands * kinds, np.uint64)))[: bands * kinds]
    rows = names.reshape(bands, kinds)
    return np.take_along_axis(rows, draw.integers(0, kinds, (bands, texts)), axis=1)


def batches(keys: Table, size: int) -> Iterator[Table]:
    for first in range(0, keys.shape[1], size):
        yield np.ascontiguousarray(keys[:, first : first + size])


@given(
    st.integers(0, 10**6),
    st.integers(1, 5),
    st.integers(1, 80),
    st.integers(1, 60),
    st.integers(1, 9),
    st.integers(1, 40),
)
@settings(max_examples=60, deadline=None)
def test_pairs_and_crowds_are_those_of_the_joins_in_memory(
    seed: int, bands: int, texts: int, kinds: int, hot: int, size: int
) -> None:
    keys = drawn(seed, bands, texts, kinds)
    found = [value.tolist() for value in spilled.joined(batches(keys, size), texts, hot)]
    assert found == [value.tolist() for value in sketch.joined(keys.copy(), hot)]
    if find_spec("numba"):
        from checker.duplicates import join

        assert found == [value.tolist() for value in join.joined(keys.copy(), hot)]


def test_pairs_that_are_read_in_parts_are_those_of_one_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = drawn(7, 4, 300, 90)
    whole = spilled.joined([keys], 300, 3)
    monkeypatch.setattr(spilled, "_TOGETHER", 7)
    for one, other in zip(whole, spilled.joined(batches(keys, 11), 300, 3), strict=True):
        assert one.tolist() == other.tolist()


@pytest.mark.parametrize(
    "fast", [False, pytest.param(True, marks=pytest.mark.skipif(not find_spec("numba"), reason="no Numba"))]
)
def test_keys_are_the_same_whoever_makes_them(fast: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one batch or in several, by compiled loops or by datasketch."""
    draw = np.random.default_rng(3)
    ends = np.cumsum(draw.integers(1, 40, 30))
    starts = np.concatenate(([0], ends[:-1]))
    texts = candidates.Texts(draw.integers(0x4E00, 0x4E40, int(ends[-1])).astype(np.uint32), starts, ends)
    o = NearParagraph(**rules()["near-paragraph"]["options"])
    rows = sketch.signatures(texts.sets(o.shingle), o.permutations, o.seed)
    monkeypatch.setattr(candidates, "_BATCH", 7)
    made = np.concatenate(list(candidates._key_batches(texts, o, fast=fast)), axis=1)
    assert made.tolist() == sketch.band_keys(rows, o.bands, o.rows).tolist()


def test_nothing_is_left_of_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When it is done, when the keys end with an exception, and when the disk is full."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    seen: list[str] = []

    def broken() -> Iterator[Table]:
        yield drawn(1, 3, 50, 9)
        seen.extend(path.name for path in tmp_path.rglob("*"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        spilled.joined(broken(), 100, 5)
    assert any(name.startswith("bands.duckdb") for name in seen)
    assert list(tmp_path.iterdir()) == []
    spilled.joined([drawn(1, 3, 50, 9)], 50, 5)
    assert list(tmp_path.iterdir()) == []


def test_more_than_fits_the_budget_is_joined_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits are those that the budget gives, and a small one changes nothing."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    keys = drawn(2, 4, 60_000, 40_000)
    with memory.budget(512 << 20), spilled._database() as database:
        told = dict(database.execute("SELECT name, value FROM duckdb_settings()").fetchall())
        assert told["memory_limit"] == "128.0 MiB"
        assert Path(told["temp_directory"]).parent == tmp_path
    monkeypatch.setattr(spilled, "_COUNTED", 1 << 11)  # so that keys are counted in parts
    with memory.budget(1):
        assert len(list(spilled._parts(keys.size))) == 8
        small = spilled.joined(batches(keys, 10_000), 60_000, 8)
    assert [value.tolist() for value in small] == [value.tolist() for value in sketch.joined(keys, 8)]


def test_what_the_database_cannot_do_is_told_with_what_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spilled, "_SMALL", "SELECT no_such_column FROM bands WHERE key > {hot}")
    with pytest.raises(UsageError, match="near-duplicate paragraphs") as caught:
        spilled.joined([drawn(1, 2, 10, 3)], 10, 2)
    assert "TMPDIR" in caught.value.hint


def test_one_text_and_none_have_no_pairs() -> None:
    assert [value.tolist() for value in spilled.joined([np.ones((3, 1), np.uint64)], 1, 5)] == [[], [0]]
    assert [value.tolist() for value in spilled.joined([], 0, 5)] == [[], []]
    assert search(["一"], plan("near-paragraph", engine="duckdb")).hits == ()
