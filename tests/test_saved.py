"""A saved result is the report that it was: printed again, every format that needs no document is the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from command import MASKED, checker
from factory import Corpus
from sheet import corpus

from checker.errors import CheckerError
from checker.report import Change, Failure, Report, RuleChange, Spent, Suppressed
from checker.saved import load
from checker.writers import Style, formats

PLAIN = Style(clock=False)


def full() -> Report:
    """A report with everything a result can hold."""
    made = corpus()
    made.errors.append(Failure("in/locked.txt", "permission denied"))
    of = made.report()
    findings = tuple(replace(f, known=number % 3 == 0) for number, f in enumerate(of.findings))
    documents = tuple(replace(d, languages=("en", "zh")) for d in of.documents)
    summary = replace(
        of.summary,
        change=Change(4, 2, 1),
        changed=(RuleChange("masked-year", "PLC001", 4, 2, 1),),
        suppressed=(Suppressed(("PLC001", "DUP"), "sample", "2031-12-31", 3),),
        budgets=(Spent("duplicate-share", 7, 100, 0.01, None, "warn"), Spent("PLC", 0, None, None, 0.0, "pass")),
    )
    return replace(of, findings=findings, summary=summary, documents=documents)


def saved(report: Report, name: str, path: Path) -> Report:
    path.write_text("".join(formats()[name](report, PLAIN)), encoding="utf-8")
    return load(path, report.rules.values())


@pytest.mark.parametrize("name", ["json", "jsonl"])
@pytest.mark.parametrize("made", [corpus().report, full, Corpus().report], ids=["plain", "full", "empty"])
def test_every_format_says_the_same_of_a_saved_result(tmp_path: Path, name: str, made: object) -> None:
    report: Report = made()  # type: ignore[operator]
    again = saved(report, name, tmp_path / f"r.{name}")
    assert again.findings == report.findings
    assert again.clusters == report.clusters
    assert again.summary == report.summary
    assert [d.languages for d in again.documents] == [d.languages for d in report.documents]
    assert (again.skipped, again.errors, again.exit_code) == (report.skipped, report.errors, report.exit_code)
    for other in ("concise", "json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown"):
        assert "".join(formats()[other](again, PLAIN)) == "".join(formats()[other](report, PLAIN)), other


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no whole result"),
        ("[]", "no whole result"),
        ('{"schema": 1}', "no whole result"),
        ('{"schema": 2, "tool": {"name": "corpus-checker"}}', "schema 2"),
        ('{"schema": 1, "tool": {"name": "corpus-checker"}}', "damaged"),
        ('{"kind": "skipped", "path": "a", "reason": "b"}\n', "no whole result"),
        ("\udcff", "not UTF-8"),
    ],
)
def test_what_is_no_result_is_said(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "r.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(CheckerError, match=said):
        load(path, ())


def test_a_result_that_was_cut_short_is_not_printed(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    whole = "".join(formats()["jsonl"](corpus().report(), PLAIN))
    path.write_text(whole[: whole.rindex('{"kind": "summary"')], encoding="utf-8")
    with pytest.raises(CheckerError, match="no whole result"):
        load(path, ())


def test_the_command_prints_a_result_again_with_the_status_of_the_check(folder: Path) -> None:
    Path("a.txt").write_text(MASKED, "utf-8")
    first = checker("check", "a.txt", "-o", "json:r.json", "-o", "jsonl:r.jsonl", "-o", "gitlab", cwd=folder)
    for name in ("r.json", "r.jsonl"):
        again = checker("report", name, "-o", "gitlab", "-o", f"json:again-{name}", cwd=folder)
        assert (again.returncode, again.stdout) == (first.returncode, first.stdout)
        assert json.loads(Path(f"again-{name}").read_text("utf-8")) == json.loads(Path("r.json").read_text("utf-8"))
    drawn = checker("report", "r.json", "-o", "terminal", cwd=folder).stdout.decode()
    assert "The year is masked: 20xx年" in drawn and "exit status 1" in drawn and " s\n" not in drawn
    assert checker("report", "r.json", "-o", "sarif:r.json", cwd=folder).returncode == 2
    assert checker("report", "missing.json", cwd=folder).returncode == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_a_saved_result_speaks_both_languages(tmp_path: Path, name: str, lang: str) -> None:
    """The frames of a report are those of the check, in the language it is printed in."""
    examples = Path(__file__).resolve().parents[1] / "examples"
    drawn = ("-o", "terminal", "-q", "--lang", lang, "--width", "100", "--isolated")
    checked = checker("check", str(examples), *drawn, "-o", f"{name}:r.{name}", cwd=tmp_path)
    again = checker("report", f"r.{name}", *drawn, cwd=tmp_path)
    assert checked.returncode == again.returncode == 1
    assert again.stdout == checked.stdout
    assert len(again.stdout) > 10_000
