"""Options of the test run, and the corpus that the command is tried on."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import CLEAN, MASKED


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write reports/golden anew instead of comparing")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with one clean and one masked page."""
    (tmp_path / "clean.txt").write_text(CLEAN, encoding="utf-8")
    (tmp_path / "masked.txt").write_text(MASKED, encoding="utf-8")
    return tmp_path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
