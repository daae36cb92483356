"""Files of our own kinds that were cut, changed or made up: each is named as what it is, and nothing breaks on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command import MASKED, checker

from checker import config, rulefile, saved
from checker.baselinefile import load
from checker.errors import CheckerError, ConfigError
from checker.rulebook import load as rules

Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("saved")
    (folder / "a.txt").write_text(MASKED, encoding="utf-8")
    return checker("check", "a.txt", "-o", "json", cwd=folder).stdout.decode()


def put(value: object, *keys: str | int) -> Change:
    def change(whole: Any) -> None:
        for key in keys[:-1]:
            whole = whole[key]
        whole[keys[-1]] = value

    return change


CHANGES = [
    put({}, "findings"),
    put([], "findings", 0, "spans"),
    put("fatal", "findings", 0, "severity"),
    put(None, "findings", 0, "evidence"),
    put("1", "findings", 0, "spans", 0, "start", "line"),
    put(True, "findings", 0, "spans", 0, "start", "line"),
    put({"lines": 5}, "findings", 0, "evidence"),
    put([{"role": "kept"}], "findings", 0, "related"),
    put(None, "findings", 0, "path"),
    put(3, "findings", 0, "message"),
    put(["x"], "findings", 0, "rule"),
    put(None, "summary", "findings"),
    put(7, "summary", "kept"),
    put("x", "summary", "exit_code"),
    put([], "summary"),
    put([1], "documents"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_result_that_was_changed_is_damaged(tmp_path: Path, result: str, change: Change) -> None:
    whole = json.loads(result)
    change(whole)
    path = tmp_path / "r.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    with pytest.raises(CheckerError, match="is damaged"):
        saved.load(path, rules())


@pytest.mark.parametrize("change", CHANGES[:11])
def test_a_baseline_is_not_made_of_damaged_findings(tmp_path: Path, result: str, change: Change) -> None:
    """What a baseline does not need may be anything."""
    whole = json.loads(result)
    change(whole)
    path = tmp_path / "r.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    try:
        assert len(load(path)) == len(whole["findings"])
    except CheckerError as error:
        assert str(path) in error.message


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, "{" + "9" * 5000, '{"a": ' + "9" * 5000 + "}", "{}"]
)
def test_what_no_result_can_be_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "r.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CheckerError, match="is no whole result"):
        saved.load(path, rules())
    with pytest.raises(CheckerError, match=r"is no (whole result|baseline)"):
        load(path)


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.999])
def test_a_result_that_was_cut_is_told(tmp_path: Path, result: str, cut: float) -> None:
    path = tmp_path / "r.json"
    path.write_text(result[: int(cut * len(result))], encoding="utf-8")
    with pytest.raises(CheckerError, match="is no whole result"):
        saved.load(path, rules())


@pytest.mark.parametrize("text", ["max-frames = " + "9" * 5000, "select = " + "[" * 5000 + "]" * 5000])
def test_a_configuration_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "checker.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="cannot be read as TOML"):
        config.load(path)
    with pytest.raises(ConfigError, match="cannot be read as a rule"):
        rulefile.read_rule(path)
