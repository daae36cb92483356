"""Formulas of a genre are no copies: their pieces stand in many more documents than the whole."""

from __future__ import annotations

import random

import pytest
from repetition import edited, plan, prose, search

KIND = "repeated-section"
CLAUSES = [prose(900 + number, 2) for number in range(8)]


def filled(seed: int, clauses: list[str] = CLAUSES) -> str:
    """Standing clauses with words of their own between them, in a document of its own."""
    draw = random.Random(seed)
    parts = [f"{clause}{prose(5000 + 10 * seed + number, 1)[:6]}" for number, clause in enumerate(clauses)]
    return f"{prose(2000 + seed, 12)}\n{''.join(parts)}\n{prose(3000 + seed, draw.randint(8, 12))}"


def loose(seed: int) -> str:
    """A document with some of the clauses, each for itself."""
    draw = random.Random(seed)
    pieces = [f"{prose(6000 + 10 * seed + n, 4)}\n{clause}" for n, clause in enumerate(draw.sample(CLAUSES, 5))]
    return "\n".join([*pieces, prose(4000 + seed, 9)])


def test_a_formula_that_many_documents_use_piece_by_piece_is_no_section() -> None:
    texts = [filled(1), filled(2), *(loose(number) for number in range(12))]
    near = (plan(KIND, formula_similarity=0.95), "near-paragraph")
    assert search(texts, *near).hits == ()
    off = search(texts, plan(KIND, formula_documents=0))
    assert [(hit.document, hit.related[0].document) for hit in off.hits] == [(1, 0)]


@pytest.mark.parametrize("copies", [2, 4, 12])
def test_a_text_that_was_copied_into_many_documents_is_told(copies: int) -> None:
    body = prose(77, 25)
    texts = [f"{prose(10 + n, 12)}\n{edited(body, 0.09, n)}\n{prose(50 + n, 12)}" for n in range(copies)]
    found = search(texts, KIND)
    assert [hit.document for hit in found.hits] == list(range(1, copies))
    assert min(hit.related[0].similarity or 0 for hit in found.hits) < 0.9


def test_a_formula_told_word_for_word_is_a_copy() -> None:
    texts = [f"{prose(81, 9)}\n{''.join(CLAUSES)}", f"{prose(82, 9)}\n{''.join(CLAUSES)}"]
    found = search([*texts, *(loose(number) for number in range(12))], KIND)
    assert [(hit.document, hit.related[0].document) for hit in found.hits] == [(1, 0)]


def test_versions_of_one_document_do_not_make_its_text_a_formula() -> None:
    body = prose(78, 40)
    versions = [f"{body}\n{edited(prose(79, 40), 0.02, n)}" for n in range(8)]
    copy = edited(prose(79, 40)[150:450], 0.06, 3)
    kinds = ("document-version", "repeated-document", KIND)
    found = search([*versions, f"{prose(83, 12)}\n{copy}\n{prose(84, 12)}"], *kinds)
    assert [hit.rule for hit in found.hits if hit.document == 8] == [KIND]
