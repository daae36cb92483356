"""Repetition is found wherever it stands, with exact places, and ordinary text has none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checker.detectors import View
from checker.detectors.repetition import _Before, character_run, few_letters, repeated_line, repeated_phrase
from checker.document import Document
from checker.text.statistics import Figures, Tokens

LETTERS = st.text(alphabet="ab字词é", min_size=0, max_size=30)


def view(text: str) -> View:
    return View(Document.from_text(text))


@given(LETTERS, st.sampled_from("x7汉é"), st.integers(1, 60), LETTERS)
def test_a_run_is_found_when_it_is_long_enough(before: str, char: str, count: int, after: str) -> None:
    """Runs of 20 and more, and only those, are reported with their whole length."""
    text = f"{before}\n{char * count}\n{after}"
    runs = [hit for hit in character_run(view(text), length=20) if text[hit.start] == char]
    assert bool(runs) == (count >= 20)
    for hit in runs:
        assert text[hit.start : hit.end] == char * count


@given(st.text(alphabet="abcdefgh词语文字", min_size=3, max_size=40), st.integers(0, 700), st.integers(0, 700))
def test_a_phrase_that_follows_itself_is_found(phrase: str, before: int, after: int) -> None:
    """A phrase repeated over 2,000 characters is reported, and the stretch covers nearly all of it."""
    times = 2000 // len(phrase) + 1
    text = (
        "".join(chr(0x4E00 + i) for i in range(before))
        + phrase * times
        + "".join(chr(0x5E00 + i) for i in range(after))
    )
    (hit,) = repeated_phrase(view(text), min_count=8, min_characters=200)
    assert hit.start <= before + len(phrase)
    assert hit.end >= before + len(phrase) * (times - 1)
    assert len(text) >= hit.end


def test_a_long_repetition_takes_linear_time() -> None:
    """A megabyte of one phrase is one finding, and rules of dashes are none."""
    (hit,) = repeated_phrase(view("again and " * 200_000), min_count=8, min_characters=200)
    assert hit.end - hit.start > 1_999_000
    assert not list(repeated_phrase(view("-" * 1_000_000), min_count=8, min_characters=200))


@given(st.integers(2, 40), st.integers(0, 40))
def test_a_repeated_line_needs_its_share(copies: int, others: int) -> None:
    """The copies of a line are reported when they are enough, and make enough of the document."""
    text = "\n".join(["the same line"] * copies + [f"another {i:05}" for i in range(others)])
    hits = list(repeated_line(view(text), share=0.5, min_count=10))
    assert bool(hits) == (copies >= 10 and copies >= others)
    for hit in hits:
        assert len(hit.places) == copies
        assert all(text[start:end] == "the same line" for start, end in hit.places)


def test_a_line_that_makes_half_of_a_large_document_is_found() -> None:
    """The quick look at a large document meets the line, wherever its copies stand."""
    copies, others = ["the same line"] * 9000, [f"another {i:05}" for i in range(8000)]
    for lines in (
        copies + others,
        others + copies,
        [each for pair in zip(copies, others, strict=False) for each in pair],
    ):
        (hit,) = repeated_line(view("\n".join(lines)), share=0.5, min_count=10)
        assert len(hit.places) == lines.count("the same line")
    assert not list(repeated_line(view("\n".join(others)), share=0.5, min_count=10))


@given(st.text(min_size=1, max_size=200))
def test_the_quick_count_of_letters_never_hides_a_document(text: str) -> None:
    """What the count of bytes lets pass has the share of letters, so the answer is the exact one."""
    document = Document.from_text(text)
    solid = [char for char in document.text if not char.isspace()]
    exact = bool(solid) and sum(map(str.isalnum, solid)) / len(solid) < 0.2
    assert bool(list(few_letters(View(document), share=0.2, min_characters=1))) == exact


@given(st.text(alphabet="ab 字,\n", max_size=80))
def test_shares_are_shares(text: str) -> None:
    """Every figure that is a share lies between 0 and 1, whatever the text."""
    figures = Figures(Tokens(Document.from_text(text)), marks=(",",), length=3)
    for name in ("duplicate-lines", "short-lines", "words-with-letters", "lines-ending-with-marks", "han-share"):
        assert 0 <= figures.value(name) <= 1
    for name in ("duplicate-3-gram", "repeated-4-gram", "duplicate-line-characters"):
        assert 0 <= figures.value(name) <= 1


def test_duplicate_grams_count_every_character_once() -> None:
    """Three copies of a text of distinct words: the second and third are repeated."""
    text = "".join(chr(0x4E00 + i) for i in range(100)) * 3
    assert abs(Figures(Tokens(Document.from_text(text))).value("duplicate-5-gram") - 2 / 3) < 0.02


@given(st.text(alphabet="aé学𠮷", max_size=20), st.lists(st.integers(0, 70), max_size=6))
def test_characters_before_a_byte_are_those_that_are_whole(text: str, places: list[int]) -> None:
    data = text.encode()
    before = _Before(data)
    for at in places:
        assert before(at) == len(data[:at].decode("utf-8", "ignore"))
