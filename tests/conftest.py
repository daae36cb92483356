"""Options of the test run, and the corpus that the command is tried on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser
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


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A Chromium for the tests of one file; `folder` is where it saves what a page offers."""
    made = Browser(tmp_path_factory.mktemp("profile"))
    made.accept_downloads(tmp_path_factory.mktemp("downloads"))
    yield made
    made.close()
