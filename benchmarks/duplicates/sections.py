"""How many planted sections are found, and how well their edges are.

python benchmarks/duplicates/sections.py [--languages zh en] [--rounds 3] [--levels scatter:0.05 ...] [--write]

Hosts are laws and essays, and in English chapters of a large FAQ, without repetitions of their own (the finder itself,
set to be greedy, removes those that have some).  In every round stretches of them are copied: into the same document,
some directly behind the original, or into another one.  Every copy is edited, and laid out anew in one of several ways.
A section is found where one finding covers at least 95 % of both true ranges and at most 10 % more than either; it is
met where it covers half of both.
`--write` keeps the result in sections.md.
"""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from corpus import machine
from planted_sections import EDITS, LAYOUTS, LENGTHS, Section, plant

from checker.document import Document
from checker.duplicates import Plan, find
from checker.duplicates.align import anchored
from checker.duplicates.extract import extract
from checker.duplicates.options import RepeatedSection
from checker.duplicates.sections import find_sections
from checker.duplicates.stream import Stream
from checker.resources import resource
from common import SHARED, records, table

RESULT = Path(__file__).with_suffix(".md")
LEVELS = (0.0, 0.02, 0.05, 0.1, 0.15)
LONGEST_HOST = 40_000  # code points
NAMES = {"zh": "Chinese", "en": "English"}
HOSTS = {"zh": ("clean-zh-laws", "clean-zh-essays"), "en": ("clean-en-anarchism",)}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--languages", nargs="*", default=list(LENGTHS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--levels", nargs="*", default=[f"{edit}:{level}" for edit in EDITS for level in LEVELS])
    parser.add_argument("--write", action="store_true", help="keep the result in sections.md")
    parser.add_argument("--misses", action="store_true", help="print what was not found")
    args = parser.parse_args()
    if not SHARED.is_dir():
        sys.exit(f"{SHARED}: the measuring corpora are not here")
    texts = [run(language, args) for language in args.languages]
    text = "\n".join(["# Planted sections\n", f"{machine('corpus-checker', 'numpy', 'numba', 'rapidfuzz')}.\n", *texts])
    print(text)
    if args.write:
        RESULT.write_text(text, encoding="utf-8")


def run(language: str, args: argparse.Namespace) -> str:
    """Measure every level in one language; the result as Markdown."""
    hosts = clean_hosts(language)
    cells: dict[str, list[Outcome]] = {}
    started = time.process_time()
    for name in args.levels:
        edit, level = name.split(":")
        rounds = [
            measure(hosts, language, edit, float(level), Random(f"{name} {number}")) for number in range(args.rounds)
        ]
        cells[name] = [outcome for part in rounds for outcome in part]
        print(language, name, rate(cells[name]), f"{time.process_time() - started:.0f} s", file=sys.stderr)
        for one in cells[name] if args.misses else ():
            if not one.exact:
                print(" ", one, file=sys.stderr)
    return report(language, hosts, cells)


def options() -> dict[str, Any]:
    """What the shipped rule says."""
    path = resource("rules") / "duplicate" / "duplicate-section.toml"
    found: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))["options"]
    return found


def clean_hosts(language: str) -> list[str]:
    """Texts of one language that have no stretch in common."""
    whole = (d.text for name in HOSTS[language] for d in records(name))
    cut = (text for each in whole for text in (pieces(each) if language == "en" else [each]))
    texts = [text for text in cut if 1000 <= len(text) <= LONGEST_HOST]
    stream = Stream([Document.from_text(text) for text in texts])
    greedy = RepeatedSection(
        **{**options(), "min_length": 100, "min_length_latin": 250, "min_ratio": 0.5, "formula_documents": 0}
    )
    every = extract(stream, stream.lines.length > 0)
    pairs = find_sections(every, anchored(every.symbols, every.starts, greedy), greedy)
    taken = {stream.document_at(at) for pair in pairs for at in (pair.a0, pair.b0)}
    return [text for number, text in enumerate(texts) if number not in taken]


def pieces(text: str) -> Iterator[str]:
    """A text, cut at line ends where it is long."""
    while len(text) > LONGEST_HOST:
        at = text.rfind("\n", 0, LONGEST_HOST) + 1 or LONGEST_HOST
        yield text[:at]
        text = text[at:]
    yield text


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one planted section; `errors` are the distances of its four edges in code points."""

    section: Section
    exact: bool = False
    met: bool = False
    cover: float = 0.0
    extra: float = 0.0
    foreign: int = 0


def measure(hosts: list[str], language: str, edit: str, level: float, draw: Random) -> list[Outcome]:
    """Plant sections of every length and layout, and look for them."""
    texts, planted = plant(hosts, language, edit, level, draw)
    documents = [Document.from_text(text, f"hosts/{number}.txt") for number, text in enumerate(texts)]
    plan = Plan("duplicate-section", "repeated-section", options())
    found = find(documents, [plan], lambda *_: 0)
    sides = [
        tuple((x.document, x.start, x.end) for x in (replace(hit.related[0], start=hit.hit.start, end=hit.hit.end,
         document=hit.document), hit.related[0]))
        for hit in found.hits
    ]  # fmt: skip
    outcomes, used = [], set()
    for section in planted:
        best, best_side = Outcome(section), -1
        for number, (one, other) in enumerate(sides):
            for a, b in ((one, other), (other, one)):
                if a[0] == section.source[0] and b[0] == section.copy[0]:
                    made = judge(section, a, b)
                    if (made.exact, made.cover) > (best.exact, best.cover):
                        best, best_side = made, number
        outcomes.append(best)
        used.add(best_side)
    if outcomes:
        outcomes[0] = replace(outcomes[0], foreign=len(sides) - len(used - {-1}))
    return outcomes


def judge(section: Section, source: tuple[int, int, int], copy: tuple[int, int, int]) -> Outcome:
    """How well a finding fits a planted section."""
    covers, extras = [], []
    for true, found in ((section.source, source), (section.copy, copy)):
        length = true[2] - true[1]
        inside = max(0, min(true[2], found[2]) - max(true[1], found[1]))
        covers.append(inside / length)
        extras.append((found[2] - found[1] - inside) / length)
    cover, extra = min(covers), max(extras)
    return Outcome(section, cover >= 0.95 and extra <= 0.1, cover >= 0.5, cover, extra)


def rate(outcomes: list[Outcome]) -> str:
    """Found and met, in hundredths."""
    if not outcomes:
        return "-"
    exact, met = (100 * sum(getattr(one, name) for one in outcomes) / len(outcomes) for name in ("exact", "met"))
    return f"{exact:.1f} / {met:.1f}"


def report(language: str, hosts: list[str], cells: dict[str, list[Outcome]]) -> str:
    """The result in one language as Markdown."""
    out = [
        f"## {NAMES[language]}\n",
        (
            f"{len(hosts)} hosts, {sum(map(len, hosts)):,} code points; {sum(map(len, cells.values()))} planted "
            "sections. Each cell: percent found (95 % of both ranges covered, at most 10 % more) / met (half).\n"
        ),
    ]
    for edit in EDITS:
        own = {name: outcomes for name, outcomes in cells.items() if name.startswith(f"{edit}:")}
        if not own:
            continue
        head = [EDITS[edit], *(f"{float(name.split(':')[1]):.0%}" for name in own)]
        rows: list[list[object]] = [
            [layout, *(rate([one for one in part if one.section.layout == layout]) for part in own.values())]
            for layout in LAYOUTS[language]
        ]
        rows += [
            [f"{length} symbols", *(rate([one for one in part if one.section.size == length]) for part in own.values())]
            for length in LENGTHS[language]
        ]
        rows.append(["**all**", *(f"**{rate(part)}**" for part in own.values())])
        rows.append(["findings beside them", *(sum(one.foreign for one in part) for part in own.values())])
        out.append(table(head, rows))
    why = Counter(reason(one) for part in cells.values() for one in part if not one.exact)
    out.append(
        "What the others fell short in: " + (", ".join(f"{k} {n}" for k, n in why.most_common()) or "none") + ".\n"
    )
    return "\n".join(out)


def reason(outcome: Outcome) -> str:
    """Why a section does not count as found."""
    if not outcome.met:
        return "not met"
    return "covers less" if outcome.cover < 0.95 else "covers more"


if __name__ == "__main__":
    main()
