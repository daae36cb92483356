"""Kill a process that adds documents, again and again, and look whether the index is whole.

    python benchmarks/gate/kills.py --kills 50

Each child of ours adds batch after batch and prints when it begins one, when it is inside the write transaction, and
when the batch is held (its acknowledgement).  It is killed (SIGKILL) at a random moment; then the index is opened and
verified: every acknowledged batch must be there, each batch whole or not at all.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from made import IN_DOCUMENT, entries

from checker import rulebook
from checker.index import Parameters, add, changes, ids, verify

DOCUMENTS = 60  # of a batch
INSIDE = 0.7  # share of the kills that wait until a write transaction has begun


def child(index: Path, first: int) -> None:
    """Add batches until killed."""
    p = Parameters.of(rulebook.load())
    write = changes._write

    def told(*arguments: object) -> None:
        print("inside", flush=True)
        write(*arguments)  # type: ignore[arg-type]

    changes._write = told  # type: ignore[assignment]
    print("ready", flush=True)
    batch = first
    while True:
        print("begin", flush=True)
        add(index, entries(DOCUMENTS * IN_DOCUMENT, batch, str(batch)), p)
        print(f"held {batch}", flush=True)
        batch += 1


def trial(index: Path, first: int, draw: random.Random) -> tuple[str, int, float, list[str]]:
    """Kill one child: where it was, batches held after it, seconds to open and list, what is wrong."""
    command = [sys.executable, __file__, "--child", str(index), "--first", str(first)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    printed = [process.stdout.readline()]
    if draw.random() < INSIDE:
        wanted = draw.randint(1, 3)
        while printed.count("inside\n") < wanted:
            printed.append(process.stdout.readline())
        time.sleep(draw.uniform(0.0, 0.2))
    else:
        time.sleep(draw.uniform(0.0, 2.0))
    os.kill(process.pid, signal.SIGKILL)
    printed += process.stdout.read().splitlines()
    printed = [line.strip() for line in printed]
    process.wait()
    acknowledged = [int(line.split()[1]) for line in printed if line.startswith("held ")]
    where = next((line.split()[0] for line in reversed(printed) if line), "begin")
    if not index.exists():
        return "before the index was made", 0, 0.0, ["an acknowledged batch is lost"] if acknowledged else []
    began = time.perf_counter()
    counts = Counter(int(name.split("/")[0]) for name in ids(index))
    opened = time.perf_counter() - began
    wrong = verify(index)[1]
    wrong += [f"batch {batch} has {count} documents" for batch, count in counts.items() if count != DOCUMENTS]
    wrong += [f"acknowledged batch {batch} is lost" for batch in acknowledged if batch not in counts]
    if sorted(counts) != list(range(len(counts))):
        wrong.append("a batch is missing between others")
    last = max(acknowledged, default=first - 1)
    if where == "inside":
        state = "inside the transaction, rolled back" if len(counts) == last + 1 else "committed, not acknowledged yet"
    else:
        state = "between transactions"
    return state, len(counts), opened, wrong


def main() -> None:
    """Kill and count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--child", type=Path)
    parser.add_argument("--first", type=int, default=0)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments.child, arguments.first)
    draw = random.Random(arguments.seed)
    states: Counter[str] = Counter()
    wrong: list[str] = []
    held, slowest = 0, 0.0
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        for number in range(arguments.kills):
            state, held, opened, found = trial(Path(folder) / "corpus.duckdb", held, draw)
            states[state] += 1
            slowest = max(slowest, opened)
            wrong += [f"kill {number + 1}: {line}" for line in found]
    print(f"## {arguments.kills} kills\n\n| where the process was | kills |\n|---|---|")
    print("\n".join(f"| {state} | {count} |" for state, count in states.most_common()))
    print(f"\n{held} batches of {DOCUMENTS} documents held at the end; opening took {slowest:.2f} s at most;")
    print(f"{len(wrong)} times something was lost, torn or not as `verify` wants it.")
    print("\n".join(wrong))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
