"""What an option may be is stated where it is declared, and everything else is refused where it is set."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from command import checker

from checker import rulebook
from checker.allowed import described, matches
from checker.corpus.example import example_document
from checker.detectors import kinds
from checker.engine import Engine, Settings
from checker.errors import ConfigError
from checker.rule import Rule
from checker.rulebook import Override, overridden
from checker.rulefile import option_type

NUMBERS = ("int", "Positive", "Size", "float", "Share", "Portion", "Signed")
LIMITS: dict[str, list[object]] = {
    "int": [0, 2**31 - 1],
    "Positive": [1, 2**31 - 1],
    "Size": [1, 10_000],
    "float": [0, 1e-300, 1e300],
    "Share": [0, 1],
    "Portion": [0, 0.999],
    "Signed": [-1e300, 1e300],
    "CharClass": ["", "]", "^", "a-z"],
    "Regex": ["", "."],
    "Digits": ["0", "99"],
}


@cache
def one_of_each_kind() -> dict[str, Rule]:
    return {rule.detector: rule for rule in rulebook.load() if kinds()[rule.detector].options}


def options(wanted: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for detector in sorted(one_of_each_kind()):
        for name, parameter in kinds()[detector].options.items():
            if option_type(parameter).startswith(wanted):
                yield detector, name


def with_option(detector: str, name: str, value: object) -> Rule:
    rule = one_of_each_kind()[detector]
    [made] = overridden([rule], {rule.name: Override(None, {name: value}, "checker.toml")})
    return made


@pytest.mark.parametrize(("detector", "name"), [*options(NUMBERS)])
def test_what_is_no_number_is_refused_by_every_option_that_is_one(detector: str, name: str) -> None:
    rule = one_of_each_kind()[detector]
    for value in (math.nan, math.inf, -math.inf, 10**400, "x", True, [1]):
        with pytest.raises(ConfigError) as told:
            with_option(detector, name, value)
        assert told.value.message.startswith(f"checker.toml: {rule.name}.{name.replace('_', '-')} is ")
        assert "but should be a" in told.value.message


@pytest.mark.parametrize(("detector", "name"), [*options(("int", "Positive", "Size", "float", "Share", "Portion"))])
def test_nothing_is_below_zero(detector: str, name: str) -> None:
    with pytest.raises(ConfigError, match="but should be a"):
        with_option(detector, name, -1)


@pytest.mark.parametrize(("detector", "name"), [*options(("Literal", "Codec", "MarkPair", "DoubleBytes"))])
def test_an_unknown_word_is_refused(detector: str, name: str) -> None:
    with pytest.raises(ConfigError, match='is "no such word", but should be'):
        with_option(detector, name, "no such word")


def at_their_limits() -> Iterator[tuple[str, str, object]]:
    for detector, name in options(tuple(LIMITS)):
        if kinds()[detector].scope == "document":
            for value in LIMITS[option_type(kinds()[detector].options[name])]:
                yield detector, name, value


@pytest.mark.parametrize(("detector", "name", "value"), [*at_their_limits()])
def test_what_is_allowed_breaks_no_detector(detector: str, name: str, value: object) -> None:
    rule = with_option(detector, name, value)
    texts = [text for corpus in (*rule.examples.bad, *rule.examples.good) for text in corpus][:6]
    documents = [example_document(text, f"{n}") for n, text in enumerate(["", *texts])]
    assert not Engine([rule]).run(documents, Settings()).errors


@pytest.mark.parametrize(
    ("detector", "name", "value", "said"),
    [
        ("mask", "kinds", ["amounts"], "kinds of masks"),
        ("statistic", "above", {"word": 1}, "figures"),
        ("statistic", "above", {"words": math.nan}, "numbers"),
        ("empty-field", "empty", "(", "wrong at character"),
        ("broken-line", "piece", "{no}", "names {no}"),
        ("empty-field", "empty", "x+", "no group 'name'"),
        ("bare-measure", "measures", ["[个名]"], "no group 'mark'"),
        ("template", "patterns", ["[0-9]+"], "no group 'n'"),
        ("share", "these", [["z-a"]], "classes of characters"),
        ("checked-number", "weights", ["7", "x"], "digits"),
        ("naive-conversion", "pairs", ["后"], "two characters"),
        ("near-paragraph", "rows", 100, "permutations"),
        ("repeated-section", "gram_latin", 3, "gram is 8, and gram-latin is 3"),
    ],
)
def test_what_cannot_work_is_refused_before_a_text_is_read(detector: str, name: str, value: object, said: str) -> None:
    with pytest.raises(ConfigError) as told:
        with_option(detector, name, value)
    assert said in told.value.message
    assert told.value.message.startswith("checker.toml: ")


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("Share", "a share from 0 to 1"),
        ("Sequence[Annotated[Regex, 'n']]", "a list of regular expressions, each a text"),
        ("Mapping[str, Sequence[str]]", 'a table of lists of texts: { one = ["two"] }'),
        ("Sequence[Sequence[str]]", 'a list of lists of texts: [["one", "two"], ["three"]]'),
        ("bool | Sequence[str]", 'true or false or a list of texts: ["one", "two"]'),
        ("Literal['a', 'b']", "one of 'a', 'b'"),
    ],
)
def test_what_is_allowed_is_told_in_words(wanted: str, said: str) -> None:
    assert described(wanted) == said


def test_a_literal_of_one_word_is_no_part_of_it() -> None:
    assert matches("ab", "Literal['ab']")
    assert not matches("a", "Literal['ab']")


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("[rule.duplicate-section]\nmin-length = -5", "duplicate-section.min-length is -5"),
        ("[rule.duplicate-section]\nmin-ratio = nan", "duplicate-section.min-ratio is nan"),
        ("[rule.near-duplicate-paragraph]\nengine = 'fast'", "one of 'auto', 'exact', 'numba', 'datasketch', 'duckdb'"),
        ("[rule.near-duplicate-paragraph]\nbands = 30", "bands x rows need 180 permutations"),
        ("[budgets]\nresidue = { max = -1 }", "budgets.residue.max is -1"),
        ("[budgets]\nresidue-share = { warn = nan }", "budgets.residue-share.warn is nan"),
        ("jobs = 100000", "jobs is 100000"),
        ("jobs = -1", "jobs is -1"),
    ],
)
def test_the_command_names_file_rule_option_value_and_what_is_allowed(tmp_path: Path, setting: str, said: str) -> None:
    (tmp_path / "checker.toml").write_text(setting, encoding="utf-8")
    for arguments in (["check", "."], ["check", ".", "--show-settings"]):
        run = checker(*arguments, cwd=tmp_path)
        assert run.returncode == 2
        assert f"{tmp_path}/checker.toml: " in run.stderr.decode()
        assert said in run.stderr.decode()
