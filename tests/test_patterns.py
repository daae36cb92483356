"""Patterns mean the same to `re` and to Hyperscan, and dangerous ones are refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import scan
from checker.document import Document
from checker.errors import CheckerWarning, ConfigError
from checker.patterns import compiled, expand
from checker.prefilter import for_hyperscan
from checker.scan import Scanner
from checker.vet import too_slow

ODD = (
    r"^[{space}]*第[{digit}{numeral}]{1,4}条$",
    r"[^>x]{1,3}x",
    r"(?<![A-Za-z])x+(?=年|月)",
    r"\d{2}。$",
    r"(?i)read\s+more\b",
    r"[\]a]{2}",
    r"(?P<mark>[xX*]{2,})[市县]",
    r"\u3000{2}",
    r"[^{han}]{2}年",
    r"(?:^|。)第[一三]{1,2}(?:条|$)",
    r"{han}{2}x(?:{han}|$)",
    r"^.{0,3}年x",
    r"(?<=年)[xX]{2,9}(?=\d|月)",
    r"(x)[年月]{1,2}\1",
    r"[a-z]{2} x?(?:R(?:e|o)+|d{2,}m?)",
    r"(?:年|月x?){2,7}",
    r"[^年]x+?(?:\s|\W)",
    r"(?i:R)ea?d?$",
)
COUNTED = (
    r"^a{0,12}b",
    r"a[^b]{2,40}c",
    r"(?:ab|c){3,20}b?",
    r"b{6,9}$",
    r"c{0,3}a{1,30}",
    r"[ab]{7,}c{0,9}",
    r"(?i)A{2,8}\s{0,9}$",
    r"a|cb{1,9}",
    r"^[a ]{0,9}(?:c|b?A)",
    r"(?<=a)[^a]{1,9}(?=b|$)",
)


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    return Scanner(ODD, range(len(ODD)))


@pytest.fixture(scope="module")
def counting() -> Scanner:
    return Scanner(COUNTED, range(len(COUNTED)))


def missed(scanner: Scanner, patterns: Sequence[str], document: Document) -> list[tuple[str, int]]:
    """The pattern and the line for every line that `re` matches and Hyperscan does not report."""
    reported = scanner.lines(document)
    return [
        (pattern, line)
        for number, pattern in enumerate(patterns)
        for line, text in enumerate(document.lines)
        if compiled(pattern).search(text) and line not in reported.get(number, ())
    ]


@settings(max_examples=300)
@given(st.lists(st.text(st.sampled_from("xX*年月第一三12条。]a>市县 \u3000\tReadmor\r中"), max_size=16), max_size=5))
def test_hyperscan_reports_every_line_that_re_matches(scanner: Scanner, lines: list[str]) -> None:
    """Prefiltering never loses a line."""
    assert not missed(scanner, ODD, Document.from_text("\n".join(lines)))


@settings(max_examples=300)
@given(st.text("abcAC \n", max_size=60))
def test_what_is_counted_is_reported_too(counting: Scanner, text: str) -> None:
    """Leaving counts, ends and anchors out loses no line."""
    assert not missed(counting, COUNTED, Document.from_text(text))


def test_an_anchored_pattern_is_met_after_a_long_line(counting: Scanner) -> None:
    """Hyperscan loses it where such patterns are alone in a database."""
    text = "C" + "A" * 15 + "\nA"
    assert not missed(counting, COUNTED, Document.from_text(text))


def test_names_become_classes() -> None:
    """A name stands for a class, alone or inside brackets; a group cannot stand inside brackets."""
    assert compiled("{digit}{2}").fullmatch("１2")
    assert compiled("[{han}a]+").fullmatch("汉a字")
    assert not compiled("[^{han}]").search("汉字")
    with pytest.raises(ConfigError, match="nothere"):
        expand("{nothere}")
    with pytest.raises(ConfigError, match="item"):
        expand("[{item}]")


def test_quantifiers_are_not_names() -> None:
    """Braces that count are left alone."""
    assert expand(r"a{2,3}[{]x{4}") == r"a{2,3}[{]x{4}"


def test_the_buffer_form_allows_a_carriage_return_before_a_line_end() -> None:
    """`re` is not shown the CR of CRLF, so Hyperscan must not mind it."""
    assert for_hyperscan("x$") == r"x\r?$"
    assert for_hyperscan(r"[$]\$") == r"\x{24}\x{24}"
    assert for_hyperscan(r"^(?:^xy|zz$)$") == r"^(?:^xy|zz)\r?$"


@pytest.mark.parametrize(
    ("written", "proposed"),
    [
        (r"a{2,40}b", "a{2,}b"),  # counting is left to `re`
        (r"ab{3,9}", "ab{3}"),  # what follows the last required character is not waited for
        (r"ab(?:cx|de*)", "ab(?:cx|d)"),
        (r"[{han}]{2}`[{han}]", "`[{han}]"),  # a broad class would begin a match everywhere
        (r"(?<![0-9])x+(?=y)", "x+y"),  # a look ahead at the end is read, a look behind is not
        (r"^.{0,30}error", "error"),
        (r"^\s{0,9}(?i:error)", r"^[\s]*(?i:error)"),
        (r"(a+)b\1c", "a+b.*c"),
    ],
)
def test_what_costs_much_is_left_out(written: str, proposed: str) -> None:
    """Hyperscan is given less than the rule says, where that is enough to choose lines."""
    assert for_hyperscan(written) == for_hyperscan(proposed)


def test_a_text_longer_than_a_piece_is_scanned_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut at line ends, and inside a line with an overlap, at character boundaries."""
    monkeypatch.setattr(scan, "PIECE", 64)
    monkeypatch.setattr(scan, "OVERLAP", 16)
    text = "\n".join(["短行"] * 20 + ["长" * 50 + "20xx年" + "长" * 50] + ["x年"])
    found = Scanner(["x+年"], [0]).lines(Document.from_text(text))
    assert found == {0: (20, 21)}


@pytest.mark.parametrize("pattern", ["(a+)+b", "zzq(?:cde|cd|e)+y(?=k)", r"(\d*\d*)*x"])
def test_a_pattern_that_can_blow_up_is_refused(pattern: str) -> None:
    """Exponential backtracking is found on an adversarial line, and the pattern is named."""
    with pytest.raises(ConfigError, match="does not finish"):
        too_slow(["ok", pattern])


def test_a_pattern_that_floods_is_refused() -> None:
    """More than 2,000 events a megabyte of ordinary text cost more than they tell."""
    with pytest.raises(ConfigError, match="events per megabyte"):
        Scanner(["的"], [0], (), "我们的院子里有很多的花。\n".encode() * 3000)


@pytest.mark.parametrize("pattern", ["a*", "(", "[z-a]"])
def test_a_pattern_that_cannot_be_compiled_is_named(pattern: str) -> None:
    """What matches nothing, or is no expression, is refused with the pattern in the message."""
    with pytest.raises(ConfigError, match=r"pattern"):
        Scanner([pattern], [0])


def test_a_damaged_cache_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache file that is cut short or foreign is never trusted."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    document = Document.from_text("xx年")
    assert Scanner(["x+年"], [7]).lines(document) == {7: (0,)}
    (kept,) = (tmp_path / "corpus-checker").iterdir()
    whole = kept.read_bytes()
    for damaged in (whole[:-10], b"", b"x" * 100):
        kept.write_bytes(damaged)
        assert Scanner(["x+年"], [7]).lines(document) == {7: (0,)}
    assert kept.read_bytes() == whole


def test_an_unwritable_cache_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No cache directory, no difference but a word about it."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.warns(CheckerWarning, match="cannot be written, so patterns are compiled anew"):
        scanner = Scanner(["x+年"], [0])
    assert scanner.lines(Document.from_text("x年")) == {0: (0,)}
