"""What the accuracy benchmarks share: the measuring corpora, the engine, and records."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from checker import rulebook
from checker.detectors import kinds
from checker.document import Document
from checker.engine import Engine

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[2] / "shared"
CLEAN = ("clean-zh-laws", "clean-zh-essays", "clean-zh-lctt", "clean-en-anarchism", "clean-en-manpages")


@cache
def whole_engine() -> Engine:
    """Every rule that is on by default."""
    return Engine(rulebook.chosen(rulebook.load(), [], []))


@cache
def page_engine() -> Engine:
    """Every rule that looks at single documents: duplicates and boilerplate are measured elsewhere."""
    rules = rulebook.chosen(rulebook.load(), [], [])
    return Engine([rule for rule in rules if kinds()[rule.detector].scope == "document"])


def records(name: str) -> Iterator[Document]:
    """The documents of a measuring corpus."""
    with gzip.open(SHARED / "corpora" / f"{name}.jsonl.gz", "rt", encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, 1):
            record = json.loads(line)
            yield Document.from_text(record["text"], str(record.get("id", number)), line=number)


def table(head: list[str], rows: list[list[object]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join(" --- " for _ in head) + "|"]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]) + "\n"
