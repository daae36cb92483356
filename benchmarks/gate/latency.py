"""How long the gate takes: making an index, adding to it, asking it, and the whole command.

python benchmarks/gate/latency.py --paragraphs 1000000 [--folder DIR] [--keep]
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import duckdb
from made import entries, new_texts

from checker import rulebook
from checker.document import Document
from checker.index import Gate, Parameters, add, contents
from checker.index.ask import candidates, load, question
from checker.index.store import reading

P = Parameters.of(rulebook.load())
MANY = 100_000  # paragraphs of the large addition
BLOCK = 262_144  # bytes of a DuckDB block
STEPS = ("keys", "open", "query", "texts", "close")


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the clock and of the processor."""
    began, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - used


def forget(path: Path) -> None:
    """Let the system drop what it has cached of the file."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def sizes(path: Path) -> dict[str, int]:
    """Bytes of the blocks of every table, and of the texts."""
    out = {}
    with duckdb.connect(path, read_only=True) as connection:
        for table in ("docs", "para", "bands", "anchors"):
            sql = f"SELECT count(DISTINCT block_id) FROM pragma_storage_info('{table}') WHERE block_id >= 0"
            out[table] = connection.execute(sql).fetchall()[0][0] * BLOCK
        out["text"] = connection.execute("SELECT coalesce(sum(octet_length(text)), 0) FROM docs").fetchall()[0][0]
    return out


def asking(index: Path, new: list[Document]) -> dict[str, float]:
    """Seconds of the steps of one question, opening included."""
    began, used = time.perf_counter(), time.process_time()
    asked = question(new, P)
    keyed = time.perf_counter()
    with reading(index, little=asked.is_small) as connection:
        opened = time.perf_counter()
        found = candidates(connection, asked, [], P).documents
        answered = time.perf_counter()
        load(connection, found)
        loaded = time.perf_counter()
    done = time.perf_counter()
    return {
        "keys": keyed - began,
        "open": opened - keyed,
        "query": answered - opened,
        "texts": loaded - answered,
        "close": done - loaded,
        "cpu": time.process_time() - used,
        "held": len(found),
    }


def measure(count: int, folder: Path) -> list[str]:
    """Lines of a Markdown table."""
    index = folder / f"gate-{count}.duckdb"
    rows: list[tuple[str, str]] = []
    if not index.exists():
        clock, cpu = timed(lambda: add(index, entries(count, 1, "held"), P))
        rows.append((f"make the index ({count:,} paragraphs)", f"{clock:.1f} s ({cpu:.1f} s of the processor)"))
    held = [line for entry in islice(entries(count, 1, "held"), 2000) for line in entry.document.text.split("\n")]
    texts = list(new_texts(1000, held, 7))
    planted = sum(copies for _, copies in texts)
    new = [Document.from_text(text, f"new/{n}.txt") for n, (text, _) in enumerate(texts)]
    for name in ("cold", "warm", "warm again"):
        if name == "cold":
            forget(index)
        t = asking(index, new)
        total = sum(t[step] for step in STEPS)
        steps = ", ".join(f"{step} {t[step]:.2f}" for step in STEPS)
        rows.append((f"1,000 new paragraphs, {name}", f"**{total:.2f} s** ({steps}; {t['cpu']:.2f} of the processor)"))
    gate_clock, _ = timed(lambda: Gate(index, P, Path())(new))
    rows.append(("the same through the gate, with names", f"{gate_clock:.2f} s"))
    (folder / "new").mkdir(exist_ok=True)
    for document in new:
        (folder / document.source).write_text(document.text, encoding="utf-8")
    command = [sys.executable, "-m", "checker", "check", "new", "--against", str(index), "-o", "concise"]
    for name in ("first", "second"):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.perf_counter()
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        clock = time.perf_counter() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        told = sum(" DUP" in line for line in run.stdout.splitlines())
        figure = f"**{clock:.2f} s** ({cpu:.1f} s of the processor), {told} duplicates told, {planted} planted"
        rows.append((f"`checker check new/ --against`, {name} run", figure))
    with_only = [*command, "--select", "duplicate"]
    clock, _ = timed(lambda: subprocess.run(with_only, cwd=folder, capture_output=True, check=False))
    rows.append(("the same with `--select duplicate`", f"{clock:.2f} s"))
    s, found = sizes(index), contents(index)
    per = found.paragraphs
    figure = (
        f"{found.size / 1e6:,.0f} MB; a paragraph: para and bands **{(s['para'] + s['bands']) / per:.0f} bytes**, "
        f"anchors {s['anchors'] / per:.0f}, texts {s['text'] / per:.0f} of {3 * found.characters / per:.0f}"
    )
    rows.append(("size of the index", figure))
    extra = folder / "extra.duckdb"
    shutil.copy(index, extra)
    more = list(entries(MANY, 3, "more"))
    clock, cpu = timed(lambda: add(extra, more, P))
    rows.append((f"add {MANY:,} paragraphs", f"**{clock:.1f} s** ({cpu:.1f} s of the processor)"))
    clock, cpu = timed(lambda: add(extra, more, P))
    rows.append(("add the same again: nothing is written", f"{clock:.1f} s ({cpu:.1f} s of the processor)"))
    extra.unlink()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows.append(("peak memory of all this in one process", f"{peak:,.0f} MB"))
    return [f"| {what} | {figure} |" for what, figure in rows]


def main() -> None:
    """Print the table for one size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--paragraphs", type=int, default=200_000)
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="gate-"))
    folder.mkdir(exist_ok=True)
    print(f"## {arguments.paragraphs:,} paragraphs held\n\n| what | measured |\n|---|---|")
    print("\n".join(measure(arguments.paragraphs, folder)))
    if not arguments.folder:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
