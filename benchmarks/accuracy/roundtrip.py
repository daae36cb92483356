"""Read clean text with the wrong encoding, line by line, and count the lines that are found and restored.

    python benchmarks/accuracy/roundtrip.py [--lines 400] [--show 3]

Every line is a document of its own.  `lost` is damage after which some bytes are gone, as browsers leave it:
what the wrong encoding does not define became U+FFFD, a question mark, or nothing.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections.abc import Iterator

from bytewise import misread
from checker import rulebook
from checker.document import Document
from checker.engine import Engine
from checker.finding import Hit
from common import SHARED, table

CORPORA = SHARED / "corpora"
PAIRS = {  # written, read, corpus, ids that begin so
    "UTF-8 as Windows-1252": ("utf-8", "sloppy-windows-1252", "clean-zh-laws", ""),
    "UTF-8 as Latin-1": ("utf-8", "latin-1", "clean-zh-essays", ""),
    "UTF-8 as GB18030": ("utf-8", "gb18030", "clean-zh-lctt", ""),
    "UTF-8 as GBK, lost": ("utf-8", "gbk", "clean-zh-essays", ""),
    "GBK as Windows-1252": ("gbk", "sloppy-windows-1252", "clean-zh-laws", ""),
    "GBK as Latin-1": ("gbk", "latin-1", "clean-zh-essays", ""),
    "GBK as Big5, lost": ("gbk", "cp950", "clean-zh-laws", ""),
    "Big5 as Latin-1": ("cp950", "latin-1", "pairs-zh-cn-tw-manpages", "zh_TW/"),
    "Big5 as GB18030": ("cp950", "gb18030", "pairs-zh-cn-tw-manpages", "zh_TW/"),
    "Big5 as GBK, lost": ("cp950", "gbk", "pairs-zh-cn-tw-manpages", "zh_TW/"),
}
HAN = re.compile("[\u3400-\u9fff]")
FEWEST = 6  # Han characters in a line


def lines(corpus: str, prefix: str, count: int) -> Iterator[str]:
    """Random lines with some Chinese in them."""
    with gzip.open(CORPORA / f"{corpus}.jsonl.gz", "rt", encoding="utf-8") as file:
        texts = [row["text"] for row in map(json.loads, file) if row["id"].startswith(prefix)]
    every = [line for text in texts for line in text.split("\n") if len(HAN.findall(line)) >= FEWEST]
    chance = random.Random(corpus)
    return (chance.choice(every)[:400] for _ in range(count))


def markdown(count: int = 400, show: int = 0) -> str:
    """The table over `count` lines of each pair of encodings; prints `show` lines of each that were missed."""
    import ftfy.bad_codecs  # noqa: F401 - registers sloppy-windows-1252

    engine = Engine([rule for rule in rulebook.load() if rule.family == "mojibake"])
    rows: list[list[object]] = []
    for name, (written, read, corpus, prefix) in PAIRS.items():
        found = exact = false = total = shown = 0
        for line in lines(corpus, prefix, count):
            clean = line.encode(written, "ignore").decode(written)
            bad = misread(clean, written, read)
            hits = [hit for _, hit in engine.examine(Document.from_text(bad)).hits]
            total += 1
            found += bool(hits)
            exact += restored(bad, hits) == clean
            false += bool(engine.examine(Document.from_text(clean)).hits)
            if not hits and shown < show:
                shown += 1
                print(f"  {bad[:70]!r} <- {clean[:40]!r}")
        rows.append([name, total, f"{found / total:.3f}", f"{exact / total:.3f}", false])
    return table(["damage", "lines", "found", "restored exactly", "clean lines with a finding"], rows)


def restored(text: str, hits: list[Hit]) -> str:
    """The text with every proposed repair made."""
    for hit in sorted(hits, key=lambda h: -h.start):
        if hit.fix:
            text = text[: hit.start] + hit.fix.replacement + text[hit.end :]
    return text


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=400, help="lines of each pair of encodings")
    parser.add_argument("--show", type=int, default=0, help="print so many lines of each pair that were missed")
    args = parser.parse_args()
    print(markdown(args.lines, args.show))


if __name__ == "__main__":
    main()
