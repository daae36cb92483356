"""Alarms per 10,000 characters on text that is clean: every span of every error and warning counts.

python benchmarks/accuracy/clean.py [--show N] [CORPUS ...]
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Sequence

from checker.document import Document
from checker.engine import Settings
from checker.visible import visible
from common import CLEAN, page_engine, records, table

AROUND = 25  # characters shown each side of a sample


def markdown(corpora: Sequence[str] = CLEAN, show: int = 0) -> str:
    """The table of the corpora; prints `show` samples of every rule that spoke."""
    engine = page_engine()
    rows: list[list[object]] = []
    for name in corpora:
        began = time.process_time()
        documents = {d.line: d for d in records(name)}
        report = engine.run(documents.values(), Settings(level="warning"))
        spent = time.process_time() - began
        counts = Counter[str]()
        samples: dict[str, list[str]] = defaultdict(list)
        for finding in report.findings:
            counts[finding.rule] += len(finding.spans)
            document = documents[finding.record]
            for span in finding.spans[:2]:
                samples[finding.rule].append(_sample(document, span.start.offset, span.end.offset, span.start.line))
        size = report.summary.characters
        megabytes = sum(len(d.data) for d in documents.values()) / 1e6
        total = sum(counts.values())
        mostly = ", ".join(f"{rule} {n}" for rule, n in counts.most_common(5))
        rows.append([name, size, total, f"{total * 1e4 / size:.3f}", f"{megabytes / spent:.1f}", mostly])
        for rule, n in counts.most_common() if show else ():
            print(f"{name}: {rule} {n}")
            for sample in random.Random(1).sample(samples[rule], min(show, len(samples[rule]))):
                print(f"    {sample}")
    return table(["corpus", "characters", "alarms", "per 10,000", "MB/s", "mostly"], rows)


def _sample(document: Document, start: int, end: int, line: int) -> str:
    before, inside, after = (
        visible(part.replace("\n", "↵"))
        for part in (
            document.text[max(0, start - AROUND) : start],
            document.text[start:end][:60],
            document.text[end : end + AROUND],
        )
    )
    return f"{visible(document.id)}:{line}  {before}【{inside}】{after}"


def main() -> None:
    """Print the table and, with --show, samples of every rule that spoke."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="*", default=list(CLEAN))
    parser.add_argument("--show", type=int, default=0, metavar="N", help="N samples of every rule")
    args = parser.parse_args()
    print(markdown(args.corpora, args.show))


if __name__ == "__main__":
    main()
