"""Helpers of the tests on repeated text: the shipped rules as plans, made-up Chinese, planted copies."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from checker.document import Document
from checker.duplicates import Duplicates, Plan, find
from checker.resources import resource

SHARED = Path(__file__).resolve().parents[2] / "shared"
SEEDS = SHARED / "corpora" / "seeds"
EVERY = (
    "exact-paragraph",
    "near-paragraph",
    "repeated-section",
    "repeated-document",
    "document-version",
    "template",
    "boilerplate-line",
)


@cache
def rules() -> Mapping[str, dict[str, Any]]:
    """The shipped rule files of repeated text, by detector."""
    paths = [*(resource("rules") / "duplicate").glob("*.toml"), *(resource("rules") / "boilerplate").glob("*.toml")]
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in paths]
    return {table["detector"]: table for table in tables if table["detector"] in EVERY}


def plan(kind: str, **options: object) -> Plan:
    """The shipped rule of a kind, with some options changed; the plan's rule is called like the kind."""
    return Plan(kind, kind, {**rules()[kind]["options"], **options})


def documents(*texts: str) -> list[Document]:
    """Plain files of one folder."""
    return [Document.from_text(text, id=f"made/{number}.txt") for number, text in enumerate(texts)]


def search(
    texts: Sequence[str], *plans: Plan | str, damage: Callable[[int, int, int], int] = lambda *_: 0
) -> Duplicates:
    """What the plans (or the shipped rules of the named kinds) find."""
    made = [one if isinstance(one, Plan) else plan(one) for one in plans]
    return find(documents(*texts), made, damage)


def prose(seed: int, sentences: int) -> str:
    """Chinese that means nothing and repeats nothing: characters drawn from a range of frequent ones."""
    draw = random.Random(seed)
    return "".join(
        "".join(chr(draw.randrange(0x4E00, 0x5E00)) for _ in range(draw.randint(8, 20))) + draw.choice("。,;")
        for _ in range(sentences)
    )


def wrap(text: str, widths: Sequence[int]) -> str:
    """The text broken into lines of these lengths, again and again."""
    lines, at, turn = [], 0, 0
    while at < len(text):
        lines.append(text[at : at + widths[turn % len(widths)]])
        at += len(lines[-1])
        turn += 1
    return "\n".join(lines)


def edited(text: str, share: float, seed: int) -> str:
    """The text with about that share of its characters replaced, dropped or followed by another one."""
    draw = random.Random(seed)
    out = []
    for char in text:
        if draw.random() >= share:
            out.append(char)
            continue
        other = chr(draw.randrange(0x6E00, 0x7E00))
        out.append(draw.choice([other, "", char + other]))
    return "".join(out)
