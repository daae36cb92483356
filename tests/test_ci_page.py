"""What docs/ci.md shows besides its commands: YAML that is sound, inputs that there are, a Makefile that runs."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def action() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    return found


def test_every_recipe_is_yaml_and_names_what_there_is() -> None:
    recipes = [yaml.safe_load(text) for text in blocks("yaml")]
    assert len(recipes) == 4
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    assert {hook["id"] for hook in recipes[0]["repos"][0]["hooks"]} == hooks
    steps = recipes[1]["jobs"]["corpus"]["steps"]
    used = next(step for step in steps if "corpus-checker" in step.get("uses", ""))
    assert set(used["with"]) <= set(action()["inputs"])
    outputs = re.findall(r"steps\.corpus\.outputs\.([a-z]+)", str(steps))
    assert outputs and set(outputs) <= set(action()["outputs"])


def test_the_table_of_inputs_is_that_of_the_action() -> None:
    found = re.findall(r"^\| `([a-z-]+)` \|([^|]*)\|", PAGE, re.MULTILINE)
    rows = {name: default.strip() for name, default in found}
    inputs = action()["inputs"]
    assert set(inputs) <= set(rows)
    assert [
        name for name in inputs if rows[name].startswith("`") and rows[name].strip("` ") != inputs[name]["default"]
    ] == []
    assert [name for name, entry in inputs.items() if entry["default"] and not rows[name].startswith("`")] == []
    said = PAGE.partition("Its outputs are ")[2].partition(", the JSON")[0]
    assert set(re.findall(r"`([a-z]+)`", said)) == set(action()["outputs"])


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
def test_the_makefile_runs_the_script(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text(blocks("make")[0], encoding="utf-8")
    command = ["make", "--no-print-directory", "-n", "corpus", "BASE=x"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, "BASE=x ci/corpus.sh\n")
