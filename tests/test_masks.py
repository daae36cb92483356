"""Masked values: each is found once, whole, by one rule, and on a line that the trigger names."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import rulebook
from checker.document import Document
from checker.engine import Engine, Settings
from checker.patterns import compiled
from checker.resources import resource
from checker.text.masks import CUSTOM, LOOSE, VALUE, WORD, masks

RULES = [rule for rule in rulebook.load() if rule.detector == "mask"]
ENGINE = Engine(RULES)
MARKS = ["xx", "x", "X", "×", "**", "*", "***", "○○", "20xx", "20**", "201x", "##", "?"]
UNITS = ["年", "月", "日", "市", "县", "人", "名", "所", "万元", "%", "号", "届", "学校", "局", "同志"]
OTHERS = [*"第的到。，,、“”《》()2a.-+完江张= \n", "35", "OS"]
PIECES = st.sampled_from([*MARKS, *UNITS, *OTHERS])
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def every(document: Document) -> list[tuple[int, int, str]]:
    return [(m.start, m.end, m.kind) for m in masks(document, range(len(document.lines)))]


def test_every_kind_belongs_to_one_rule() -> None:
    """What the table can name is reported, and by one rule only."""
    with (resource("rules") / "masks.toml").open("rb") as file:
        named = {kind["name"] for kind in tomllib.load(file)["kind"]}
    owners = Counter(kind for rule in RULES for kind in rule.options["kinds"])  # type: ignore[attr-defined]
    assert set(owners) == named | {WORD, VALUE, CUSTOM}
    assert LOOSE not in owners
    assert set(owners.values()) == {1}


@given(TEXTS)
def test_masks_stand_in_order_inside_a_line(text: str) -> None:
    """No two overlap, none crosses a line, and the core lies in the span."""
    document = Document.from_text(text)
    found = masks(document, range(len(document.lines)))
    reach = 0
    for mask in found:
        assert reach <= mask.start <= mask.core[0] < mask.core[1] <= mask.end
        assert "\n" not in text[mask.start : mask.end]
        reach = mask.end


@given(TEXTS)
def test_the_trigger_names_every_masked_line(text: str) -> None:
    """The rules together, looking at candidate lines alone, report just what a look at every line finds."""
    document = Document.from_text(text)
    trigger = compiled(RULES[0].trigger[0])
    lines = [n for n, line in enumerate(document.lines) if trigger.search(line)]
    assert [(m.start, m.end, m.kind) for m in masks(document, lines)] == every(document)


@given(TEXTS)
def test_a_mask_is_one_finding(text: str) -> None:
    """All mask rules together report every mask, and none of them twice."""
    document = Document.from_text(text)
    report = ENGINE.run([document], Settings())
    spans = [(f.start.offset, f.end.offset) for f in report.findings]
    assert len(set(spans)) == len(spans)
    kinds = {kind for rule in RULES for kind in rule.options["kinds"]}  # type: ignore[attr-defined]
    assert sorted(spans) == [(start, end) for start, end, kind in every(document) if kind in kinds]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("xx市今年x月新建xx所学校。", ["xx市/place", "x月/date", "xx所/count"]),
        ("20xx-20xx学年第x学期,x年级x班", ["20xx-20xx/year", "第x学期/count", "x年级/cohort", "x班/count"]),
        ("投入**.**亿元,占**%,惠及**万人", ["**.**亿元/amount", "**%/percent", "**万人/count"]),
        ("**重点**:先**看**再**做**,**人生**与**个人**", []),
        ("OS X 系统, 2 x 3, 5*3, ES20xx, x轴, f(x)=2x", []),
        ("按标准完x江中学改造,xx人,xx户", ["完x江中/word", "xx人/count", "xx户/count"]),
    ],
)
def test_units_belong_to_masks(text: str, expected: list[str]) -> None:
    """The span takes the unit in, the unit names the kind, and what only looks like a mask is none."""
    assert [f"{text[start:end]}/{kind}" for start, end, kind in every(Document.from_text(text))] == expected


SEEDS = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "seeds"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the labelled pages are not here")
def test_the_trigger_names_every_masked_line_of_real_pages() -> None:
    """The same on pages full of masks."""
    trigger = compiled(RULES[0].trigger[0])
    for path in sorted(SEEDS.glob("*.txt")):
        document = Document.from_text(path.read_text(encoding="utf-8"))
        lines = [n for n, line in enumerate(document.lines) if trigger.search(line)]
        assert [(m.start, m.end, m.kind) for m in masks(document, lines)] == every(document)
