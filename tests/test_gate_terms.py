"""Exceptions and budgets: what they take out or allow is counted, and never more than they say."""

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
from hypothesis import given
from hypothesis import strategies as st

from checker import config, rulebook
from checker.budgets import Budget
from checker.document import Document
from checker.engine import Engine, Settings
from checker.errors import ConfigError
from checker.report import Report
from checker.resources import resource
from checker.suppress import Suppression
from checker.terms import Terms

TODAY = datetime.date(2030, 6, 15)
BOOK = rulebook.load()
ENGINE = Engine(rulebook.chosen(BOOK, ["PLC001", "PLC006", "DUP001", "DUP004", "CFG"], ()), BOOK)
SCHEMA = json.loads((resource("reports") / "schemas" / "result.v1.json").read_text("utf-8"))


def run(texts: dict[str, str], *entries: Suppression, budgets: tuple[Budget, ...] = (), on: str = "error") -> Report:
    documents = [Document.from_text(text, name) for name, text in texts.items()]
    return ENGINE.run(documents, Settings(fail_on=on, terms=Terms(None, entries, budgets, TODAY)))


def entry(*rules: str, **rest: object) -> Suppression:
    return Suppression(rules or ("masked-year",), "agreed with the archive", **rest)  # type: ignore[arg-type]


def found(report: Report) -> list[tuple[str, str]]:
    return [(finding.rule, finding.path) for finding in report.findings]


TEXTS = {"a.txt": "20xx年，河堤加固。\n", "in/b.txt": "20xx年，河堤加固，又在19xx年修过。\n", "c.txt": "xx县的苹果。\n"}


@pytest.mark.parametrize(
    ("of", "left"),
    [
        (entry("masked-year"), [("masked-place", "c.txt")]),
        (entry("PLC"), []),
        (entry("placeholder"), []),
        (entry("PLC006"), [("masked-year", "a.txt"), *[("masked-year", "in/b.txt")] * 2]),
        (entry(paths=("in/",)), [("masked-year", "a.txt"), ("masked-place", "c.txt")]),
        (entry(paths=("*.txt", "!in/b.txt")), [("masked-place", "c.txt"), *[("masked-year", "in/b.txt")] * 2]),
        (entry(ids=("a.txt",)), [("masked-place", "c.txt"), *[("masked-year", "in/b.txt")] * 2]),
        (entry(texts=("19xx年",)), [("masked-year", "a.txt"), ("masked-place", "c.txt"), ("masked-year", "in/b.txt")]),
        (entry(until=TODAY), [("masked-place", "c.txt")]),
    ],
)
def test_an_exception_takes_out_what_fits_all_it_says_and_no_more(
    of: Suppression, left: list[tuple[str, str]], folder: Path
) -> None:
    of = replace(of, origin=str(folder / "checker.toml"))
    report = run(TEXTS, of)
    assert found(report) == left
    assert [s.findings for s in report.summary.suppressed] == [4 - len(left)]
    assert report.exit_code == int(any(rule == "masked-year" for rule, _ in left))


def test_an_exception_for_a_text_does_not_take_out_a_finding_that_marks_others_too() -> None:
    rule = next(rule for rule in ENGINE.rules if rule.name == "masked-year")
    once = Engine([replace(rule, report="document")], None)
    documents = [Document.from_text(TEXTS["in/b.txt"], "b.txt")]
    for texts, left in ((("20xx年",), 1), (("20xx年", "19xx年"), 0)):
        terms = Terms(None, (entry(texts=texts),), (), TODAY)
        assert len(once.run(documents, Settings(terms=terms)).findings) == left


def test_a_day_that_comes_back_brings_the_exception_back_and_nothing_else(folder: Path) -> None:
    """Of two clocks that show one moment, the one in the far west is a day or two behind, now and in an hour."""
    (folder / "a.txt").write_text(TEXTS["a.txt"], "utf-8")
    west, east = "Etc/GMT+12", "Etc/GMT-14"
    until = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=11)).date()
    entry = f'[[ignore]]\nrules = ["masked-year"]\nreason = "agreed"\nuntil = {until}\n'
    (folder / "checker.toml").write_text(entry, "utf-8")
    rules = []
    for clock in (east, west, east):
        done = checker("check", "a.txt", "-s", "PLC,CFG", "-o", "json", cwd=folder, env={"TZ": clock})
        rules.append([found["rule"] for found in json.loads(done.stdout)["findings"]])
    assert rules == [["masked-year", "expired-ignore"], [], ["masked-year", "expired-ignore"]]


def test_an_exception_that_expired_excepts_nothing_and_is_a_finding(folder: Path) -> None:
    text = 'lang = "en"\n\n[[ignore]]\nrules = ["masked-year"]\n'
    old = entry(until=TODAY - datetime.timedelta(1), origin=str(folder / "checker.toml"), settings=text, place=(13, 23))
    report = run({"a.txt": TEXTS["a.txt"]}, old)
    assert found(report) == [("masked-year", "a.txt"), ("expired-ignore", "checker.toml")]
    last = report.findings[-1]
    assert (last.code, last.family, last.start.line, last.end.column) == ("CFG002", "config", 3, 11)
    assert last.message == "this exception for masked-year ended on 2030-06-14: agreed with the archive"


@pytest.mark.parametrize(
    ("of", "told"),
    [
        (entry("masked-place"), True),
        (entry(paths=("a.txt",)), False),  # it fits
        (entry("masked-place", paths=("a.txt",)), True),
        (entry("masked-place", paths=("z.txt",)), False),  # its document was not looked at
        (entry("masked-place", ids=("z.txt",)), False),
        (entry("unclosed-quote"), False),  # its rule did not run
    ],
)
def test_an_exception_that_fits_nothing_is_a_finding_where_that_is_certain(
    of: Suppression, told: bool, folder: Path
) -> None:
    report = run({"a.txt": TEXTS["a.txt"]}, replace(of, origin=str(folder / "checker.toml")))
    assert (("unused-ignore", "checker.toml") in found(report)) is told


# ---- budgets


@pytest.mark.parametrize(
    ("count", "limit", "status"), [(0, 0, "pass"), (1, 0, "fail"), (2, 2, "pass"), (3, 2, "fail"), (1, 2, "pass")]
)
def test_a_number_may_be_reached_and_not_passed(count: int, limit: int, status: str) -> None:
    texts = {f"{n}.txt": f"xx县的苹果，第{'一二三四'[n]}年。\n" for n in range(count)} or {"a.txt": "苹果。\n"}
    report = run(texts, budgets=(Budget("placeholder", "placeholder", fail=Fraction(limit)),))
    (spent,) = report.summary.budgets
    assert (spent.used, spent.status) == (count, status)
    assert report.exit_code == int(status == "fail")
    assert report.summary.verdict == ("fail" if status == "fail" else "pass")


@given(st.integers(0, 40), st.integers(1, 60))
def test_a_share_fails_just_above_its_limit_exactly(marked: int, rest: int) -> None:
    """At the limit as it is written, in decimals, and not as a float comes near to it."""
    text = "xx县" * marked + "果" * rest + "\n"
    report = run({"a.txt": text})
    used = sum(len(s) for f in report.findings for s in f.spans)
    share = Fraction(used, len(text))
    for limit, status in ((share, "pass"), (share - Fraction(1, 10**9), "fail"), (share + Fraction(1, 10**9), "pass")):
        if limit >= 0:
            again = run({"a.txt": text}, budgets=(Budget("PLC-share", "PLC", fail=limit),))
            (spent,) = again.summary.budgets
            assert (spent.used, spent.of, spent.status) == (used, len(text), status)


def test_warning_and_failing_have_limits_of_their_own() -> None:
    budget = Budget("PLC-share", "PLC", Fraction("0.1"), Fraction("0.3"))
    for marks, status in ((0, "pass"), (2, "pass"), (3, "warn"), (6, "warn"), (7, "fail")):
        text = "".join("xx县" if n < marks else "苹果梨" for n in range(20))  # 60 characters
        report = run({"a.txt": text}, budgets=(budget,))
        (spent,) = report.summary.budgets
        assert (spent.used, spent.of, spent.status) == (3 * marks, 60, status)
        assert report.exit_code == int(status == "fail")


def test_each_character_counts_once_and_what_is_excepted_or_did_not_run_does_not() -> None:
    page = "河堤加固工程的验收由三方共同完成，记录保存在镇上的档案室里，任何人都可以前去查阅和抄录，不收取费用。\n"
    budgets = (Budget("duplicate-share", "duplicate", fail=Fraction(1, 2)), Budget("MOJ", "MOJ", fail=Fraction(0)))
    report = run({"a.txt": page, "b.txt": page}, budgets=budgets)
    (spent,) = report.summary.budgets
    assert (spent.used, spent.of, spent.status) == (len(page), 2 * len(page), "pass")
    (spent,) = run({"a.txt": page, "b.txt": page}, entry("DUP"), budgets=budgets).summary.budgets
    assert spent.used == 0


# ---- configuration


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
