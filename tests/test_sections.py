"""Repeated sections: found through re-wrapping and edits, told once, with the way back to the raw text."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from repetition import SEEDS, SHARED, documents, edited, plan, prose, search, wrap

from checker.document import Document
from checker.duplicates import CorpusHit, find, kernels
from checker.duplicates.align import anchored, candidates
from checker.duplicates.options import RepeatedSection
from checker.duplicates.sections import aligned
from checker.duplicates.seeds import find_seeds
from checker.duplicates.stream import Stream

KIND = "repeated-section"


def options(**changed: object) -> RepeatedSection:
    return RepeatedSection(**plan(KIND, **changed).options)  # type: ignore[arg-type]


def lines_of(hits: list[CorpusHit]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """(dropped, kept) line ranges of every hit, 1-based."""
    return [
        ((hit.hit.values["start"], hit.hit.values["end"]), (hit.hit.values["kept_start"], hit.hit.values["kept_end"]))  # type: ignore[misc]
        for hit in hits
    ]


@pytest.mark.parametrize("share", [0.0, 0.02, 0.05, 0.1])
@pytest.mark.parametrize("seed", range(5))
def test_a_rewrapped_and_edited_copy_is_one_finding(share: float, seed: int) -> None:
    body = prose(seed, 40)
    copy = edited(body, share, seed)
    text = f"{wrap(body, [40])}\n{prose(seed + 100, 30)}\n{wrap(copy, [23, 61, 37])}\n{prose(seed + 200, 10)}"
    found = search([text], KIND)
    assert len(found.hits) == 1
    hit = found.hits[0]
    kept = hit.related[0]
    start = text.index(wrap(copy, [23, 61, 37]))
    assert abs(hit.hit.start - start) <= 12
    assert abs(hit.hit.end - (start + len(wrap(copy, [23, 61, 37])))) <= 12
    assert (kept.document, kept.role, kept.measure) == (0, "kept", "aligned")
    assert abs(kept.start) <= 12
    assert abs(kept.end - len(wrap(body, [40]))) <= 12


def test_short_latin_copies_with_edits_strewn_all_over_are_found() -> None:
    """One letter in seven is another one, is gone, or has company: of 32 copies no more than two are missed."""
    missed = 0
    for seed in range(32):
        draw = Random(seed)
        words = ["".join(draw.choice("abcdefghilmnoprstu") for _ in range(draw.randint(2, 9))) for _ in range(400)]
        before, body, after = (" ".join(words[a:b]) for a, b in ((0, 200), (200, 290), (290, 400)))
        letters = str.maketrans({n: chr(97 + n % 26) for n in range(0x6E00, 0x7E00)})
        copy = edited(body, 1 / 7, seed).translate(letters)
        missed += not search([f"{before}\n{body}", f"{copy}\n{after}"], KIND).hits
    assert missed <= 2


def test_a_copy_whose_path_drifts_far_is_one_finding() -> None:
    """Every 25th symbol is gone: at the end the copy is sixty behind."""
    body = prose(9, 80)[:1500]
    copy = "".join(char for at, char in enumerate(body) if at % 25 != 24)
    found = search([f"{prose(111, 12)}\n{body}", f"{prose(112, 12)}\n{copy}"], KIND)
    assert len(found.hits) == 1
    assert found.hits[0].hit.end - found.hits[0].hit.start >= 0.95 * len(copy)


def test_a_copy_with_a_sentence_put_in_is_one_finding() -> None:
    body, new = prose(10, 14), "另有一句是后来才写进去的话与别处都不相同而且不短"
    copy = f"{body[:170]}{new}{body[170:]}"
    found = search([f"{prose(113, 12)}\n{body}", f"{prose(114, 12)}\n{copy}"], KIND)
    assert len(found.hits) == 1
    assert found.hits[0].hit.end - found.hits[0].hit.start >= 0.9 * len(copy)


def test_a_copy_in_the_other_script_is_found() -> None:
    simplified = "东门内外的书画铺子还开着,乐师们每晚在厅里练习。" + prose(3, 12)
    pairs = {
        "东": "東",
        "门": "門",
        "内": "內",
        "书": "書",
        "画": "畫",
        "铺": "鋪",
        "还": "還",
        "开": "開",
        "乐": "樂",
        "师": "師",
    }
    traditional = "".join(pairs.get(char, char) for char in simplified)
    found = search([simplified, traditional], KIND)
    assert [hit.document for hit in found.hits] == [1]


def test_n_copies_are_n_minus_1_findings_against_one_kept_side() -> None:
    body = prose(1, 30)
    texts = [f"{prose(10 + n, 20)}\n{edited(body, 0.03, n)}\n{prose(50 + n, 20)}" for n in range(8)]
    found = search(texts, KIND)
    assert len(found.hits) == 7
    assert len({(hit.related[0].document, hit.related[0].start) for hit in found.hits}) == 1
    assert len(found.clusters) == 1
    assert len(found.clusters[0].members) == 8


def test_the_side_with_fewer_other_findings_stays() -> None:
    body = prose(2, 30)
    texts = [f"{prose(11, 20)}\n{body}", f"{body}\n{prose(12, 20)}"]
    first = search(texts, KIND)
    other = search(texts, KIND, damage=lambda document, *_: 5 if document == 0 else 1)
    assert [hit.document for hit in first.hits] == [1]
    assert [hit.document for hit in other.hits] == [0]


def test_copies_in_a_row_and_a_text_that_repeats_itself() -> None:
    body = wrap(prose(4, 20), [50])
    assert len(search([f"{body}\n{body}\n{body}"], KIND).hits) == 2
    assert len(search(["项目名称已经核对无误请签字\n" * 80], KIND).hits) == 1
    assert search([""], KIND).hits == ()


def test_a_part_of_a_copied_text_is_measured_against_what_stays() -> None:
    body, part = prose(5, 120), prose(5, 120)[600:1200]
    texts = [body, edited(body, 0.01, 1), f"{prose(61, 30)}\n{part}\n{prose(62, 30)}"]
    found = search(texts, KIND)
    assert sorted(hit.document for hit in found.hits) == [1, 2]
    assert {hit.related[0].document for hit in found.hits} == {0}


@pytest.mark.parametrize("seed", range(4))
def test_every_hit_reaches_its_measure_and_lies_in_its_document(seed: int) -> None:
    body = prose(seed, 60)
    texts = [f"{prose(70 + n, 15)}\n{edited(body, 0.04 * n, n)[: 400 + 90 * n]}\n{prose(80 + n, 15)}" for n in range(5)]
    least = options().min_ratio
    found = search(texts, KIND)
    assert found.hits
    for hit in found.hits:
        kept = hit.related[0]
        one, other = texts[hit.document][hit.hit.start : hit.hit.end], texts[kept.document][kept.start : kept.end]
        streams = [Stream(documents(side)) for side in (one, other)]
        value = aligned(*(stream.text(0, len(stream.symbols)) for stream in streams))
        assert value >= least
        assert kept.similarity == pytest.approx(value, abs=0.02)


def test_the_order_of_documents_changes_only_which_copy_stays() -> None:
    body = prose(6, 40)
    texts = [f"{prose(90 + n, 15)}\n{edited(body, 0.02, n)}" for n in range(4)] + [prose(99, 30)]
    forward, backward = search(texts, KIND), search(texts[::-1], KIND)
    assert [hit.document for hit in forward.hits] == [1, 2, 3]
    assert [hit.document for hit in backward.hits] == [2, 3, 4]


def test_anchors_point_to_equal_text_before_them() -> None:
    o = options()
    texts = [prose(7, 30), f"{prose(8, 30)}{prose(7, 30)}", "the quick brown fox jumps over the lazy dog " * 3]
    stream = Stream(documents(*texts))
    seeds = find_seeds(stream.symbols, stream.starts, o)
    linked = np.flatnonzero(seeds.previous >= 0)
    assert len(linked) > 20
    for place in linked.tolist():
        here, there = int(seeds.where[place]), int(seeds.where[seeds.previous[place]])
        assert there < here
        assert stream.text(here, here + o.gram) == stream.text(there, there + o.gram)


@given(
    st.lists(st.text(alphabet="学习总结ab1、\n", max_size=60).map(lambda text: text * 3), max_size=6),
    st.sampled_from([(8, 20, 6), (3, 5, 4), (2, 2, 1)]),
)
@settings(deadline=None)
def test_machine_code_finds_the_same_anchors(texts: list[str], sizes: tuple[int, int, int]) -> None:
    pytest.importorskip("numba", reason="Numba has no wheel here")
    o = options(gram=sizes[0], gram_latin=sizes[1], window=sizes[2], crowd=4)
    stream = Stream(documents(*texts))
    plain, fast = (find_seeds(stream.symbols, stream.starts, o, fast=fast) for fast in (False, True))
    assert [plain.where.tolist(), plain.previous.tolist(), plain.links.tolist(), plain.capped] == [
        fast.where.tolist(), fast.previous.tolist(), fast.links.tolist(), fast.capped,
    ]  # fmt: skip


def test_machine_code_and_python_find_the_same() -> None:
    """In a process of its own, because compiling cannot be undone."""
    program = """
import sys; sys.path.insert(0, "tests")
from repetition import documents, edited, plan, prose
from checker.duplicates import kernels
from checker.duplicates.align import anchored, candidates
from checker.duplicates.extract import extract
from checker.duplicates.options import RepeatedSection
from checker.duplicates.sections import find_sections
from checker.duplicates.stream import Stream
texts = [prose(n % 7, 60)[n * 20:] + edited(prose((n + 3) % 7, 30), 0.05, n) for n in range(30)] + ["名单已核对" * 200]
stream = Stream(documents(*texts))
o = RepeatedSection(**plan("repeated-section").options)
every = extract(stream, stream.lines.length > 0)
seeds = anchored(stream.symbols, stream.starts, o)
plain, settled = candidates(stream.symbols, stream.starts, seeds, o), find_sections(every, seeds, o)
assert not kernels.compiled() and len(plain) > len(settled) > 20
kernels.compile_all()
again = anchored(stream.symbols, stream.starts, o)
assert candidates(stream.symbols, stream.starts, again, o) == plain
again = find_sections(every, again, o)
assert again == settled and [pair.cluster for pair in again] == [pair.cluster for pair in settled]
"""
    root = Path(__file__).resolve().parents[1]
    run = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the labelled pages are not here")
def test_the_labelled_page_has_one_repeated_section_and_the_clean_copy_stays() -> None:
    path = next(SEEDS.glob("000*.txt"))
    document = Document(id=path.name, data=path.read_bytes(), source=path.name)
    labels = [json.loads(row) for row in next((SHARED / "gold").glob("000*.jsonl")).read_text("utf-8").splitlines()]
    spans = [
        int(document.lines.starts[row["line"] - 1]) + row["col"] - 1
        for row in labels
        if "duplicate" not in row["category"] and row["severity"] != "info" and row["line"] == row["end_line"]
    ]
    kinds = [plan(kind) for kind in ("repeated-document", KIND, "exact-paragraph", "near-paragraph")]
    found = find([document], kinds, lambda _, start, end: sum(start <= at < end for at in spans))
    sections = [hit for hit in found.hits if hit.rule == KIND]
    assert lines_of(sections) == [((78, 90), (91, 99))]
    assert sections[0].related[0].similarity == 1.0
    paragraphs = [hit for hit in found.hits if hit.rule != KIND]
    assert [(hit.rule, hit.hit.values["start"]) for hit in paragraphs] == [("exact-paragraph", 157)]


def test_kernels_have_one_name_each() -> None:
    assert all(callable(getattr(kernels, name)) for name in kernels._NAMES)
    nothing = np.empty(0, np.uint32), np.zeros(1, np.int64)
    assert candidates(*nothing, anchored(*nothing, options()), options()) == []


def test_matches_that_are_all_too_short_are_no_section() -> None:
    words = "you should have received a copy of this notice along with the program"
    for length in range(16, len(words), 3):
        texts = [f"{prose(1, 12)}\n{words[:length]}", f"{prose(2, 12)}\n{words[:length]}"]
        assert search(texts, KIND).hits == ()
