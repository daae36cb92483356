"""The search as a whole: each repetition once, at its largest scale, beside the text that stays."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from command import checker
from repetition import EVERY, SEEDS, edited, plan, prose, search, wrap

from checker.document import Document
from checker.duplicates import Plan, find
from checker.duplicates.template import numeral


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


@pytest.mark.parametrize("engine", ["exact", "numba", "datasketch", "duckdb"])
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


@pytest.mark.parametrize("engine", ["auto", "exact", "numba", "datasketch", "duckdb"])
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


@pytest.mark.parametrize("engine", ["exact", "numba", "datasketch", "duckdb"])
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
