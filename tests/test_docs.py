"""The documents say what is true of the code beside them."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from checker import config, rulebook

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "README.zh.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_pages_of_rules_are_current() -> None:
    """The rules of docs/, in both languages, are what the rule files say; `scripts/build_rules_doc.py` writes them."""
    script = [sys.executable, "scripts/build_rules_doc.py", "--check"]
    assert subprocess.run(script, cwd=ROOT, check=False).returncode == 0


def test_every_setting_is_documented() -> None:
    """docs/configuration.md names every key."""
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert [key for key in config.KEYS if f"`{key}`" not in text] == []


def test_every_family_is_in_the_readme() -> None:
    """The README has a line for each family that has rules."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [f for f in {rule.family for rule in rulebook.load()} if f"`{f}`" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link in a page is a file of the project."""
    text = re.sub(
        r"(`+)(?!`).*?(?<!`)\1(?!`)", "", page.read_text(encoding="utf-8"), flags=re.DOTALL
    )  # code is no link
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)|src=\"([^\"]+)\"", text):
        name = target[0] or target[1]
        if "://" not in name:
            assert (page.parent / name).exists(), name


@cache
def usage(*verbs: str) -> str:
    """The help of a verb, empty where there is no such verb."""
    command = [sys.executable, "-m", "checker", *verbs, "--help"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_options_in_pages_exist(page: Path) -> None:
    """Every verb and `--option` of a command that a page names is in the program's help."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    command = r"^(?:\$ |- run: )?checker ([a-z]+)(?: ([a-z]+)(?= |$))?(.*)$"
    lines = re.findall(command, "\n".join(blocks), re.MULTILINE)
    for verb, second, rest in lines:
        known = usage(verb, *[second] * (verb in ("baseline", "index")))
        assert known, (verb, second)
        for option in re.findall(r"(?<!\S)--[a-z-]+", rest.split(" #")[0]):
            assert option in known, (verb, rest)


def test_figures_stand_in_the_results() -> None:
    """The tables of docs/compare.md are what the results say; `python scripts/build_figures.py` writes them."""
    script = [sys.executable, "scripts/build_figures.py", "--check"]
    assert subprocess.run(script, cwd=ROOT, check=False).returncode == 0


def test_concepts_have_the_limits_of_the_rules() -> None:
    """What the page says of repeated text, from which length on and how alike, is what stands in the rule files."""
    text = (ROOT / "docs" / "concepts.md").read_text(encoding="utf-8")
    rows = {
        code: set(re.findall(r"\d+(?:\.\d+)?", row))
        for code, row in re.findall(r"^\|[^|]+\| (\w{3}\d{3}) \| (.*)$", text, re.MULTILINE)
    }
    limits = (
        "min_length",
        "min_length_latin",
        "min_length_exact",
        "jaccard",
        "containment",
        "share",
        "min_ratio",
        "min_documents",
    )
    for rule in rulebook.load():
        if rule.code in rows and rule.code not in ("DUP002", "DUP005", "BLR001"):
            said = {str(rule.options[name]) for name in limits if name in rule.options}
            assert said <= rows[rule.code], rule.code
