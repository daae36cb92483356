"""What the index finds beside what a comparison with every held document finds.

    python benchmarks/gate/recall.py FILE.jsonl.gz ...

Of every file each second document is held, the others are new.  Characters of new documents that are told to repeat
something held are counted, once beside all held documents, once beside those that the index proposes.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from checker import rulebook
from checker.beside import Held
from checker.corpus import File, ReadOptions, read
from checker.document import Document
from checker.engine import Engine, Settings
from checker.finding import covered
from checker.index import Gate, Parameters, add, entry

BOOK = rulebook.load()
RULES = [rule for rule in BOOK if rule.default and rule.family == "duplicate"]


def told(
    new: Sequence[Document], settings: Settings
) -> tuple[dict[tuple[str, int | None], list[tuple[int, int]]], float]:
    """The stretches of every new document that repeat something, and the seconds that took."""
    began = time.process_time()
    report = Engine(RULES).run(new, settings)
    out: dict[tuple[str, int | None], list[tuple[int, int]]] = {}
    for found in report.findings:
        if found.related and found.related[0].document.startswith("held:"):
            own = out.setdefault((found.path, found.record), [])
            own += [(span.start.offset, span.end.offset) for span in found.spans]
    return out, time.process_time() - began


def both(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> int:
    """How many characters lie in both."""
    return covered(one) + covered(other) - covered([*one, *other])


def main() -> None:
    """Print a row for every file."""
    print("| corpus | held | new | new repeat held | by the index | characters | by the index | seconds, all / index |")
    print("|---|---|---|---|---|---|---|---|")
    for path in sys.argv[1:]:
        documents = [d for d in read(File(path, named=True), ReadOptions()) if isinstance(d, Document)]
        held = [Document.from_text(d.text, f"held:{n}") for n, d in enumerate(documents[::2])]
        new = documents[1::2]
        everything, slow = told(new, Settings(against=lambda _, h=held: Held(tuple(h), tuple(range(len(h))))))  # type: ignore[misc]
        with tempfile.TemporaryDirectory() as folder:
            index, p = Path(folder) / "i.duckdb", Parameters.of(BOOK)
            add(index, (entry(d, Path()) for d in held), p)
            proposed, fast = told(new, Settings(against=Gate(index, p, Path())))
        total = sum(covered(places) for places in everything.values())
        met = sum(both(places, proposed.get(key, [])) for key, places in everything.items())
        share = f"{100 * met / total:.1f} %" if total else "-"
        name = Path(path).name
        pages = f"{len(everything):,} | {len(everything.keys() & proposed.keys()):,}"
        figures = f"{total:,} | {share} | {slow:.1f} / {fast:.1f}"
        print(f"| {name} | {len(held):,} | {len(new):,} | {pages} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
