"""Edges of repeated sections: at lines and sentences, never inside a number, a word or a combining sequence."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from repetition import documents, edited, plan, prose, search

from checker.duplicates.edges import Edges
from checker.duplicates.orient import Repeat
from checker.duplicates.stream import Stream

KIND = "repeated-section"
WORDS = (
    "Release",
    "2013.5",
    "naïve",
    "re\u0301sume\u0301",
    "क्षेत्र",
    "1,024",
    "20260101",
    "don't",
    "QR",
    "三百二十",
    "ǎo",
)


def cuts(text: str, at: int) -> bool:
    """Whether a place stands inside a word, a number or a combining sequence of Latin or digits."""
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    if unicodedata.category(right).startswith("M"):
        return True
    around = text[max(0, at - 2) : at + 2]
    if left in ".," and around[0].isdigit() and right.isdigit() and len(around) > 2:
        return True
    if right in ".," and left.isdigit() and around[-1].isdigit() and around[-1] != right:
        return True
    return (left.isascii() and right.isascii() and left.isalnum() and right.isalnum()) or (
        left.isnumeric() and right.isnumeric()
    )


def mixed(seed: int, count: int) -> str:
    """Han, words, numbers and marks in turn."""
    draw = random.Random(seed)
    parts = []
    for number in range(count):
        parts.append(prose(1000 * seed + number, 1)[: draw.randint(3, 12)])
        parts.append(draw.choice(WORDS) + str(draw.randrange(10**6)) + draw.choice(("", " ", "。", ",", "\n")))
    return "".join(parts)


@given(st.integers(0, 10**6), st.sampled_from([0.0, 0.03, 0.08]), st.booleans())
@settings(deadline=None, max_examples=60)
def test_no_edge_cuts_a_word_or_a_number(seed: int, share: float, together: bool) -> None:
    draw = random.Random(seed)
    source = mixed(seed % 997, 60)
    start = draw.randrange(len(source) // 4)
    copy = edited(source[start : start + draw.randint(350, 500)], share, seed)
    first, second = f"{mixed(1, 15)}{source}{mixed(2, 15)}", f"{mixed(3, 20)}{copy}{mixed(4, 20)}"
    texts = [first + second] if together else [first, second]
    found = search(texts, KIND)
    for hit in found.hits:
        for document, places in ((hit.document, hit.hit), (hit.related[0].document, hit.related[0])):
            for at in (places.start, places.end):
                assert not cuts(texts[document], at), texts[document][at - 20 : at + 20]


@pytest.mark.parametrize("ahead", range(-2, 8))
def test_a_sentence_that_begins_near_is_where_both_sides_begin(ahead: int) -> None:
    shared = prose(5, 30)
    texts = [
        f"{prose(6, 10)}前面还有这样一句完全不相同的话而且不短。{shared}",
        f"{prose(7, 10)}上文说的根本不是这里的一回事情写得也长。{shared}",
    ]
    stream = Stream(documents(*texts))
    size = len(Stream(documents(shared)).symbols)
    ends = [int(stream.starts[row + 1]) for row in (0, 1)]
    sides = [(end - size + ahead, end) for end in ends]
    edges = Edges(stream, stream.text, None, "。", 8, 80)
    (repeat,) = edges.all_snapped([Repeat(sides[1], sides[0], 1.0)], 0.8)
    assert [repeat.drop, repeat.kept] == [(ends[1] - size, ends[1]), (ends[0] - size, ends[0])]


def test_copies_in_a_row_share_their_edge_and_do_not_overlap() -> None:
    line = "第2013号文件已于当日送达各组并由值班员逐一登记造册存档备查,不得遗漏" * 6
    found = search([f"{line}2013{line}2013{line}"], KIND)
    assert found.hits
    for hit in found.hits:
        kept = hit.related[0]
        assert kept.end <= hit.hit.start or hit.hit.end <= kept.start


def test_what_no_longer_aligns_with_better_edges_is_no_repeat() -> None:
    texts = ["a" * 60 + "甲乙丙丁" * 2, "b" * 60 + "甲乙丙丁" * 2]
    stream = Stream(documents(*texts))
    inside = [Repeat((98, 136), (30, 68), 0.4)]
    assert Edges(stream, stream.text, None, "。", 4, 80).all_snapped(inside, 0.8)[0].drop == (128, 136)
    assert Edges(stream, stream.text, None, "。", 4, 80).all_snapped([Repeat((98, 132), (30, 62), 0.4)], 1.0) == []


def test_the_reach_is_an_option_of_the_rule() -> None:
    shared, other = prose(11, 40), "甲乙丙丁戊"
    texts = [f"{prose(12, 10)}{shared}", f"{prose(13, 10)}{other}{shared[7:]}"]
    starts = {reach: search(texts, plan(KIND, reach=reach)).hits[0].hit.start for reach in (0, 8)}
    assert starts[8] <= starts[0]


@pytest.mark.parametrize("seed", range(6))
def test_a_copy_that_ends_one_document_and_one_that_begins_the_next_share_no_edge(seed: int) -> None:
    body = prose(seed, 20)
    cut = body[3:-4]  # inside a sentence, so that edges have a reason to move
    texts = [f"{prose(seed + 50, 20)}\n{cut}", f"{edited(cut, 0.05, seed)}{prose(seed + 90, 20)}"]
    found = search(texts, KIND)
    assert [(hit.document, hit.related[0].document) for hit in found.hits] == [(1, 0)]
    assert found.hits[0].hit.start <= 8
    assert found.hits[0].related[0].end >= len(texts[0]) - 8
