"""What other tools say of the damaged pages in examples/: which damage each of them names.

    python benchmarks/peers/examples.py --tool corpuslint=PROGRAM --tool jscpd=PROGRAM ... [--write]

A tool is run as its documentation says, on a copy of the folder.  A damage counts as named where one line of what the
tool prints speaks of its file (or repairs its line) in words for such damage; `examples.toml` has files and words, the
same for all tools.  The pages are this project's own and made to show what it looks for: the table says what the tools
are for, not which is better.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
OWN = "corpus-checker"
VERSION = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"
REPAIR = """
import pathlib, ftfy
changed = 0
for path in sorted(pathlib.Path(".").iterdir()):
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\\n"), 1):
        fixed = ftfy.fix_text(line)
        kinds = ["encoding"] if ftfy.fix_encoding(line) != line else []
        kinds += ["direction"] if "\\u202e" in line and "\\u202e" not in fixed else []
        changed += fixed != line
        if fixed != line:
            print(f"{path.name}:{number}: changed {' '.join(kinds)}")
print(f"{changed} lines changed")
"""


def main() -> None:
    """Run the tools and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", action="append", default=[], metavar="NAME=PROGRAM")
    parser.add_argument("--write", action="store_true", help="keep the result in examples.md")
    wanted = parser.parse_args()
    about = tomllib.loads((HERE / "examples.toml").read_text(encoding="utf-8"))
    programs = {OWN: sys.executable, **dict(tool.split("=", 1) for tool in wanted.tool)}
    rows = [row(name, program, about) for name, program in programs.items()]
    text = page(rows, about)
    print(text)
    if wanted.write:
        (HERE / "examples.md").write_text(text, encoding="utf-8")


def run(command: list[str], folder: Path) -> tuple[str, int]:
    """What a tool prints, line by line as it stands, and its status."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
    return ANSI.sub("", done.stdout + done.stderr), done.returncode


def row(name: str, program: str, about: dict[str, object]) -> list[str]:
    """A line of the table: the tool, its version, its verdict, and for every damage whether it was named."""
    tool = about["tool"][name]  # type: ignore[index]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "examples"
        shutil.copytree(ROOT / "examples", place)
        command = [REPAIR if part == "REPAIR" else part for part in tool["run"]]
        printed, status = run([program, *command], place)
        version = released(name, program, tool.get("version"))
    verdict = re.search(tool["verdict"], printed)
    lines = printed.splitlines()
    blocks = [" ".join(lines[i : i + tool.get("lines", 1)]) for i in range(len(lines))]
    named = [
        any(
            damage["file"] in block and re.search(damage["words"], block.replace(damage["file"], ""), re.IGNORECASE)
            for block in blocks
        )
        for damage in about["damage"]  # type: ignore[attr-defined]
    ]
    clean = sum("clean-garden.txt" in line and bool(re.search(tool["finding"], line)) for line in lines)
    said = verdict.group(1).strip() if verdict else "-"
    return [name, version, said, str(status), *("yes" if hit else "-" for hit in named), str(clean)]


def released(name: str, program: str, command: list[str] | None) -> str:
    """The version of a tool: what it says, or what the Python beside it says of the package."""
    asked = [program, *command] if command else [str(Path(program).parent / "python"), "-c", VERSION, name]
    return run(asked, ROOT)[0].split()[-1]


def page(rows: list[list[str]], about: dict[str, object]) -> str:
    """The table, a tool a column."""
    heads = ["version", "its verdict", "status", *(d["name"] for d in about["damage"]), "findings on the clean page"]  # type: ignore[attr-defined]
    out = ["# What other tools say of the examples", ""]
    out += ["Made by `python benchmarks/peers/examples.py`; how a damage counts as named stands there.", ""]
    out += ["| | " + " | ".join(r[0] for r in rows) + " |", "|---|" + "---|" * len(rows)]
    out += ["| " + " | ".join([head, *(r[i] for r in rows)]) + " |" for i, head in enumerate(heads, 1)]
    notes = [f"- {name}: `{' '.join(tool['run'])}`; {tool['note']}" for name, tool in about["tool"].items()]  # type: ignore[attr-defined]
    return "\n".join([*out, "", "How each was run:", "", *notes, ""])


if __name__ == "__main__":
    main()
