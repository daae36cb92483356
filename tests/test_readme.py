"""The two READMEs say the same, and what they tell the reader to type works."""

from __future__ import annotations

import gzip
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from checker import Checker, writers
from checker.baseline import Baseline
from checker.baselinefile import lines as rows
from checker.cli import app
from checker.rule import FAMILIES

ROOT = Path(__file__).resolve().parent.parent
ENGLISH, CHINESE = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md"))
BLOCK = re.compile(r"^```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
TOML = re.compile(r"^```toml\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def commands(text: str) -> list[str]:
    """The commands that a README gives, without remarks."""
    lines = [line.removeprefix("- run: ") for block in BLOCK.findall(text) for line in block.splitlines()]
    return [line.split(" #")[0].strip() for line in lines if re.match(r"(checker|make|pip) ", line)]


def formats(text: str) -> set[str]:
    """The outputs that a README names."""
    (row,) = re.findall(r"^\| .*`terminal`.* \|$", text, re.MULTILINE)
    return set(re.findall(r"`([a-z]+)`", row))


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_it_names_what_there_is(text: str) -> None:
    """Every verb, output, status and family of the program, and none besides."""
    verbs = {command.split()[1] for command in commands(text) if command.startswith("checker")}
    assert verbs == set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    assert formats(text) == {*writers.formats(), *writers.FOLDERS}
    assert re.findall(r"^\| (\d+) \|", text, re.MULTILINE) == ["0", "1", "2", "130"]
    assert sorted(re.findall(r"^\| `([a-z]+)`", text, re.MULTILINE)) == sorted(FAMILIES)


def inputs(text: str) -> list[str]:
    """The names of what a README says is read."""
    (row,) = re.findall(r"^\| .*Parquet.*\|$", text, re.MULTILINE)
    return re.findall(r"`\.[a-z]+`|[A-Z][A-Za-z]+", row)


def examples(text: str) -> list[tuple[str, str]]:
    """The family and the text of every example of damage in the table of families."""
    rows = re.findall(r"^\| `([a-z]+)`[^|]*\| (.*) \|$", text, re.MULTILINE)
    return [
        (family, example) for family, cell in rows if family in FAMILIES for example in re.findall("`([^`]+)`", cell)
    ]


def test_every_example_of_damage_is_found() -> None:
    """Each as the one line of a document, by a rule of the family that it stands for; both READMEs have the same."""
    assert examples(ENGLISH) == examples(CHINESE)
    assert len({family for family, _ in examples(ENGLISH)}) >= 5
    checking = Checker()
    for family, example in examples(ENGLISH):
        found = checking.check([f"{example}\n"]).findings
        assert family in {finding.family for finding in found}, example


def test_both_say_the_same() -> None:
    """The same commands, inputs, settings and pictures, and as many sections, in the same order."""
    assert commands(ENGLISH) == commands(CHINESE)
    assert inputs(ENGLISH) == inputs(CHINESE)
    for kind in (TOML, re.compile(r"!\[[^\]]*\]\(([^)]+)\)"), re.compile("^#+ ", re.MULTILINE)):
        assert kind.findall(ENGLISH) == kind.findall(CHINESE.replace("-zh-", "-"))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder that holds what the commands of the README speak of."""
    for folder in ("crawl", "corpus/new"):
        shutil.copytree(ROOT / "examples", tmp_path / folder)
    with gzip.open(tmp_path / "new.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write('{"body": "20xx年，图书馆新增藏书两千册。"}\n')
    (tmp_path / "known.txt").write_text("".join(rows(Baseline())), encoding="utf-8")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b"]
    for rest in (
        ["init", "-q"],
        ["add", "."],
        ["commit", "-qm", "x"],
        ["update-ref", "refs/remotes/origin/main", "HEAD"],
    ):
        subprocess.run([*git, *rest], cwd=tmp_path, check=True)
    (tmp_path / "corpus" / "fresh.txt").write_text("渡口的老船工把水文笔记交给了县里的档案馆。\n", encoding="utf-8")
    return tmp_path


def checker(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the README with the program under test."""
    words = shlex.split(command)[1:]
    return subprocess.run(
        [sys.executable, "-m", "checker", *words], cwd=folder, capture_output=True, text=True, check=False
    )


def test_its_commands_work(place: Path) -> None:
    """Every command does what it says: none ends with the status of a wrong call."""
    for command in commands(ENGLISH):
        if command.startswith("checker"):
            run = checker(command, place)
            assert run.returncode in (0, 1), (command, run.stderr)
    for name in (
        "report.html",
        "result.json",
        "checker.toml",
        "checker-baseline.txt",
        "corpus.duckdb",
        "verdicts.jsonl",
    ):
        assert (place / name).stat().st_size, name


def test_its_settings_are_read(place: Path) -> None:
    """The configuration of the README is one."""
    (block,) = TOML.findall(ENGLISH)
    (place / "checker.toml").write_text(block, encoding="utf-8")
    (place / "our-rules").mkdir()
    run = checker("checker check crawl/ --show-settings", place)
    assert run.returncode == 0, run.stderr
    assert 'fail-on = "warning"' in run.stdout
