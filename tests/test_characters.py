"""Detectors of characters and encodings tell the truth about where and what."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import rulebook
from checker.corpus.decode import decode
from checker.corpus.example import example_document
from checker.detectors import View
from checker.detectors.encoding import line_ends, undecodable
from checker.detectors.normal_form import normal_form
from checker.document import Document
from checker.engine import Engine
from checker.finding import Hit
from checker.rule import Rule

RULES = {rule.name: rule for rule in rulebook.load()}
ENGINES = {name: Engine([rule]) for name, rule in RULES.items() if rule.detector == "characters"}


def hits(name: str, text: str | Document) -> list[Hit]:
    document = Document.from_text(text) if isinstance(text, str) else text
    return [hit for _, hit in ENGINES[name].examine(document).hits]


@given(st.binary(max_size=60))
def test_every_undecodable_byte_is_reported_once(tail: bytes) -> None:
    """The spans are the characters that stand for bad bytes, and the bytes named are as many."""
    decoded = decode("这是一段完整的正文，足够说明它是什么编码。".encode() * 4 + b"\n" + tail, None)
    document = Document("d", decoded.data, encoding=decoded.encoding)
    found = list(undecodable(View(document)))
    inside = [i for hit in found for i in range(hit.start, hit.end)]
    assert len(inside) == len(set(inside))
    assert {document.text[i] for i in inside} <= {"\ufffd"}
    for hit in found:
        assert hit.values["bytes"] == hit.end - hit.start
        assert hit.evidence["bytes"] == [hit.values["first"], hit.values["past"]]


def test_a_bad_byte_is_not_reported_as_a_replacement_character_too() -> None:
    """U+FFFD of the text is reported, U+FFFD of the decoder is not."""
    decoded = decode("正文里本来就有一个\ufffd，后面".encode() + b"\xff" + "才是坏字节，其余都好。".encode())
    document = Document("d", decoded.data, encoding=decoded.encoding)
    (hit,) = hits("replacement-character", document)
    assert hit.places == ((9, 10),)
    (bad,) = undecodable(View(document))
    assert document.text[bad.start - 2 : bad.start] == "后面"


@pytest.mark.parametrize("rule", [RULES[name] for name in ENGINES], ids=lambda rule: rule.name)
def test_spans_hold_the_characters_that_are_named(rule: Rule) -> None:
    """Every span lies in the text, none overlaps another, and the first character named stands in one of them."""
    for text, *_ in rule.examples.bad:
        (hit,) = hits(rule.name, text)
        ends = 0
        for start, end in hit.places:
            assert ends <= start < end <= len(text)
            ends = end
        first = str(hit.values["names"])[2:].split()[0].rstrip(",")
        assert any(chr(int(first, 16)) in text[start:end] for start, end in hit.places)
        assert hit.values["characters"] == sum(end - start for start, end in hit.places)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_text_in_composed_form_is_silent_and_the_rest_is_not(text: str) -> None:
    """A document is reported exactly when a line of it is not NFC, and no span crosses a line."""
    document = Document.from_text(text)
    found = list(normal_form(View(document)))
    broken = [line for line in document.lines if not unicodedata.is_normalized("NFC", line)]
    if not broken:
        assert not found
    for hit in found:
        for start, end in hit.places:
            assert "\n" not in text[start:end]
            assert not unicodedata.is_normalized("NFC", text[start:end])


@given(st.text(alphabet="a\r\n", max_size=30))
def test_lone_returns_are_those_without_a_feed(text: str) -> None:
    """Every carriage return is either half of a CR LF or reported."""
    places = [place for hit in line_ends(View(Document.from_text(text)), kind="lone") for place in hit.places]
    assert len(places) == text.count("\r") - text.count("\r\n")
    assert all(text[start:end] == "\r" and text[end : end + 1] != "\n" for start, end in places)


@given(st.text(alphabet="a\r\n", max_size=30))
def test_mixed_line_ends_need_both(text: str) -> None:
    """A document is mixed exactly when it has lines of both kinds."""
    found = list(line_ends(View(Document.from_text(text)), kind="mixed"))
    pairs = text.count("\r\n")
    assert bool(found) == (pairs > 0 and text.count("\n") > pairs)
    for hit in found:
        assert text[hit.start : hit.end] in ("\n", "\r\n")


def test_an_uncertain_encoding_is_not_also_a_guessed_one() -> None:
    """One defect, one finding, also where the finding is the document's and has no width."""
    (text,) = RULES["uncertain-encoding"].examples.bad[0]
    both = Engine([RULES["guessed-encoding"], RULES["uncertain-encoding"]])
    assert [rule.name for rule, _ in both.examine(example_document(text)).hits] == ["uncertain-encoding"]


def test_binary_data_is_one_finding() -> None:
    """The characters of binary data are not listed one by one beside it."""
    (text,) = RULES["binary-content"].examples.bad[0]
    engine = Engine([rule for rule in RULES.values() if rule.family == "encoding"])
    assert [rule.name for rule, _ in engine.examine(Document.from_text(text)).hits] == ["binary-content"]
