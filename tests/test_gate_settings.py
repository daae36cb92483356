"""What a configuration says of exceptions and budgets, and what the command makes of it."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from command import MASKED, checker

from checker import config
from checker.budgets import Budget
from checker.errors import ConfigError
from checker.resources import resource

SCHEMA = json.loads((resource("reports") / "schemas" / "result.v1.json").read_text("utf-8"))


def loaded(folder: Path, text: str, name: str = "checker.toml") -> config.Config:
    (folder / name).write_text(text, encoding="utf-8")
    return config.load(folder / name)


GOOD = """
ignore = ["half-width-punctuation", { rules = ["PLC001"], reason = "sample form", texts = ["20xx年"] }]

[budgets]
duplicate-share = { warn = 0.01, fail = 0.02 }
masked-year = { max = 0 }
"""


def test_a_configuration_has_words_exceptions_and_budgets(tmp_path: Path) -> None:
    made = loaded(tmp_path, GOOD)
    assert made.get("ignore") == ["half-width-punctuation"]
    (only,) = made.suppressions
    assert (only.rules, only.reason, only.texts, only.until) == (("PLC001",), "sample form", ("20xx年",), None)
    origin = str(tmp_path / "checker.toml")
    assert made.budgets == (
        Budget("duplicate-share", "duplicate", Fraction(1, 100), Fraction(1, 50), origin),
        Budget("masked-year", "masked-year", None, Fraction(0), origin),
    )


@pytest.mark.parametrize(("name", "header"), [("checker.toml", ""), ("pyproject.toml", "tool.corpus-checker.")])
def test_an_exception_is_found_in_its_file(tmp_path: Path, name: str, header: str) -> None:
    body = f'[[{header}ignore]]\nrules = ["DUP"]\nreason = "law"\nuntil = 2031-12-31\n'
    made = loaded(tmp_path, f"# first\n{body}\n{body}", name)
    assert [made.suppressions[0].settings.count("\n", 0, s.place[0]) for s in made.suppressions] == [1, 6]
    assert made.suppressions[0].until == datetime.date(2031, 12, 31)


def test_exceptions_add_up_and_words_stay_when_a_file_extends_another(tmp_path: Path) -> None:
    loaded(tmp_path, GOOD, "base.toml")
    made = loaded(
        tmp_path, 'extend = "base.toml"\n[[ignore]]\nrules = ["DUP"]\nreason = "law"\n[budgets]\nDUP = {max = 3}\n'
    )
    assert made.get("ignore") == ["half-width-punctuation"]
    assert [s.rules for s in made.suppressions] == [("PLC001",), ("DUP",)]
    assert [b.name for b in made.budgets] == ["duplicate-share", "masked-year", "DUP"]
    assert made.over(ignore=["PUN"]).suppressions == made.suppressions


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[ignore]]\nreason = "x"', ":1: ignore: rules are missing"),
        ('[[ignore]]\nrules = []\nreason = "x"', "rules is []"),
        ('[[ignore]]\nrules = ["DUP"]', "a reason is missing"),
        ('[[ignore]]\nrules = ["DUP"]\nreason = " "', "a reason is missing"),
        ('[[ignore]]\nrules = ["DUP"]\nreason = "x"\npath = ["a"]', "unknown key 'path'"),
        ('[[ignore]]\nrules = ["DUP"]\nreason = "x"\nuntil = "2031-12-31"', "until is"),
        ('[[ignore]]\nrules = ["DUP"]\nreason = "x"\nuntil = 2031-12-31T00:00:00', "until is"),
        ('[[ignore]]\nrules = ["DUP"]\nreason = "x"\npaths = ["!"]', "cannot be used"),
        ("budgets = 3", "should be a table"),
        ("[budgets]\nDUP = 3", "budgets.DUP is 3"),
        ("[budgets]\nDUP = {}", "budgets.DUP is {}"),
        ("[budgets]\nDUP = {maximum = 3}", "unknown key 'maximum'"),
        ("[budgets]\nDUP = {max = 0.5}", "a whole number"),
        ("[budgets]\nDUP = {max = -1}", "a whole number"),
        ("[budgets]\nDUP = {max = true}", "a whole number"),
        ("[budgets]\nDUP-share = {fail = 1.5}", "a share from 0 to 1"),
        ("[budgets]\nDUP-share = {fail = nan}", "a share from 0 to 1"),
        ("[budgets]\nDUP = {max = 1, fail = 1}", "say the same"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        loaded(tmp_path, text)
    assert said in error.value.message and str(tmp_path) in error.value.message


@pytest.mark.parametrize("text", ['[[ignore]]\nrules = ["nosuch"]\nreason = "x"', "[budgets]\nnosuch = {max = 1}"])
def test_a_word_that_means_no_rule_is_a_mistake(folder: Path, text: str) -> None:
    Path("a.txt").write_text(MASKED, "utf-8")
    Path("checker.toml").write_text(text, "utf-8")
    run = checker("check", "a.txt", cwd=folder)
    assert run.returncode == 2 and b"'nosuch'" in run.stderr


def test_the_command_says_what_was_excepted_and_what_a_budget_costs(folder: Path) -> None:
    """In every format that has room for it, and `--show-settings` prints what can be saved."""
    Path("a.txt").write_text(MASKED + "xx县的苹果。\n", "utf-8")
    Path("checker.toml").write_text(
        'ignore = ["BLR"]\n[budgets]\nplaceholder-share = { warn = 0.0, fail = 0.01 }\nmasked-place = { max = 5 }\n',
        "utf-8",
    )
    saved = checker("check", "--show-settings", cwd=folder).stdout
    Path("checker.toml").write_bytes(saved + b"")
    Path("checker.toml").write_text(
        'select = ["PLC", "CFG"]\n[[ignore]]\nrules = ["masked-year"]\nreason = "form"\n'
        + saved.decode().split("\n\n", 1)[1],
        "utf-8",
    )
    said = "placeholder-share: 3 of "
    out = {}
    for name in ("concise", "terminal", "github", "markdown", "json", "sarif", "junit"):
        run = checker("check", "a.txt", "-o", name, cwd=folder)
        assert run.returncode == 1, run.stderr.decode()
        out[name] = run.stdout.decode()
    for name in ("concise", "terminal", "github", "markdown", "sarif", "junit"):
        assert said in out[name], name
    for name in ("concise", "terminal", "github", "markdown", "sarif"):
        assert "1 finding suppressed" in out[name], name
    summary = json.loads(out["json"])["summary"]
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(out["json"]))
    assert summary["suppressed"] == {
        "findings": 1,
        "ignores": [{"rules": ["masked-year"], "reason": "form", "until": None, "findings": 1}],
    }
    assert [(b["name"], b["used"], b["status"]) for b in summary["budgets"]] == [
        ("placeholder-share", 3, "fail"),
        ("masked-place", 1, "pass"),
    ]
    failed = ElementTree.fromstring(out["junit"]).findall(".//failure")
    assert [case.get("type") for case in failed] == ["budget"]
    assert checker("check", "a.txt", "-q", cwd=folder).stdout.decode().count("fail: budget ") == 1
    assert checker("check", "a.txt", "--exit-zero", cwd=folder).returncode == 0


def test_settings_with_exceptions_can_be_saved(folder: Path) -> None:
    Path("a.txt").write_text(MASKED, "utf-8")
    Path("checker.toml").write_text(GOOD.replace('sample form"', 'sample form", until = 2031-12-31'), "utf-8")
    before = config.load(folder / "checker.toml")
    saved = checker("check", "--show-settings", cwd=folder).stdout
    Path("checker.toml").write_bytes(saved)
    after = config.load(folder / "checker.toml")
    assert [replace(s, settings="") for s in after.suppressions] == [
        replace(s, settings="") for s in before.suppressions
    ]
    assert (after.budgets, after.get("ignore")) == (before.budgets, before.get("ignore"))
