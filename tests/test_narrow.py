"""`--rule` and `--document` show every finding of a part; the verdict stays that of the whole."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from command import CLEAN, MASKED, checker
from sheet import report

from checker.cli.narrow import narrowed
from checker.errors import UsageError


@pytest.mark.parametrize(
    ("rules", "documents", "wanted"),
    [
        (("masked-year",), (), lambda f: f.rule == "masked-year"),
        (("PLC", "duplicate"), (), lambda f: f.family in {"placeholder", "duplicate"}),
        ((), ("in/plan-2.txt",), lambda f: f.path == "in/plan-2.txt"),
        ((), ("plan-2.txt",), lambda f: f.path == "in/plan-2.txt"),
        ((), ("plan*",), lambda f: f.path.startswith("in/plan")),
        (("masked-year",), ("plan.txt",), lambda f: f.path == "in/plan.txt" and f.rule == "masked-year"),
    ],
)
def test_a_part_is_what_was_asked_for(rules: tuple[str, ...], documents: tuple[str, ...], wanted: object) -> None:
    whole = report()
    shown = narrowed(whole, rules, documents)
    assert shown.findings == tuple(f for f in whole.findings if wanted(f))  # type: ignore[operator]
    assert shown.findings
    assert (shown.summary, shown.exit_code) == (whole.summary, whole.exit_code)


def test_what_is_said_of_the_corpus_is_said_of_every_document_it_names() -> None:
    whole = report()
    about = next(finding for finding in whole.findings if finding.scope == "corpus" and finding.related)
    assert about in narrowed(whole, (), (about.related[0].path,)).findings


def test_a_document_that_was_not_checked_is_said() -> None:
    with pytest.raises(UsageError, match="no document"):
        narrowed(report(), (), ("in/nowhere.txt",))


def test_the_command_draws_all_of_a_part_and_the_verdict_of_the_whole(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(MASKED * 3 + "共有xx名学生。\n", "utf-8")
    (tmp_path / "b.txt").write_text(CLEAN, "utf-8")
    asked = checker(
        "check", ".", "-s", "PLC", "--rule", "masked-year", "--document", "a.txt", "-o", "terminal",
        "-o", "json:r.json", "--lang", "en", cwd=tmp_path,
    )  # fmt: skip
    rows = asked.stdout.decode().split("\n")
    assert asked.returncode == 1
    assert rows[0].strip() == "3 of 4 findings: masked-year, a.txt"
    assert sum(row.endswith("masked-year PLC001") for row in rows) == 3
    assert not any("masked-count" in row and " at │" in row for row in rows)
    assert any(re.match(r"  FAIL   4 errors in one|  FAIL   4 errors", row) for row in rows)
    assert len(json.loads((tmp_path / "r.json").read_text("utf-8"))["findings"]) == 4  # programs get everything
    again = checker("report", "r.json", "--rule", "PLC005", "-o", "concise", cwd=tmp_path).stdout.decode()
    assert [row.split(":")[0] for row in again.splitlines()[:-1]] == ["a.txt"]
    ended = checker("report", "r.json", "-o", "terminal", "--lang", "en", cwd=tmp_path).stdout.decode().splitlines()[-1]
    assert ended == "  next   checker report r.json --rule masked-year"


@pytest.mark.parametrize(("option", "said"), [(("--rule", "masked-yaer"), "masked-year"), (("--document", "x"), "'x'")])
def test_a_wrong_word_is_named(tmp_path: Path, option: tuple[str, str], said: str) -> None:
    (tmp_path / "a.txt").write_text(MASKED, "utf-8")
    run = checker("check", "a.txt", *option, "-o", "terminal", cwd=tmp_path)
    assert run.returncode == 2
    assert said in run.stderr.decode()
