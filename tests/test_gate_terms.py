"""Exceptions and budgets: what they take out or allow is counted, and never more than they say."""

from __future__ import annotations

import datetime
import json
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from command import checker
from hypothesis import given
from hypothesis import strategies as st

from checker import rulebook
from checker.budgets import Budget
from checker.document import Document
from checker.engine import Engine, Settings
from checker.report import Report
from checker.suppress import Suppression
from checker.terms import Terms

TODAY = datetime.date(2030, 6, 15)
BOOK = rulebook.load()
ENGINE = Engine(rulebook.chosen(BOOK, ["PLC001", "PLC006", "DUP001", "DUP004", "CFG"], ()), BOOK)


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


NEEDED = '[[ignore]]\nrules = ["masked-year"]\nreason = "agreed"\n'


@pytest.mark.parametrize(
    ("paths", "named", "told"),
    [
        (None, ["."], True),
        (None, ["corpus"], False),
        (None, ["corpus/c.txt"], False),
        (None, ["corpus/c.txt", "."], True),
        (["corpus/*.txt"], ["corpus"], True),
        (["corpus/*.txt", "else/"], ["corpus"], False),  # a folder of that name may be anywhere
        (["/corpus/c.txt"], ["corpus"], True),
        (["corpus/c.txt"], ["corpus/c.txt"], False),  # one file says nothing of what is found between files
        (["*.txt"], ["corpus"], False),
    ],
)
def test_an_exception_that_may_be_about_what_was_not_named_is_left_alone(
    paths: list[str] | None, named: list[str], told: bool, folder: Path
) -> None:
    (folder / "corpus").mkdir()
    (folder / "corpus/c.txt").write_text(TEXTS["c.txt"], "utf-8")
    (folder / "checker.toml").write_text(NEEDED + (f"paths = {json.dumps(paths)}\n" if paths else ""), "utf-8")
    done = checker("check", *named, "-s", "PLC,CFG", "-o", "json", cwd=folder)
    assert ("unused-ignore" in [found["rule"] for found in json.loads(done.stdout)["findings"]]) is told


def test_an_exception_is_never_unused_where_a_part_was_checked(folder: Path) -> None:
    of = replace(entry("masked-place"), origin=str(folder / "checker.toml"))
    documents = [Document.from_text(TEXTS["a.txt"], "a.txt")]
    for part in (False, True):
        report = ENGINE.run(documents, Settings(terms=Terms(None, (of,), (), TODAY, part=part)))
        assert (("unused-ignore", "checker.toml") in found(report)) is not part


def test_an_exception_of_a_file_of_settings_from_elsewhere_holds_for_what_is_named(folder: Path) -> None:
    (folder / "settings").mkdir()
    (folder / "settings/own.toml").write_text(NEEDED, "utf-8")
    (folder / "c.txt").write_text(TEXTS["c.txt"], "utf-8")
    done = checker("check", "c.txt", "--config", "settings/own.toml", "-s", "PLC,CFG", "-o", "json", cwd=folder)
    assert "unused-ignore" in [found["rule"] for found in json.loads(done.stdout)["findings"]]


def test_since_calls_no_exception_unused(folder: Path) -> None:
    def git(*words: str) -> None:
        names = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *names, *words], cwd=folder, check=True, capture_output=True)

    for name in ("a.txt", "c.txt"):
        (folder / name).write_text(TEXTS[name], "utf-8")
    (folder / "checker.toml").write_text(NEEDED, "utf-8")
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "all")
    (folder / "c.txt").write_text("山里的苹果。\n", "utf-8")
    done = checker("check", ".", "--since", "HEAD", "-s", "PLC,CFG", "--fail-on", "info", "-o", "json", cwd=folder)
    assert (done.returncode, json.loads(done.stdout)["findings"]) == (0, [])


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
