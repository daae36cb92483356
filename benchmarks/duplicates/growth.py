"""How time and memory of the whole duplicate family grow with the corpus.

python benchmarks/duplicates/growth.py [--sizes 10 30 100 300 1000] [--memory 2GiB] [--rules] [--write]

The text is every measuring corpus once, clean and dirty, and then again with every third character exchanged for
another of its document, which leaves hardly a run of five characters: new text of the same kind, with the boilerplate
and the duplicates of the first pass at their share.  Each size is a run of the command in a process of its own.
`--memory` is the budget of every run; `--rules` selects everything, not the duplicate and boilerplate families alone.
`--write` keeps the result in growth.md.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from corpus import machine

from common import CLEAN, SHARED, records, table

RESULT = Path(__file__).with_suffix(".md")
CORPORA = (*CLEAN, "dirty-zh-wechat", "dirty-zh-blog-site")
EXCHANGED = 1 / 3
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Run:
    """A run of the command: sizes in MB, processor seconds, peak resident memory in MB."""

    size: float
    documents: int
    findings: int
    seconds: float
    wall: float
    memory: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=float, nargs="+", default=[10, 30, 100, 300, 1000], metavar="MB")
    parser.add_argument("--memory", default="2GiB", metavar="SIZE")
    parser.add_argument("--rules", action="store_true")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    if not SHARED.is_dir():
        sys.exit("the measuring corpora are not here")
    runs = []
    with tempfile.TemporaryDirectory() as folder:
        for size in args.sizes:
            path = Path(folder) / "corpus.jsonl"
            written = write(path, int(size * _MB))
            runs.append(measured(path, written, args.memory, everything=args.rules))
            print(runs[-1], file=sys.stderr)
    text = report(runs, args.memory, everything=args.rules)
    print(text)
    if args.write:
        RESULT.write_text(text, encoding="utf-8")


def texts() -> Iterator[str]:
    """Documents without end; all of the corpora are in random order in every pass."""
    own = [document.text for name in CORPORA for document in records(name)]
    draw = random.Random(1)
    draw.shuffle(own)
    yield from own
    chance = np.random.default_rng(1)
    while True:
        for text in own:
            points = np.frombuffer(text.encode("utf-32-le"), np.uint32).copy()
            places = np.flatnonzero((chance.random(len(points)) < EXCHANGED) & (points != ord("\n")))
            points[places] = points[chance.permutation(places)]
            yield points.tobytes().decode("utf-32-le")


def write(path: Path, size: int) -> int:
    """Fill a JSONL file with about `size` bytes of text; how many bytes of text it holds."""
    written = 0
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(texts()):
            if written >= size:
                break
            file.write(json.dumps({"id": number, "text": text}, ensure_ascii=False) + "\n")
            written += len(text.encode())
    return written


def measured(path: Path, size: int, budget: str, *, everything: bool) -> Run:
    """Run the command on a file in one process; small ones twice, so that compiled code is in the cache."""
    target = path.with_suffix(".json")
    command = [
        sys.executable,
        "-m",
        "checker",
        "check",
        str(path),
        "--exit-zero",
        "--jobs",
        "1",
        "--memory",
        budget,
        "-o",
        f"jsonl:{target}",
    ]
    command += [] if everything else ["--select", "duplicate,boilerplate"]
    seconds = wall = memory = 0.0
    for _ in range(2 if size < 50 * _MB else 1):
        before = os.times()
        process = os.posix_spawn(sys.executable, command, os.environ, file_actions=_QUIET)
        _, status, used = os.wait4(process, 0)
        if status:
            sys.exit(f"the command ended with status {os.waitstatus_to_exitcode(status)}")
        seconds, memory = used.ru_utime + used.ru_stime, used.ru_maxrss / 1000
        wall = os.times().elapsed - before.elapsed
    with target.open(encoding="utf-8") as file:
        *_, last = file
    summary = json.loads(last)
    return Run(size / _MB, summary["documents"], sum(summary["findings"].values()), seconds, wall, memory)


_QUIET = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]


def report(runs: list[Run], budget: str, *, everything: bool) -> str:
    """The result as Markdown; growth is the exponent between two sizes, 1 where time follows size."""
    rows: list[list[object]] = []
    for before, run in zip([None, *runs], runs, strict=False):
        growth = "-"
        if before:
            growth = f"{math.log(run.seconds / before.seconds) / math.log(run.size / before.size):.2f}"
        rows.append(
            [
                f"{run.size:.0f}", run.documents, run.findings, f"{run.seconds:.1f}", f"{run.size / run.seconds:.2f}",
                growth, f"{run.memory:.0f}", f"{run.memory / run.size:.1f}",
            ]
        )  # fmt: skip
    head = ["MB", "documents", "findings", "processor s", "MB/s", "exponent", "peak MB", "peak per MB of text"]
    what = "All rules" if everything else "The duplicate and boilerplate families"
    return "\n".join(
        [
            "# Growth\n",
            (
                f"{what}, one process with `--memory {budget}`, from a JSONL file to the written result, loading of "
                "compiled code included. "
                f"{machine('numba', 'numpy')}.\n"
            ),
            table(head, rows),
        ]
    )


if __name__ == "__main__":
    main()
