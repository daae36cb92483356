"""The gallery: what the command prints for examples/, in every format.  `--update-golden` writes it anew."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "reports" / "golden"
CHECK = ("check", "examples")
PAGE = (
    "examples/masked-plan.txt",
    "examples/notices.jsonl",
    "examples/pasted-section.txt",
)  # the page holds all it needs
FEW = ("--select", "placeholder,mojibake,duplicate")  # formats that name every rule that ran
GALLERY = {
    "terminal.txt": (*CHECK, "-o", "terminal", "--width", "100"),
    "terminal-full.txt": (*CHECK, "-o", "terminal", "--width", "120", "--full"),
    "terminal-narrow.txt": (*CHECK, "-o", "terminal", "--width", "60"),
    "terminal-ascii.txt": (*CHECK, "-o", "terminal", "--width", "80", "--ascii"),
    "terminal-zh.txt": (*CHECK, "-o", "terminal", "--width", "100", "--lang", "zh"),
    "terminal-dark.ansi": (*CHECK, "-o", "terminal", "--width", "100", "--color", "always", "--theme", "dark"),
    "terminal-basic.ansi": (*CHECK, "-o", "terminal", "--summary", "--color", "always", "--theme", "basic"),
    "concise.txt": (*CHECK, "-o", "concise"),
    "result.json": (*CHECK, "-o", "json"),
    "result.jsonl": (*CHECK, "-o", "jsonl"),
    "result.sarif": (*CHECK, *FEW, "-o", "sarif"),
    "junit.xml": (*CHECK, *FEW, "-o", "junit"),
    "github.txt": (*CHECK, *FEW, "-o", "github"),
    "gitlab.json": (*CHECK, *FEW, "-o", "gitlab"),
    "markdown.md": (*CHECK, *FEW, "-o", "markdown"),
    "page.html": ("check", *PAGE, *FEW, "-o", "html"),
    "explain.txt": ("explain", "masked-year", "--width", "80"),
    "explain-zh.txt": ("explain", "masked-year", "--width", "80", "--lang", "zh"),
}


def printed(*arguments: str) -> str:
    """What the command prints, without what differs from run to run and from release to release."""
    plain = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "LANG": "C.UTF-8", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "checker", *arguments]
    run = subprocess.run(command, cwd=ROOT, env=plain, capture_output=True, check=False)
    assert run.returncode in (0, 1), run.stderr.decode()
    out = re.sub(r"\b\d+\.\d (s|秒)$", r"0.0 \1", run.stdout.decode(), flags=re.MULTILINE)
    out = re.sub(r'(?<= time=)"[0-9.]+"', '"0.0"', out)
    return re.sub(r'("name": "corpus-checker", "version": )"[^"]*"', r'\1"0"', out)


@pytest.mark.parametrize("name", GALLERY)
def test_the_gallery_shows_what_the_command_prints(name: str, request: pytest.FixtureRequest) -> None:
    out = printed(*GALLERY[name])
    path = GOLDEN / name
    if request.config.getoption("--update-golden"):
        path.write_text(out, "utf-8", newline="")
    assert out == path.read_text("utf-8"), f"{name} has changed; if it should have: pytest --update-golden"


def test_the_gallery_has_no_forgotten_pictures() -> None:
    tables = {"parquet.txt"}  # see test_parquet_result.py
    assert {path.name for path in GOLDEN.iterdir()} == set(GALLERY) | tables


def test_the_json_of_the_gallery_follows_its_schema() -> None:
    schema = json.loads((ROOT / "reports" / "schemas" / "result.v1.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads((GOLDEN / "result.json").read_text("utf-8")))
    line = jsonschema.Draft202012Validator({"$ref": "#/$defs/line", "$defs": schema["$defs"]})
    for row in (GOLDEN / "result.jsonl").read_text("utf-8").splitlines():
        line.validate(json.loads(row))
