"""How long the command takes before and beside its work: `checker --help`, and a check of one small text.

python benchmarks/speed/start.py [--runs 10] [--tree PATH ...]

Every run is a process of its own, with a cache of its own that the first run fills.  `--tree` names other checkouts
that are measured in the same run, in turn.  Processor time holds on a busy machine, the time on the clock does not.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "accuracy"))

from common import SHARED, records, table

SIZE = 50_000  # bytes of the text
CORPUS = "clean-zh-essays"
ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--tree", type=Path, nargs="*", default=[], help="other checkouts to measure beside this one")
    args = parser.parse_args()
    if not SHARED.is_dir():
        sys.exit(f"{SHARED}: the measuring corpora are not here")
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "text.txt"
        text.write_bytes(b"\n\n".join(document.data for document in records(CORPUS))[:SIZE])
        commands = {"checker --help": ["--help"], "check of one text of 50 kB": ["check", "--isolated", str(text)]}
        rows: list[list[object]] = []
        for name, arguments in commands.items():
            trees = {tree: Path(folder) / str(number) for number, tree in enumerate([ROOT, *args.tree])}
            first = {tree: spent(tree, cache, arguments) for tree, cache in trees.items()}
            later = [{tree: spent(tree, cache, arguments) for tree, cache in trees.items()} for _ in range(args.runs)]
            for tree in trees:
                processor, clock = (median(run[tree][kind] for run in later) for kind in (0, 1))
                rows.append([name, tree.name, f"{processor:.2f}", f"{clock:.2f}", f"{first[tree][0]:.1f}"])
    print(table(["what", "checkout", "processor seconds", "on the clock", "processor seconds of the first run"], rows))


def spent(tree: Path, cache: Path, arguments: list[str]) -> tuple[float, float]:
    """Seconds of processor time, and seconds on the clock, of one run of the command."""
    ours = {"PYTHONPATH": str(tree), "XDG_CACHE_HOME": str(cache), "PYTHONDONTWRITEBYTECODE": ""}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "checker", *arguments]
    subprocess.run(command, env={**os.environ, **ours}, cwd=tree, capture_output=True, check=False)
    after, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - began
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, clock


if __name__ == "__main__":
    main()
