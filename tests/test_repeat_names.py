"""What is told of repeated text hangs on the texts, not on the names and the order of the files."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from repetition import documents, plan, prose

from checker.document import Document
from checker.duplicates.align import anchored
from checker.duplicates.exact import by_content
from checker.duplicates.extract import NO_RANGES, Extract, as_ranges, extract
from checker.duplicates.naming import name_of
from checker.duplicates.options import RepeatedSection
from checker.duplicates.sections import find_sections
from checker.duplicates.stream import Stream


def stitched(seed: int) -> list[str]:
    """Pages with overlapping stretches of one text between their own."""
    draw, sentences = Random(seed), prose(seed, 40).split("。")
    pages = []
    for number in range(6):
        start = draw.randrange(20)
        shared = "。".join(sentences[start : start + draw.randint(6, 20)])
        pages.append(f"{prose(seed * 100 + number, 4)}\n{shared}\n{prose(seed * 100 + number + 50, 4)}")
    return pages


def arranged(texts: list[str]) -> tuple[Stream, Extract]:
    stream = Stream(documents(*texts))
    return stream, extract(stream, stream.lines.length > 0, NO_RANGES, by_content(stream))


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 1000), st.randoms(use_true_random=False))
def test_the_sections_found_do_not_depend_on_the_order_of_the_files(seed: int, random: Random) -> None:
    options = RepeatedSection(**plan("repeated-section").options)  # type: ignore[arg-type]

    def found(texts: list[str]) -> set[frozenset[str]]:
        stream, kept = arranged(texts)
        pairs = find_sections(kept, anchored(kept.symbols, kept.starts, options), options)
        return {frozenset((stream.text(p.a0, p.a1), stream.text(p.b0, p.b1))) for p in pairs}

    texts = stitched(seed)
    assert found(random.sample(texts, len(texts))) == found(texts)


@given(st.lists(st.text("甲乙ab \n", max_size=30), min_size=1, max_size=8), st.data())
def test_what_is_put_together_in_another_order_knows_its_way_back(texts: list[str], data: st.DataObject) -> None:
    """Every document has its own symbols, less what was left out, and each of them knows where it stood."""
    stream = Stream([Document.from_text(text) for text in texts])
    order = np.array(data.draw(st.permutations(range(len(texts)))), np.int64)
    lines = np.array(data.draw(st.lists(st.booleans(), min_size=len(stream.lines), max_size=len(stream.lines))), bool)
    size = len(stream.symbols)
    gap = sorted(data.draw(st.tuples(st.integers(0, size), st.integers(0, size))))
    plain = extract(stream, lines, as_ranges([(gap[0], gap[1])]))
    found = extract(stream, lines, as_ranges([(gap[0], gap[1])]), order)
    parts = [plain.symbols[plain.starts[d] : plain.starts[d + 1]] for d in order]
    assert [found.symbols[a:b].tolist() for a, b in zip(found.starts, found.starts[1:], strict=False)] == [
        part.tolist() for part in parts
    ]
    at = found.origin(np.arange(len(found.symbols)))
    assert stream.symbols[at].tolist() == found.symbols.tolist()
    assert not len(at) or found.position(at).tolist() == list(range(len(at)))


def test_the_order_begins_with_what_documents_begin_with() -> None:
    """A document that is edited behind its beginning keeps its place among the others."""
    texts = [prose(seed, 30) for seed in range(30)]
    edited = [text[:400] + "。改过的一句。" + text[400:] for text in texts]
    assert by_content(Stream(documents(*texts))).tolist() == by_content(Stream(documents(*edited))).tolist()


@pytest.mark.parametrize("cut", [3, 15])
def test_stretches_that_nearly_coincide_mostly_have_one_name(cut: int) -> None:
    texts = [prose(seed, 12) for seed in range(300)]
    assert len({name_of([text]) for text in texts}) == len(texts)
    same = sum(name_of([text]) == name_of([text[cut:]]) for text in texts)
    assert same / len(texts) > 1 - 2 * cut / min(map(len, texts))


@given(st.text(max_size=60), st.text(" \n,，。", max_size=3))
def test_a_name_is_not_empty_and_sees_no_layout(text: str, mark: str) -> None:
    assert bool(name_of([text])) == bool(text)
    if any(char.isalnum() for char in text):
        assert name_of([text + mark]) == name_of([text])
