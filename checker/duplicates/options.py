"""What the rules of repeated text may set, one class a kind of rule; lengths count folded symbols (see `normalise`).

With `count_markup` off, tags, targets of links and addresses count for no length, and are passed over where texts
longer than a line are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Literal

from checker.allowed import Positive, Regex, Share, Size
from checker.errors import ConfigError


def _ascend(**lengths: int) -> None:
    """Raises ConfigError where the first length is above the second."""
    (one, low), (other, high) = lengths.items()
    if low > high:
        one, other = one.replace("_", "-"), other.replace("_", "-")
        raise ConfigError(f"{one} is {low}, and {other} is {high}", f"{one} may be as long as {other}, not longer")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactParagraph:
    """Paragraphs that are equal after folding.  `min_length_latin` is for text of which fewer than half is Han."""

    count_markup: bool
    min_length: int
    min_length_latin: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NearParagraph:
    """Paragraphs that are nearly equal: any measure that reaches its threshold is proof, 0 switches one off.

    `jaccard` compares sets of `shingle` consecutive symbols, `edit` is 1 - indels / both lengths, `containment` is the
    share of the shorter one's shingles; the shorter one needs `edit_length` symbols, `containment_length` shingles.
    Pairs up to `numbered` symbols that differ in numbers alone are list items.
    What is measured is proposed by `engine`: an exact index of shingles, or MinHash (`permutations`, `seed`) compiled
    by Numba or by datasketch and joined in memory, or in an embedded database on disk; "auto" takes the index up to
    `sketch_above` paragraphs, and the database where the budget of memory is too small.  MinHash is cut into `bands` x
    `rows`, where `similarity` is "edit" into `edit_bands` x `edit_rows`: more bands of fewer rows propose what is less
    alike.
    Anchors, the minimizers of `anchor` symbols (`anchor_latin` where fewer than two are Han) in a window of
    `anchor_window`, propose pairs that have `anchor_share` of them in common; 0 switches them off.
    What stands in more than `hot` paragraphs joins each to a few others only.
    """

    count_markup: bool
    min_length: int
    min_length_latin: int
    shingle: Size
    jaccard: Share
    edit: Share
    edit_length: int
    containment: Share
    containment_length: int
    numbered: int
    anchor: Size
    anchor_latin: Size
    anchor_window: Size
    anchor_share: Share
    engine: Literal["auto", "exact", "numba", "datasketch", "duckdb"]
    similarity: Literal["jaccard", "edit"]
    sketch_above: int
    permutations: Size
    bands: Size
    rows: Size
    edit_bands: Size
    edit_rows: Size
    seed: int
    hot: Size

    def __post_init__(self) -> None:
        _ascend(anchor=self.anchor, anchor_latin=self.anchor_latin)
        needed = max(self.bands * self.rows, self.edit_bands * self.edit_rows)
        if min(self.bands, self.rows, self.edit_bands, self.edit_rows) < 1 or needed > self.permutations:
            raise ConfigError(
                f"bands x rows need {needed} permutations, there are {self.permutations}",
                "take fewer bands or rows, at least one of each, or more permutations",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedSection:
    """Stretches of text that occur again although their line breaks differ.

    `min_ratio` is the least aligned share, 2 * LCS / both lengths; a side needs `tolerance` times `min_length` symbols.
    Anchors are the minimizers of `gram` symbols (`gram_latin` where fewer than two are Han) in a window of `window`;
    each meets its `links` previous occurrences, one if its document has more than `crowd` of it, and none if it occurs
    more than `cap` times.  A match grows where it has `floor` symbols or another one stands within `gap` before it, on
    a diagonal no more than `band` away (in text of which fewer than half is Han, both are longer as `min_length_latin`
    is): outwards, until its score is `drop` (`drop_latin`) matches below its best one, a symbol replaced, added or left
    out costing `difference` (`difference_latin`).  What has grown is joined over jumps shorter than `grow` times what
    matches in either, and shifts of `gap`, while the whole aligns by `min_ratio`.  Lines in `common_documents`
    documents, or in a share of `common_share` of a source that has more, are counted, not aligned.  Above
    `compile_above` anchors that recur, and above `plain_steps` of work, the loops are compiled.
    An edge moves up to `reach` symbols to where a line begins or a sentence ends, with one of the `stops`, and out of a
    word or number, on both sides alike.
    Less alike than `formula_similarity`, a section is a formula, and no finding, where `formula_share` of its anchors
    stand in `formula_documents` documents (0: none is a formula) and in `formula_times` as many as have all of it.
    """

    count_markup: bool
    min_length: Positive
    min_length_latin: Positive
    min_ratio: Share
    tolerance: Share
    gram: Size
    gram_latin: Size
    window: Size
    links: Size
    crowd: Size
    cap: Positive
    gap: int
    grow: float
    floor: int
    drop: int
    drop_latin: int
    difference: float
    difference_latin: float
    band: Size
    common_documents: int
    common_share: Share
    compile_above: int
    plain_steps: int
    reach: Size
    stops: str
    formula_similarity: float
    formula_share: float
    formula_documents: int
    formula_times: float

    def __post_init__(self) -> None:
        _ascend(gram=self.gram, gram_latin=self.gram_latin)


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedDocument:
    """Documents that are equal after folding, or nearly so in what is left without the lines many documents share.

    The measures are those of `NearParagraph`, over shingles of `shingle` symbols, `shingle_latin` where fewer than two
    are Han: long enough that a long text does not hold those of a short one by chance.  Pairs are proposed by one
    shingle in `sample`, of which `propose` must agree.  Documents from `min_length_exact` (`min_length_exact_latin`)
    on are compared for equality alone.  Beside what is nearly equal, at most `max_listed` documents of the same text as
    one of both are named.
    """

    count_markup: bool
    min_length: int
    min_length_latin: int
    min_length_exact: int
    min_length_exact_latin: int
    shingle: Size
    shingle_latin: Size
    jaccard: Share
    containment: Share
    propose: Share
    sample: Size
    hot: Size
    common_documents: int
    common_share: Share
    max_listed: int

    def __post_init__(self) -> None:
        _ascend(shingle=self.shingle, shingle_latin=self.shingle_latin)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentVersion:
    """Documents that have `share` of the text of both in common, without the lines many documents share.

    In common are the symbols of runs of at least `stretch` that are covered by grams of `gram` symbols, `gram_latin`
    where fewer than two are Han, which the other one has too.  Pairs with most in common come first; versions that have
    versions of their own join others from a share of `join` on.  What lies between two runs of a version, up to `gap`
    symbols, is not looked at again.  Pairs are proposed by one gram in `sample`; one in more than `hot` documents joins
    each to a few others only.  At most `max_listed` documents of the same text as one of both are named.
    """

    count_markup: bool
    min_length: int
    min_length_latin: int
    share: Share
    join: Share
    gram: Size
    gram_latin: Size
    stretch: Positive
    gap: int
    sample: Size
    hot: Size
    common_documents: int
    common_share: Share
    max_listed: int

    def __post_init__(self) -> None:
        _ascend(gram=self.gram, gram_latin=self.gram_latin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Lines of one document that are equal but for a number that counts up.

    Each pattern has a group `n`: the number.  At least `min_count` lines of at most `max_length` characters; what stays
    when the number is masked has `min_length` symbols.
    """

    patterns: Sequence[Annotated[Regex, "n"]]
    min_count: Positive
    min_length: int
    max_length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoilerplateLine:
    """A line that stands in many documents of one source: in `min_documents` of them, and in a share of `min_share`.

    A line that is too short for `min_length` counts from `short_length` on where its share is `short_share`.
    The first and last `edge` lines of a document are its head and tail; at most `max_listed` other places are named.
    """

    min_length: int
    min_length_latin: int
    min_documents: Positive
    min_share: Share
    short_length: int
    short_share: Share
    edge: int
    max_listed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OversizedCluster:
    """Texts that repeat one another, `min_members` of them at least, and hold more than `max_share` of all characters.

    At most `max_listed` other places are named.
    """

    min_members: int
    max_share: Share
    max_listed: int


Options = (
    ExactParagraph
    | NearParagraph
    | RepeatedSection
    | RepeatedDocument
    | DocumentVersion
    | Template
    | BoilerplateLine
    | OversizedCluster
)

KINDS: Mapping[str, type[Options]] = MappingProxyType(
    {
        "exact-paragraph": ExactParagraph,
        "near-paragraph": NearParagraph,
        "repeated-section": RepeatedSection,
        "repeated-document": RepeatedDocument,
        "document-version": DocumentVersion,
        "template": Template,
        "boilerplate-line": BoilerplateLine,
        "oversized-cluster": OversizedCluster,
    }
)


def options_of(kind: str, options: Mapping[str, object]) -> Options:
    """The options of a rule of this kind.  Raises ConfigError for those that do not fit together."""
    make: Callable[..., Options] = KINDS[kind]
    return make(**options)
