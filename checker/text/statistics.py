"""Figures about a text by which published filters keep or drop documents.

A word is a run of letters and digits, or one Han character or kana; other marks are words of their own where a figure
counts them.  A line is one that is not blank, unless said otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from checker.document import Document
from checker.hanzi import simplified
from checker.patterns import char_class

_PARAGRAPH = re.compile(r"\n(?:[^\S\n]*\n)+")
_MIX, _BASE = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)  # odd, so that no bit is lost
_SENTENCE = re.compile(r"[.?!。！？]+[\"'”’）)]*(?=\s|$|[^\s.?!。！？])")


class Tokens:
    """The lines and words of a document, made once for all figures."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text

    @cached_property
    def lines(self) -> list[str]:
        """Lines that are not blank."""
        return [line for line in self.document.lines if line.strip()]

    @cached_property
    def all(self) -> list[str]:
        """Words and marks in order."""
        return _tokens().findall(self.text)

    @cached_property
    def ids(self) -> NDArray[np.uint64]:
        """For every token the number of its kind."""
        kinds: dict[str, int] = {}
        return np.array([kinds.setdefault(token, len(kinds)) for token in self.all], np.uint64)

    @cached_property
    def ends(self) -> list[int]:
        """How many characters the tokens before each one have, and all of them at the end."""
        return [0, *accumulate(map(len, self.all))]

    @cached_property
    def words(self) -> list[str]:
        """Words without marks."""
        return [token for token in self.all if token[0].isalnum()]

    @cached_property
    def alone(self) -> int:
        """How many words are one Han character or kana."""
        return sum(len(word) == 1 and word > "\u2e7f" for word in self.words)


@cache
def _tokens() -> re.Pattern[str]:
    single = char_class("han")[1:-1] + char_class("kana")[1:-1]
    other = rf"[^\W{single}]"
    return re.compile(rf"[{single}]|{other}+(?:['’-]{other}+)*|[^\w\s]")


@dataclass(frozen=True)
class Figures:
    """The figures of one document.

    `marks`, `stop_words` and `length` are the marks, words and line length that a figure looks for;
    `characters_per_word` says how many Han characters make a word, for thresholds that were set with a segmenter.
    """

    tokens: Tokens
    marks: Sequence[str] = ()
    stop_words: frozenset[str] = frozenset()
    length: int = 0
    characters_per_word: float = 1.0

    @property
    def text(self) -> str:
        """The whole text."""
        return self.tokens.text

    @property
    def lines(self) -> list[str]:
        """Lines that are not blank."""
        return self.tokens.lines

    @property
    def words(self) -> list[str]:
        """Words without marks."""
        return self.tokens.words

    @cached_property
    def word_count(self) -> float:
        """How many words; Han characters count for the part of a word that they are."""
        return len(self.words) - self.tokens.alone + self.tokens.alone / self.characters_per_word

    def tokens_of(self, words: int) -> int:
        """How many tokens stand for so many words on average: more, the more Han characters the text has."""
        tokens = len(self.tokens.all)
        whole = tokens - self.tokens.alone + self.tokens.alone / self.characters_per_word
        return max(1, round(words * tokens / whole)) if tokens else words

    def value(self, name: str) -> float:
        """The figure called `name`; KeyError for one that does not exist."""
        known = FIGURES.get(name)
        if known is not None:
            return known(self)
        gram = _GRAM.fullmatch(name)
        if gram is None:
            raise KeyError(name)
        return _GRAM_FIGURES[gram["kind"]](self, int(gram["n"]))


_GRAM = re.compile(r"(?P<kind>top|duplicate|repeated)-(?P<n>[0-9]{1,2})-gram")


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _lines_with(figures: Figures, test: Callable[[str], bool]) -> float:
    return _share(sum(map(test, figures.lines)), len(figures.lines))


def _repeats(items: Iterable[str]) -> list[str]:
    """Every item that stood before."""
    seen: set[str] = set()
    out = []
    for item in items:
        if item in seen:
            out.append(item)
        seen.add(item)
    return out


def _paragraphs(figures: Figures) -> list[str]:
    return _PARAGRAPH.split(figures.text.strip())


def _top_gram(figures: Figures, n: int) -> float:
    """Share of the characters that the most frequent n-gram of words makes."""
    n = figures.tokens_of(n)
    grams = _hashes(figures.tokens.ids, n)
    if not len(grams):
        return 0.0
    _, firsts, counts = np.unique(grams, return_index=True, return_counts=True)
    best = int(np.argmax(counts))
    if counts[best] == 1:
        return 0.0
    first = int(firsts[best])
    return _share(int(counts[best]) * len("".join(figures.tokens.all[first : first + n])), len(figures.text))


def _duplicate_gram(figures: Figures, n: int) -> float:
    """Share of the characters that stand in an n-gram of words seen before, none counted twice."""
    n = figures.tokens_of(n)
    ends = figures.tokens.ends
    seen: set[int] = set()
    repeated, free = 0, 0
    grams = _hashes(figures.tokens.ids, n)
    _, kinds, counts = np.unique(grams, return_inverse=True, return_counts=True)
    again = np.flatnonzero(counts[kinds] > 1)
    for i, gram in zip(again.tolist(), kinds[again].tolist(), strict=True):
        if i < free:
            continue
        if gram in seen:
            repeated += ends[i + n] - ends[i]
            free = i + n
        else:
            seen.add(gram)
    return _share(repeated, len(figures.text))


def _repeated_characters(figures: Figures, n: int) -> float:
    """Share of the n-grams of characters that occur more than once."""
    solid = "".join(figures.text.split())
    grams = _hashes(np.frombuffer(solid.encode("utf-32-le"), np.uint32).astype(np.uint64), n)
    _, counts = np.unique(grams, return_counts=True)
    return _share(int(counts[counts > 1].sum()), len(grams))


def _hashes(ids: NDArray[np.uint64], n: int) -> NDArray[np.uint64]:
    """A 64-bit hash of every n items that follow one another."""
    size = len(ids) - n + 1
    if size <= 0:
        return np.zeros(0, np.uint64)
    mixed = (ids + np.uint64(1)) * _MIX
    mixed ^= mixed >> np.uint64(29)
    out = np.zeros(size, np.uint64)
    for i in range(n):
        out = out * _BASE + mixed[i : i + size]
    return out


def _sentences(figures: Figures) -> float:
    """Sentences in lines that end with one of the marks and have at least three words."""
    kept = [line.strip() for line in figures.lines if line.rstrip().endswith(tuple(figures.marks))]
    return float(sum(max(1, len(_SENTENCE.findall(line))) for line in kept if len(line.split()) >= figures.length))


def _stop_words(figures: Figures) -> float:
    return float(sum(word.lower() in figures.stop_words for word in figures.words))


def _marks_per_word(figures: Figures) -> float:
    most = max((figures.text.count(mark) for mark in figures.marks), default=0)
    return _share(most, figures.word_count)


def _traditional_share(figures: Figures) -> float:
    known = simplified()
    han = re.findall(char_class("han"), figures.text)
    return _share(sum(char in known for char in han), len(han))


def _han_share(figures: Figures) -> float:
    return _share(len(re.findall(char_class("han"), figures.text)), len("".join(figures.text.split())))


FIGURES: Mapping[str, Callable[[Figures], float]] = {
    "blank": lambda f: float(not f.text or f.text.isspace()),
    "characters": lambda f: float(len("".join(f.text.split()))),
    "words": lambda f: f.word_count,
    "mean-word-length": lambda f: _share(sum(map(len, f.words)), f.word_count),
    "longest-word": lambda f: float(max(map(len, f.text.split()), default=0)),
    "mean-line-length": lambda f: _share(sum(map(len, f.lines)), len(f.lines)),
    "marks-per-word": _marks_per_word,
    "lines-starting-with-marks": lambda f: _lines_with(f, lambda s: s.lstrip().startswith(tuple(f.marks))),
    "lines-ending-with-marks": lambda f: _lines_with(f, lambda s: s.rstrip().endswith(tuple(f.marks))),
    "short-lines": lambda f: _lines_with(f, lambda s: len(s) <= f.length),
    "words-with-letters": lambda f: _share(sum(any(map(str.isalpha, w)) for w in f.words), len(f.words)),
    "stop-words": _stop_words,
    "sentences": _sentences,
    "new-lines-per-word": lambda f: _share(f.text.count("\n"), f.word_count),
    "duplicate-lines": lambda f: _share(len(_repeats(f.lines)), len(f.lines)),
    "duplicate-line-characters": lambda f: _share(sum(map(len, _repeats(f.lines))), len(f.text)),
    "duplicate-paragraphs": lambda f: _share(len(_repeats(_paragraphs(f))), len(_paragraphs(f))),
    "duplicate-paragraph-characters": lambda f: _share(sum(map(len, _repeats(_paragraphs(f)))), len(f.text)),
    "phrases": lambda f: float(sum(f.text.lower().count(mark) for mark in f.marks)),
    "han-share": _han_share,
    "traditional-share": _traditional_share,
}
_GRAM_FIGURES: Mapping[str, Callable[[Figures, int], float]] = {
    "top": _top_gram,
    "duplicate": _duplicate_gram,
    "repeated": _repeated_characters,
}


def is_figure(name: str) -> bool:
    """Whether a figure is called `name`."""
    return name in FIGURES or _GRAM.fullmatch(name) is not None
