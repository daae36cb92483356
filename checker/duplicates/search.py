"""One search for all rules of repeated text: each repetition is told once, at its largest sensible scale."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeVar

import numpy as np

from checker.document import Document
from checker.duplicates.align import Pair, anchored
from checker.duplicates.boilerplate import repeated_lines
from checker.duplicates.edges import Edges
from checker.duplicates.exact import Ints, Mask, by_content, groups, label
from checker.duplicates.extract import NO_RANGES, Ranges, as_ranges, covered, extract
from checker.duplicates.families import families
from checker.duplicates.formulas import formulas
from checker.duplicates.gathered import Gathered
from checker.duplicates.ground import Ground
from checker.duplicates.near import Near, near_documents, near_paragraphs, prove_ranges
from checker.duplicates.often import Common
from checker.duplicates.options import (
    BoilerplateLine,
    DocumentVersion,
    ExactParagraph,
    NearParagraph,
    Options,
    OversizedCluster,
    RepeatedDocument,
    RepeatedSection,
    Template,
    options_of,
)
from checker.duplicates.orient import Range, Repeat, orient
from checker.duplicates.oversized import oversized
from checker.duplicates.pairing import Damage, cluster_hit
from checker.duplicates.result import Duplicates, Link, Plan
from checker.duplicates.sections import find_sections
from checker.duplicates.stream import long_enough
from checker.duplicates.template import all_series
from checker.duplicates.versions import Versions
from checker.watch import Watch

Kind = TypeVar("Kind", bound=Options)
_STAGES = 5
_WHOLE_LINE = 0.8  # a section that is this share of one line is that line


class Search(Ground):
    """The steps from documents down to paragraphs; what a larger scale took is not looked at again."""

    def __init__(
        self, documents: Sequence[Document], plans: Sequence[Plan], damage: Damage, held: Collection[int] = (),
        common: Common | None = None,
    ) -> None:  # fmt: skip
        """`held` are documents that others are compared with; nothing is reported on them.  `common`: see `Often`."""
        super().__init__(documents, damage, held, common)
        self.watch = Watch()  # told of every stage
        self.plans: list[tuple[str, Options]] = [(plan.rule, options_of(plan.kind, plan.options)) for plan in plans]
        self.found = Gathered(documents)
        self.alive: Mask = np.ones(len(documents), np.bool_)  # documents that no larger finding took
        self.crowded = 0  # paragraphs without a finding of which not every pair was measured
        self.formulas: list[Range] = []  # stretches of the stream that no rule of what is nearly equal looks at
        self.revised: Mask = np.zeros(len(documents), np.bool_)  # documents that are versions of one that is kept

    def run(self) -> Duplicates:
        """Everything the selected rules find, sorted by document and place."""
        for rule, options in self._of(Template):
            for number, series in all_series(self.documents, options):
                self.found.template(rule, number, series)
        if any(not isinstance(options, Template) for _, options in self.plans):
            self._repetitions()
        self.found.leave_out(self.held)
        order = {plan[0]: number for number, plan in enumerate(self.plans)}
        hits = sorted(self.found.hits, key=lambda hit: (hit.document, hit.hit.start, -hit.hit.end, order[hit.rule]))
        return Duplicates(tuple(hits), tuple(self.found.clusters), self.crowded, self.compiled)

    def _repetitions(self) -> None:
        self.watch.stage("repeated documents", 0, _STAGES)
        for rule, whole in self._of(RepeatedDocument):
            self._documents(rule, whole)
        self.watch.stage("repeated lines", 1, _STAGES)
        counted = np.zeros(len(self.stream.lines), np.bool_)
        alive = self.alive & ~self.often.counted
        for rule, often in self._of(BoilerplateLine):
            found = repeated_lines(self.stream, self.labels, self.frequencies, alive, self.sources, often)
            for line in self.often.told(found, self.labels, often):
                counted[list(line.rows)] = True
                places = [Link(*self.raw_line(row), "other") for row in line.rows[: often.max_listed + 1]]
                self.found.boilerplate(rule, line, places)
        self.watch.stage("repeated versions", 2, _STAGES)
        found_in = [self._versions(rule, whole) for rule, whole in self._of(DocumentVersion)]
        taken = np.concatenate([NO_RANGES, *found_in])
        self.watch.stage("repeated sections", 3, _STAGES)
        for rule, parts in self._of(RepeatedSection):
            sections = [repeat.drop for repeat in self._sections(rule, parts, taken)]
            taken = np.concatenate((taken, as_ranges(sections)))
        lines = self.stream.lines
        told = covered(taken, lines.start, lines.end)
        dropped = told >= _WHOLE_LINE * lines.length
        if len(taken) and len(self.markup.starts):  # what is left of a line may be its tags
            both = covered(np.concatenate((taken, self.markup.ranges())), lines.start, lines.end)
            dropped |= (told > 0) & (both >= _WHOLE_LINE * lines.length)
        free = ~counted & ~dropped & self.alive[lines.document]
        self.watch.stage("repeated paragraphs", 4, _STAGES)
        self._paragraphs(free)
        for rule, large in self._of(OversizedCluster):
            self._oversized(rule, large, free)

    def _of(self, kind: type[Kind]) -> list[tuple[str, Kind]]:
        return [(rule, options) for rule, options in self.plans if isinstance(options, kind)]

    # ------------------------------------------------------------------------------------------------ documents

    def _documents(self, rule: str, o: RepeatedDocument) -> None:
        units = self.stream.whole_documents()
        close = long_enough(units, o.min_length, o.min_length_latin)
        equal = long_enough(units, o.min_length_exact, o.min_length_exact_latin)
        rows = np.flatnonzero(close | equal)
        damage = {row: self.damage(*self.whole(row)) for row in rows.tolist()}

        def near(chosen: Ints) -> Near:
            representative = np.zeros(len(self.documents), np.bool_)
            representative[chosen] = True
            kept = self.uncommon(representative, o, self.passed_over(o))
            start, end = kept.starts[chosen], kept.starts[chosen + 1]
            end = np.where(end - start < o.min_length, start, end)  # nothing is proved by the little that is left
            return near_documents(kept.symbols, start, end, o, fast=self.stream.compiled)

        labels = label(self.stream, units)
        for family in families(rows, labels, lambda row: (damage[row], row), near, close, self.held):
            kept = Link(*self.whole(family.kept), "kept")
            copies = [Link(*self.whole(row), "copy", proof.similarity, proof.measure) for row, proof in family.copies]
            self.found.equal_documents(family.kept, [link.document for link in copies if link.measure == "exact"])
            self.found.report(dict.fromkeys(copies, rule), kept, copies, "document", listed=o.max_listed)
            self.alive[[link.document for link in copies]] = False

    def _versions(self, rule: str, o: DocumentVersion) -> Ranges:
        """Report the versions; the stretches of the stream that they have in common with what is kept."""
        long = long_enough(self.stream.whole_documents(), o.min_length, o.min_length_latin)
        counted = self.uncommon(self.alive, o, self.passed_over(o))
        versions = Versions(counted, np.flatnonzero(long & self.alive), o, fast=self.stream.compiled)

        copies: dict[int, list[Link]] = {}
        taken = [NO_RANGES]
        for found in versions.find(lambda row: (self.damage(*self.whole(row)), row), self.held):
            link = Link(*self.whole(found.copy), "copy", found.share, "shared")
            copies.setdefault(found.kept, []).append(link)
            self.revised[found.copy] = True
            taken.append(versions.taken(found))
        for row, links in copies.items():
            kept = Link(*self.whole(row), "kept")
            self.found.report(dict.fromkeys(links, rule), kept, links, "document", listed=o.max_listed)
        return np.concatenate(taken)

    # ------------------------------------------------------------------------------------------------- sections

    def _sections(self, rule: str, o: RepeatedSection, taken: Ranges) -> list[Repeat]:
        living = self.alive.copy()
        twins = self._twins(living, o)
        without, order = np.concatenate((taken, self.passed_over(o))), by_content(self.stream)
        looked = self.uncommon(living, o, without, order)
        seeds = anchored(looked.symbols, looked.starts, o)
        pairs = find_sections(looked, seeds, o)
        pairs = [pair for pair in pairs if not self._is_paragraph(pair)]
        text = self.stream.text if o.count_markup else self.markup.text
        repeats = orient(text, twins + pairs, self.rank, o.min_ratio, self.is_held)
        if self.held.any():
            repeats = [repeat for repeat in repeats if not self.is_held(repeat.drop)]
        standing = formulas(self.stream, repeats, looked, seeds, (self.alive & ~self.revised)[order], o)
        self.formulas += [repeat.drop for repeat in standing]
        repeats = [repeat for repeat in repeats if repeat not in standing]
        markup = None if o.count_markup else self.markup
        repeats = Edges(self.stream, text, markup, o.stops, o.reach, o.gap).all_snapped(repeats, o.min_ratio)
        families: dict[Range, list[Link]] = {}
        for repeat in repeats:
            copy = Link(*self.stream.raw(*repeat.drop), "copy", repeat.similarity, "aligned")
            families.setdefault(repeat.kept, []).append(copy)
        for place, copies in families.items():
            kept = Link(*self.stream.raw(*place), "kept")
            self.found.report(dict.fromkeys(copies, rule), kept, copies, "section")
        return repeats

    def _twins(self, living: Mask, o: RepeatedSection) -> list[Pair]:
        """Equal documents, as pairs; all but the first are taken out of `living`, so that they cost nothing."""
        units = self.stream.whole_documents()
        rows = np.flatnonzero(living & long_enough(units, o.min_length, o.min_length_latin))
        pairs = []
        for family in families(rows, label(self.stream, units), lambda row: (row,)):
            a0, a1 = int(units.start[family.kept]), int(units.end[family.kept])
            for row, _ in family.copies:
                pairs.append(Pair(a0, a1, int(units.start[row]), int(units.end[row]), a1 - a0, 1.0))
                living[row] = False
        return pairs

    def _is_paragraph(self, pair: Pair) -> bool:
        """Whether both sides are one line each that the rules of paragraphs report."""
        lines = self.stream.lines
        ends = ((pair.a0, pair.a1), (pair.b0, pair.b1))
        one, other = (int(np.searchsorted(lines.start, start, side="right")) - 1 for start, _ in ends)
        for row, (start, end) in zip((one, other), ends, strict=True):
            if end > lines.end[row] or end - start < _WHOLE_LINE * int(lines.end[row] - lines.start[row]):
                return False
        if pair.period:
            return False
        if self.labels[one] == self.labels[other]:
            return bool(self._of(ExactParagraph))
        rows = lines.take(np.array([one, other]))
        return any(prove_ranges(self.stream, rows, o) is not None for _, o in self._of(NearParagraph))

    # ----------------------------------------------------------------------------------------------- paragraphs

    def _paragraphs(self, free: Mask) -> None:
        exact, close = self._of(ExactParagraph), self._of(NearParagraph)
        lines = self.stream.lines
        standing = covered(as_ranges(self.formulas), lines.start, lines.end) >= _WHOLE_LINE * lines.length
        equal_rows, near_rows = self._wanted(free, exact), self._wanted(free & ~standing, close)
        rows = np.flatnonzero(equal_rows | near_rows)

        crowded: dict[int, int] = {}

        def near(chosen: Ints) -> Near:
            asked = np.zeros(len(lines), np.bool_)
            asked[chosen] = True
            kept = extract(self.stream, asked, self.passed_over(close[0][1]))
            start, end = kept.position(lines.start[chosen]), kept.position(lines.end[chosen])
            found = near_paragraphs(kept.symbols, start, end, close[0][1])
            crowded.update((int(chosen[text]), size) for text, size in found.crowded.items())
            return found

        held = self.held[lines.document]
        for family in families(rows, self.labels, self.rank_line, near if close else None, near_rows, held, parts=True):
            kept = Link(*self.raw_line(family.kept), "kept")
            rules: dict[Link, str] = {}
            for row, proof in family.copies:
                link = Link(*self.raw_line(row), "copy", proof.similarity, proof.measure)
                if proof.measure != "exact":
                    rules[link] = close[0][0]
                elif equal_rows[row]:
                    rules[link] = exact[0][0]
            kind = "near" if any(link.measure != "exact" for link in rules) else "exact"
            sizes = [crowded.get(row, 0) for row in (family.kept, *(row for row, _ in family.copies))]
            self.found.report(rules, kept, list(rules), kind, crowd=max(sizes))
            for row in (family.kept, *(row for row, _ in family.copies)) if rules else ():
                crowded.pop(row, None)
        self.crowded = sum(not held[row] for row in crowded)

    def _wanted(self, free: Mask, rules: Sequence[tuple[str, ExactParagraph | NearParagraph]]) -> Mask:
        """The free lines that are long enough for one of the rules."""
        wanted = np.zeros(len(free), np.bool_)
        lines = self.stream.lines
        for _, o in rules:
            if not o.count_markup:
                free = free & (lines.length - self.markup.covered(lines.start, lines.end) >= o.min_length)
            wanted |= free & long_enough(self.stream.lines, o.min_length, o.min_length_latin)
        return wanted

    def _oversized(self, rule: str, o: OversizedCluster, free: Mask) -> None:
        """Of the clusters that were found; where no rule looks for equal lines, of those too."""
        found = [cluster for cluster in self.found.clusters if cluster.kind != "boilerplate"]
        if not self._of(ExactParagraph):
            for rows in groups(self.labels, free):
                kept, *copies = (Link(*self.raw_line(row), "copy", 1.0, "exact") for row in rows)
                found.append(cluster_hit("exact", kept, copies))
        self.found.hits += oversized(rule, found, self.documents, o)
