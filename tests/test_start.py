"""The commands of the pages for beginners give what the pages say, in either language."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(sh|console)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(page: str) -> list[tuple[str, str]]:
    """The blocks of a page that can be run: `sh` as it stands, `console` with what it prints."""
    return BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))


def commands(page: str) -> list[str]:
    """What a page tells the reader to type, without the language of the answer."""
    lines = [line for kind, text in blocks(page) for line in text.splitlines() if kind == "sh" or line[:2] == "$ "]
    return [line.replace(" --lang zh", "") for line in lines]


def fits(wanted: str, printed: str) -> bool:
    """Whether the text was printed; `...` stands for anything in its line, and alone in a line for any lines."""
    parts = re.split(r"(^\.\.\.\n|\.\.\.)", wanted, flags=re.MULTILINE)
    kinds = {"...\n": r"(?:.*\n)*?", "...": ".*"}
    return re.fullmatch("".join(kinds.get(part) or re.escape(part) for part in parts), printed) is not None


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """An environment in which `checker` is the one under test."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "checker"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m checker "$@"\n', encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    ours = {"PATH": f"{folder}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "COLUMNS": "80", "NO_COLOR": "1"}
    return {**os.environ, **ours}


@pytest.mark.parametrize("page", ["docs/start.md", "docs/zh/start.md", "docs/ci.md"])
def test_the_first_pages_are_true(page: str, shell: dict[str, str], tmp_path: Path) -> None:
    """Every command prints what stands below it, and none ends with status 2."""
    (tmp_path / "work").mkdir()
    for kind, text in blocks(page):
        for entry in [text] if kind == "sh" else re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, _, wanted = (entry, "", "") if kind == "sh" else entry.partition("\n")
            run = subprocess.run(
                ["bash", "-c", command], cwd=tmp_path / "work", env=shell, capture_output=True, text=True, check=False
            )
            assert run.returncode in (0, 1), (command, run.stderr)
            assert fits(wanted, run.stdout + run.stderr), (command, run.stdout + run.stderr)


def test_both_languages_start_alike() -> None:
    """The Chinese page has the reader type what the English one does."""
    assert commands("docs/start.md") == commands("docs/zh/start.md")
