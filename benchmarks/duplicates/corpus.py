"""Paragraphs to measure duplicates on: real ones of the measuring corpora, and copies planted among them."""

from __future__ import annotations

import platform
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "accuracy"))

from common import CLEAN, records

SHORT, LONG = 150, 400  # code points: short paragraphs are below the one, long ones above the other


@dataclass(frozen=True, slots=True)
class Planted:
    """A copy: the places of both sides in the list of paragraphs, and how it was made."""

    source: int
    copy: int
    kind: str


def real_paragraphs(count: int, seed: int = 1) -> list[str]:
    """Paragraphs of every clean corpus in equal numbers, half of them Chinese at least, each once, in random order."""
    draw = random.Random(seed)
    taken: list[str] = []
    for name in CLEAN:
        own = {text for document in records(name) for text in _texts(document.text) if 20 <= len(text) <= 2000}
        taken += draw.sample(sorted(own), min(len(own), -(-count // len(CLEAN))))
    draw.shuffle(taken)
    return taken[:count]


def _texts(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def planted(count: int, seed: int = 1) -> tuple[list[str], list[Planted]]:
    """`count` paragraphs of which three in ten are copies of others, of every kind in turn."""
    draw = random.Random(seed)
    copies = 3 * count // 10
    texts = real_paragraphs(count - copies, seed)
    sources = [place for place, text in enumerate(texts) if len(text) >= 60]
    made = []
    for number in range(copies):
        kind = list(KINDS)[number % len(KINDS)]
        source = draw.choice(sources)
        texts.append(KINDS[kind](texts[source], draw, texts))
        made.append(Planted(source, len(texts) - 1, kind))
    return texts, made


def scattered(share: float) -> Callable[[str, random.Random, Sequence[str]], str]:
    """Single characters replaced by others of the same text, dropped, or doubled, all over."""

    def edit(text: str, draw: random.Random, _others: Sequence[str]) -> str:
        out = []
        for char in text:
            if draw.random() >= share:
                out.append(char)
            else:
                out.append(draw.choice([draw.choice(text), "", char + draw.choice(text)]))
        return "".join(out)

    return edit


def block(share: float) -> Callable[[str, random.Random, Sequence[str]], str]:
    """One stretch replaced by a stretch of another paragraph."""

    def edit(text: str, draw: random.Random, others: Sequence[str]) -> str:
        size = max(1, int(share * len(text)))
        at = draw.randrange(len(text) - size + 1)
        other = draw.choice(others)
        start = draw.randrange(max(1, len(other) - size + 1))
        return text[:at] + other[start : start + size] + text[at + size :]

    return edit


KINDS: dict[str, Callable[[str, random.Random, Sequence[str]], str]] = {
    "exact": lambda text, _draw, _others: text,
    **{f"scattered {share:.0%}": scattered(share) for share in (0.02, 0.05, 0.1, 0.2)},
    **{f"block {share:.0%}": block(share) for share in (0.05, 0.1, 0.2)},
}


def length_class(text: str) -> str:
    """ "short", "middle" or "long"."""
    return "short" if len(text) < SHORT else "long" if len(text) > LONG else "middle"


def machine(*packages: str) -> str:
    """What a result depends on."""
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return f"{model}, Python {platform.python_version()}, {versions}"
