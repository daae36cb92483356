"""Profiles: shipped configurations that files and the command line are laid over."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from command import CLEAN, checker

from checker import Checker, config, rulebook
from checker.cli.settings import engine, every_rule
from checker.errors import ConfigError
from checker.profiles import profiles
from checker.toml import toml_value

ROOT = Path(__file__).resolve().parents[1]
NAMES = sorted(profiles())
PLACE = "去年冬天，xx市的滑冰场重新开放，早晚各有一场，学生凭证件可以免费入场。\n"


def test_there_are_two() -> None:
    assert NAMES == ["strict", "web-zh"]


@pytest.mark.parametrize("name", NAMES)
def test_a_profile_is_a_configuration_that_runs(name: str) -> None:
    """Every word in it names a rule, every rule it overrides runs and changes, and every budget can be spent."""
    chosen = config.load(None, name)
    running = {rule.name: rule for rule in engine(chosen).rules}
    shipped = {rule.name: rule for rule in rulebook.load()}
    assert [rule for rule in chosen.overrides if rule not in running] == []
    assert [rule for rule in chosen.overrides if running[rule] == shipped[rule]] == []
    for key in ("select", "ignore"):
        rulebook.must_name(tuple(shipped.values()), chosen.get(key))
    assert chosen.budgets
    for budget in chosen.budgets:
        assert any(rulebook.names(rule, budget.word) for rule in running.values())
    assert not [key for key in ("rules", "baseline", "exclude") if chosen.get(key)], "a profile names no paths"


@pytest.mark.parametrize("name", NAMES)
def test_a_profile_leaves_nothing_out_by_accident(name: str) -> None:
    """What is on by default runs, or is left out by its name."""
    chosen = config.load(None, name)
    running = {rule.name for rule in engine(chosen).rules}
    default = {rule.name for rule in every_rule(chosen) if rule.default}
    assert default - running == set(chosen.get("ignore"))


@pytest.mark.parametrize("name", NAMES)
def test_a_profile_is_documented(name: str) -> None:
    """Its row has each budget that can fail, with the limit as it stands in the file."""
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\| \[`{name}`\].*$", text, re.MULTILINE)
    budgets = {budget.name: budget.fail for budget in config.load(None, name).budgets if budget.fail is not None}
    assert {key: f"{float(limit):g}" for key, limit in budgets.items()} == dict(
        re.findall(r"`([a-z-]+)` ([0-9.]+)", row)
    )
    about = profiles()[name].about
    assert set(about) == {"en", "zh"} and all(about.values())
    assert name in checker("check", "--help", cwd=ROOT).stdout.decode()


def test_the_profile_lies_under_the_file_and_the_file_under_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "checker.toml"
    file.write_text(
        'profile = "strict"\nignore = ["PRI"]\n[rule.mobile-number]\npatterns = ["1{digit}{10}"]\n'
        "[budgets]\nduplicate-share = { fail = 0.5 }\n",
        encoding="utf-8",
    )
    loaded = config.load(file).over(severity="error")
    origins = {key: value.origin for key, value in loaded.values.items()}
    assert origins["fail-on"] == origins["select"] == "profile strict"
    assert (origins["profile"], origins["ignore"], origins["severity"]) == (str(file), str(file), "command line")
    both = loaded.overrides["mobile-number"]
    assert (both.severity, both.options) == ("warning", {"patterns": ["1{digit}{10}"]})
    assert (both.origin_of("severity"), both.origin_of("patterns")) == ("profile strict", str(file))
    limits = {budget.name: (budget.origin, budget.warn) for budget in loaded.budgets}
    assert limits["duplicate-share"] == (str(file), None)
    assert limits["privacy"] == ("profile strict", 0)


def test_the_command_line_chooses_before_a_file_and_nothing_is_a_choice(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text('profile = "strict"\n', encoding="utf-8")
    file = tmp_path / "checker.toml"
    file.write_text('extend = "base.toml"\n', encoding="utf-8")
    assert config.load(file).get("fail-on") == "warning"
    assert config.load(file, "web-zh").get("fail-on") == "error"
    assert config.load(file, "web-zh").values["profile"] == config.Value("web-zh", "command line")
    assert config.load(file, "").values["fail-on"].origin == "default"
    file.write_text('extend = "base.toml"\nprofile = ""\n', encoding="utf-8")
    assert config.load(file).budgets == ()


@pytest.mark.parametrize("text", ['profile = "stricct"', "profile = 3", 'profile = "../strict"'])
def test_a_profile_that_there_is_not_is_named_with_what_was_meant(tmp_path: Path, text: str) -> None:
    file = tmp_path / "checker.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=re.escape(str(file))):
        config.load(file)
    run = checker("check", "--profile", "web_zh", cwd=ROOT)
    assert run.returncode == 2
    assert "no profile is called 'web_zh'" in run.stderr.decode() and 'did you mean "web-zh"' in run.stderr.decode()


def test_the_shown_settings_say_what_the_profile_sets_and_mean_the_same(tmp_path: Path) -> None:
    rule = next(rule for rule in rulebook.load() if rule.name == "masked-place")
    option, value = next((key, value) for key, value in rule.options.items())
    text = f"[rule.masked-place]\n{option.replace('_', '-')} = {toml_value(value)}\n"
    (tmp_path / "checker.toml").write_text(text, encoding="utf-8")
    shown = checker("check", "--profile", "web-zh", "--show-settings", cwd=tmp_path).stdout.decode()
    assert re.search(r'^profile = "web-zh" +# command line$', shown, re.MULTILINE)
    assert re.search(r'^fail-on = "error" +# profile web-zh$', shown, re.MULTILINE)
    assert re.search(r"^residue-share = .* +# profile web-zh$", shown, re.MULTILINE)
    place = shown.partition("[rule.masked-place]\n")[2]
    assert re.match(r'severity = "error" +# profile web-zh\n', place)
    assert f"# {tmp_path / 'checker.toml'}" in place
    (tmp_path / "checker.toml").write_text(shown, encoding="utf-8")
    again = checker("check", "--show-settings", cwd=tmp_path).stdout.decode()
    assert tomllib.loads(again) == tomllib.loads(shown)


def test_what_a_profile_says_counts(tmp_path: Path) -> None:
    """A masked place is a warning, which web-zh rejects and strict fails for; clean text passes everywhere."""
    (tmp_path / "place.txt").write_text(PLACE, encoding="utf-8")
    (tmp_path / "clean.txt").write_text(CLEAN, encoding="utf-8")
    found = {}
    for name in ("", *NAMES):
        for file in ("place.txt", "clean.txt"):
            run = checker("check", file, "--isolated", "--profile", name, "-o", "json", "-i", "QUA", cwd=tmp_path)
            found[name, file] = (run.returncode, json.loads(run.stdout)["documents"][0]["verdict"])
    assert {found[name, "clean.txt"] for name in ("", *NAMES)} == {(0, "accept")}
    assert found["", "place.txt"] == (0, "review")
    assert {found[name, "place.txt"] for name in NAMES} == {(1, "reject")}


def test_a_baseline_is_made_and_the_library_checks_with_a_profile(tmp_path: Path) -> None:
    (tmp_path / "place.txt").write_text(PLACE, encoding="utf-8")
    assert checker("baseline", "create", "place.txt", "--profile", "strict", cwd=tmp_path).returncode == 0
    run = checker("check", "place.txt", "--profile", "strict", "--baseline", "checker-baseline.txt", cwd=tmp_path)
    assert run.returncode == 0
    verdicts = [next(Checker(profile=name).stream([PLACE])).verdict for name in (None, *NAMES)]
    assert verdicts == ["review", "reject", "reject"]
    assert next(Checker(profile="strict", fail_on="error").stream([PLACE])).verdict == "review"
