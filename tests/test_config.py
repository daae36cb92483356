"""Configuration: found, extended, checked, and every value with its origin."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker import config, rulebook
from checker.errors import ConfigError, UsageError
from checker.rulebook import Override
from checker.rulefile import parse_rule, read_rule

RULES = rulebook.load()


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_closest_folder_wins(tmp_path: Path) -> None:
    """checker.toml comes before pyproject.toml in one folder; a pyproject without the section is passed over."""
    outer = write(tmp_path / "checker.toml", "")
    write(tmp_path / "a" / "pyproject.toml", "[project]\nname = 'x'\n")
    inner = write(tmp_path / "a" / "b" / "pyproject.toml", "[tool.corpus-checker]\n")
    assert config.find(tmp_path / "a") == outer
    (tmp_path / "a" / "b" / "c").mkdir()
    assert config.find(tmp_path / "a" / "b" / "c") == inner
    nearest = write(tmp_path / "a" / "b" / "checker.toml", "")
    assert config.find(tmp_path / "a" / "b" / "c") == nearest


@pytest.mark.parametrize("text", ["tool = 3", "[tool]\nother = 1", "[tool.other]"])
def test_a_pyproject_of_others_is_passed_over(tmp_path: Path, text: str) -> None:
    """Whatever it holds, as long as it is TOML; a section of ours that is no table is an error."""
    outer = write(tmp_path / "checker.toml", "")
    write(tmp_path / "a" / "pyproject.toml", text)
    assert config.find(tmp_path / "a") == outer
    write(tmp_path / "a" / "pyproject.toml", "[tool]\ncorpus-checker = 3")
    with pytest.raises(ConfigError, match="is 3"):
        config.find(tmp_path / "a")


def test_values_say_where_they_came_from(tmp_path: Path) -> None:
    """Default, base file, file, command line: the later one wins and is named."""
    base = write(tmp_path / "base.toml", 'select = ["PLC"]\nfail-on = "warning"\n')
    file = write(tmp_path / "sub" / "checker.toml", 'extend = "../base.toml"\nfail-on = "info"\nrules = ["own"]\n')
    loaded = config.load(file).over(ignore=["PLC001"], lang=None)
    assert (loaded.get("select"), loaded.values["select"].origin) == (["PLC"], str(base))
    assert (loaded.get("fail-on"), loaded.values["fail-on"].origin) == ("info", str(file))
    assert (loaded.get("ignore"), loaded.values["ignore"].origin) == (["PLC001"], "command line")
    assert loaded.values["lang"].origin == "default"
    assert loaded.get("rules") == [str(file.parent / "own")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("selekt = []", "did you mean"),
        ("select = 'PLC'", "a list of texts"),
        ("fail-on = 'fatal'", "allowed"),
        ("max-frames = true", "a whole number"),
        ("engine = 'abacus'", "datasketch"),
        ("extend = 3", "the path of a file"),
        ("rule = 3", "tables"),
        ("[rule.masked-year]\nseverity = 'bad'", "severity"),
        ("not toml", "TOML"),
        ("extend = 'checker.toml'", "extends itself"),
        ("extend = 'nowhere.toml'", "is no file"),
        ("extend = '.'", "is no file"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, said: str) -> None:
    """A configuration that cannot be meant is an error that says which file, what, and what to do."""
    path = write(tmp_path / "checker.toml", text)
    with pytest.raises(ConfigError) as caught:
        config.load(path)
    whole = f"{caught.value.message} {caught.value.hint}"
    assert said in whole
    assert "toml" in whole


def test_overrides_change_severity_and_options() -> None:
    """A rule keeps what the configuration does not name."""
    rule = next(r for r in RULES if r.name == "masked-year")
    (changed,) = rulebook.overridden([rule], {"PLC001": Override("info")})
    assert changed.severity == "info"
    assert changed.options == rule.options


@pytest.mark.parametrize(
    "overrides",
    [
        {"masked-yaer": Override("info")},
        {"masked-year": Override(None, {"patern": []})},
        {"masked-year": Override(None, {"patterns": "x"})},
    ],
)
def test_overrides_that_no_rule_knows_are_refused(overrides: dict[str, Override]) -> None:
    """A misspelt rule or option is an error, not silence."""
    with pytest.raises(ConfigError):
        rulebook.overridden(RULES, overrides)


def test_rules_are_chosen_by_code_prefix_name_and_family() -> None:
    """Every way to name a rule works in both directions, and a word that means none is refused."""
    codes = {rule.code for rule in rulebook.chosen(RULES, ["placeholder"], ["masked-year"])}
    assert codes
    assert all(code.startswith("PLC") for code in codes)
    assert "PLC001" not in codes
    assert [r.name for r in rulebook.chosen(RULES, ["PLC001"], [])] == ["masked-year"]
    assert {r.code for r in rulebook.chosen(RULES, [], [])} == {r.code for r in RULES if r.default}
    with pytest.raises(UsageError, match="masked-yaer"):
        rulebook.chosen(RULES, ["masked-yaer"], [])


def test_a_rule_that_is_off_is_on_when_it_is_named() -> None:
    """A family does not switch on what is off by default; its name or its own code does."""
    off = [rule for rule in RULES if not rule.default]
    for rule in off:
        assert rule not in rulebook.chosen(RULES, [rule.family], [])
        assert rule in rulebook.chosen(RULES, [rule.name], [])
        assert rule in rulebook.chosen(RULES, [rule.code], [])


RULE = {
    "code": "PLC999",
    "name": "own-rule",
    "detector": "pattern",
    "severity": "error",
    "since": "1.0",
    "message": "m",
    "what": "w",
    "why": "y",
    "remedy": "r",
    "options": {"patterns": ["x年"]},
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "QQQ001"}, "code"),
        ({"code": "PLC1"}, "code"),
        ({"name": "Own Rule"}, "name"),
        ({"detector": "patern"}, 'did you mean "pattern"'),
        ({"severity": "fatal"}, "allowed"),
        ({"what": ""}, "what"),
        ({"mesage": "x"}, "message"),
        ({"options": {}}, "patterns is missing"),
        ({"options": {"patterns": ["x"], "wihtin": 3}}, "within"),
        ({"options": {"patterns": ["x"], "within": True}}, "a whole number"),
        ({"zh": {"message": "m"}}, "zh.what"),
        ({"message": "half a { brace"}, "braces"),
        ({"examples": {"bad": [3]}}, "example"),
        ({"default": "no"}, "true or false"),
        ({"trigger": "x"}, "list"),
    ],
)
def test_a_rule_file_with_a_mistake_is_refused(change: dict[str, object], said: str) -> None:
    """The file, the key and what is wrong with it are named."""
    with pytest.raises(ConfigError) as caught:
        parse_rule({**RULE, **change}, "own.toml")
    assert "own.toml" in caught.value.message
    assert said in f"{caught.value.message} {caught.value.hint}"


def test_own_rules_stand_beside_the_shipped_ones(tmp_path: Path) -> None:
    """A folder of rule files is read like the shipped ones; a taken code is refused."""
    shipped = next(rule for rule in RULES if rule.name == "share-link")
    text = Path(shipped.origin).read_text(encoding="utf-8")
    own = write(tmp_path / "rules" / "own.toml", text.replace(shipped.code, "PLC998").replace(shipped.name, "own-rule"))
    assert read_rule(own) is not None
    assert "own-rule" in {rule.name for rule in rulebook.load([own.parent])}
    write(own, text)
    with pytest.raises(ConfigError, match="taken"):
        rulebook.load([own.parent])
    with pytest.raises(ConfigError, match="no such folder"):
        rulebook.load([tmp_path / "nowhere"])
