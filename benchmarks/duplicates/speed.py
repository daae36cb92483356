"""How fast paragraphs are signed and joined, beside other tools on the same text in the same run.

python benchmarks/duplicates/speed.py [--peers PYTHON ...] [--rounds 7] [--write]

Every tool is a worker process of its own (peers.py), under this interpreter or under one of `--peers`, each of which
has the tools that are installed there.  A tool that no interpreter has is left out with a word.  The rounds of all
tools are interleaved; figures are medians in processor time, ratios are medians of the ratios in each round.  Slow
tools get the first paragraphs of the same file.  `--write` keeps the result in speed.md.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import IO

sys.path.insert(0, str(Path(__file__).resolve().parent))

from corpus import machine, real_paragraphs

from common import SHARED, table

RESULT = Path(__file__).with_suffix(".md")
WORKER = Path(__file__).with_name("peers.py")
FAST = ("own", "floor", "rensa", "rensa-flags")
MODULES = {
    "own": "checker",
    "floor": "checker",
    "datasketch": "datasketch",
    "datasketch-xxhash": "datasketch, xxhash",
    "rensa": "rensa",
    "rensa-flags": "rensa",
    "text-dedup": "text_dedup.minhash",
    "datatrove": "datatrove.pipeline.dedup.minhash",
}
PACKAGES = {
    "own": "corpus-checker",
    "floor": "corpus-checker",
    "datasketch-xxhash": "datasketch",
    "rensa-flags": "rensa",
}
WHAT = {
    "own": "this project: bytes, folding, pairs of 21 x 6",
    "floor": "floor: this project without MinHash",
    "datasketch": "datasketch, SHA-1",
    "datasketch-xxhash": "datasketch, xxh32",
    "rensa": "rensa, pairs of 16 x 8",
    "rensa-flags": "rensa, Rho sketch, flags only",
    "text-dedup": "text-dedup, characters spaced",
    "datatrove": "datatrove, characters as words",
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peers", nargs="*", default=[], help="interpreters that have other tools")
    parser.add_argument("--paragraphs", type=int, default=20_000)
    parser.add_argument("--slow", type=int, default=2_000, help="paragraphs for slow tools")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--write", action="store_true", help="keep the result in speed.md")
    args = parser.parse_args()
    if not SHARED.is_dir():
        sys.exit(f"{SHARED}: the measuring corpora are not here")
    with tempfile.TemporaryDirectory() as folder:
        tools, absent = started([sys.executable, *args.peers], *files(Path(folder), args.paragraphs, args.slow))
        try:
            for _ in range(args.rounds):
                for tool in tools:
                    tool.round()
        finally:
            for tool in tools:
                tool.end()
    text = report(tools, absent, args.rounds)
    print(text)
    if args.write:
        RESULT.write_text(text, encoding="utf-8")


@dataclass(slots=True)
class Tool:
    """A worker and what it measured: seconds of signatures and of LSH a round."""

    name: str
    version: str
    size: float
    process: subprocess.Popen[str]
    signature: list[float] = field(default_factory=list)
    lsh: list[float] = field(default_factory=list)
    found: int = 0

    def round(self) -> None:
        """One round of this tool; a fast one is repeated within it, so that a clock's tick does not count."""
        times = 10 if self.name in ("own", "floor") else 1
        answers = [self.ask() for _ in range(times)]
        self.signature.append(sum(answer["signature"] for answer in answers) / times / self.size)
        self.lsh.append(sum(answer["lsh"] for answer in answers) / times / self.size)
        self.found = int(answers[0]["found"])

    def ask(self) -> dict[str, float]:
        """Let the worker run once."""
        channel(self.process.stdin).write("go\n")
        channel(self.process.stdin).flush()
        answer: dict[str, float] = json.loads(channel(self.process.stdout).readline())
        return answer

    def end(self) -> None:
        """Let the worker end."""
        channel(self.process.stdin).close()
        self.process.wait()

    @property
    def both(self) -> list[float]:
        """Seconds of processor time a megabyte, signature and LSH, by round."""
        return [one + other for one, other in zip(self.signature, self.lsh, strict=True)]


def channel(stream: IO[str] | None) -> IO[str]:
    """A pipe of a worker."""
    if stream is None:
        raise TypeError("the worker has no pipe")
    return stream


def files(folder: Path, count: int, slow: int) -> tuple[Path, Path]:
    """The paragraphs, one a line; and the first of them for slow tools."""
    texts = real_paragraphs(count)
    whole, part = folder / "whole.txt", folder / "part.txt"
    whole.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8", newline="\n")
    part.write_text("".join(f"{text}\n" for text in texts[:slow]), encoding="utf-8", newline="\n")
    return whole, part


def started(interpreters: list[str], whole: Path, part: Path) -> tuple[list[Tool], list[str]]:
    """A worker for every tool that some interpreter has; the others by name."""
    tools, absent = [], []
    for name, modules in MODULES.items():
        package = PACKAGES.get(name, name)
        probe = f"import {modules}; from importlib.metadata import version; print(version({package!r}))"
        for python in interpreters:
            asked = subprocess.run([python, "-c", probe], capture_output=True, text=True, check=False)
            if asked.returncode == 0:
                file = whole if name in FAST else part
                process = subprocess.Popen(
                    [python, str(WORKER), name, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
                )
                if channel(process.stdout).readline():
                    tools.append(Tool(name, asked.stdout.strip(), file.stat().st_size / 1e6, process))
                    break
        else:
            absent.append(name)
    return tools, absent


def report(tools: list[Tool], absent: list[str], rounds: int) -> str:
    """The result as Markdown."""
    own = next(tool for tool in tools if tool.name == "own")
    rows: list[list[object]] = []
    for tool in tools:
        ratios = [theirs / ours for theirs, ours in zip(tool.both, own.both, strict=True)]
        rows.append(
            [
                WHAT[tool.name],
                tool.version,
                f"{tool.size:.2f}",
                f"{1 / median(tool.signature):.1f}",
                f"{1 / median(tool.lsh):.1f}" if median(tool.lsh) > 1e-5 else "-",
                f"{1 / median(tool.both):.2f}",
                f"{median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})",
            ]
        )
    head = ["tool", "version", "MB", "signature, MB/s", "LSH, MB/s", "both, MB/s", "this project is faster by"]
    lines = [
        "# Speed of signatures and LSH\n",
        (
            f"Raw UTF-8 text of both languages, one core, MB of text per second of processor time; medians of {rounds} "
            f"interleaved rounds. 128 permutations, runs of five characters. {machine('numba', 'numpy')}.\n"
        ),
        table(head, rows),
    ]
    if absent:
        lines.append(f"Not installed, not measured: {', '.join(absent)}.\n")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
