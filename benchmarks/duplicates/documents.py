"""How many pairs of documents with much in common are joined by one finding that states the share.

python benchmarks/duplicates/documents.py [--missed] [--write]

Manual pages in simplified and in traditional characters: the two pages of one name are a pair.  Laws: the versions of
one title are, where their longest common subsequence is half of both or more (found by brute force).  A pair is joined
where one finding of duplicate-document or document-version that states a share of at least 0.5 names both; as a family
where findings lead from one to the other.  Findings between documents of different names are counted by how alike their
texts are, and those in documents.toml were read.  `--write` keeps the result in documents.md.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from corpus import machine
from rapidfuzz.distance import LCSseq

from checker.document import Document
from checker.duplicates import CorpusHit, Plan, find
from checker.duplicates.normalise import as_text, normalise
from checker.resources import resource
from common import SHARED, records, table

RESULT = Path(__file__).with_suffix(".md")
READ = Path(__file__).with_suffix(".toml")
RULES = ("duplicate/duplicate-document", "duplicate/document-version", "boilerplate/boilerplate-line")
LEAST = 0.5
MANUALS, LAWS = "pairs-zh-cn-tw-manpages", "clean-zh-laws"
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Measured:
    """A corpus, the findings between its documents, and the pairs that belong together."""

    ids: list[str]
    texts: list[str]
    hits: list[CorpusHit]
    pairs: list[Pair]

    def alike(self, pair: Pair) -> float:
        """Twice the longest common subsequence over both lengths."""
        one, other = (self.texts[row] for row in pair)
        return 2 * LCSseq.similarity(one, other) / max(1, len(one) + len(other))

    def named(self) -> set[Pair]:
        """Pairs of documents that one finding with a share of at least `LEAST` names."""
        found: set[Pair] = set()
        for hit in self.hits:
            if (hit.related[0].similarity or 0) >= LEAST:
                rows = {hit.document, *(link.document for link in hit.related)}
                found.update(combinations(sorted(rows), 2))
        return found

    def direct(self) -> set[Pair]:
        """Pairs of a document and the one it is told beside."""
        return {
            (min(hit.document, hit.related[0].document), max(hit.document, hit.related[0].document))
            for hit in self.hits
            if (hit.related[0].similarity or 0) >= LEAST
        }

    def families(self) -> list[int]:
        """For every document the least one that findings lead to."""
        family = list(range(len(self.ids)))
        for one, other in self.direct():
            old, new = family[other], family[one]
            family = [new if name == old else name for name in family]
        return family


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--missed", action="store_true", help="print the pairs that are not joined")
    parser.add_argument("--write", action="store_true", help="keep the result in documents.md")
    args = parser.parse_args()
    if not SHARED.is_dir():
        sys.exit(f"{SHARED}: the measuring corpora are not here")
    manuals = measured(MANUALS, lambda name: name.partition("/")[2])
    laws = measured(LAWS, lambda name: re.sub(r"\(\d{4}-\d\d-\d\d\)|\.md$", "", name.rpartition("/")[2]), LEAST)
    sets = {"manual pages, simplified and traditional": manuals, "versions of one law, half in common or more": laws}
    if args.missed:
        for one in sets.values():
            for a, b in sorted(set(one.pairs) - one.named()):
                print(f"{one.alike((a, b)):.2f} {one.ids[a]} {one.ids[b]}", file=sys.stderr)
    text = report(sets)
    print(text)
    if args.write:
        RESULT.write_text(text, encoding="utf-8")


def measured(corpus: str, name: Callable[[str], str], least: float = 0.0) -> Measured:
    """Search a corpus; documents of one name are pairs where they are at least that much alike."""
    documents = [Document.from_text(d.text, d.id, source=corpus, line=d.line) for d in records(corpus)]
    plans = []
    for path in RULES:
        rule = tomllib.loads((resource("rules") / f"{path}.toml").read_text(encoding="utf-8"))
        plans.append(Plan(rule["name"], rule["detector"], rule["options"]))
    hits = [hit for hit in find(documents, plans, lambda *_: 0).hits if hit.rule != "boilerplate-line"]
    named: dict[str, list[int]] = defaultdict(list)
    for row, document in enumerate(documents):
        named[name(document.id)].append(row)
    texts = [as_text(normalise(document.text).symbols) for document in documents]
    found = Measured([document.id for document in documents], texts, hits, [])
    pairs = [pair for rows in named.values() for pair in combinations(rows, 2)]
    found.pairs.extend(pair for pair in pairs if not least or found.alike(pair) >= least)
    return found


def report(sets: dict[str, Measured]) -> str:
    """The result as Markdown."""
    rows: list[list[object]] = []
    for label, one in sets.items():
        family = one.families()
        together = [pair for pair in one.pairs if family[pair[0]] == family[pair[1]]]
        count = len(one.pairs)
        named, direct = (len(found & set(one.pairs)) for found in (one.named(), one.direct()))
        rows.append([label, count, share(named, count), share(direct, count), share(len(together), count)])
    out = [
        "# Documents with much in common\n",
        f"{machine('corpus-checker', 'numpy', 'rapidfuzz')}.\n",
        table(["pairs", "number", "named by one finding, share 0.5 or more", "as its two sides", "one family"], rows),
        "A finding names equal documents of its two sides too: pages that were saved under several names.\n",
        *(between_names(label, one) for label, one in sets.items()),
    ]
    return "\n".join(out)


def share(part: int, whole: int) -> str:
    """Three digits."""
    return f"{part / max(1, whole):.3f}"


def between_names(label: str, one: Measured) -> str:
    """Findings between documents that are no pair, and those of them that were read."""
    true = set(one.pairs)
    others = [hit for hit in one.hits if tuple(sorted((hit.document, hit.related[0].document))) not in true]
    by: dict[str, list[float]] = defaultdict(list)
    for hit in others:
        pair = (hit.document, hit.related[0].document)
        by[f"{hit.rule}, {hit.related[0].measure}"].append(one.alike(pair))
    rows: list[list[object]] = [
        [kind, len(alike), f"{min(alike):.2f}", f"{sorted(alike)[len(alike) // 2]:.2f}"]
        for kind, alike in sorted(by.items())
    ]
    shown = list(read_by_eye(one, others))
    head = f"## Findings between different names: {label}\n"
    whole = table(["finding", "number", "common subsequence, least", "median"], rows)
    return "\n".join([head, whole, table(["copy", "kept", "share", "read: is it a true repeat?"], shown)])


def read_by_eye(one: Measured, hits: Iterable[CorpusHit]) -> Iterable[list[object]]:
    """The findings of documents.toml that are still made, with what was seen in them."""
    notes = {(note["copy"], note["kept"]): note["seen"] for note in tomllib.loads(READ.read_text("utf-8"))["read"]}
    for hit in hits:
        names = one.ids[hit.document], one.ids[hit.related[0].document]
        if names in notes:
            yield [*(name.rpartition("/")[2] for name in names), f"{hit.related[0].similarity:.2f}", notes[names]]


if __name__ == "__main__":
    main()
