"""From documents to a report: views, one finding a document, what explains what, verdicts and yield."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import rulebook
from checker.detectors import View, detector
from checker.document import Document
from checker.engine import Engine, Settings
from checker.examine import RuleError
from checker.finding import Hit
from checker.plain import plain
from checker.report import Failure, Skipped
from checker.rule import Rule
from checker.rulefile import parse_rule


def rule(code: str, pattern: str, **more: Any) -> Rule:
    table = {
        "code": code, "name": f"rule-{code.lower()}", "detector": "pattern", "severity": "error", "since": "1.0",
        "message": "{text} x{count}", "what": "w", "why": "y", "remedy": "r", "options": {"patterns": [pattern]},
    }  # fmt: skip
    return parse_rule({**table, **more}, "test.toml")


def run(rules: list[Rule], *texts: str, **settings: Any) -> Any:
    documents = [Document.from_text(text, f"d{number}") for number, text in enumerate(texts, 1)]
    return Engine(rules).run(documents, Settings(**settings))


def marked(report: Any) -> list[tuple[str, str]]:
    return [(finding.code, finding.text) for finding in report.findings]


def test_findings_are_sorted_by_place() -> None:
    """Path, offset, code."""
    report = run([rule("PLC902", "b+"), rule("PLC901", "a+|b+")], "xx bb aa", "a")
    assert marked(report) == [("PLC901", "bb"), ("PLC902", "bb"), ("PLC901", "aa"), ("PLC901", "a")]


def test_a_rule_may_report_once_a_document() -> None:
    """Every mark is a span of one finding, and the message counts them."""
    report = run([rule("PLC901", "a+", report="document", scope="document")], "a b aa\nc a")
    (finding,) = report.findings
    assert finding.message == "a x3"
    assert [(s.start.line, s.start.column) for s in finding.spans] == [(1, 1), (1, 5), (2, 3)]
    assert finding.scope == "document"
    assert finding.evidence["kinds"] == [["a", 2], ["aa", 1]]
    assert [row["number"] for row in finding.evidence["lines"]] == [1, 2]


def test_one_defect_is_one_finding() -> None:
    """What a rule explains away disappears where the two overlap, and only there."""
    dearer = rule("MOJ901", "bab", supersedes=["PLC901", "punctuation"])
    report = run([dearer, rule("PLC901", "a"), rule("PUN901", "b")], "bab a b")
    assert marked(report) == [("MOJ901", "bab"), ("PLC901", "a"), ("PUN901", "b")]


def test_a_finding_with_many_spans_loses_only_those_that_are_explained() -> None:
    """The others stay."""
    rules = [rule("MOJ901", "bab", supersedes=["rule-plc901"]), rule("PLC901", "a", report="document")]
    report = run(rules, "bab a a")
    assert [len(f.spans) for f in report.findings if f.code == "PLC901"] == [2]


def test_phrases_are_found_in_traditional_text_with_pinyin_marks() -> None:
    """The plain view finds them; positions are those of the raw text, and a mark belongs to the character before it."""
    text = "前文\n相關(guān)閱(yuè)讀(dú)：下篇"
    report = run([rule("RES901", "相关阅读")], text)
    (finding,) = report.findings
    assert finding.text == "相關(guān)閱(yuè)讀(dú)"
    assert (finding.start.line, finding.start.column) == (2, 1)
    assert run([rule("RES901", "相关阅读", view="raw")], text).findings == ()


@given(st.lists(st.sampled_from(["關", "(guān)", "中", "\n", "(a)", "學(xué)", "x", "（yuè）", "閱"]), max_size=20))
def test_the_plain_view_leads_back_to_the_raw_text(parts: list[str]) -> None:
    """Every character of the plain text is the simplified form of the raw character at its position."""
    document = Document.from_text("".join(parts))
    view = plain(document)
    if view is None:
        return
    from checker.hanzi import simplified

    assert len(view.positions) == len(view.document.text) + 1
    for index, char in enumerate(view.document.text):
        raw = document.text[view.positions[index]]
        assert simplified().get(raw, raw) == char
    assert len(view.document.lines) == len(document.lines)


def test_a_repair_keeps_the_script_and_the_marks_of_the_text() -> None:
    """What a repair takes over from the text is spelled as it stands there, not as the rule sees it."""
    first = "每個村設一處流動書箱，由村裏的老教師保管，每月更(gèng)換更(gèng)換一次，"
    text = f"{first}\n農忙時節改爲兩月一次，破損的書當場登記。\n"
    rules = [one for one in rulebook.load() if one.name in ("hard-wrap", "doubled-word")]
    fixes = {f.rule: f.fix.replacement for f in run(rules, text).findings if f.fix}
    assert fixes == {"hard-wrap": "，農", "doubled-word": "更(gèng)換"}


def test_a_rule_of_another_language_stays_silent() -> None:
    """Rules name the languages they know; a text too short to tell is looked at by all."""
    only = rule("RES901", "x", languages=["en"])
    assert not run([only], "这里没有英文，只有 x 一个字母。").findings
    assert run([only], "this is English x").findings
    assert run([only], "x").findings


def test_rules_of_the_book_that_are_not_in_force_say_nothing() -> None:
    """One compiled database serves every choice of rules, and a choice reports only its own."""
    book = [rule("PLC901", "a"), rule("PLC902", "b")]
    report = Engine(book[1:], book).run([Document.from_text("a b")], Settings())
    assert marked(report) == [("PLC902", "b")]


@pytest.mark.parametrize(
    ("severity", "fail_on", "verdict", "code"),
    [
        ("error", "error", "reject", 1),
        ("warning", "error", "review", 0),
        ("warning", "warning", "reject", 1),
        ("info", "warning", "accept", 0),
        ("info", "info", "reject", 1),
    ],
)
def test_verdicts_and_exit_codes(severity: str, fail_on: str, verdict: str, code: int) -> None:
    """reject at or above --fail-on, else review with a warning, else accept."""
    report = run([rule("PLC901", "a", severity=severity)], "a", "b", fail_on=fail_on)
    assert [d.verdict for d in report.documents] == [verdict, "accept"]
    assert report.exit_code == code
    assert report.summary.verdict == ("fail" if code else "pass")


def test_hiding_does_not_change_the_verdict() -> None:
    """A display floor hides findings; the exit code is the same."""
    report = run([rule("PLC901", "a", severity="warning")], "a", level="error", fail_on="warning")
    assert report.findings == ()
    assert report.exit_code == 1


def test_what_could_not_be_read_is_two() -> None:
    """2 beats 1, and so does having checked nothing."""
    engine = Engine([rule("PLC901", "a")])
    items = [Document.from_text("a"), Failure("b", "broken"), Skipped("c", "binary")]
    report = engine.run(items, Settings())
    assert (report.exit_code, len(report.findings), len(report.errors), len(report.skipped)) == (2, 1, 1, 1)
    assert engine.run([], Settings()).exit_code == 2
    assert engine.run([], Settings(allow_empty=True)).exit_code == 0


def test_a_document_that_breaks_a_rule_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named with the rule, the others are checked, and the status is 2; the traceback is one variable away."""

    @detector("broken-for-the-test")
    def broken(view: View) -> list[Hit]:
        return [Hit(0, 1 // (len(view.text) - 3))]

    failing = rule("PLC901", "", detector="broken-for-the-test", options={})
    report = run([failing], "abc", "abcde")
    assert [(e.path, "rule-plc901" in e.message) for e in report.errors] == [("d1", True)]
    assert ([f.document for f in report.findings], report.exit_code) == (["d2"], 2)
    monkeypatch.setenv("CHECKER_TRACEBACK", "1")
    with pytest.raises(RuleError):
        run([failing], "abc")


def test_every_character_leaves_once() -> None:
    """A character under two rules counts under the dearer one, and the yield is what is left of the kept documents."""
    wide = rule("RES901", "ab+", severity="warning")
    report = run([wide, rule("PLC901", "b", severity="warning")], "abbb b", "clean")
    costs = {count.rule: count.characters for count in report.summary.rules}
    assert costs == {"rule-res901": 4, "rule-plc901": 1}
    assert report.summary.kept_documents == 2
    assert report.summary.kept_characters == report.summary.characters - 5


def test_long_lines_give_windows() -> None:
    """Evidence is cut to 200 code points each side of a span and says how long the line is."""
    text = "字" * 1000 + "xx" + "字" * 1000
    (finding,) = run([rule("PLC901", "xx")], text).findings
    (row,) = finding.evidence["lines"]
    assert (row["column"], row["length"], len(row["text"])) == (801, 2002, 402)


SECRET = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@given(SECRET, SECRET, st.booleans())
def test_a_secret_leaves_in_no_part_of_a_report(first: str, second: str, both: bool) -> None:
    """Not in the text, message, values or evidence of any finding, its own or a neighbour's, nor in embedded text."""
    rules = [
        rule("PRI901", "(?P<number>1[0-9]{10})", secret=True, message="{text} {number}"),
        rule("PLC901", "x+", message="{text}"),
    ]
    text = f"x 电话{first}、{second if both else ''}\n" + "字" * 195 + f"{first} xx"
    report = run(rules, text, embed_text=True)
    assert {finding.code for finding in report.findings} == {"PRI901", "PLC901"}
    for finding in report.findings:
        whole = repr((finding.text, finding.message, finding.values, finding.evidence, finding.fix))
        assert not any(number[3:-3] in whole for number in (first, second))
    assert first not in report.documents[0].text
    assert len(report.documents[0].text) == len(text)


def test_a_secret_keeps_its_ends_and_separators() -> None:
    """Enough to find it again in the file, not enough to use it."""
    (finding,) = run([rule("PRI901", "[0-9-]{8,}", secret=True)], "电话 138-1234-5678 转").findings
    assert finding.text == "138-****-*678"
    assert finding.message == "138-****-*678 x1"


def test_a_difference_shows_no_secret() -> None:
    """Two copies that differ in a secret are drawn beside each other without it."""
    copy = next(r for r in rulebook.load() if r.name == "near-duplicate-paragraph")
    body = (
        "村里的果园今年重新做了安排：春天先修剪老枝，再把去年留下的落叶翻进土里当肥料；夏天隔三天浇一次水，清晨浇树根，"
        "傍晚浇路边的菜地；秋天收果时按大小分成三筐，好的送到镇上，小的留给学校做果酱；冬天给树干刷白，"
        "把工具擦干净收进仓库，等下一年再用。有事请打电话{}{}。"
    )
    texts = [body.format("13812345678", "不同，其余没有区别"), body.format("13987654321", "有别，此外没有区别")]
    report = run([rule("PRI901", "1[0-9]{10}", secret=True), copy], *texts)
    shown = repr([finding.evidence for finding in report.findings])
    assert "DUP" in {finding.code[:3] for finding in report.findings}
    assert "2345" not in shown
    assert "8765" not in shown


def test_messages_count_in_words() -> None:
    """One is not many, and a number without words is a number."""
    message = "{count:mark|marks}, {count} in all, {nothing:one|some} else"
    counting = rule("PLC901", "a", report="document", message=message)
    assert [f.message for f in run([counting], "a a", "a").findings] == [
        "2 marks, 2 in all, {nothing} else",
        "1 mark, 1 in all, {nothing} else",
    ]
