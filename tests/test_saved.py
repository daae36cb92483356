"""A saved result is the report that it was: printed again, every format that needs no document is the same."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from command import CLEAN, MASKED, checker
from factory import Corpus
from sheet import corpus

from checker import baselinefile
from checker.errors import CheckerError
from checker.finding import FINGERPRINT_VERSION
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
        codes=("MIS001", "PLC001"),
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
        ('{"schema": 2, "tool": {"name": "corpus-checker", "version": "9.1"}}', r"newer checker \(9.1\) in schema 2"),
        ('{"schema": 2, "tool": {"name": "corpus-checker"}, "findings": {}}', "this one reads schema 1"),
        ('{"schema": 0, "tool": {"name": "corpus-checker"}}', "an older checker"),
        ('{"schema": "2", "tool": {"name": "corpus-checker"}}', "no whole result"),
        ('{"kind": "finding"}\n{"kind": "summary", "schema": 7, "tool": {"name": "corpus-checker"}}', "schema 7"),
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
    if "schema" in said:
        with pytest.raises(CheckerError, match=said):
            baselinefile.load(path)


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


def test_a_saved_result_knows_every_rule_that_ran(folder: Path) -> None:
    """Also those that found nothing, and those of a user that are not at hand when it is printed."""
    (folder / "clean.txt").write_text(CLEAN, encoding="utf-8")
    own = Path(__file__).resolve().parents[1] / "rules" / "placeholder" / "masked-year.toml"
    text = own.read_text("utf-8").replace('"PLC001"', '"PLC901"').replace('"masked-year"', '"own-year"')
    (folder / "own").mkdir()
    (folder / "own" / "own-year.toml").write_text(text, encoding="utf-8")
    (folder / "checker.toml").write_text('rules = ["own"]\n', encoding="utf-8")
    asked = ("check", "clean.txt", "--select", "PLC00,PLC9", "-o", "json:r.json", "-o")
    told = checker(*asked, "junit", cwd=folder).stdout.decode()
    names = re.findall(r'name="(PLC[^"]*)"', told)
    assert names == sorted(names) and len(names) == 10
    for format_ in ("junit", "sarif"):
        told = checker(*asked, format_, cwd=folder).stdout.decode()
        again = checker("report", "r.json", "-o", format_, cwd=folder).stdout.decode()
        assert re.sub(r' time="[^"]*"', "", again) == re.sub(r' time="[^"]*"', "", told)
    away = checker("report", "r.json", "--isolated", "-o", "junit", cwd=folder).stdout.decode()
    assert re.findall(r'name="(PLC[^"]*)"', away) == [*names[:-1], "PLC901"]


@pytest.mark.parametrize("format_", ["json", "jsonl"])
def test_a_result_is_printed_from_standard_input(folder: Path, format_: str) -> None:
    (folder / "masked.txt").write_text(MASKED, encoding="utf-8")
    whole = checker("check", "masked.txt", "-o", format_, cwd=folder)
    (folder / "r.json").write_bytes(whole.stdout)
    piped = checker("report", "-", "-o", "markdown", cwd=folder, stdin=whole.stdout)
    assert (piped.returncode, piped.stderr) == (1, b"")
    assert piped.stdout == checker("report", "r.json", "-o", "markdown", cwd=folder).stdout
    cut = checker("report", "-", cwd=folder, stdin=whole.stdout[:99])
    assert (cut.returncode, cut.stderr.split(b"\n")[0]) == (
        2,
        b"checker: standard input: is no whole result of checker",
    )


@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_a_result_with_fingerprints_of_another_version_is_printed_and_never_compared(folder: Path, name: str) -> None:
    Path("a.txt").write_text(MASKED, "utf-8")
    checker("check", "a.txt", "-o", f"{name}:r.json", cwd=folder)
    saved = Path("r.json").read_text("utf-8")
    own = f'"fingerprints": {FINGERPRINT_VERSION}'
    assert own in saved
    Path("old.json").write_text(saved.replace(own, '"fingerprints": 1'), "utf-8")
    Path("older.json").write_text(saved.replace(f"{own}, ", ""), "utf-8")
    for baseline, status in (("r.json", 0), ("older.json", 0), ("old.json", 2)):
        run = checker("check", "a.txt", "--baseline", baseline, cwd=folder)
        assert (run.returncode, b"another version" in run.stderr) == (status, status == 2), run.stderr
    assert checker("baseline", "create", "old.json", "-o", "b.txt", cwd=folder).returncode == 2
    run = checker("report", "old.json", "--baseline", "r.json", cwd=folder)
    assert (run.returncode, b"another version" in run.stderr) == (2, True)
    again = checker("report", "old.json", "-o", "json", cwd=folder)
    assert (again.returncode, b'"fingerprints": 1' in again.stdout) == (1, True)
    again = checker("report", "older.json", "-o", "json", cwd=folder)
    assert (again.returncode, b'"fingerprints"' in again.stdout) == (1, False)
