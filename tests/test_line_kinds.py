"""Detectors that look at a line and the one below it: words cut by line ends, and numbers that count on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checker.detectors import View
from checker.detectors.number_run import number_run
from checker.detectors.split_word import split_word
from checker.document import Document

HEAD, TAIL = r"(?P<half>[a-z]{2,20})- {0,2}$", r" {0,2}(?P<half>[a-z]{2,20})(?=[ ,.]|$)"
WORDS = st.from_regex(r"[a-z]{2,12}", fullmatch=True)


def view(text: str) -> View:
    return View(Document.from_text(text, "page"))


@given(WORDS, WORDS, st.booleans())
def test_a_split_word_is_given_back_whole(left: str, right: str, carriage: bool) -> None:
    """The span holds both halves and the repair joins them, whatever ends the line."""
    text = f"the first line {left}-{chr(13) if carriage else ''}\n{right} goes on"
    (hit,) = split_word(view(text), head=HEAD, tail=TAIL, unless="^$", count=1)
    assert text[hit.start : hit.end].startswith(f"{left}-")
    assert text[hit.start : hit.end].endswith(right)
    assert hit.fix and hit.fix.replacement == left + right


def test_a_split_word_at_the_end_of_the_text_has_no_other_half() -> None:
    """The last line cannot be joined to anything."""
    assert not list(split_word(view("the end of informa-"), head=HEAD, tail=TAIL, unless="^$", count=1))


def test_a_split_word_in_a_code_fence_is_left_alone() -> None:
    """A fence quotes what it holds."""
    text = "```\ninforma-\ntion\n```\n"
    assert not list(split_word(view(text), head=HEAD, tail=TAIL, unless="^$", count=1))


@given(st.integers(1, 12), st.integers(2, 6))
def test_a_run_of_numbers_is_one_hit_from_its_count_on(size: int, count: int) -> None:
    """As many lines as `count` make a run; its span is exactly its lines."""
    numbers = "\n".join(str(n) for n in range(1, size + 1))
    text = f"before\n{numbers}\nafter"
    hits = list(number_run(view(text), count=count, first=1))
    assert [text[h.start : h.end] for h in hits] == ([numbers] if size >= count else [])


@given(st.lists(st.integers(0, 4), max_size=30))
def test_runs_count_on_and_do_not_overlap(numbers: list[int]) -> None:
    """Each run begins with 0 or 1 and goes up by one; runs follow each other."""
    text = "\n".join(map(str, numbers))
    end = -1
    for hit in number_run(view(text), count=2, first=1):
        lines = [int(line) for line in text[hit.start : hit.end].split("\n")]
        assert lines[0] <= 1
        assert lines == list(range(lines[0], lines[0] + len(lines)))
        assert hit.start > end
        end = hit.end
