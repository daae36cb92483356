"""Configuration as the command uses it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from command import MASKED, checker
from hypothesis import given
from hypothesis import strategies as st

from checker import config
from checker.toml import toml_key, toml_value

texts = st.text(st.characters(exclude_categories=["Cs"]))
scalars = st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | texts
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=8
)


def test_configuration_is_used_and_shown(corpus: Path) -> None:
    """checker.toml changes severities; --isolated ignores it; --show-settings says where values came from."""
    (corpus / "checker.toml").write_text('[rule.masked-year]\nseverity = "info"\n', encoding="utf-8")
    assert checker("check", "masked.txt", "--select", "PLC001", cwd=corpus).returncode == 0
    assert checker("check", "masked.txt", "--select", "PLC001", "--isolated", cwd=corpus).returncode == 1
    shown = checker("check", "--show-settings", "--fail-on", "warning", cwd=corpus)
    assert shown.returncode == 0
    assert 'fail-on = "warning"' in shown.stdout.decode()
    assert "command line" in shown.stdout.decode()
    assert "checker.toml" in shown.stdout.decode()


def test_options_of_a_rule_may_be_written_with_hyphens(corpus: Path) -> None:
    """As every other key of the configuration."""
    for text in ("[rule.duplicate-section]\nmin-length = 300\n", "[rule.DUP003]\nmin_length = 300\n"):
        (corpus / "checker.toml").write_text(text, encoding="utf-8")
        assert "min-length = 300" in checker("check", "--show-settings", cwd=corpus).stdout.decode()
        assert checker("check", "clean.txt", cwd=corpus).returncode == 0


def test_excluded_paths_are_relative_to_the_configuration(corpus: Path) -> None:
    """A pattern in a file means the file's folder, wherever the command is called."""
    (corpus / "checker.toml").write_text('exclude = ["/inner/masked.txt"]\n', encoding="utf-8")
    inner = corpus / "inner"
    inner.mkdir()
    for name in ("masked.txt", "other.txt"):
        (inner / name).write_text(MASKED, encoding="utf-8")
    for folder, wanted in ((corpus, "inner/other.txt"), (inner, "other.txt")):
        listed = checker("check", ".", "--show-files", cwd=folder).stdout.decode().split()
        assert wanted in listed
        assert not [
            name for name in listed if name.endswith("inner/masked.txt") or (folder == inner and name == "masked.txt")
        ]


def test_the_configuration_is_no_text_of_the_corpus(corpus: Path) -> None:
    """It is skipped where a folder is walked, and named in the list."""
    (corpus / "checker.toml").write_text("", encoding="utf-8")
    run = checker("check", ".", "--show-files", cwd=corpus)
    assert run.stdout.decode().split() == ["clean.txt", "masked.txt"]
    assert b"checker.toml: skipped: configuration" in run.stderr


def test_a_configuration_with_a_mistake_is_two(corpus: Path) -> None:
    """The key is named with what was probably meant."""
    (corpus / "checker.toml").write_text("fail_on = 'error'\n", encoding="utf-8")
    run = checker("check", ".", cwd=corpus)
    assert run.returncode == 2
    assert b'did you mean "fail-on"' in run.stderr


@given(texts, values)
def test_every_value_is_read_again_as_it_was_written(key: str, value: object) -> None:
    """And nothing in it moves a cursor or breaks the line."""
    written = f"{toml_key(key)} = {toml_value(value)}"
    assert tomllib.loads(written) == {key: value}
    assert written.isprintable() or all(char.isprintable() or char == "\u3000" or ord(char) > 0x7F for char in written)
    assert "\n" not in written and "\x1b" not in written


SETTINGS = """\
select = ["placeholder", "DUP"]
exclude = ["drafts/", 'a "b" \\c', "line\\nend"]
rules = ["own"]
lang = "zh"
text-field = "正文"
max-frames = 3

[rule.masked-year]
severity = "warning"

[rule.DUP003]
min-length = 300

[rule.share-link]
patterns = ['(?:a|"b")\\w{1,3}', "it's"]
"""


def test_the_settings_that_are_shown_are_a_configuration(corpus: Path) -> None:
    """Saved as checker.toml they mean the same, values and overrides of rules; what the command line said included."""
    (corpus / "own").mkdir()
    (corpus / "checker.toml").write_text(SETTINGS, encoding="utf-8")
    shown = checker("check", "--show-settings", "--ignore", "PLC001,masked-name", "-i", "RES", cwd=corpus)
    assert shown.returncode == 0, shown.stderr
    first = config.load(corpus / "checker.toml").over(ignore=["PLC001", "masked-name", "RES"])
    (corpus / "checker.toml").write_bytes(shown.stdout)
    again = config.load(corpus / "checker.toml")
    assert {key: again.get(key) for key in config.KEYS} == {key: first.get(key) for key in config.KEYS}
    for name, override in first.overrides.items():
        assert (again.overrides[name].severity, again.overrides[name].options) == (override.severity, override.options)
    second = checker("check", "--show-settings", cwd=corpus)
    assert tomllib.loads(second.stdout.decode()) == tomllib.loads(shown.stdout.decode())


def test_settings_that_cannot_be_used_are_not_shown(corpus: Path) -> None:
    """The mistake is named instead."""
    for arguments in (["--select", "masked-yaer"], ["--ignore", "PLC001,masked-yaer"]):
        run = checker("check", "--show-settings", *arguments, cwd=corpus)
        assert run.returncode == 2
        assert b'did you mean "masked-year"' in run.stderr


def test_several_rules_may_be_named_at_once(corpus: Path) -> None:
    """With commas, repeated, or both; as may formats."""

    def codes(*arguments: str) -> set[str]:
        listed = checker("rules", *arguments, cwd=corpus).stdout.decode().split()
        return {word for word in listed if word[:3] in ("PLC", "MIS", "ENC") and word[3:].isdigit()}

    assert codes("PLC001,MIS001") == codes("PLC001", "MIS001") == codes("PLC001, MIS001,") == {"PLC001", "MIS001"}
    runs = [
        checker("check", "masked.txt", *arguments, "-o", "concise,jsonl:out.jsonl", cwd=corpus)
        for arguments in (["-s", "PLC001,MIS"], ["-s", "PLC001", "-s", "MIS"], ["-s", "PLC001, MIS"])
    ]
    assert {run.returncode for run in runs} == {1}
    assert len({run.stdout.partition(b" s\n")[0].rpartition(b";")[0] for run in runs}) == 1
    assert (corpus / "out.jsonl").exists()
    assert checker("check", "masked.txt", "--severity", "Error", "--fail-on", "WARNING", cwd=corpus).returncode == 1
    refused = checker("check", "masked.txt", "-o", "concise,jsno:out", cwd=corpus)
    assert (refused.returncode, b'did you mean "json"' in refused.stderr) == (2, True)


RULE = """\
code = "PLC999"
name = "own-rule"
detector = "pattern"
severity = "error"
since = "1.0"
message = "m"
what = "w"
why = "y"
remedy = "r"
[options]
patterns = [{pattern}]
"""


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("'{han}{2,3}(?P<mark'", "wrong at character 15"),
        ("'图书[馆'", "wrong at character 3"),
        ("'(?<=a+)b'", "look-behind"),
        ("'{hann}书'", "known names: "),
        ("'x*'", "matches an empty text"),
        ("'(a+)+b$'", "bound its repetitions"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_named_with_its_file_and_rule(corpus: Path, pattern: str, said: str) -> None:
    """And with what is wrong and what to do, whether the rule or the configuration holds it."""
    (corpus / "own").mkdir()
    (corpus / "own" / "mine.toml").write_text(RULE.format(pattern=pattern), encoding="utf-8")
    (corpus / "checker.toml").write_text('rules = ["own"]\n', encoding="utf-8")
    run = checker("check", ".", cwd=corpus)
    told = run.stderr.decode()
    assert run.returncode == 2
    assert "mine.toml: rule own-rule: " in told and said in told and "hint: " in told
    (corpus / "checker.toml").write_text(f"[rule.share-link]\npatterns = [{pattern}]\n", encoding="utf-8")
    run = checker("check", ".", cwd=corpus)
    assert run.returncode == 2
    assert "checker.toml: rule share-link: " in run.stderr.decode() and said in run.stderr.decode()


def test_an_empty_choice_does_not_choose_everything(corpus: Path) -> None:
    """An empty variable of a shell is a mistake; a word that means nothing is named with the file it stands in."""
    for option in ("--select", "--ignore"):
        for word in ("", " , "):
            run = checker("check", "masked.txt", option, word, cwd=corpus)
            assert (run.returncode, b"names no rule" in run.stderr) == (2, True)
    (corpus / "checker.toml").write_text('ignore = ["masked-yaer"]\n', encoding="utf-8")
    run = checker("check", ".", cwd=corpus)
    assert run.returncode == 2
    assert b"checker.toml: ignore: " in run.stderr and b'did you mean "masked-year"' in run.stderr
