"""`checker report NEW --baseline OLD` says what is new, known and resolved, by rule."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import CLEAN, MASKED, checker
from hypothesis import given, settings
from hypothesis import strategies as st
from sheet import report

from checker.baseline import baseline_of
from checker.compared import against, by_rule

COUNT = "共有xx名学生报名参加。\n"


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Two saved runs: a masked year went, a masked count came, another stayed."""
    text = tmp_path / "a.txt"
    text.write_text(MASKED + CLEAN + COUNT + CLEAN, "utf-8")
    assert (
        checker("check", ".", "-s", "PLC", "-o", "json:old.json", "--exclude", "*.json", cwd=tmp_path).returncode == 1
    )
    text.write_text(CLEAN + COUNT + CLEAN + "另有xx人到场。\n", "utf-8")
    assert (
        checker("check", ".", "-s", "PLC", "-o", "json:new.json", "--exclude", "*.json", cwd=tmp_path).returncode == 1
    )
    return tmp_path


def test_every_face_says_what_changed(runs: Path) -> None:
    look = ("report", "new.json", "--baseline", "old.json", "-o")
    whole = json.loads(checker(*look, "json", cwd=runs).stdout)
    assert whole["summary"]["baseline"] == {
        "new": 1, "known": 1, "resolved": 1,
        "rules": [
            {"rule": "masked-count", "code": "PLC005", "new": 1, "known": 1, "resolved": 0},
            {"rule": "masked-year", "code": "PLC001", "new": 0, "known": 0, "resolved": 1},
        ],
    }  # fmt: skip
    assert [finding["known"] for finding in whole["findings"]] == [True, False]
    terminal = checker(*look, "terminal", "--lang", "en", "--width", "80", cwd=runs).stdout.decode()
    assert "change   1 new, 1 known, 1 resolved" in terminal
    rows = [row.split() for row in terminal.split("\n")]
    assert ["masked-count", "PLC005", "1", "1", "-"] in rows
    assert ["masked-year", "PLC001", "-", "-", "1"] in rows
    assert "另有xx人到场" in terminal and "共有xx名学生" not in terminal
    markdown = checker(*look, "markdown", cwd=runs).stdout.decode()
    assert "| <code>masked-year</code> | 0 | 0 | 1 |" in markdown
    assert '"changed"' in checker(*look, "html", cwd=runs).stdout.decode()


def test_the_status_is_that_of_what_is_new(runs: Path) -> None:
    same = checker("report", "new.json", "--baseline", "new.json", "-o", "concise", cwd=runs)
    assert same.returncode == 0
    assert "0 new, 2 known, 0 resolved" in same.stdout.decode()
    assert checker("report", "new.json", "--baseline", "old.json", cwd=runs).returncode == 1


def test_a_saved_result_is_judged_as_a_check_is(runs: Path) -> None:
    """But for the rules that ran, of which a saved result knows no more than the number."""
    known = checker("check", "a.txt", "-s", "PLC", "--baseline", "old.json", "-o", "json", cwd=runs).stdout
    later = checker("report", "new.json", "--baseline", "old.json", "-o", "json", cwd=runs).stdout
    assert json.loads(known)["summary"] == json.loads(later)["summary"]
    assert json.loads(known)["documents"] == json.loads(later)["documents"]


@settings(deadline=None)
@given(st.data())
def test_the_rules_add_up(data: st.DataObject) -> None:
    """New and known findings by rule are all there are; what stays out of both runs is nowhere."""
    whole = report()
    before = data.draw(st.lists(st.sampled_from(whole.findings), unique_by=id))
    rules = list(whole.rules.values())
    judged = against(whole, baseline_of(before), rules)
    rows = judged.summary.changed
    change = judged.summary.change
    assert change is not None
    assert (sum(row.new for row in rows), sum(row.known for row in rows)) == (change.new, change.known)
    assert {row.rule for row in rows} <= {finding.rule for finding in whole.findings}
    assert by_rule([], baseline_of(before), rules) == tuple(
        row for row in by_rule([], baseline_of(before), rules) if row.resolved and not (row.new or row.known)
    )
