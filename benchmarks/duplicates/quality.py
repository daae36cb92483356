"""How many near-duplicate paragraphs are found, against brute force over all pairs.

python benchmarks/duplicates/quality.py [--paragraphs 20000] [--write]

Real paragraphs in both languages with planted copies.  The truth is the Jaccard similarity of every pair of
paragraphs, computed from a product of sparse matrices, and the edit ratio of every planted pair.  Copies that are equal
are left out of the truth: every engine finds them.  Every reported pair is measured again.  `--write` keeps the result
in quality.md.
"""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz.distance import Indel
from scipy.sparse import csr_matrix

sys.path.insert(0, str(Path(__file__).resolve().parent))

from corpus import KINDS, Planted, length_class, machine, planted

from checker.document import Document
from checker.duplicates.exact import label
from checker.duplicates.near import near_paragraphs, without_numbers
from checker.duplicates.options import NearParagraph
from checker.duplicates.stream import Stream, Units, long_enough
from checker.resources import resource
from common import SHARED, table

RESULT = Path(__file__).with_suffix(".md")
ENGINES = ("exact", "numba", "datasketch")
Pair = tuple[int, int]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--paragraphs", type=int, default=20_000)
    parser.add_argument("--write", action="store_true", help="keep the result in quality.md")
    args = parser.parse_args()
    if not SHARED.is_dir():
        sys.exit(f"{SHARED}: the measuring corpora are not here")
    bench = Bench(*planted(args.paragraphs))
    out = [
        "# Quality of near-duplicates\n",
        (
            f"{len(bench.raw)} paragraphs, {len(bench.made)} of them planted copies; {len(bench.rows)} distinct ones "
            f"are long enough to be compared; {len(bench.truth)} pairs have a Jaccard similarity of 0.8 or more "
            f"(and {bench.items} are items of one list, which the rule leaves alone). "
            f"{machine('corpus-checker', 'numba', 'numpy', 'datasketch', 'rapidfuzz')}.\n"
        ),
    ]
    found = {
        (engine, similarity): bench.run(engine=engine, similarity=similarity)
        for similarity in ("jaccard", "edit")
        for engine in ENGINES
    }
    alone = {(b, r): bench.run(engine="numba", bands=b, rows=r, anchor_share=0.0) for b, r in BANDS}
    out += ["## Pairs with a Jaccard similarity of 0.8 or more\n", bench.recall(found), bench.bands(alone)]
    out += ["## Planted copies that were found, numba\n", bench.by_kind(found)]
    text = "\n".join(out)
    print(text)
    if args.write:
        RESULT.write_text(text, encoding="utf-8")


BANDS = ((9, 13), (16, 8), (21, 6), (25, 5), (32, 4))


class Bench:
    """The paragraphs, the truth about them, and what is found."""

    def __init__(self, raw: list[str], made: list[Planted]) -> None:
        self.raw, self.made = raw, made
        self.options = tomllib.loads(
            (resource("rules") / "duplicate" / "near-duplicate-paragraph.toml").read_text(encoding="utf-8")
        )["options"]
        self.stream = Stream([Document.from_text(text.replace("\n", " ")) for text in raw])
        units = self.stream.whole_documents()
        labels = label(self.stream, units)
        long = long_enough(units, self.options["min_length"], self.options["min_length_latin"])
        _, first = np.unique(labels, return_index=True)
        self.rows = np.sort(first[long[first]])
        self.units: Units = units.take(self.rows)
        place = {int(row): number for number, row in enumerate(self.rows)}
        self.place = [place.get(int(first[one])) for one in labels]
        self.folded = [self.stream.text(a, b) for a, b in zip(self.units.start, self.units.end, strict=True)]
        self.shingles = [frozenset(t[i : i + 5] for i in range(max(1, len(t) - 4))) for t in self.folded]
        every = self.every_pair(0.8)
        self.truth = {pair for pair in every if not self.numbered(*pair)}
        self.items = len(every) - len(self.truth)

    def every_pair(self, least: float) -> set[Pair]:
        """All pairs of that Jaccard similarity, by brute force."""
        number: dict[str, int] = {}
        columns = [number.setdefault(shingle, len(number)) for own in self.shingles for shingle in own]
        sizes = np.array([len(own) for own in self.shingles])
        bounds = np.concatenate(([0], np.cumsum(sizes)))
        ones = np.ones(len(columns), np.int32)
        matrix = csr_matrix((ones, columns, bounds), shape=(len(sizes), len(number)))
        other = matrix.T.tocsr()
        pairs: set[Pair] = set()
        for start in range(0, len(sizes), 500):
            shared = (matrix[start : start + 500] @ other).tocoo()
            a, b = shared.row + start, shared.col
            near = (a < b) & (shared.data >= least * (sizes[a] + sizes[b] - shared.data))
            pairs.update(zip(a[near].tolist(), b[near].tolist(), strict=True))
        return pairs

    def run(self, **changed: Any) -> Run:
        """The pairs that are found with some options changed, proved."""
        options = NearParagraph(**{**self.options, **changed})
        started = time.process_time()
        near = near_paragraphs(self.stream.symbols, self.units.start, self.units.end, options)
        seconds = time.process_time() - started
        pairs = {(a, b) for a, others in near.neighbours.items() for b in others if a < b}
        measures: Counter[str] = Counter()
        wrong = 0
        for a, b in pairs:
            proof = near.prover.prove(a, b)
            measures[proof.measure if proof else "none"] += 1
            wrong += proof is None or abs(self.measured(a, b, proof.measure) - proof.similarity) > 1e-6
            wrong += proof is not None and proof.similarity < self.options[proof.measure]
        return Run(pairs, measures, wrong, seconds)

    def measured(self, a: int, b: int, measure: str) -> float:
        """The measure of a pair, computed anew from the texts."""
        if measure == "edit":
            return Indel.normalized_similarity(self.folded[a], self.folded[b])
        both = len(self.shingles[a] & self.shingles[b])
        whole = len(self.shingles[a] | self.shingles[b])
        return both / (whole if measure == "jaccard" else min(len(self.shingles[a]), len(self.shingles[b])))

    def recall(self, found: dict[tuple[str, str], Run]) -> str:
        """How many of the true pairs each engine finds, and whether what it reports holds."""
        rows: list[list[object]] = []
        for (engine, similarity), run in found.items():
            met = len(run.pairs & self.truth)
            counts = ", ".join(f"{run.measures[name]} {name}" for name in ("jaccard", "edit", "containment"))
            rows.append([engine, similarity, f"{met / len(self.truth):.4f}", counts, run.wrong, f"{run.seconds:.1f}"])
        return table(["engine", "similarity", "recall", "reported pairs", "measured again: wrong", "seconds"], rows)

    def bands(self, alone: dict[tuple[int, int], Run]) -> str:
        """The trade-off of bands and rows: sketches alone, without anchors."""
        zh = {
            number
            for number, text in enumerate(self.folded)
            if sum("\u3400" <= c <= "\u9fff" for c in text) * 2 > len(text)
        }
        chinese = {pair for pair in self.truth if pair[0] in zh}
        short = {pair for pair in self.truth if min(len(self.folded[n]) for n in pair) < 150}
        rows: list[list[object]] = []
        for (bands, width), run in alone.items():
            shares = (
                f"{len(run.pairs & part) / max(1, len(part)):.4f}"
                for part in (self.truth, chinese, self.truth - chinese, short)
            )
            rows.append([f"{bands} x {width}", *shares, f"{run.seconds:.2f}"])
        head = ["bands x rows, no anchors", "recall", "Chinese", "English", "below 150 symbols", "seconds, proved"]
        return table(head, rows)

    def by_kind(self, found: dict[tuple[str, str], Run]) -> str:
        """The share of planted pairs that is found, by kind of edit."""
        jaccard, edit = found["numba", "jaccard"].pairs, found["numba", "edit"].pairs
        rows: list[list[object]] = []
        for kind in KINDS:
            ends = [(self.place[one.source], self.place[one.copy]) for one in self.made if one.kind == kind]
            pairs = [(min(a, b), max(a, b)) for a, b in ends if a is not None and b is not None and a != b]
            alike = [pair for pair in pairs if self.edited(*pair)]
            if pairs:
                row: list[object] = [kind, len(pairs), share(pairs, jaccard), share(pairs, edit)]
                row += [len(alike), share(alike, jaccard), share(alike, edit)]
                sizes = [length_class(self.folded[pair[0]]) for pair in alike]
                for size in ("short", "middle", "long"):
                    row.append(share([p for p, own in zip(alike, sizes, strict=True) if own == size], edit))
                rows.append(row)
        head = ["kind", "pairs", "found, jaccard", "found, edit", "comparable by edit", "found, jaccard", "found, edit"]
        return table([*head, "short", "middle", "long"], rows)

    def edited(self, a: int, b: int) -> bool:
        """Whether the rule's edit ratio joins two texts."""
        long = min(len(self.folded[a]), len(self.folded[b])) >= self.options["edit_length"]
        return long and self.measured(a, b, "edit") >= self.options["edit"] and not self.numbered(a, b)

    def numbered(self, a: int, b: int) -> bool:
        """Whether the rule takes two texts for items of one list: short, and different in their numbers alone."""
        one, other = self.folded[a], self.folded[b]
        return max(len(one), len(other)) <= self.options["numbered"] and without_numbers(one) == without_numbers(other)


def share(pairs: list[Pair], found: set[Pair]) -> str:
    """Which share of the pairs was found."""
    return f"{sum(pair in found for pair in pairs) / len(pairs):.3f}" if pairs else "-"


class Run:
    """What one engine found: the proved pairs, their measures, how many did not hold, and the processor time."""

    def __init__(self, pairs: set[Pair], measures: Counter[str], wrong: int, seconds: float) -> None:
        self.pairs, self.measures, self.wrong, self.seconds = pairs, measures, wrong, seconds


if __name__ == "__main__":
    main()
