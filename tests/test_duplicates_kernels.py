"""The compiled loops: bit for bit what the plain ones and datasketch say, on any text."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.document import Document
from checker.duplicates import postings, shingles, sketch
from checker.duplicates.candidates import Texts
from checker.duplicates.exact import label
from checker.duplicates.extract import as_ranges, extract
from checker.duplicates.normalise import normalise
from checker.duplicates.shingles import shingle_hash
from checker.duplicates.stream import Stream

folding = pytest.importorskip("checker.duplicates.folding", reason="Numba has no wheel here")
from checker.duplicates import anchoring, join, minhash, recurring  # noqa: E402 - they need Numba

ROOT = Path(__file__).resolve().parents[1]
ANY = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)
MIXED = st.text(alphabet="學學总结計劃ab1éxué()（）。 、𠮷😀\r\nＡ㈠e\N{COMBINING ACUTE ACCENT}", max_size=120)
WORDS = st.lists(
    st.sampled_from(["把水送到每一块田里", "修路", "the ferry leaves ", "twice", "ā", "𠮷𠮷𠮷", "一"]), max_size=14
)


def buffer(texts: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    parts = [text.encode() for text in texts]
    ends = np.cumsum([0, *map(len, parts)])
    return np.frombuffer(b"".join(parts), np.uint8), ends[:-1], ends[1:]


def texts_of(texts: list[str]) -> Texts:
    symbols, bounds = folding.fold_utf8(*buffer(texts))
    return Texts(symbols, bounds[:-1], bounds[1:])


@given(st.lists(st.one_of(ANY, MIXED), max_size=6))
def test_bytes_fold_as_the_string_does(texts: list[str]) -> None:
    symbols, bounds = folding.fold_utf8(*buffer(texts))
    for number, text in enumerate(texts):
        assert symbols[bounds[number] : bounds[number + 1]].tolist() == normalise(text).symbols.tolist()


@pytest.mark.parametrize(
    "text",
    [
        "學(xué)校",
        "学校（xiao）",
        "想(xiang)象",
        "学(abc)",
        "学(zhuangszz)",
        "学(zhuangszzz)",
        "学()",
        "学(xué",
        "(xué)",
        "学(ｘ)",
    ],
)
def test_pinyin_marks_fold_as_the_string_does(text: str) -> None:
    symbols, _ = folding.fold_utf8(*buffer([text]))
    assert symbols.tolist() == normalise(text).symbols.tolist()


@given(st.one_of(ANY, MIXED, st.text("学(（)）xuéŪ a\u030c\U0002070e", max_size=20)))
def test_symbols_stand_where_the_string_has_them(text: str) -> None:
    """The places that compiled loops find are those of the string."""
    symbols, _ = folding.fold_utf8(*buffer([text]))  # teaches the table
    assert len(symbols) == len(folding.positions_utf8(text.encode()))
    assert folding.positions_utf8(text.encode()).tolist() == normalise(text).positions.tolist()


@given(st.lists(st.one_of(ANY, MIXED, st.text("学校(xué)。\n\r a", max_size=30)), max_size=5))
def test_a_stream_is_the_same_by_either_way(texts: list[str]) -> None:
    """Symbols, documents, lines and the way back to the text do not depend on who folds."""
    documents = [Document.from_text(text.replace("\0", "")) for text in texts]
    plain, machine = Stream(documents), Stream(documents, compiled_from=0)
    assert not plain.compiled
    assert machine.compiled
    assert machine.symbols.tolist() == plain.symbols.tolist()
    assert machine.starts.tolist() == plain.starts.tolist()
    for name in ("document", "line", "start", "end", "han"):
        assert getattr(machine.lines, name).tolist() == getattr(plain.lines, name).tolist()
    for start, end in zip(plain.lines.start.tolist(), plain.lines.end.tolist(), strict=True):
        assert machine.raw(start, end) == plain.raw(start, end)


@given(st.lists(st.text("ab一\U0002070e", max_size=4), max_size=40), st.data())
def test_an_extract_knows_where_its_symbols_stand(texts: list[str], data: st.DataObject) -> None:
    """Its symbols are those of the chosen lines outside the stretches, document by document, each with its place."""
    stream = Stream([Document.from_text(text.replace("b", "\n")) for text in texts])
    size, count = len(stream.symbols), len(stream.lines)
    chosen = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)), np.bool_)
    ends = data.draw(st.lists(st.tuples(st.integers(0, size), st.integers(0, size)), max_size=3))
    without = [(min(pair), max(pair)) for pair in ends]
    found = extract(stream, chosen, as_ranges(without))
    kept = [
        at
        for row in np.flatnonzero(chosen)
        for at in range(stream.lines.start[row], stream.lines.end[row])
        if not any(first <= at < past for first, past in without)
    ]
    assert found.symbols.tolist() == stream.symbols[kept].tolist()
    assert [sum(at < start for at in kept) for start in stream.starts.tolist()] == found.starts.tolist()
    if kept:
        assert found.origin(np.arange(len(kept))).tolist() == kept


@given(st.lists(st.one_of(MIXED, st.sampled_from(["一二", "一二三", "二一", "aab", "aba"])), max_size=40))
@settings(deadline=None)
def test_equal_lines_have_one_label_by_either_way(texts: list[str]) -> None:
    documents = [Document.from_text(text.replace("\0", "")) for text in texts]
    plain, machine = Stream(documents), Stream(documents, compiled_from=0)
    expected: dict[str, int] = {}
    words = [plain.text(start, end) for start, end in zip(plain.lines.start, plain.lines.end, strict=True)]
    numbers = [expected.setdefault(word, len(expected)) for word in words]
    assert label(plain, plain.lines).tolist() == numbers
    assert label(machine, machine.lines).tolist() == numbers


@given(st.binary(max_size=40))
def test_bytes_that_are_no_text_do_no_harm(data: bytes) -> None:
    symbols, bounds = folding.fold_utf8(np.frombuffer(data, np.uint8), np.array([0]), np.array([len(data)]))
    assert len(symbols) == bounds[1] <= len(data)


@given(st.lists(st.one_of(ANY, MIXED, WORDS.map("".join)), min_size=1, max_size=5), st.sampled_from([1, 7]))
@settings(deadline=None)
def test_signatures_are_those_of_datasketch(texts: list[str], seed: int) -> None:
    from datasketch import MinHash

    folded = texts_of(texts)
    rows = minhash.signatures(folded.symbols, folded.start, folded.end, 5, *sketch.permutations(128, seed))
    for number, text in enumerate(texts):
        points = normalise(text).symbols.tolist()
        grams = [points[i : i + 5] for i in range(max(1, len(points) - 4))] if points else []
        one = MinHash(128, seed=seed, scheme="affine32", hashfunc=shingle_hash)
        one.update_batch(grams)
        assert rows[number].tolist() == one.hashvalues.tolist()


@given(st.lists(st.one_of(ANY, MIXED), min_size=1, max_size=6), st.sampled_from([1, 2, 1024]))
@settings(deadline=None)
def test_keys_from_bytes_are_those_from_symbols_whatever_the_batch(texts: list[str], batch: int) -> None:
    folded, raw = texts_of(texts), buffer(texts)
    parameters = 5, *sketch.permutations(128, 1), 21, 6
    whole = minhash.band_keys(folded.symbols, folded.start, folded.end, *parameters)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(minhash, "_BATCH", batch)
        assert minhash.raw_band_keys(*raw, *parameters).tolist() == whole.tolist()
        assert minhash.band_keys(folded.symbols, folded.start, folded.end, *parameters).tolist() == whole.tolist()


@given(st.lists(st.one_of(MIXED, WORDS.map("".join)), min_size=2, max_size=12))
@settings(deadline=None)
def test_sets_bands_and_pairs_are_those_of_the_plain_loops(texts: list[str]) -> None:
    folded = texts_of([text for text in texts if len(normalise(text).symbols)] or ["一", "二"])
    sets = folded.sets(5)
    fast = folded.sets(5, fast=True)
    assert fast.keys.tolist() == sets.keys.tolist()
    assert fast.bounds.tolist() == sets.bounds.tolist()
    a, b = sketch.permutations(128, 1)
    for bands, rows in ((21, 6), (32, 4), (128, 1)):
        keys = minhash.band_keys(folded.symbols, folded.start, folded.end, 5, a, b, bands, rows)
        plain = sketch.band_keys(sketch.signatures(sets, 128, 1), bands, rows)
        assert keys.tolist() == plain.tolist()
        for hot in (2, 64):
            for one, other in zip(join.joined(keys.copy(), hot), sketch.joined(plain, hot), strict=True):
                assert one.tolist() == other.tolist()
    one, other = np.triu_indices(len(folded), 1)
    counts = np.empty(len(one), np.int64)
    minhash.count_shared(sets.keys, sets.bounds, one, other, np.zeros_like(counts), counts)
    exact = sets.shared(one, other)
    assert counts.tolist() == exact.tolist()
    needed = np.minimum(sets.sizes[one], sets.sizes[other]) // 2
    minhash.count_shared(sets.keys, sets.bounds, one, other, needed, counts)
    enough = exact >= needed
    assert counts[enough].tolist() == exact[enough].tolist()
    assert (counts[~enough] < needed[~enough]).all()


@given(
    st.lists(st.one_of(MIXED, WORDS.map("".join)), min_size=1, max_size=12),
    st.sampled_from([(8, 20, 4), (2, 3, 2), (5, 12, 1)]),
    st.sampled_from([0.3, 0.5, 0.9]),
    st.sampled_from([1, 3, 64]),
)
@settings(deadline=None)
def test_anchors_and_posting_lists_are_those_of_the_plain_loops(
    texts: list[str], grams: tuple[int, int, int], share: float, hot: int
) -> None:
    folded = texts_of([text for text in texts if len(normalise(text).symbols)] or ["一"])
    where = folded.symbols, folded.start, folded.end
    plain, fast = shingles.gram_sets(*where, *grams), anchoring.gram_sets(*where, *grams)
    assert fast.keys.tolist() == plain.keys.tolist()
    assert fast.bounds.tolist() == plain.bounds.tolist()
    few = anchoring.gram_sets(*where, *grams, every=3)
    assert few.keys.tolist() == plain.sample(3).keys.tolist()
    proposed = postings.propose(plain, share, hot)
    again, totals = recurring.recurring_sets(*where, *grams)
    assert totals.tolist() == plain.sizes.tolist()
    for found in (anchoring.propose(plain, share, hot), anchoring.propose(again, share, hot, totals)):
        assert [part.tolist() for part in found] == [part.tolist() for part in proposed]


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 9), max_size=300), st.integers(1, 3))
def test_sorting_is_by_all_bits_within_the_lower_ones(values: list[int], passes: int) -> None:
    keys, order = join.sort(np.array(values, np.uint64), passes)
    mask = (1 << 11 * passes) - 1
    expected = sorted(range(len(values)), key=lambda i: (values[i] & mask, values[i]))
    assert order.tolist() == expected
    assert keys.tolist() == [values[i] for i in expected]


PROGRAM = """
import numpy as np
from checker.duplicates.folding import fold_utf8
symbols, _ = fold_utf8(np.frombuffer("總結".encode(), np.uint8), np.array([0]), np.array([6]))
assert bytes(symbols).decode("utf-32-le") == "总结"
"""


def run_with_cache(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_compiled_loops_are_kept_in_the_folder_that_is_named_and_a_damaged_one_is_done_without(tmp_path: Path) -> None:
    first = run_with_cache(tmp_path)
    assert first.returncode == 0, first.stderr
    kept = [*tmp_path.rglob("*.nbi"), *tmp_path.rglob("*.nbc")]
    assert kept
    for file in kept:
        file.write_bytes(b"no such thing")
    again = run_with_cache(tmp_path)
    assert again.returncode == 0, again.stderr


def test_old_states_of_the_cache_are_forgotten(tmp_path: Path) -> None:
    folder = tmp_path / "corpus-checker" / "compiled"
    for number in range(12):
        (folder / f"state{number}").mkdir(parents=True)
        os.utime(folder / f"state{number}", (number, number))
    environment = {key: value for key, value in os.environ.items() if key != "NUMBA_CACHE_DIR"}
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env={**environment, "XDG_CACHE_HOME": str(tmp_path)}, check=False
    )
    assert run.returncode == 0
    left = {one.name for one in folder.iterdir()}
    assert len(left) == 8
    assert {f"state{number}" for number in range(5, 12)} < left


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where a folder should be", encoding="utf-8")
    blocked.chmod(stat.S_IRUSR)
    run = run_with_cache(blocked / "cache")
    assert run.returncode == 0, run.stderr
    assert not list((ROOT / "checker" / "duplicates").rglob("*.nbi"))
