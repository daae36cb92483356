"""The search as a whole: each repetition once, at its largest scale, beside the text that stays."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from command import checker
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from repetition import EVERY, SEEDS, documents, edited, plan, prose, rules, search, wrap

from checker.document import Document
from checker.duplicates import Duplicates, Plan, find
from checker.duplicates.candidates import engine_for
from checker.duplicates.options import NearParagraph
from checker.duplicates.stream import Stream
from checker.duplicates.template import numeral
from checker.errors import ConfigError

PARAGRAPHS = ("exact-paragraph", "near-paragraph")


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
        for engine in ("exact", "numba", "datasketch")
    }
    assert len(found["exact"].hits) > 10
    check_measures(texts, found["exact"])
    assert places(found["numba"]) == places(found["exact"]) == places(found["datasketch"])
    for engine in ("numba", "datasketch"):
        assert [hit.related for hit in found[engine].hits] == [hit.related for hit in found["exact"].hits]
        assert found[engine].clusters == found["exact"].clusters


def test_the_engine_follows_the_number_of_paragraphs() -> None:
    shipped = {**rules()["near-paragraph"]["options"], "sketch_above": 10}
    assert engine_for(10, NearParagraph(**shipped)) == "exact"
    assert engine_for(11, NearParagraph(**shipped)) == ("numba" if find_spec("numba") else "datasketch")
    assert engine_for(11, NearParagraph(**{**shipped, "engine": "exact"})) == "exact"


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


def test_each_repetition_is_told_at_its_largest_scale() -> None:
    page, section, paragraph = prose(1, 40), wrap(prose(2, 30), [60]), prose(3, 5)
    texts = [
        page,
        f"{prose(4, 60)}\n{section}\n{paragraph}",
        f"{page}",
        f"{section}\n{prose(5, 60)}\n{paragraph}\n{prose(6, 20)}",
    ]
    found = search(texts, *EVERY)
    assert [(hit.rule, hit.document) for hit in found.hits] == [
        ("repeated-document", 2),
        ("repeated-section", 3),
        ("exact-paragraph", 3),
    ]
    alone = search(texts, "exact-paragraph")
    assert len(alone.hits) == 2 + section.count("\n") + (len(section.split("\n")[-1]) >= 20)


def test_a_third_copy_outside_the_section_is_still_told() -> None:
    paragraph = prose(7, 4)
    section = f"{wrap(prose(8, 20), [60])}\n{paragraph}\n{wrap(prose(9, 20), [60])}"
    texts = [f"{prose(15, 60)}\n{section}", f"{prose(10, 60)}\n{section}", f"{prose(11, 30)}\n{paragraph}"]
    found = search(texts, *EVERY)
    assert [(hit.rule, hit.document) for hit in found.hits] == [("repeated-section", 1), ("exact-paragraph", 2)]
    assert found.hits[1].related[0].document == 0


def test_a_cluster_that_is_much_of_the_corpus_is_a_finding_of_its_own() -> None:
    large = Plan("large", "oversized-cluster", {"min_members": 5, "max_share": 0.2, "max_listed": 3})
    line, base = prose(60, 5), prose(61, 200)
    texts = [f"{prose(70 + n, 8)}\n{edited(line, 0.02, n) if n % 2 else line}" for n in range(6)]
    for others, expected in (([], 1), ([base], 0)):
        found = search([*texts, *others], "exact-paragraph", "near-paragraph", large)
        told = [hit for hit in found.hits if hit.rule == "large"]
        assert len(told) == expected
        for hit in told:
            members = max((cluster.members for cluster in found.clusters), key=len)
            assert hit.document == 0
            assert hit.hit.evidence["count"] == len(members) == 6
            assert hit.hit.evidence["characters"] == sum(link.end - link.start for link in members)
            assert hit.hit.evidence["least"] == min(link.similarity for link in members[1:] if link.similarity)
            assert [link.role for link in hit.related] == ["other"] * 3
    assert [hit.rule for hit in search([f"{line}\n" * 6, prose(62, 9)], large).hits] == ["large"]


@pytest.mark.parametrize("engine", ["exact", "numba", "datasketch"])
def test_texts_of_which_not_every_pair_was_looked_at_say_so(engine: str) -> None:
    line = prose(63, 12)
    texts = [f"{line[:40]}{chr(0x6E00 + n)}{line[41:]}" for n in range(12)]
    for hot, crowd in ((64, None), (5, 12)):
        found = search(texts, plan("near-paragraph", engine=engine, hot=hot))
        assert len(found.hits) == 11
        assert {hit.hit.evidence.get("crowd") for hit in found.hits} == {crowd}


def test_what_is_contained_goes_and_what_contains_it_stays() -> None:
    part = prose(12, 5)
    found = search([part, f"{prose(13, 6)}{part}{prose(14, 6)}"], "near-paragraph", damage=lambda d, *_: 9 * d)
    assert [(hit.document, hit.related[0].measure) for hit in found.hits] == [(0, "containment")]


def test_items_that_differ_in_numbers_alone_are_no_pair() -> None:
    one = "二〇一{}年全镇农村居民家庭人均可支配收入和消费支出情况抽样调查统计汇总表"
    assert search([one.format("一"), one.format("二")], "near-paragraph").hits == ()
    assert len(search([one.format("一"), one.format("一甲")], plan("near-paragraph", edit_length=20)).hits) == 1


def test_a_document_in_a_site_frame_is_not_its_neighbour() -> None:
    frame = "\n".join(prose(100 + n, 3) for n in range(12))
    texts = [f"{frame}\n{prose(n, 6)}" for n in range(15)]
    found = search(texts, *EVERY)
    assert {hit.rule for hit in found.hits} == {"boilerplate-line"}
    assert len(found.hits) == 12
    for hit in found.hits:
        assert hit.document == 0
        assert len(hit.related) == 14
        assert hit.hit.evidence["count"] == 15
        assert {link.role for link in hit.related} == {"other"}
    assert found.hits[0].hit.evidence["positions"] == {"head": 15, "tail": 0, "body": 0}


def test_sources_are_counted_apart() -> None:
    line = "本栏目由城南旧事编辑部整理供稿"
    here = [Document.from_text(f"{prose(n, 2)}\n{line}", id=f"a/{n}") for n in range(10)]
    there = [Document.from_text(f"{prose(50 + n, 2)}\n{line}", id=f"b/{n}") for n in range(9)]
    found = find(here + there, [plan("boilerplate-line")], lambda *_: 0)
    assert [(hit.document, len(hit.related)) for hit in found.hits] == [(0, 9)]


def test_numbered_headings_are_told_once_and_never_as_pairs() -> None:
    heads = [f"城关镇水利所年度工作总结与来年防汛抗旱工作计划篇{n}" for n in "一二三四五六七八九十"]
    text = "\n".join(f"{head}\n{prose(n, 6)}" for n, head in enumerate(heads))
    found = search([text], *EVERY)
    assert [hit.rule for hit in found.hits] == ["template"]
    hit = found.hits[0].hit
    assert [text[start:end] for start, end in hit.spans] == heads
    assert hit.values["count"] == 10


@pytest.mark.parametrize(
    ("text", "value"),
    [("7", 7), ("１２", 12), ("十", 10), ("十四", 14), ("二十", 20), ("一百零三", 103), ("⑫", 12), ("x", None)],
)
def test_numerals(text: str, value: int | None) -> None:
    assert numeral(text) == value


@pytest.mark.parametrize("engine", ["auto", "exact", "numba", "datasketch"])
def test_the_command_takes_an_engine(tmp_path: Path, engine: str) -> None:
    line = prose(80, 12)
    (tmp_path / "a.txt").write_text(f"{line}\n{line[:30]}{line[31:]}\n", encoding="utf-8")
    run = checker("check", "a.txt", "--select", "DUP002", "--engine", engine, "-o", "json", cwd=tmp_path)
    assert [finding["start"]["line"] for finding in json.loads(run.stdout)["findings"]] == [2]


def test_a_small_search_loads_nothing_heavy() -> None:
    program = """
import sys; sys.path.insert(0, "tests")
from repetition import EVERY, prose, search
assert search([prose(1, 30), prose(2, 20) + prose(1, 30)], *EVERY).hits
assert not {"numba", "datasketch", "duckdb"} & set(sys.modules), sys.modules
"""
    root = Path(__file__).resolve().parents[1]
    run = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the labelled pages are not here")
def test_nothing_but_the_labelled_repetitions_is_reported_on_the_seeds() -> None:
    pages = [Document(id=p.name, data=p.read_bytes(), source=p.name) for p in sorted(SEEDS.glob("*.txt"))]
    found = find(pages, [plan(kind) for kind in EVERY], lambda *_: 0)
    told = [
        (hit.rule, pages[hit.document].id[:3], pages[hit.document].lines.at(hit.hit.start) + 1, len(hit.hit.places))
        for hit in found.hits
    ]
    assert told == [
        ("template", "000", 2, 14),
        ("repeated-section", "000", 91, 1),
        ("exact-paragraph", "000", 157, 1),
        ("template", "001", 12, 3),
    ]


@pytest.mark.parametrize("engine", ["exact", "numba", "datasketch"])
def test_texts_that_resemble_too_many_and_have_no_partner_are_counted(engine: str) -> None:
    line = prose(64, 12)
    half = 7 * len(line) // 10
    texts = [f"{line[:half]}{prose(700 + n, 7)[: len(line) - half]}" for n in range(12)]
    for hot, count in ((64, 0), (3, 12)):
        options = plan("near-paragraph", engine=engine, hot=hot, similarity="edit", anchor_share=0.0, containment=0.3)
        found = search(texts, Plan("near", "near-paragraph", {**options.options, "containment_length": 10_000}))
        assert found.hits == ()
        assert found.crowded == count
    assert search([*texts, texts[0]], "exact-paragraph").crowded == 0


def test_the_summary_says_how_many_paragraphs_were_crowded(tmp_path: Path) -> None:
    line = prose(65, 12)
    half = 7 * len(line) // 10
    texts = [f"{line[:half]}{prose(800 + n, 7)[: len(line) - half]}" for n in range(12)]
    (tmp_path / "a.txt").write_text("\n".join(texts), encoding="utf-8")
    settings = "[rule.near-duplicate-paragraph]\nhot = 3\ncontainment = 0.3\ncontainment-length = 10000\n"
    (tmp_path / "checker.toml").write_text(settings, encoding="utf-8")
    run = checker("check", "a.txt", "--select", "DUP002", "-o", "json:r.json", "-o", "terminal", cwd=tmp_path)
    saved = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert saved["summary"]["crowded"] == 12
    assert "12 paragraphs have much in common with so many others" in " ".join(run.stdout.decode().split())
    again = checker("report", "r.json", "-o", "json", cwd=tmp_path)
    assert json.loads(again.stdout)["summary"]["crowded"] == 12
