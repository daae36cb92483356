"""Damage clean Chinese text by GBK shifts at real straddles, and count what is found and restored.

    python benchmarks/accuracy/gbk_shift.py [--lines 400] [--show 5]

First whole documents of which the straddles were hit at random, as on real pages; then single lines, each a document
of its own in which nothing else gives the damage away.  Traditional text comes from the
zh_TW halves of the manual pages, and from clean simplified text respelled character by character.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

from bytewise import debris, fold, shift, straddles
from checker import rulebook
from checker.document import Document
from checker.engine import Engine
from checker.finding import Hit
from checker.hanzi import simplified
from common import SHARED, table

Find = Callable[[str], list[Hit]]
CORPORA = SHARED / "corpora"
RESYNC = 0.125  # share of runs that end in front of a real mark: 9 of 72 on real pages
ENDS = "。！？；：”）"  # a paragraph ends so; other lines may be torn in a sentence
SHORTEST = 4  # characters that must be left of a run, its mark included: fewer say nothing in a line of their own
SOURCES = {
    "simplified laws": ("clean-zh-laws", ""),
    "simplified essays": ("clean-zh-essays", ""),
    "simplified articles": ("clean-zh-lctt", ""),
    "traditional manuals": ("pairs-zh-cn-tw-manpages", "zh_TW/"),
    "laws, respelled": ("clean-zh-laws", "respell"),
    "essays, respelled": ("clean-zh-essays", "respell"),
}


@cache
def respelling() -> dict[int, str]:
    """Simplified character -> the form that real traditional text writes most often, where GBK has it."""
    common = Counter("".join(texts("pairs-zh-cn-tw-manpages", "zh_TW/")))
    back: dict[int, str] = {}
    for traditional, simple in sorted(simplified().items(), key=lambda pair: common[pair[0]]):
        if traditional.encode("gbk", "ignore") and common[traditional] > common[simple]:
            back[ord(simple)] = traditional
    return back


def texts(name: str, part: str) -> Iterator[str]:
    """The documents of a corpus; `part` is a prefix of their ids, or "respell" for traditional characters."""
    back = respelling() if part == "respell" else {}
    with gzip.open(CORPORA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            if part == "respell" or row["id"].startswith(part) or not part:
                yield row["text"].translate(back)


def damaged(lines: list[str], count: int, chance: random.Random) -> Iterator[tuple[str, str, int, bool]]:
    """(clean, damaged, where, folded) for `count` lines that have a straddle."""
    chance.shuffle(lines)
    for line in lines:
        places = straddles(line)
        if not places or not 10 <= len(line) <= 400 or line[-1] not in ENDS:
            continue
        at = chance.choice(places)
        half = chance.random() < 0.5
        keep: Callable[[str], str] = fold if half else str
        bad = shift(line, at, resync=chance.random() < RESYNC)
        if debris(line, bad, at)[1] - at < SHORTEST:
            continue
        yield keep(line), keep(bad), at, half
        count -= 1
        if not count:
            return


def damaged_document(text: str, chance: random.Random) -> tuple[str, str, list[tuple[int, int]]]:
    """(clean, damaged, spans of the runs in the damaged text): half of the lines with a straddle are hit once."""
    keep: Callable[[str], str] = fold if chance.random() < 0.5 else str
    clean, bad, runs, offset = [], [], [], 0
    for line in text.split("\n"):
        after = line
        places = straddles(line)
        if places and line[-1] in ENDS and chance.random() < 0.5:
            at = chance.choice(places)
            hit = shift(line, at, resync=chance.random() < RESYNC)
            start, end = debris(line, hit, at)
            if end - start >= SHORTEST:
                after = hit
                runs.append((offset + start, offset + end))
        clean.append(keep(line))
        bad.append(keep(after))
        offset += len(after) + 1
    return "\n".join(clean), "\n".join(bad), runs


def documents(find: Find, count: int) -> str:
    """One row for each source: runs in `count` damaged documents."""
    rows: list[list[object]] = []
    for source, (name, part) in SOURCES.items():
        chance = random.Random(source)
        every = [text for text in texts(name, part) if 500 <= len(text) <= 20_000]
        total = found = exact = outside = 0
        for text in chance.sample(every, min(count, len(every))):
            clean, bad, runs = damaged_document(text, chance)
            seen = find(bad)
            total += len(runs)
            found += sum(any(h.start < end and start < h.end for h in seen) for start, end in runs)
            outside += sum(not any(h.start < end + 1 and start - 1 < h.end for start, end in runs) for h in seen)
            pairs = zip(restored(bad, seen).split("\n"), clean.split("\n"), bad.split("\n"), strict=True)
            exact += sum(fold(a) == fold(b) != fold(c) for a, b, c in pairs)
        rows.append([source, total, f"{found / total:.3f}", f"{exact / total:.3f}", outside])
    return table(["documents", "runs", "detected", "restored exactly", "findings outside a run"], rows)


def restored(text: str, hits: list[Hit]) -> str:
    """The text with every proposed repair made."""
    for hit in sorted(hits, key=lambda h: -h.start):
        if hit.fix:
            text = text[: hit.start] + hit.fix.replacement + text[hit.end :]
    return text


def single_lines(find: Find, count: int, show: int = 0) -> str:
    """One row for each source: `count` damaged lines, each alone; prints `show` that were not restored."""
    rows: list[list[object]] = []
    for source, (name, part) in SOURCES.items():
        lines = [line for text in texts(name, part) for line in text.split("\n")]
        found = exact = false = total = shown = 0
        for clean, bad, at, _ in damaged(lines, count, random.Random(source)):
            total += 1
            false += bool(find(clean))
            hits = find(bad)
            seen = [hit for hit in hits if hit.start <= at + 1 and hit.end >= at]
            found += bool(seen)
            same = fold(restored(bad, hits)) == fold(clean)
            exact += same
            if not same and shown < show:
                shown += 1
                print(f"  {bad[max(0, at - 10) : at + 40]!r} <- {clean[max(0, at - 10) : at + 40]!r}: {seen}")
        rows.append([source, total, f"{found / total:.3f}", f"{exact / total:.3f}", false])
    return table(["single lines", "lines", "detected", "restored exactly", "clean lines with a finding"], rows)


def markdown(lines: int = 400, count: int = 30, show: int = 0) -> str:
    """Both tables: `count` documents and so many lines of each source."""
    engine = Engine([rule for rule in rulebook.load() if rule.name == "gbk-shift"])

    def hits(text: str) -> list[Hit]:
        return [hit for _, hit in engine.examine(Document.from_text(text)).hits]

    return documents(hits, count) + "\n" + single_lines(hits, lines, show)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=400, help="damaged lines of each source")
    parser.add_argument("--documents", type=int, default=30, help="damaged documents of each source")
    parser.add_argument("--show", type=int, default=0, help="print so many misses and wrong repairs of each source")
    args = parser.parse_args()
    print(markdown(args.lines, args.documents, args.show))


if __name__ == "__main__":
    main()
