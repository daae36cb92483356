"""How fast the rules look at clean mixed text: MB/s per core for no rule, 30 and all, for `re`, and by detector.

Then what a thousand hits on dirty text cost.

python benchmarks/speed/rules.py [--megabytes 10] [--write]

Every figure is the median of three passes in processor time; all passes are made in one run, in turn, so that their
ratios hold on a busy machine too.  `--write` keeps the result in rules.md.
"""

from __future__ import annotations

import argparse
import platform
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "accuracy"))

from checker import examine as corridor
from checker import rulebook
from checker.assemble import Examined
from checker.detectors import Kind, kinds
from checker.document import Document
from checker.engine import TOGETHER, Engine
from checker.examine import triggers
from checker.patterns import compiled
from checker.rule import Rule
from common import CLEAN, SHARED, records, table

PASSES = 3
DEAREST = 10
RESULT = Path(__file__).with_suffix(".md")
DIRTY = "dirty-zh-wechat"
Pass = Callable[[Sequence[bytes]], object]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=float, default=10)
    parser.add_argument("--write", action="store_true", help="keep the result in rules.md")
    args = parser.parse_args()
    if not SHARED.is_dir():
        sys.exit(f"{SHARED}: the measuring corpora are not here")
    texts = mixed(args.megabytes * 1e6)
    size = sum(map(len, texts)) / 1e6
    book = [r for r in rulebook.chosen(rulebook.load(), [], []) if kinds()[r.detector].scope == "document"]
    some = [rule for rule in book if triggers(rule)][:: max(1, len(book) // 30)][:30]
    whole, part = Engine(book), Engine(some)
    passes: dict[str, Pass] = {
        "text and lines, no rule": without_rules,
        "Hyperscan alone, all patterns": lambda texts: scanned(whole, texts),
        f"{len(some)} rules": lambda texts: examined(part, texts),
        f"all {len(book)} rules": lambda texts: examined(whole, texts),
    }
    spent = timed(passes, texts)
    few = texts[:: max(1, round(5 * size))]  # `re` needs a hundred times longer
    spent_re = timed({"re": lambda texts: searched(book, texts)}, few)["re"]
    share = sum(map(len, few)) / 1e6
    rows: list[list[object]] = [[name, f"{size / seconds:.1f}"] for name, seconds in spent.items()]
    rows.append(["`re` alone, the same patterns line by line", f"{share / spent_re:.3f}"])
    dear = detectors(book, texts)
    dirty = list(_taken(DIRTY, 4e6))
    found = sum(len(each.hits) for each in examined(whole, dirty))
    spent_dirty = timed({"all": lambda texts: examined(whole, texts)}, dirty)["all"]
    some_dirty = dirty[::25]
    re_dirty = timed({"re": lambda texts: searched(book, texts)}, some_dirty)["re"]
    megabytes = [sum(map(len, each)) / 1e6 for each in (dirty, some_dirty)]
    per = 1000 / found
    hits = [
        ["the rules", f"{megabytes[0] / spent_dirty:.1f}", f"{spent_dirty * per:.2f}"],
        ["`re` alone", f"{megabytes[1] / re_dirty:.3f}", f"{re_dirty * megabytes[0] / megabytes[1] * per:.2f}"],
    ]
    out = [
        f"{size:.1f} MB of mixed text ({', '.join(CLEAN)}) in {len(texts)} documents, one core; {machine()}.\n",
        table(["what", "MB/s"], rows),
        f"{megabytes[0]:.1f} MB of dirty text ({DIRTY}), in which the rules see {found} hits:\n",
        table(["what", "MB/s", "seconds per 1,000 hits"], hits),
        table(["detector", "ms per MB"], [[name, f"{1000 * seconds / size:.2f}"] for name, seconds in dear]),
    ]
    print("\n".join(out))
    if args.write:
        RESULT.write_text("# Speed of the rules\n\n" + "\n".join(out), encoding="utf-8")


def mixed(size: float) -> list[bytes]:
    """Documents of every clean corpus in equal parts, about `size` bytes together."""
    return list(chain.from_iterable(_taken(name, size / len(CLEAN)) for name in CLEAN))


def _taken(name: str, size: float) -> Iterator[bytes]:
    for document in records(name):
        if size <= 0:
            return
        size -= len(document.data)
        yield document.data


def timed(passes: dict[str, Pass], texts: Sequence[bytes]) -> dict[str, float]:
    """The median processor time of each pass over the texts, in seconds; one pass over the first texts warms up."""
    spent: dict[str, list[float]] = defaultdict(list)
    for run in passes.values():
        run(texts[::20])
    for _ in range(PASSES):
        for name, run in passes.items():
            began = time.process_time()
            run(texts)
            spent[name].append(time.process_time() - began)
    return {name: median(seconds) for name, seconds in spent.items()}


def documents(texts: Sequence[bytes]) -> Iterator[Document]:
    """New documents, whose text and lines have yet to be made."""
    return (Document(id=str(number), data=data, line=number) for number, data in enumerate(texts, 1))


def without_rules(texts: Sequence[bytes]) -> None:
    """What is done for a document before any rule looks at it."""
    for document in documents(texts):
        len(document.lines)


def scanned(engine: Engine, texts: Sequence[bytes]) -> None:
    """The scanner with its events, without what they mean."""
    for data in texts:
        engine._single._examiner._scanner.events(data)


def examined(engine: Engine, texts: Sequence[bytes]) -> list[Examined]:
    """What every rule of the engine sees in every document."""
    found: list[Examined] = []
    together: list[Document] = []
    for document in documents(texts):
        together.append(document)
        if sum(len(each.data) for each in together) >= TOGETHER:
            found += engine._single._examiner.examine(together)
            together = []
    return found + engine._single._examiner.examine(together)


def searched(book: Sequence[Rule], texts: Sequence[bytes]) -> None:
    """Every pattern on every line."""
    searches = [compiled(pattern).search for pattern in dict.fromkeys(p for rule in book for p in triggers(rule))]
    for document in documents(texts):
        for line in document.lines:
            for search in searches:
                search(line)


@dataclass
class Clock:
    """Processor time by detector."""

    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def around(self, kind: Kind) -> Kind:
        """The same detector and its gate, timed."""

        def timed(function: Callable[..., Iterable[object]]) -> Callable[..., list[Any]]:
            def run(*args: object, **options: object) -> list[object]:
                began = time.process_time()
                found = list(function(*args, **options))
                self.spent[kind.name] += time.process_time() - began
                return found

            return run

        return replace(kind, run=timed(kind.run), gate=timed(kind.gate) if kind.gate else None)


def detectors(book: Sequence[Rule], texts: Sequence[bytes]) -> list[tuple[str, float]]:
    """The dearest detectors with the median of their processor time; what several share counts for the first."""
    clocks = []
    plain = kinds
    for _ in range(PASSES):
        clock = Clock()
        watched = {name: clock.around(kind) for name, kind in plain().items()}
        corridor.kinds = lambda watched=watched: watched  # type: ignore[attr-defined,misc]
        examined(Engine(book), texts)
        clocks.append(clock)
    corridor.kinds = plain  # type: ignore[attr-defined,misc]
    spent = {name: median(clock.spent[name] for clock in clocks) for name in clocks[0].spent}
    return sorted(spent.items(), key=lambda row: -row[1])[:DEAREST]


def machine() -> str:
    """Processor and versions."""
    try:
        info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        model = next((line.partition(": ")[2] for line in info.splitlines() if line.startswith("model name")), "")
    except OSError:
        model = platform.processor()
    versions = ", ".join(f"{name} {version(name)}" for name in ("hyperscan", "numpy", "corpus-checker"))
    return f"{model or platform.machine()}, Python {platform.python_version()}, {versions}"


if __name__ == "__main__":
    main()
