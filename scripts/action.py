"""What action.yml runs: reads the inputs and the event, checks, and says where the results are.

Every value comes from the environment (INPUT_*, and what GitHub sets) and goes to `checker` as one argument of its own;
no shell reads any of it, so that names of files and branches mean nothing but themselves.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

CHECKER = (sys.executable, "-m", "checker")
COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
OPTIONS = ("profile", "config", "fail-on", "baseline", "against")  # inputs that are options of the same name
AUTO = "auto"


def lines(text: str) -> list[str]:
    """The words of an input that may have several, one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def inside(event: object, path: Sequence[str]) -> object:
    """The value at a path of keys, None where there is none."""
    for key in path:
        event = event.get(key) if isinstance(event, Mapping) else None
    return event


def event_of(environment: Mapping[str, str]) -> Mapping[str, Any]:
    """The event that started the job; one that cannot be read is said, and counts as none."""
    path = environment.get("GITHUB_EVENT_PATH")
    if not path:
        return {}
    try:
        event = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        said = type(error).__name__
        say(f"::warning title=corpus-checker::the event cannot be read ({said}), so that everything is checked")
        return {}
    return event if isinstance(event, Mapping) else {}


def base(event: Mapping[str, Any]) -> str:
    """The commit that an event's changes are compared with, "" where it has none."""
    paths = (("pull_request", "base", "sha"), ("merge_group", "base_sha"), ("before",))
    commit = next((name for name in (inside(event, path) for path in paths) if isinstance(name, str)), "")
    return commit if COMMIT.fullmatch(commit) and set(commit) != {"0"} else ""


def since(asked: str, event: Mapping[str, Any]) -> str:
    """The commit to compare with: what was asked for, or where the branch of the event began; "" for everything."""
    if asked != AUTO:
        return asked
    start = base(event)
    if not start:
        return ""
    done = subprocess.run(["git", "merge-base", start, "HEAD"], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return done.stdout.strip()
    say("::warning title=corpus-checker::the base of this branch was not fetched, so that everything is checked; "
        "give actions/checkout fetch-depth: 0")  # fmt: skip
    return ""


def arguments(inputs: Mapping[str, str], event: Mapping[str, Any], sarif: Path, result: Path) -> list[str]:
    """What `checker` is called with."""
    out = ["check", "-o", "github", "-o", f"sarif:{sarif}", "-o", f"json:{result}"]
    out += [f"--{name}={inputs[name]}" for name in OPTIONS if inputs.get(name)]
    start = since(inputs.get("since", AUTO), event)
    if start:
        out.append(f"--since={start}")
    return [*out, *lines(inputs.get("args", "")), "--", *(lines(inputs.get("paths", "")) or ["."])]


def outputs(path: Path, values: Mapping[str, str]) -> None:
    """Tell GitHub the outputs of the step; no value can end before its own mark."""
    with path.open("a", encoding="utf-8") as file:
        for name, value in values.items():
            mark = f"end-{uuid.uuid4()}"
            file.write(f"{name}<<{mark}\n{value}\n{mark}\n")


def say(line: str) -> None:
    """Print one line at once, so that it stands in order with what `checker` prints."""
    print(line, flush=True)


def verdict(result: Path) -> str:
    """pass or fail, as the saved result has it; "" where the check broke before it had one."""
    try:
        return str(json.loads(result.read_text(encoding="utf-8"))["summary"]["verdict"])
    except (OSError, ValueError, KeyError):
        return ""


def main(environment: Mapping[str, str]) -> int:
    """Check, print annotations and then every finding in a fold of the log; the status is that of the check."""
    inputs = {
        name.removeprefix("INPUT_").replace("_", "-").lower(): value
        for name, value in environment.items()
        if name.startswith("INPUT_")
    }
    event = event_of(environment)
    sarif = Path(inputs.get("sarif") or "corpus-checker.sarif")
    if sarif.suffix == ".sarif" and sarif.is_file():
        sarif.unlink()  # of an earlier step; left there, it would be one of the files to check
    result = Path(environment.get("RUNNER_TEMP", ".")) / f"corpus-checker-{uuid.uuid4()}.json"
    status = subprocess.run([*CHECKER, *arguments(inputs, event, sarif, result)], check=False).returncode
    if result.exists():
        say("::group::corpus-checker: all findings")
        subprocess.run([*CHECKER, "report", str(result), "-o", "concise"], check=False)
        say("::endgroup::")
    if environment.get("GITHUB_OUTPUT"):
        values = {"status": str(status), "verdict": verdict(result), "result": str(result) if result.exists() else ""}
        values["sarif"] = str(sarif) if sarif.exists() else ""
        outputs(Path(environment["GITHUB_OUTPUT"]), values)
    return status


if __name__ == "__main__":
    sys.exit(main(os.environ))
