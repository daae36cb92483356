"""The GitHub action: its script is run as the runner runs it, on a real repository and an event file."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from command import CLEAN, MASKED
from workflow import commands, commit, git

ROOT = Path(__file__).resolve().parents[1]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
SARIF = json.loads((ROOT / "tests" / "data" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
BRANCH = "feat/$(touch${IFS}pwned);`touch${IFS}pwned`&&'--help"
NAMES = (
    "--help",
    "-rf.txt",
    "a b;touch pwned;.txt",
    "$(touch pwned).txt",
    "::error::owned.txt",
    "x\n::stop-commands::y.txt",
)


@dataclass(frozen=True)
class Step:
    """What a run of the script left: its status, the log, the outputs, the job summary."""

    status: int
    log: str
    outputs: dict[str, str]
    summary: str


def step(folder: Path, event: object, **inputs: str) -> Step:
    """Run the script with the inputs of action.yml, the defaults where none is given."""
    temp = folder.parent / "temp"
    temp.mkdir(exist_ok=True)
    (temp / "event.json").write_text(json.dumps(event), encoding="utf-8")
    for name in ("output", "summary"):
        (temp / name).write_text("", encoding="utf-8")
    values = {name: str(entry.get("default", "")) for name, entry in ACTION["inputs"].items()}
    values |= {name.replace("_", "-"): value for name, value in inputs.items()}
    passed = {f"INPUT_{name.replace('-', '_').upper()}": value for name, value in values.items()}
    told = {"GITHUB_EVENT_PATH": "event.json", "GITHUB_OUTPUT": "output", "GITHUB_STEP_SUMMARY": "summary"}
    env = {**os.environ, **passed, **{name: str(temp / file) for name, file in told.items()}}
    env |= {"RUNNER_TEMP": str(temp), "PYTHONUTF8": "1"}
    script = [sys.executable, str(ROOT / "scripts" / "action.py")]
    run = subprocess.run(script, cwd=folder, env=env, capture_output=True, check=False)
    return Step(
        run.returncode,
        run.stdout.decode() + run.stderr.decode(),
        outputs((temp / "output").read_text(encoding="utf-8")),
        (temp / "summary").read_text(encoding="utf-8"),
    )


def outputs(text: str) -> dict[str, str]:
    """The outputs of a step, read as the runner reads them."""
    found = re.findall(r"^([a-z]+)<<(.+)\n((?:.*\n)*?)\2\n", text, re.MULTILINE)
    assert "".join(f"{name}<<{mark}\n{value}{mark}\n" for name, mark, value in found) == text
    return {name: value.removesuffix("\n") for name, _, value in found}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A main branch with a text that has a finding, and a branch with hostile names, checked out."""
    folder = tmp_path / "tree"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    (folder / "old.txt").write_text(MASKED, encoding="utf-8")
    commit(folder, "Begin")
    git(folder, "switch", "-q", "-c", BRANCH)
    for number, name in enumerate(NAMES):
        (folder / name).write_text(f"第{number}号{MASKED}", encoding="utf-8")
    (folder / "clean.txt").write_text(CLEAN, encoding="utf-8")
    commit(folder, "$(touch pwned)")
    return folder


def pull_request(folder: Path) -> dict[str, object]:
    base = {"sha": git(folder, "rev-parse", "main").strip(), "ref": "main"}
    head = {"sha": git(folder, "rev-parse", "HEAD").strip(), "ref": BRANCH, "label": f"somebody:{BRANCH}"}
    return {"action": "opened", "pull_request": {"base": base, "head": head, "title": "::error::$(touch pwned)"}}


def test_a_pull_request_is_checked_from_where_it_began(repository: Path) -> None:
    """What it adds is checked and named; what was there is not; names of files and branches are only names."""
    done = step(repository, pull_request(repository))
    assert (done.status, done.outputs["status"], done.outputs["verdict"]) == (1, "1", "fail")
    log = json.loads((repository / done.outputs["sarif"]).read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(SARIF).validate(log)
    masked = [result for result in log["runs"][0]["results"] if result["ruleId"] == "PLC001"]
    assert len({result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in masked}) == len(
        NAMES
    )
    said = commands(done.log)
    assert {name for name, _, _ in said} <= {"error", "warning", "notice", "group", "endgroup"}
    assert {properties["title"] for name, properties, _ in said if name == "error"} == {"PLC001 masked-year"}
    assert not any("owned" in name or "stop" in name for name, _, _ in said)
    assert done.summary.startswith("### corpus-checker: failed\n")
    assert not list(repository.rglob("pwned"))
    result = json.loads(Path(done.outputs["result"]).read_text(encoding="utf-8"))
    paths = {line["path"] for line in result["documents"]}
    assert paths >= {"--help", "clean.txt", "$(touch pwned).txt"} and "old.txt" not in paths


def test_files_that_look_like_options_may_be_named(repository: Path) -> None:
    done = step(repository, {}, paths="--help\n-rf.txt\n", since="")
    assert done.status == 1
    result = json.loads(Path(done.outputs["result"]).read_text(encoding="utf-8"))
    assert {line["path"] for line in result["documents"]} == {"--help", "-rf.txt"}


@pytest.mark.parametrize(
    ("event", "documents"),
    [
        ({"before": "{main}", "after": "x"}, 7),
        ({"merge_group": {"base_sha": "{main}", "head_ref": BRANCH}}, 7),
        ({"before": "0" * 40}, 8),
        ({"pull_request": {"base": {"sha": "--output=pwned"}}}, 8),
        ({"schedule": "0 0 * * *"}, 8),
    ],
    ids=["push", "merge queue", "new branch", "no commit", "schedule"],
)
def test_each_event_knows_where_it_began_or_all_is_checked(repository: Path, event: object, documents: int) -> None:
    main = git(repository, "rev-parse", "main").strip()
    done = step(repository, json.loads(json.dumps(event).replace("{main}", main)))
    result = json.loads(Path(done.outputs["result"]).read_text(encoding="utf-8"))
    assert result["summary"]["documents"] == documents
    assert not (repository / "pwned").exists()


def test_a_base_that_was_not_fetched_is_said_and_everything_is_checked(repository: Path, tmp_path: Path) -> None:
    event = pull_request(repository)
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth=1", "--branch", BRANCH, f"file://{repository}", "shallow")
    done = step(shallow, event)
    assert any(name == "warning" and "fetch-depth" in message for name, _, message in commands(done.log))
    assert json.loads(Path(done.outputs["result"]).read_text(encoding="utf-8"))["summary"]["documents"] == 8


def test_inputs_are_options(repository: Path) -> None:
    (repository / "strict.toml").write_text('ignore = ["QUA"]\n', encoding="utf-8")
    place = "去年冬天，xx市的滑冰场重新开放，早晚各有一场，学生凭证件可以免费入场。\n"
    (repository / "place.txt").write_text(place, encoding="utf-8")
    cases: list[tuple[dict[str, str], int, str]] = [
        ({}, 0, "pass"),
        ({"fail_on": "warning"}, 1, "fail"),
        ({"profile": "strict"}, 1, "fail"),
        ({"args": "--fail-on=warning\n--exit-zero"}, 0, "fail"),
        ({"args": "--no-such-option"}, 2, ""),
        ({"config": "strict.toml", "sarif": "out.sarif"}, 0, "pass"),
    ]
    for inputs, status, verdict in cases:
        done = step(repository, {}, paths="place.txt", since="", **inputs)
        assert (done.status, done.outputs["status"]) == (status, str(status)), (inputs, done.log)
        assert done.outputs["sarif"] == ("" if status == 2 else inputs.get("sarif", "corpus-checker.sarif"))
        assert done.outputs["verdict"] == verdict
        (repository / "corpus-checker.sarif").unlink(missing_ok=True)


def test_the_action_hands_every_input_to_the_script_and_nothing_to_a_shell() -> None:
    assert ACTION["runs"]["using"] == "composite"
    steps = ACTION["runs"]["steps"]
    check = next(one for one in steps if one.get("id") == "check")
    handed = {
        name.removeprefix("INPUT_").replace("_", "-").lower() for name in check["env"] if name.startswith("INPUT_")
    }
    assert handed == set(ACTION["inputs"]) - {"working-directory", "python-version", "install"}
    for name in handed:
        assert check["env"][f"INPUT_{name.replace('-', '_').upper()}"] == f"${{{{ inputs.{name} }}}}"
    assert all("${{" not in one.get("run", "") for one in steps), "an expression in a script is read as code"
    assert all(one.get("shell") == "bash" for one in steps if "run" in one)
    assert (ROOT / "scripts" / "action.py").is_file() and "scripts/action.py" in check["run"]


def test_every_input_and_output_is_described_and_the_outputs_are_written(repository: Path) -> None:
    assert all(entry["description"] and "default" in entry for entry in ACTION["inputs"].values())
    assert all(entry["description"] for entry in ACTION["outputs"].values())
    wanted = {name: entry["value"] for name, entry in ACTION["outputs"].items()}
    assert wanted == {name: f"${{{{ steps.check.outputs.{name} }}}}" for name in wanted}
    assert set(step(repository, {}).outputs) == set(wanted)


@pytest.mark.parametrize("event", [None, 5, [], {"pull_request": 5}, {"merge_group": "x"}, {"before": {}}])
def test_an_odd_event_checks_everything(repository: Path, event: object) -> None:
    """And what an earlier step left is no file to check."""
    for _ in range(2):
        done = step(repository, event)
        assert "Traceback" not in done.log
        assert done.outputs["verdict"] in {"pass", "fail"}


def test_an_event_that_cannot_be_read_is_said(repository: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{" * 200_000, encoding="utf-8")
    for path in (broken, tmp_path / "none.json"):
        env = {**os.environ, "GITHUB_EVENT_PATH": str(path), "RUNNER_TEMP": str(tmp_path)}
        script = [sys.executable, str(ROOT / "scripts" / "action.py")]
        run = subprocess.run(script, cwd=repository, env=env, capture_output=True, text=True, check=False)
        assert "the event cannot be read" in run.stdout
        assert "Traceback" not in run.stderr
