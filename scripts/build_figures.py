"""Write the tables of docs/compare.md from the results: `python scripts/build_figures.py` (`--check` only compares).

A table stands between `<!-- figures: NAME -->` and `<!-- end -->`.  Every figure is the first number of a cell of a
result file, which is named by its row, or the beginning of it, and by its column.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "compare.md"
RESULTS = {
    "accuracy": "accuracy/RESULTS.md",
    "documents": "duplicates/documents.md",
    "quality": "duplicates/quality.md",
    "rules": "speed/rules.md",
    "signatures": "duplicates/speed.md",
}
SPEED = ("signature, MB/s", "both, MB/s", "this project is faster by")
# A table: its head, and its rows as (name, result, cells); a cell is (beginning of the row, column).
TABLES: dict[str, tuple[str, list[tuple[str, str, list[tuple[str, str]]]]]] = {
    "signatures": (
        "| tool | signatures | both, to pairs | this project is faster by | result |",
        [
            (name, "signatures", [(row, column) for column in SPEED])
            for name, row in (
                ("corpus-checker", "this project:"),
                ("rensa", "rensa, pairs"),
                ("datatrove", "datatrove"),
                ("text-dedup", "text-dedup"),
                ("datasketch", "datasketch, xxh32"),
            )
        ],
    ),
    "quality": (
        "| how well | figure | result |",
        [
            ("pairs of Jaccard similarity 0.8 or more that were found, against brute force", "quality",
             [("numba", "recall")]),
            ("reported pairs that were wrong when measured again", "quality", [("numba", "measured again: wrong")]),
            ("pairs that 9 bands of 13 rows would find, as other tools cut them", "quality", [("9 x 13", "recall")]),
            ("pairs that 16 bands of 8 rows would find", "quality", [("16 x 8", "recall")]),
            ("manual pages in simplified and traditional Chinese, named as versions", "documents",
             [("manual pages", "named by one finding, share 0.5 or more")]),
        ],
    ),
    "rules": (
        "| what | figure | result |",
        [
            ("damages planted in clean text, and the share that was found", "accuracy",
             [("all", "planted"), ("all", "share")]),
            ("mean of the kinds of damage", "accuracy", [("mean of the kinds", "share")]),
            ("errors and warnings per 10,000 characters of clean laws, essays, technical articles", "accuracy",
             [("clean-zh-laws", "per 10,000"), ("clean-zh-essays", "per 10,000"), ("clean-zh-lctt", "per 10,000")]),
            ("the same in English articles and manuals", "accuracy",
             [("clean-en-anarchism", "per 10,000"), ("clean-en-manpages", "per 10,000")]),
            ("runs of GBK that lost a byte, in laws: found, and restored exactly", "accuracy",
             [("simplified laws", "detected"), ("simplified laws", "restored exactly")]),
            ("MB a second and core, all rules on clean text, and on damaged text", "rules",
             [("all ", "MB/s"), ("the rules", "MB/s")]),
        ],
    ),
}  # fmt: skip


def tables(text: str) -> list[list[list[str]]]:
    """The tables of a Markdown text, as rows of cells."""
    found = re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE)
    return [[[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()] for table in found]


def figure(result: str, row: str, column: str) -> str:
    """The first number of a cell; ValueError where there is no such cell."""
    for head, _, *rows in tables((ROOT / "benchmarks" / RESULTS[result]).read_text(encoding="utf-8")):
        if column in head:
            for cells in sorted(rows, key=lambda cells: cells[0] != row):
                number = re.match(r"\d+(?:\.\d+)?", cells[head.index(column)])
                if cells[0].startswith(row) and number:
                    return number[0]
    raise ValueError(f"{RESULTS[result]} has no row {row!r} with a column {column!r}")


def written(text: str) -> str:
    """The page with its tables made anew."""
    for name, (head, rows) in TABLES.items():
        width = head.count("|") - 3
        lines = [head, "|---" * (head.count("|") - 1) + "|"]
        for label, result, cells in rows:
            figures = [figure(result, *cell) for cell in cells]
            middle = figures if width > 1 else [", ".join(figures)]
            lines.append(f"| {' | '.join([label, *middle])} | [{result}](results/{result}.md) |")
        block = "\n".join(["", "", *lines, "", ""])
        pattern = rf"(?<=<!-- figures: {name} -->).*?(?=<!-- end -->)"
        text, count = re.subn(pattern, lambda _, block=block: block, text, flags=re.DOTALL)  # type: ignore[misc]
        if count != 1:
            raise ValueError(f"docs/compare.md has no place for {name}")
    return text


def main() -> int:
    """Write the page, or say whether it is current."""
    text = PAGE.read_text(encoding="utf-8")
    if "--check" in sys.argv[1:]:
        return int(written(text) != text)
    PAGE.write_text(written(text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
