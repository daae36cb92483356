"""Damage clean text in known places, and count what is found there and what is said elsewhere.

    python benchmarks/accuracy/damage.py [--documents 30] [--show 5] [KIND ...]

Every kind of damage is done to clean documents by a fixed seed.  A planted place is found when a span of a rule that
may answer overlaps it, as an error or a warning; what only an info finding says is counted apart.  A finding is right
where it overlaps damage that it may answer, beside where it overlaps other damage, wrong where it overlaps none and
the clean text did not have it.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from random import Random

import damage_characters
import damage_layout
import damage_residue
import damage_values
from checker.corpus.example import example_document
from checker.document import Document
from checker.engine import Settings
from checker.finding import Finding
from checker.visible import visible
from common import page_engine, records, table
from gbk_shift import respelling
from planting import Damaged, Kind, Span, damage

KINDS = damage_values.KINDS + damage_layout.KINDS + damage_residue.KINDS + damage_characters.KINDS
POOL = 120  # documents of each source to choose from
LENGTH = (400, 4000)  # characters of a document; longer ones end at a line's end
FRAME = "\n------"  # a rule that sets off the frame of an article
TORN = re.compile(r".{24}[\u4e00-\u9fff，、]$")  # a line that ends in the middle of a sentence
JOINT = re.compile(r"(?<=[^\n]{24}[\u4e00-\u9fff，、])\n(?=[\u4e00-\u9fff，。、；：？！])|(?<=[^\n]{36}，)\n(?=\d)")
MOST_TORN = 0.05
BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
AROUND = 20  # characters shown each side of a sample


@dataclass(frozen=True, slots=True)
class Said:
    """One span of one finding."""

    rule: str
    family: str
    severity: str
    span: Span


@dataclass(slots=True)
class Result:
    """What became of one kind of damage; `missed` and `wrong` are samples to read."""

    planted: int = 0
    found: int = 0
    info: int = 0
    by: Counter[str] = field(default_factory=Counter)
    beside: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def body(text: str) -> str:
    """The text without the frame of its page, and not longer than is measured."""
    text = text.replace("\r", "").split("<!-- INFO END -->")[-1].strip("\n")
    text = JOINT.sub("", text)  # some essays are wrapped at one width
    if (frame := text.rfind(FRAME)) > len(text) // 2:
        text = text[:frame].rstrip("\n")
    if len(text) > 3 * LENGTH[1]:  # what stands in front of a long text is a table of contents
        text = text[text.find("\n", len(text) // 3) + 1 :]
    if len(text) <= LENGTH[1]:
        return text
    end = text.rfind("\n", LENGTH[0], LENGTH[1])
    return text[: end if end > 0 else LENGTH[1]].rstrip("\n")


def sound(text: str) -> bool:
    """Whether a document is long enough, is text, and is not wrapped at one width already."""
    rows = [line for line in text.split("\n") if line]
    wrapped = sum(bool(TORN.search(line)) for line in rows)
    return len(text) >= LENGTH[0] and wrapped <= len(rows) * MOST_TORN and not BINARY.search(text)


@cache
def pool(source: str) -> tuple[str, ...]:
    """Clean documents of a source, shuffled; a source that ends in "respelled" is in traditional characters."""
    name, _, respelled = source.partition(" ")
    texts = [body(document.text) for document in records(name)]
    texts = [text for text in texts if sound(text)]
    chosen = Random(source).sample(texts, min(POOL, len(texts)))
    return tuple(text.translate(respelling()) if respelled else text for text in chosen)


@cache
def clean_findings(source: str) -> tuple[tuple[Said, ...], ...]:
    """What is said of every document of the pool as it is."""
    return tuple(spoken(pool(source)))


def spoken(texts: Sequence[str]) -> Iterator[tuple[Said, ...]]:
    """What the rules for single documents say of each text; where bytes stand in it, it is decoded as a file is."""
    for text in texts:
        document = example_document(text)
        yield tuple(said for finding in _findings(document) for said in _spans(finding, document))


def _findings(document: Document) -> tuple[Finding, ...]:
    return page_engine().run([document], Settings()).findings


def _spans(finding: Finding, document: Document) -> Iterator[Said]:
    for span in finding.spans:
        start, end = span.start.offset, span.end.offset
        if finding.scope == "document" and start == end:
            end = len(document.text)
        yield Said(finding.rule, finding.family, finding.severity, (start, max(end, start + 1)))


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a character; a span without width counts as the gap that it is."""
    return one[0] < max(other[1], other[0] + 1) and other[0] < max(one[1], one[0] + 1)


def accepted(said: Said, kind: Kind) -> bool:
    """Whether the rule may answer this kind of damage."""
    return said.rule in kind.accepts or said.family in kind.accepts


def victims(kind: Kind, count: int) -> Iterator[tuple[Damaged, tuple[Said, ...]]]:
    """At most `count` damaged documents of each source, with what was said of the clean ones.

    A document of which a rule that may answer speaks already is left out.
    """
    for source in kind.sources:
        chance = Random(f"{kind.name}/{source}")
        documents = zip(pool(source), clean_findings(source), strict=True)
        fit = (pair for pair in documents if not any(accepted(s, kind) and s.severity != "info" for s in pair[1]))
        planted = ((kind.plant(text, chance), text, before) for text, before in fit)
        for edits, text, before in islice((each for each in planted if each[0]), count):
            yield damage(text, edits, kind.whole), before


def measure(kind: Kind, count: int) -> Result:
    """Plant one kind of damage, check, and judge what is said."""
    result = Result()
    done = list(victims(kind, count))
    for (bad, before), after in zip(done, spoken([bad.text for bad, _ in done]), strict=True):
        judge(kind, bad, before, after, result)
    return result


def judge(kind: Kind, bad: Damaged, before: Sequence[Said], after: Sequence[Said], result: Result) -> None:
    """Count one damaged document."""
    known: dict[str, list[Span]] = defaultdict(list)
    for said in before:
        known[said.rule].append((bad.moved(said.span[0]), bad.moved(said.span[1])))
    answers = [said for said in after if accepted(said, kind)]
    for place in bad.spans:
        result.planted += 1
        severities = {said.severity for said in answers if overlap(said.span, place)}
        result.found += bool(severities - {"info"})
        result.info += severities == {"info"}
        if not severities:
            result.missed.append(_sample(bad.text, place))
    for said in after:
        if said.severity == "info":
            continue
        if any(overlap(said.span, place) for place in bad.spans):
            (result.by if accepted(said, kind) else result.beside)[said.rule] += 1
        elif not any(overlap(said.span, span) for span in known[said.rule]):
            result.wrong[said.rule] += 1
            result.said.append(f"{said.rule}: {_sample(bad.text, said.span)}")


def _sample(text: str, span: Span) -> str:
    parts = text[max(0, span[0] - AROUND) : span[0]], text[span[0] : span[1]][:60], text[span[1] : span[1] + AROUND]
    before, inside, after = (visible(part.replace("\n", "↵")) for part in parts)
    return f"{before}【{inside}】{after}"


def results(names: Sequence[str] = (), count: int = 30) -> dict[str, Result]:
    """The result of every kind whose name contains one of `names`; of all when there are none."""
    chosen = [kind for kind in KINDS if not names or any(name in kind.name for name in names)]
    return {kind.name: measure(kind, count) for kind in chosen}


def markdown(measured: dict[str, Result]) -> str:
    """The results as two tables: by kind of damage, and by rule."""
    rows = []
    right, beside, wrong = Counter[str](), Counter[str](), Counter[str]()
    for name, result in measured.items():
        by = ", ".join(rule for rule, _ in result.by.most_common(3))
        also = ", ".join(f"{rule} {n}" for rule, n in result.beside.most_common(2))
        share = f"{result.found / result.planted:.3f}" if result.planted else "-"
        rows.append([name, result.planted, result.found, share, result.info, result.wrong.total(), by, also])
        right, beside, wrong = right + result.by, beside + result.beside, wrong + result.wrong
    planted, found = sum(r.planted for r in measured.values()), sum(r.found for r in measured.values())
    shares = [result.found / result.planted for result in measured.values() if result.planted]
    rows.append(["all", planted, found, f"{found / max(1, planted):.3f}", "", wrong.total(), "", ""])
    rows.append(["mean of the kinds", "", "", f"{sum(shares) / max(1, len(shares)):.3f}", "", "", "", ""])
    rules = sorted({*right, *beside, *wrong}, key=lambda rule: (-wrong[rule], -right[rule]))
    judged = [
        [rule, right[rule], beside[rule], wrong[rule], f"{right[rule] / (right[rule] + wrong[rule]):.3f}"]
        for rule in rules
        if right[rule] + wrong[rule]
    ]
    damaged = ["damage", "planted", "found", "share", "at info only", "wrong", "found by", "also said there"]
    return table(damaged, rows) + "\n" + table(["rule", "right", "beside", "wrong", "precision"], judged)


def main() -> None:
    """Print the tables and, with --show, samples of what was missed and what was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help="part of a kind's name; all kinds without one")
    parser.add_argument("--documents", type=int, default=30, help="damaged documents of each source")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="N samples of each kind")
    args = parser.parse_args()
    measured = results(args.kinds, args.documents)
    for name, result in measured.items() if args.show else ():
        print(f"{name}: {result.found} of {result.planted}")
        for title, samples in (("missed", result.missed), ("wrong", result.said)):
            for sample in Random(1).sample(samples, min(args.show, len(samples))):
                print(f"    {title}: {sample}")
    print(markdown(measured))


if __name__ == "__main__":
    main()
