"""The hooks for pre-commit: their commands exist and do what they say; where pre-commit is installed, it runs them."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from accepted import law
from command import MASKED, checker
from workflow import commit, git

ROOT = Path(__file__).resolve().parents[1]
HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
}


def run(hook: str, folder: Path, *arguments: str) -> tuple[int, str]:
    """Run a hook's command as pre-commit does, in the environment of the tests."""
    program, *words = shlex.split(HOOKS[hook]["entry"])
    assert program == "checker"
    done = checker(*words, *arguments, cwd=folder)
    return done.returncode, done.stdout.decode() + done.stderr.decode()


def test_there_are_two_and_the_one_that_compares_takes_no_names() -> None:
    assert {name: hook.get("pass_filenames", True) for name, hook in HOOKS.items()} == {
        "corpus-checker": True, "corpus-checker-corpus": False,
    }  # fmt: skip
    assert all(hook["language"] == "python" and hook["name"] and hook["description"] for hook in HOOKS.values())


@pytest.mark.parametrize("hook", HOOKS)
def test_they_are_for_texts(hook: str) -> None:
    wanted = {"a.txt", "b/c.md", "d.jsonl", "e.jsonl.gz", "f.ndjson.zst", "g.csv", "h.parquet"}
    other = {"a.py", "package.json", "b.txt.py", "jsonl", "c.gz", "checker.toml"}
    assert {name for name in wanted | other if re.search(HOOKS[hook]["files"], name)} == wanted


def test_one_looks_at_each_file_and_the_other_at_all_of_them(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(law(1), encoding="utf-8")
    (tmp_path / "b.txt").write_text(law(1), encoding="utf-8")
    assert run("corpus-checker", tmp_path, "a.txt", "b.txt")[0] == 0
    status, said = run("corpus-checker-corpus", tmp_path)
    assert status == 1 and "duplicate-document" in said
    (tmp_path / "b.txt").write_text(MASKED, encoding="utf-8")
    status, said = run("corpus-checker", tmp_path, "a.txt", "b.txt")
    assert status == 1 and "masked-year" in said
    assert run("corpus-checker-corpus", tmp_path, ".")[0] == 0


@pytest.mark.skipif(not shutil.which("pre-commit"), reason="pre-commit is not installed")
def test_pre_commit_runs_it(tmp_path: Path) -> None:
    """It builds an environment of its own, from the registry, and fails for the text that has a finding."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    (folder / "clean.txt").write_text(law(1), encoding="utf-8")
    (folder / "masked.txt").write_text(MASKED, encoding="utf-8")
    commit(folder, "Begin")
    statuses = {}
    for name in ("clean.txt", "masked.txt"):
        command = ["pre-commit", "try-repo", str(ROOT), "corpus-checker", "--files", name]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        statuses[name] = (done.returncode, "masked-year" in done.stdout)
    assert statuses == {"clean.txt": (0, False), "masked.txt": (1, True)}
