"""Time and memory of the self-join of band keys: in memory (Numba) and in an embedded database (DuckDB).

Keys are made up, 21 a paragraph, and a tenth of the paragraphs has all of those of an earlier one.  Every join runs in
a process of its own.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from checker import memory

BANDS, HOT, BATCH, COPIES = 21, 64, 1 << 14, 0.1
Table = NDArray[np.uint64]


def keys(count: int) -> Iterator[Table]:
    """The keys of so many paragraphs, some at a time (SplitMix64 of the paragraph that is repeated, and the band)."""
    draw = np.random.default_rng(1)
    numbers = np.arange(count)
    source = np.where(draw.random(count) < COPIES, (numbers * draw.random(count)).astype(np.int64), numbers)
    for first in range(0, count, BATCH):
        x = source[first : first + BATCH].astype(np.uint64) * np.uint64(32) + np.arange(BANDS, dtype=np.uint64)[:, None]
        x += np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        yield x ^ (x >> np.uint64(31))


def run(engine: str, count: int) -> int:
    """Join with an engine; how many pairs there are."""
    if engine == "duckdb":
        from checker.duplicates import spilled

        return len(spilled.joined(keys(count), count, HOT)[0])
    from checker.duplicates import join

    table = memory.empty((BANDS, count), np.uint64)
    for number, part in enumerate(keys(count)):
        table[:, number * BATCH : number * BATCH + part.shape[1]] = part
    return len(join.joined(table, HOT)[0])


def measure(engine: str, count: int, size: int) -> None:
    """Print a line of the table: seconds, seconds of a processor, and the memory above what the process began with."""
    run(engine, 100)  # what is loaded and compiled is not measured
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    base, before, began = memory.resident(), resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    with memory.budget(size << 20):
        pairs = run(engine, count)
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
    room = f"{size} MiB" if size else "no bound"
    print(f"| {count:,} | {engine} | {room} | {seconds:.1f} | {spent:.1f} | {peak - base / 2**20:.0f} | {pairs:,} |")


def main() -> None:
    """Every engine on every size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[20_000, 1_000_000])
    parser.add_argument("--one", nargs=3, metavar=("ENGINE", "COUNT", "MIB"), help="one join alone")
    given = parser.parse_args()
    if given.one:
        measure(given.one[0], int(given.one[1]), int(given.one[2]))
        return
    print(
        "| paragraphs | engine | `--memory` | s | processor s | MiB more | pairs |\n|--:|---|---|--:|--:|--:|--:|",
        flush=True,
    )
    for count in given.counts:
        for engine, size in (("numba", 0), ("duckdb", 0), ("duckdb", 1024), ("duckdb", 256)):
            subprocess.run([sys.executable, __file__, "--one", engine, str(count), str(size)], check=True)


if __name__ == "__main__":
    main()
