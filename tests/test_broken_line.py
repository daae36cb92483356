"""Breaks inside English sentences are found where they were made, and nowhere else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checker import rulebook
from checker.document import Document
from checker.engine import Engine
from checker.finding import Hit

ENGINE = Engine([rule for rule in rulebook.load() if rule.name == "hard-wrap-english"])
PARAGRAPHS = (
    "The ferry leaves the old pier at seven and comes back in the late afternoon of the same day.",
    "Nobody in the village could remember a winter that had lasted so long or been so quiet.",
    "Each of the members pays a small sum every month for the repair of the common boats.",
    "When the harvest was in they danced in the barn of the widow who lived by the bridge.",
    "A letter that was posted in the morning could be read on the far shore in the evening.",
    "They asked for nothing but the right to use the path along the river as before.",
)


def hits(text: str) -> list[Hit]:
    return [hit for _, hit in ENGINE.examine(Document.from_text(text)).hits]


def test_whole_paragraphs_have_no_break() -> None:
    """Lines that are paragraphs are left alone, also where there are many."""
    assert hits("\n".join(PARAGRAPHS * 4)) == []


@given(st.integers(0, len(PARAGRAPHS) - 1), st.integers(6, 9))
def test_a_break_after_a_binding_word_is_found_and_mended(which: int, word: int) -> None:
    """The span covers the break, and the proposed repair gives the text before it."""
    words = PARAGRAPHS[which].split(" ")
    while words[word - 1] not in {"the", "in", "of", "a", "and", "that", "or", "by", "for", "on", "who", "to"}:
        word -= 1
    broken = " ".join(words[:word]) + "\n" + " ".join(words[word:])
    text = "\n".join([*PARAGRAPHS[:which], broken, *PARAGRAPHS[which + 1 :]])
    found = hits(text)
    if word < 4:
        return  # too few words before the break to know a sentence
    assert len(found) == 1
    hit = found[0]
    assert "\n" in text[hit.start : hit.end] and hit.fix is not None
    assert text[: hit.start] + hit.fix.replacement + text[hit.end :] == "\n".join(PARAGRAPHS)


@given(st.sampled_from(PARAGRAPHS), st.integers(13, 40))
def test_a_text_broken_throughout_is_its_layout(paragraph: str, times: int) -> None:
    """More breaks than a text can have by accident are not reported one by one."""
    middle = paragraph.index(" ", 40)
    assert hits("\n".join([paragraph[:middle] + "\n" + paragraph[middle + 1 :]] * times)) == []
