"""Made paragraphs: words of two Han characters, drawn as often as words are in language; with planted near-copies."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from checker.document import Document
from checker.index.rows import Entry

WORDS, SHORTEST, LONGEST = 30_000, 15, 50  # words of the language, and of a paragraph
LONG = 60  # characters of a paragraph that one change leaves a near-copy by any measure
IN_DOCUMENT = 20  # paragraphs


class Language:
    """Draws paragraphs; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self._draw = np.random.default_rng(seed)
        self._words = np.random.default_rng(0).integers(0x4E00, 0x9000, (WORDS, 2), np.uint32)

    def paragraph(self) -> str:
        """One paragraph of some dozen words."""
        size = int(self._draw.integers(SHORTEST, LONGEST))
        ranks = np.minimum(self._draw.zipf(1.2, size) - 1, WORDS - 1)
        return self._words[ranks].tobytes().decode("utf-32-le") + "。"

    def near(self, paragraph: str) -> str:
        """The paragraph with one character changed."""
        at = int(self._draw.integers(len(paragraph)))
        return paragraph[:at] + "改" + paragraph[at + 1 :]


def entries(paragraphs: int, seed: int, prefix: str) -> Iterator[Entry]:
    """Documents of `IN_DOCUMENT` paragraphs each."""
    language = Language(seed)
    for number in range(paragraphs // IN_DOCUMENT):
        text = "\n".join(language.paragraph() for _ in range(IN_DOCUMENT))
        name = f"{prefix}/{number // 1000}/{number}.txt"
        yield Entry(name, name, Document.from_text(text, name))


def new_texts(paragraphs: int, held: list[str], seed: int, share: float = 0.2) -> Iterator[tuple[str, int]]:
    """Texts of `IN_DOCUMENT` paragraphs, a share of which are near-copies of held ones; how many those are."""
    held = [paragraph for paragraph in held if len(paragraph) > LONG]
    language = Language(seed)
    draw = np.random.default_rng(seed + 1)
    for _ in range(paragraphs // IN_DOCUMENT):
        copies = draw.random(IN_DOCUMENT) < share
        lines = [language.near(held[int(draw.integers(len(held)))]) if c else language.paragraph() for c in copies]
        yield "\n".join(lines), int(copies.sum())
