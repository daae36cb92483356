"""The screen that ends the report: its figures are those of the run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command import checker
from drawing import drawn
from factory import Corpus
from hypothesis import given
from hypothesis import strategies as st
from sheet import corpus, report

from checker.report import Report
from checker.writers.terminal import maps


def test_summary_alone_is_the_end_of_the_whole_and_quiet_is_the_rest() -> None:
    whole, alone = drawn(report(), width=80), drawn(report(), width=80, summary_only=True)
    assert whole[-len(alone) :] == alone
    assert whole == drawn(report(), width=80, quiet=True) + alone
    assert len(alone) <= 40


def test_a_clean_run_says_what_it_looked_at() -> None:
    made = Corpus()
    made.document("一切都好。\n", "a.txt")
    made.rule("masked-year", "PLC001")
    rows = drawn(made.report(), width=80, clock=False)
    assert rows == [
        "  PASS   no findings in one document   exit status 0",
        "  stay   the document, 6 characters",
        "   ran   1 rule, 1 document, 6 characters",
    ]


def test_findings_that_are_hidden_are_not_called_none() -> None:
    of = report()
    hidden = Report(of.summary, of.documents, (), rules=of.rules, exit_code=1)
    assert drawn(hidden, width=80)[0].startswith("  FAIL   10 errors, 4 warnings in 12 of 19 documents")


def test_the_figures_of_the_summary_are_those_of_the_report() -> None:
    of, rows = report(), drawn(report(), width=120, summary_only=True)
    family = next(row for row in rows if re.match(r" +\d+ {3}placeholder ", row))
    assert re.findall(r"\d+", family)[:2] == ["2", "4"]
    counts = {count.rule: count for count in of.summary.rules}
    for name, code in (("masked-year", "PLC001"), ("duplicate-section", "DUP003")):
        row = next(row for row in rows if re.search(f"{name} +{code}", row))
        figures = [int(number.replace(",", "")) for number in row.split(code)[1].split()[:3]]
        assert figures == [counts[name].documents, counts[name].findings, counts[name].characters]


def test_unreadable_files_are_named_and_fail() -> None:
    from checker.report import Failure

    made = corpus()
    made.errors.append(Failure("in/\x1b.txt", "permission denied"))
    rows = drawn(made.report(), width=80)
    assert "unread   in/<ESC>.txt: permission denied" in rows
    assert any(row.endswith("exit status 2") for row in rows)


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 50)), max_size=20), st.integers(1, 40))
def test_a_map_counts_every_covered_character_once(spans: list[tuple[int, int]], pieces: int) -> None:
    ends = [(start, min(1000, start + size)) for start, size in spans]
    cover = maps.cover(ends, 1000, pieces)
    assert sum(cover) == pytest.approx(sum(max(1, end - start) for start, end in ends))
    assert all(bool(height) == bool(amount) for height, amount in zip(maps.scale(cover), cover, strict=True))


def test_only_copies_of_documents_are_called_repeated() -> None:
    """A page made of one template is of the family of duplicates, and repeats no document."""
    made = Corpus()
    page = made.document("篇一\n正文。\n篇二\n正文。\n", "a.txt")
    made.add(page, made.rule("numbered-template", "DUP005"), (0, 2), (7, 9), scope="document")
    rows = drawn(made.report(), width=80, summary_only=True)
    assert next(row for row in rows if row.startswith(" leave")) == " leave   one rejected for other findings"


@pytest.mark.parametrize("width", [60, 80, 100, 120])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_labelled_pages_end_in_one_screen(width: int, lang: str) -> None:
    """What a check of them ends with is what `--summary` prints, at most 40 lines."""
    pages = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "seeds"
    if not pages.is_dir():
        pytest.skip("the labelled pages are not here")
    looked = ("check", str(pages), "-o", "terminal", "--exit-zero", "--lang", lang, "--width", str(width))
    whole = printed(*looked).split("\n")
    screen = printed(*looked, "--summary").split("\n")[:-1]
    assert len(screen) <= 40
    assert whole[-1 - len(screen) : -1] == screen


def printed(*arguments: str) -> str:
    """What the command prints, without its clock."""
    run = checker(*arguments, "--isolated", cwd=Path(__file__).parent)
    assert run.returncode == 0, run.stderr
    return re.sub(r"[0-9.]+ (s|秒)\b", r"0.0 \1", run.stdout.decode())
