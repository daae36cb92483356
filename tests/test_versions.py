"""Versions of one text: told once, with the share in common, and nothing that merely has the same frame."""

from __future__ import annotations

import numpy as np
import pytest
from repetition import documents, edited, plan, prose, search

from checker.document import Document
from checker.duplicates import find
from checker.duplicates.extract import extract
from checker.duplicates.normalise import normalise
from checker.duplicates.options import DocumentVersion
from checker.duplicates.stream import Stream
from checker.duplicates.versions import Versions

KIND = "document-version"
WHOLE = (KIND, "repeated-document", "repeated-section", "exact-paragraph", "near-paragraph", "boilerplate-line")


def lines(seed: int, count: int) -> list[str]:
    return [prose(1000 * seed + number, 3) for number in range(count)]


def revised(seed: int, kept: int, of: int) -> tuple[str, str]:
    """Two texts of as many lines, the first `kept` of them the same but for a few characters."""
    own = lines(seed, of)
    new = [edited(line, 0.02, number) for number, line in enumerate(own[:kept])] + lines(seed + 50, of - kept)
    return "\n".join(own), "\n".join(new)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kept", [13, 16, 18])
def test_two_versions_are_one_finding_that_states_the_share(kept: int, seed: int) -> None:
    found = search(revised(seed, kept, 20), *WHOLE)
    assert [(hit.rule, hit.document) for hit in found.hits] == [(KIND, 1)]
    side = found.hits[0].related[0]
    assert side.measure == "shared"
    assert side.similarity == pytest.approx(kept / 20, abs=0.12)
    assert [cluster.kind for cluster in found.clusters] == ["document"]


def test_less_than_half_is_told_as_what_it_is() -> None:
    found = search(revised(1, 6, 20), *WHOLE)
    assert {hit.rule for hit in found.hits} == {"repeated-section"}


def test_what_a_version_has_from_elsewhere_is_still_told() -> None:
    old, new = revised(2, 14, 20)
    other = f"{prose(71, 60)}\n{new.splitlines()[18]}"
    found = search([old, new, other], *WHOLE)
    assert [(hit.rule, hit.document) for hit in found.hits] == [(KIND, 1), ("exact-paragraph", 2)]


def test_twins_find_each_other_before_their_cousins() -> None:
    frame = lines(7, 12)
    pages = ["\n".join([*frame, *lines(80 + number, 8)]) for number in range(3)]
    texts = [text for number, page in enumerate(pages) for text in (page, edited(page, 0.04, number))]
    found = search(texts, KIND)
    assert [(hit.document, hit.related[0].document) for hit in found.hits] == [(1, 0), (3, 2), (5, 4)]


def test_a_frame_that_many_pages_share_makes_no_versions() -> None:
    frame = lines(9, 12)
    texts = ["\n".join([*frame, *lines(100 + number, 8)]) for number in range(12)]
    assert search(texts, KIND).hits == ()


def test_the_version_with_fewer_other_findings_stays_and_one_that_is_held_always() -> None:
    texts = revised(3, 15, 20)
    damaged = search(texts, KIND, damage=lambda document, *_: 3 if document == 0 else 0)
    assert [hit.document for hit in damaged.hits] == [0]
    made = documents(*texts)
    assert [hit.document for hit in find(made, [plan(KIND)], lambda *_: 0).hits] == [1]


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_the_share_is_that_of_brute_force_and_the_same_both_ways(seed: int, fast: bool) -> None:
    if fast:
        pytest.importorskip("numba", reason="Numba has no wheel here")
    o = DocumentVersion(**plan(KIND).options)  # type: ignore[arg-type]
    texts = revised(seed, 8 + 3 * seed, 20)
    stream = Stream([Document.from_text(text) for text in texts])
    versions = Versions(extract(stream, np.ones(len(stream.lines), np.bool_)), np.arange(2), o, fast=fast)
    folded = ["".join(map(chr, normalise(text).symbols)) for text in texts]
    covered = 0
    for own, other in (folded, folded[::-1]):
        grams = {other[i : i + o.gram] for i in range(len(other) - o.gram + 1)}
        marks = ["."] * len(own)
        for i in range(len(own) - o.gram + 1):
            if own[i : i + o.gram] in grams:
                marks[i : i + o.gram] = "x" * o.gram
        covered += sum(len(run) for run in "".join(marks).split(".") if len(run) >= o.stretch)
    assert versions.share(0, 1) == versions.share(1, 0) == pytest.approx(covered / sum(map(len, folded)))


def test_a_version_names_the_documents_of_the_same_text() -> None:
    old, new = revised(4, 15, 20)
    found = search([old, old.replace("\n", " "), new, f"{new}\n"], *WHOLE)
    told = {(hit.rule, hit.document): hit.related for hit in found.hits}
    assert sorted(told) == [(KIND, 2), ("repeated-document", 1), ("repeated-document", 3)]
    kept, *same = told[KIND, 2]
    assert (kept.document, kept.role) == (0, "kept")
    assert [(link.document, link.role, link.similarity, link.measure) for link in same] == [
        (1, "copy", 1.0, "exact"), (3, "copy", kept.similarity, "shared"),
    ]  # fmt: skip
    assert [len(told["repeated-document", row]) for row in (1, 3)] == [1, 1]
    fewer = search([old, old.replace("\n", " "), new, f"{new}\n"], "repeated-document", plan(KIND, max_listed=1))
    assert [len(hit.related) for hit in fewer.hits if hit.rule == KIND] == [2]
