"""`checker report --similarity`: links below a share go, and what hangs on them; else it is the result of a new run."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from command import checker
from hypothesis import given, settings
from hypothesis import strategies as st
from repetition import documents, edited, prose

from checker.engine import Engine, Settings
from checker.report import Report
from checker.rulebook import chosen, load
from checker.threshold import at_similarity

Row = tuple[str, int, str, int, int | None]


def corpus(seed: int) -> list[str]:
    """Texts, and then copies of them with more or fewer edits, in any order."""
    draw = random.Random(seed)
    sources = [prose(31 * seed + n, draw.randint(8, 14)) for n in range(5)]
    copies = [edited(draw.choice(sources), draw.choice((0.0, 0.01, 0.02, 0.03, 0.05)), n) for n in range(14)]
    return sources + copies


def run(texts: list[str], measure: str, least: float) -> Report:
    """What the rules of paragraphs find with one measure alone."""
    off = {"jaccard": 0.0, "edit": 0.0, "containment": 0.0}
    rules = [
        replace(rule, options={**rule.options, **off, measure: least}) if rule.code == "DUP002" else rule
        for rule in chosen(load(), ["DUP001", "DUP002"], [])
    ]
    return Engine(rules).run(documents(*texts), Settings())


def told(report: Report) -> list[Row]:
    return [
        (
            f.code,
            f.start.offset,
            f.document,
            f.related[0].span.start.offset,
            round(1000 * (f.related[0].similarity or 0)),
        )
        for f in report.findings
    ]


def linked(report: Report) -> list[tuple[str, list[tuple[str, int]]]]:
    return sorted(
        (c.kept.document, sorted((m.document, m.span.start.offset) for m in c.members)) for c in report.clusters
    )


@given(st.integers(0, 5000), st.sampled_from(["jaccard", "edit"]), st.sampled_from([0.85, 0.9, 0.95, 1.0]))
@settings(deadline=None, max_examples=25)
def test_it_equals_a_run_with_that_threshold(seed: int, measure: str, least: float) -> None:
    texts = corpus(seed)
    strict, loose = run(texts, measure, least), run(texts, measure, 0.8)
    again = at_similarity(loose, least)
    assert told(again) == told(strict)
    assert linked(again) == linked(strict)
    assert again.summary == strict.summary
    assert [(d.counts, d.verdict) for d in again.documents] == [(d.counts, d.verdict) for d in strict.documents]
    assert again.exit_code == strict.exit_code


@given(st.integers(0, 5000), st.floats(0, 1))
@settings(deadline=None, max_examples=20)
def test_nothing_below_stays_and_nothing_above_goes(seed: int, least: float) -> None:
    texts = corpus(seed) + [edited(text, 0.03, seed) for text in corpus(seed)[5:9]]
    before = run(texts, "edit", 0.8)
    after = at_similarity(before, least)
    assert list(after.findings) == [f for f in before.findings if (f.related[0].similarity or 0) >= least]
    for cluster in after.clusters:
        similar = [m.similarity for m in cluster.members if m.role == "copy"]
        assert similar
        assert cluster.weakest is not None
        assert cluster.weakest.similarity == min(s for s in similar if s is not None) >= least
    assert at_similarity(before, 0.0) == before


def test_the_command_re_thresholds_a_saved_result(tmp_path: Path) -> None:
    texts = corpus(3)
    (tmp_path / "a.txt").write_text("\n".join(texts), encoding="utf-8")
    (tmp_path / "checker.toml").write_text("fail-on = 'warning'\nselect = ['DUP']\n", encoding="utf-8")
    checker("check", "a.txt", "-o", "json:r.json", cwd=tmp_path)
    whole = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    for least in ("0.9", "1"):
        shown = checker("report", "r.json", "--similarity", least, "-o", "json", cwd=tmp_path)
        assert shown.returncode == 1
        part = json.loads(shown.stdout)
        expected = [f for f in whole["findings"] if f["related"][0]["similarity"] >= float(least)]
        assert 0 < len(expected) < len(whole["findings"])
        assert part["findings"] == expected
        assert part["summary"]["findings"]["warning"] == len(expected)
    assert checker("report", "r.json", "--similarity", "1.2", cwd=tmp_path).returncode == 2


@pytest.mark.parametrize("least", [0.5, 0.97])
def test_a_finding_on_a_cluster_goes_with_one_of_its_links(tmp_path: Path, least: float) -> None:
    line = prose(5, 12)
    texts = [edited(line, 0.015, n) if n else line for n in range(24)]
    (tmp_path / "a.txt").write_text("\n".join(texts), encoding="utf-8")
    checker("check", "a.txt", "--select", "DUP002,DUP006", "-o", "json:r.json", cwd=tmp_path)
    shown = checker("report", "r.json", "--similarity", str(least), "-o", "json", cwd=tmp_path)
    codes = {finding["code"] for finding in json.loads(shown.stdout)["findings"]}
    assert ("DUP006" in codes) == (least == 0.5)
