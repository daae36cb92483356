"""Pairs of paragraphs: every measure holds, every engine finds the same, and every cluster keeps one text."""

from __future__ import annotations

import random
from collections.abc import Iterable
from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from repetition import documents, edited, plan, prose, rules, search

from checker import memory
from checker.duplicates import Duplicates, spilled
from checker.duplicates.candidates import engine_for
from checker.duplicates.options import NearParagraph
from checker.duplicates.shingles import Ints, Keys
from checker.duplicates.stream import Stream
from checker.errors import ConfigError

PARAGRAPHS = ("exact-paragraph", "near-paragraph")
SKETCHES = ("numba", "datasketch", "duckdb")


def folded(text: str) -> str:
    stream = Stream(documents(text))
    return stream.text(0, len(stream.symbols))


def shingles(text: str, size: int) -> set[str]:
    return {text[i : i + size] for i in range(len(text) - size + 1)}


def places(found: Duplicates) -> list[tuple[str, int, int, int]]:
    return [(hit.rule, hit.document, hit.hit.start, hit.hit.end) for hit in found.hits]


def planted(seed: int, count: int = 40) -> list[str]:
    """Documents of some paragraphs, with exact, edited, cut and enclosing copies strewn in."""
    draw = random.Random(seed)
    base = [prose(1000 * seed + n, draw.randint(3, 9)) for n in range(count)]
    for n in range(count // 2):
        source = draw.choice(base[:count])
        half = len(source) // 2
        kinds = (
            source,
            edited(source, 0.02, n),
            edited(source, 0.06, n),
            source[: max(70, half)],
            prose(n, 3) + source,
        )
        base.append(draw.choice(kinds))
    draw.shuffle(base)
    return ["\n".join(base[i : i + 6]) for i in range(0, len(base), 6)]


def check_measures(texts: list[str], found: Duplicates) -> None:
    """Every reported pair reaches its named measure when it is computed by brute force."""
    from rapidfuzz.distance import Indel

    for hit in found.hits:
        link = hit.related[0]
        one = folded(texts[hit.document][hit.hit.start : hit.hit.end])
        other = folded(texts[link.document][link.start : link.end])
        a, b = shingles(one, 5), shingles(other, 5)
        value = {
            "exact": float(one == other),
            "jaccard": len(a & b) / len(a | b),
            "edit": Indel.normalized_similarity(one, other),
            "containment": len(a & b) / min(len(a), len(b)),
        }[link.measure or ""]
        assert link.role == "kept"
        assert link.similarity == pytest.approx(value, abs=1e-6)
        assert value >= {"exact": 1.0, "jaccard": 0.8, "edit": 0.9, "containment": 0.9}[link.measure or ""]
        assert link.measure != "containment" or len(one) <= len(other)


@pytest.mark.parametrize("seed", range(6))
def test_every_pair_reaches_its_measure(seed: int) -> None:
    texts = planted(seed)
    found = search(texts, *PARAGRAPHS)
    assert len(found.hits) >= 10
    check_measures(texts, found)


@pytest.mark.parametrize("seed", range(6))
def test_every_cluster_has_one_kept_side_and_nothing_kept_is_dropped(seed: int) -> None:
    found = search(planted(seed), *PARAGRAPHS)
    dropped = {(hit.document, hit.hit.start, hit.hit.end) for hit in found.hits}
    kept = {(link.document, link.start, link.end) for hit in found.hits for link in hit.related[:1]}
    assert not dropped & kept
    assert len(dropped) == len(found.hits)
    for cluster in found.clusters:
        assert [link.role for link in cluster.members].count("kept") == 1
        assert cluster.members[0] == cluster.kept
        assert all(link.similarity is not None for link in cluster.members[1:])
        assert cluster.weakest in cluster.members[1:]
    copies = {(c.document, c.start, c.end) for cluster in found.clusters for c in cluster.members[1:]}
    assert copies == dropped


@pytest.mark.parametrize("similarity", ["jaccard", "edit"])
@pytest.mark.parametrize("seed", range(4))
def test_all_engines_find_the_same(seed: int, similarity: str) -> None:
    texts = planted(seed, 60)
    found = {
        engine: search(texts, "exact-paragraph", plan("near-paragraph", engine=engine, similarity=similarity))
        for engine in ("exact", *SKETCHES)
    }
    assert len(found["exact"].hits) > 10
    check_measures(texts, found["exact"])
    for engine in SKETCHES:
        assert places(found[engine]) == places(found["exact"])
        assert [hit.related for hit in found[engine].hits] == [hit.related for hit in found["exact"].hits]
        assert found[engine].clusters == found["exact"].clusters


def test_the_engine_follows_the_number_of_paragraphs() -> None:
    shipped = {**rules()["near-paragraph"]["options"], "sketch_above": 10}
    assert engine_for(10, NearParagraph(**shipped)) == "exact"
    assert engine_for(11, NearParagraph(**shipped)) == ("numba" if find_spec("numba") else "datasketch")
    assert engine_for(11, NearParagraph(**{**shipped, "engine": "exact"})) == "exact"


def test_a_join_that_does_not_fit_the_budget_of_memory_goes_to_the_database() -> None:
    """One band takes 40 bytes a paragraph, and may take a quarter of the budget; a named engine stays."""
    shipped = {**rules()["near-paragraph"]["options"], "sketch_above": 10}
    without = engine_for(10**9, NearParagraph(**shipped))
    assert without != "duckdb"
    with memory.budget(1600):
        assert engine_for(10, NearParagraph(**shipped)) == engine_for(
            10, NearParagraph(**{**shipped, "engine": "exact"})
        )
    with memory.budget(16_000):
        assert engine_for(100, NearParagraph(**shipped)) == without
        assert engine_for(101, NearParagraph(**shipped)) == "duckdb"
        assert engine_for(101, NearParagraph(**{**shipped, "engine": "datasketch"})) == "datasketch"


def test_a_small_budget_changes_the_engine_and_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, near = planted(3, 60), plan("near-paragraph", sketch_above=10)
    called: list[int] = []
    joined = spilled.joined

    def noted(keys: Iterable[NDArray[np.uint64]], count: int, hot: int) -> tuple[Keys, Ints]:
        called.append(count)
        return joined(keys, count, hot)

    monkeypatch.setattr(spilled, "joined", noted)
    plain = search(texts, near)
    assert not called
    with memory.budget(1000):
        assert search(texts, near) == plain
    assert called


def test_bands_need_their_permutations() -> None:
    with pytest.raises(ConfigError, match="130 permutations"):
        search([prose(1, 4)], plan("near-paragraph", bands=26, rows=5))


def test_what_is_scattered_over_a_longer_text_is_not_contained_in_it() -> None:
    part, filler = prose(31, 8), [prose(40 + n, 6) for n in range(12)]
    chunks = [part[i : i + 20] for i in range(0, len(part), 20)]
    strewn = "".join(chunk + other for chunk, other in zip(chunks, filler, strict=False))
    whole = "".join(filler[:3]) + part + "".join(filler[3:])
    options = {"containment": 0.5, "edit": 0.0}
    assert search([part, strewn], plan("near-paragraph", **options)).hits == ()
    measures = [hit.related[0].measure for hit in search([part, whole], plan("near-paragraph", **options)).hits]
    assert measures == ["containment"]


@pytest.mark.parametrize("seed", range(3))
def test_the_index_misses_no_pair_that_brute_force_finds(seed: int) -> None:
    texts = planted(seed)
    lines = [line for text in texts for line in text.split("\n")]
    sets = [shingles(folded(line), 5) for line in lines]
    sizes = range(len(lines))
    close = {
        line
        for i in sizes
        for j in sizes
        if i != j and len(folded(lines[i])) >= 25 and len(sets[i] & sets[j]) >= 0.8 * len(sets[i] | sets[j])
        for line in (i, j)
    }
    found = search(["\n".join(lines)], *PARAGRAPHS)
    touched = {link.start for cluster in found.clusters for link in cluster.members}
    starts = [sum(len(line) + 1 for line in lines[:i]) for i in sizes]
    assert {starts[i] for i in close} <= touched


@given(st.integers(0, 10**6))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_order_decides_only_which_copy_stays(seed: int) -> None:
    """As many findings forwards as backwards where the copies are equal, and each names text that it equals."""
    draw = random.Random(seed)
    texts = [prose(draw.randrange(12), 4) for _ in range(20)]
    forward, backward = search(texts, "exact-paragraph"), search(texts[::-1], "exact-paragraph")
    assert len(forward.hits) == len(backward.hits) == len(texts) - len(set(texts))
    for hit in forward.hits:
        link = hit.related[0]
        assert link.document < hit.document
        assert texts[link.document][link.start : link.end] == texts[hit.document][hit.hit.start : hit.hit.end]
