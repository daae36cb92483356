"""What is said on stderr while a check runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import MASKED, checker

from checker.cli import progress
from checker.document import Document


def test_json_that_holds_no_records_is_said(corpus: Path) -> None:
    """It is checked as plain text; three files are named and the others counted, unless nothing is to be said."""
    for number in range(5):
        (corpus / f"{number}.json").write_text('{"size": 3}', encoding="utf-8")
    (corpus / "pages.json").write_text(f'[{{"text": "{MASKED.strip()}"}}]', encoding="utf-8")
    run = checker("check", ".", "-o", "json", cwd=corpus)
    lines = run.stderr.decode().splitlines()
    assert [line.split(":")[1] for line in lines[:3]] == [" 0.json", " 1.json", " 2.json"]
    assert lines[3:] == ["checker: 2 more files with such a note"]
    assert checker("check", ".", "-q", cwd=corpus).stderr == b""
    assert b'"document": "pages.json:1"' in run.stdout


def test_a_long_run_without_a_terminal_ends_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A short one says nothing, and quiet says nothing at all."""

    def said(limit: float, quiet: bool = False) -> str:
        monkeypatch.setattr(progress, "LONG", limit)
        with progress.progress(2, quiet) as (_, seen):
            seen(Document.from_text("一"))
        return capsys.readouterr().err

    assert said(0.0) == "checker: 1 document in 2 files, 0 s\n"
    assert (said(1000.0), said(0.0, quiet=True)) == ("", "")
