"""The page as a file: one document, a strict policy, corpus text in data alone, the same bytes every time."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import sheet
from factory import Corpus, marks
from hypothesis import given
from hypothesis import strategies as st

from checker.report import Report
from checker.visible import visible, visible_char
from checker.writers import Style, formats
from checker.writers.html import details, frame, texts

ROOT = Path(__file__).resolve().parents[1]
PARTS = sorted((ROOT / "reports" / "templates" / "page").iterdir())
HOSTILE = (
    "<script>alert(1)</script> </textarea><!-- <img src=x onerror=alert(1)> javascript:alert(1) \u202e\x1b[2J\u2028"
)
BLOCK = re.compile(r'<script type="application/(json|octet-stream)" id="([a-z]+(?:-\d+)?)">(.*?)</script>', re.DOTALL)


def page(report: Report, **style: Any) -> str:
    return "".join(formats()["html"](report, Style(**style)))


def blocks(text: str) -> dict[str, Any]:
    """The data of a page, unpacked."""
    out = {}
    for form, name, body in BLOCK.findall(text):
        out[name] = json.loads(body if form == "json" else zlib.decompress(b64decode(body)))
    return out


def hostile(text: str = HOSTILE) -> Report:
    """A report that says a hostile text in every place where a text can stand."""
    made = Corpus()
    rule = made.rule("a-rule", "RES001", "error", "found: {text}")
    document = made.document(f"before {text} after\n", f"in/{text}.txt")
    made.add(document, rule, *marks(document, text), evidence={"kinds": [[text, 1], ["x", 1]]})
    report = made.report()
    return replace(report, documents=(replace(report.documents[0], text=document.text),))


def test_the_policy_names_the_program_and_the_styles_by_their_hashes() -> None:
    text = page(sheet.report())
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    (program,) = re.findall(r'<script type="module">(.*?)</script>', text, re.DOTALL)
    (styles,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    for body in (program, styles):
        assert frame.digest(body) in policy
    assert len(b64decode(frame.digest(program))) == sha256().digest_size


def test_the_page_asks_for_nothing_from_outside() -> None:
    """No address stands in the frame but the name of the SVG vocabulary."""
    own = "".join(part.read_text("utf-8") for part in PARTS)
    assert set(re.findall(r"\w+://[^\s\"'`]*", own)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(
        r"<(?:link|img|iframe|object|embed|base)\b|@import|url\(|\bfetch\(|XMLHttpRequest|WebSocket|import\(", own
    )


def test_no_text_can_become_markup() -> None:
    """The program makes elements one by one and never parses or runs a text."""
    program = frame.script()
    barred = r"(inner|outer)HTML|insertAdjacentHTML|document\.write|DOMParser|ContextualFragment|srcdoc|\beval\b"
    assert not re.search(barred, program)
    assert set(frame.SCRIPTS) == {part.stem for part in PARTS if part.suffix == ".js"}


def test_rooms_of_the_program_stay_small() -> None:
    assert all(len(part.read_text("utf-8").splitlines()) <= 300 for part in PARTS)
    assert sum(len(part.read_bytes()) for part in PARTS) < 120_000


def test_hostile_text_stands_in_data_alone() -> None:
    """Outside the blocks the page is the frame, whatever the corpus says; inside them nothing ends an element."""
    text = page(hostile())
    bare = BLOCK.sub("", text)
    assert bare.replace("\n", "") == (frame.opening("en") + frame.closing()).replace("\n", "")
    for _, _, body in BLOCK.findall(text):
        assert "<" not in body
    assert all(visible(char) == char for char in text if char != "\n")


def test_hostile_text_is_made_visible_and_kept_exactly_for_entries() -> None:
    head = blocks(page(hostile()))["head"]
    assert head["findings"]["text"] == [visible(HOSTILE)]
    assert head["findings"]["raw"] == {"0": [HOSTILE]}
    assert head["documents"][0][0] == visible(f"in/{HOSTILE}.txt")
    assert head["documents"][0][-1] == [f"in/{HOSTILE}.txt"] * 2


@pytest.mark.parametrize("build", [sheet.report, hostile])
def test_the_page_is_the_same_every_time(build: Any) -> None:
    assert page(build()) == page(build())


def test_large_blocks_are_packed_and_small_ones_can_be_read() -> None:
    small, large = {"a": "字"}, {"a": "字" * frame.PLAIN}
    assert '"a": "字"' in frame.block("head", small)
    assert len(frame.block("head", large)) < 10_000
    for value in (small, large):
        assert blocks(frame.block("head", value)) == {"head": value}


def test_every_finding_has_its_evidence() -> None:
    report = sheet.report()
    data = blocks(page(report))
    count = len(report.findings)
    assert {len(column) for name, column in data["head"]["findings"].items() if name not in ("raw", "known")} == {count}
    evidence = [detail for name in data if name.startswith("evidence") for detail in data[name]]
    assert len(evidence) == count
    for finding, detail in zip(report.findings, evidence, strict=True):
        shown = ["".join(parts) for *_, parts in detail["lines"]]
        assert shown == [visible(line["text"]) for line in finding.evidence["lines"]]  # type: ignore[attr-defined]


def test_a_report_without_documents_is_a_page() -> None:
    head = blocks(page(Corpus().report()))["head"]
    assert head["documents"] == head["findings"]["rule"] == []


def test_the_words_of_the_page_are_the_same_in_both_languages() -> None:
    """Every sentence the program asks for exists in English and in Chinese."""
    tables = blocks(page(sheet.report()))["head"]["words"]
    assert tables["en"].keys() == tables["zh"].keys()
    assert all(tables["en"][name].keys() == tables["zh"][name].keys() for name in tables["en"])
    asked = set(re.findall(rf"""["`]((?:{"|".join(tables["en"])})\.\w+)["`]""", frame.script()))
    assert len(asked) > 60
    for key in asked:
        table, name = key.split(".")
        assert name in tables["en"][table], key
    # No sentence is left over: what is not asked for by its name is one of a list of names.
    marks_ = ("right", "wrong", "later", "open")
    views = ("overview", "findings", "documents", "duplicates", "rules", "review")
    listed = {*marks_, *(f"{mark}_is" for mark in marks_), *views}
    idle = {name for name in tables["en"]["page"] if f"page.{name}" not in asked} - listed
    assert all(name.startswith(("by_", "order_", "theme_", "kind_", "language_")) for name in idle), sorted(idle)


TEXTS = st.text(st.sampled_from("ab字。\u202e\x1b \U0001f600"), max_size=40)


@given(TEXTS, st.integers(1, 50), st.lists(st.tuples(st.integers(1, 90), st.integers(1, 12)), max_size=5))
def test_stretches_lose_nothing_and_mark_what_is_meant(text: str, column: int, spans: list[tuple[int, int]]) -> None:
    """Joined they are the text; the marked ones are exactly the characters under a span, unless that is all of them."""
    cut = details.stretches(text, column, [(first, first + size) for first, size in spans])
    assert "".join(cut) == visible(text)
    under = [any(first <= column + n < first + size for first, size in spans) for n in range(len(text))]
    if text and all(under):
        assert cut == [visible(text)]
    else:
        wanted = "".join(visible(char) for char, is_under in zip(text, under, strict=True) if is_under)
        assert "".join(cut[1::2]) == wanted


@given(st.text(st.sampled_from("ab字\n。"), min_size=1, max_size=60), st.data())
def test_whole_texts_lose_nothing(text: str, data: st.DataObject) -> None:
    """The lines joined are the text, and exactly the characters under a finding name one that covers them."""
    made = Corpus()
    rule = made.rule("a-rule", "RES001")
    document = made.document(text, "a.txt")
    ends = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 20)).map(lambda p: (p[0], min(len(text), sum(p))))
    for place in data.draw(st.lists(ends, max_size=4)):
        made.add(document, rule, place)
    findings = made.report().findings
    lines = texts.marked(text, list(enumerate(findings)))
    assert ["".join(map(str, line[::2])) for line in lines] == text.split("\n")
    at = 0
    for line in lines:
        for piece, number in zip(line[::2], line[1::2], strict=True):
            for offset in range(at, at + len(str(piece))):
                over = {n for n, f in enumerate(findings) if f.start.offset <= offset < f.end.offset}
                assert number in (over or {-1})
            at += len(str(piece))
        at += 1


def test_colours_can_be_read_on_both_papers() -> None:
    """Every ink has a contrast of 4.5 to 1 or more on its paper and on what is raised from it."""
    found = re.findall(r"--(\S+): light-dark\((#\w{6}), (#\w{6})\)", frame.part("colours.css"))
    pairs = {name: (light, dark) for name, light, dark in found}
    for ink in ("ink", "bright", "dim", "error", "warning", "info", "good"):
        for ground in ("paper", "raised", "chosen"):
            for paper in (0, 1):
                assert _contrast(pairs[ink][paper], pairs[ground][paper]) >= 4.5, (ink, ground, paper)
    for ink in ("error", "good"):
        assert all(_contrast(pairs["on-badge"][paper], pairs[ink][paper]) >= 7 for paper in (0, 1))


def test_marks_can_be_read_on_their_wash() -> None:
    """Marked text is bright on a wash of its severity, mixed with the paper below it."""
    colours = frame.part("colours.css")
    solid = {name: pair for name, *pair in re.findall(r"--(\S+): light-dark\((#\w{6}), (#\w{6})\)", colours)}
    washes = re.findall(r"--\S+-wash: light-dark\((#\w{8}), (#\w{8})\)", colours)
    assert len(washes) == 4
    for wash in washes:
        for paper in (0, 1):
            for ground in ("paper", "raised"):
                assert _contrast(solid["bright"][paper], _mixed(wash[paper], solid[ground][paper])) >= 7


def _mixed(wash: str, ground: str) -> str:
    """A colour with transparency on a solid one."""
    share = int(wash[7:9], 16) / 255
    pairs = ((int(wash[n : n + 2], 16), int(ground[n : n + 2], 16)) for n in (1, 3, 5))
    return "#" + "".join(f"{round(share * one + (1 - share) * other):02x}" for one, other in pairs)


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_no_character_slips_past_the_gate() -> None:
    """A whole text is made visible as its characters are, one by one."""
    every = "".join(map(chr, range(0x110000)))
    assert visible(every) == "".join(map(visible_char, every))
