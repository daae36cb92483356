"""What the formats for CI promise: they follow their schemas and limits, and no text breaks out of its place."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections import Counter
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import pytest
from command import MASKED, checker
from factory import Corpus, place
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from sheet import corpus, report
from workflow import commands

from checker.finding import SEVERITIES
from checker.report import Failure, Report
from checker.visible import visible
from checker.writers import MACHINES, Style, formats
from checker.writers.places import said

SARIF = jsonschema.Draft4Validator(json.loads((Path(__file__).parent / "data" / "sarif-2.1.0-rtm.5.json").read_text()))
HOSTILE = [
    "|", "`", "``", "\\|", "](", "<img src=x onerror=alert(1)>", "<!--", "@everyone", "#1", "&lt;", "&#124;", "**",
    "~~",     "www.evil.test", "https://evil.test", "::error::", "%0A",
    "\n", "\r", "\x1b[2J", "\u202e", "]]>", "\ufffe", "\x00",
    "a@b.test", ":smile:", "$(x)", "{0}", "[a](b)", "```", "</code>", "\u2028",
]  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=4)), min_size=1, max_size=8).map("".join)


def written(name: str, of: Report, **style: object) -> str:
    return "".join(formats()[name](of, Style(**style)))  # type: ignore[arg-type]


def results(of: Report) -> list[dict[str, object]]:
    whole = json.loads(written("sarif", of))
    SARIF.validate(whole)
    run: list[dict[str, object]] = whole["runs"][0]["results"]
    return run


def masks(count: int, severity: str = "error", rules: int = 1) -> Corpus:
    """One document with `count` findings of so many rules."""
    made = Corpus()
    document = made.document("20xx年" * count, "a.txt")
    names = [made.rule(f"rule-{number}", f"PLC{number:03}", severity) for number in range(1, rules + 1)]
    for number in range(count):
        made.add(document, names[min(number, rules - 1)], (5 * number, 5 * number + 5))
    return made


def hostile(text: str) -> Report:
    """A finding with `text` in its path, its message and its text; a file of such a name that could not be read."""
    made = Corpus()
    document = made.document(text, f"in/{text}")
    made.add(document, made.rule("masked-year", "PLC001"), (0, len(text)), message=f"it is: {text}")
    made.errors.append(Failure(text, text))
    return made.report()


def test_sarif_follows_its_schema_and_names_every_finding() -> None:
    of = report()
    assert [r["partialFingerprints"]["corpusCheckerFingerprint/v2"] for r in results(of)] == [  # type: ignore[index]
        finding.fingerprint for finding in of.findings
    ]
    run = json.loads(written("sarif", of))["runs"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    assert [rules[r["ruleIndex"]]["id"] for r in run["results"]] == [finding.code for finding in of.findings]
    assert {rule["id"] for rule in rules} == {rule.code for rule in of.rules.values()}
    assert (run["invocations"][0]["executionSuccessful"], run["invocations"][0]["exitCode"]) == (True, 1)


def test_sarif_of_nothing_follows_its_schema() -> None:
    assert results(Corpus().report()) == []


@pytest.mark.parametrize("record", [None, 3])
def test_sarif_counts_code_points_and_names_the_row_of_a_record(record: int | None) -> None:
    made = Corpus()
    document = made.document("𠮷野\n𠮷20xx年", "n-1", source="a.jsonl" if record else "a.txt", line=record)
    made.add(document, made.rule("masked-year", "PLC001"), (4, 9))
    (location,) = results(made.report())[0]["locations"]  # type: ignore[misc]
    region = location["physicalLocation"]["region"]
    if record:
        assert region == {"startLine": 3}
        assert location["logicalLocations"] == [{"fullyQualifiedName": "n-1#2:2", "kind": "record"}]
    else:
        assert region == {"startLine": 2, "startColumn": 2, "endLine": 2, "endColumn": 7}


@pytest.mark.parametrize(("count", "left"), [(5_000, 0), (5_001, 1)])
def test_sarif_keeps_the_worst_five_thousand_and_says_what_is_left_out(count: int, left: int) -> None:
    made = masks(count, "info")
    made.findings[-1] = replace(made.findings[-1], severity="error")
    out = json.loads(written("sarif", made.report()))["runs"][0]
    assert len(out["results"]) == count - left
    assert out["results"][-1]["level"] == "error"
    notes = [note["message"]["text"] for note in out["invocations"][0]["toolExecutionNotifications"]]
    assert notes == [f"{left} of {count:,} findings are left out: the worst 5,000 are kept"] * left


@pytest.mark.parametrize(("count", "left"), [(100, 0), (101, 1)])
def test_sarif_keeps_a_hundred_related_locations_and_says_what_is_left_out(count: int, left: int) -> None:
    made = Corpus()
    document = made.document("x" * 200, "a.txt")
    other = made.document("x" * 200, "b.txt")
    rule = made.rule("boilerplate-line", "BLR001", "warning")
    made.add(document, rule, (0, 1), (1, 2), related=[place(other, n, n + 1) for n in range(count - 1)])
    out = json.loads(written("sarif", made.report()))
    SARIF.validate(out)
    (result,) = out["runs"][0]["results"]
    assert [location["id"] for location in result["relatedLocations"]] == list(range(1, 101))
    notes = out["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert [note["message"]["text"][:20] for note in notes] == ["1 related locations "] * left


@given(TEXTS)
def test_sarif_holds_any_text_and_no_link_in_it(text: str) -> None:
    of = hostile(text)
    (result,) = results(of)
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]  # type: ignore[index]
    assert re.fullmatch(r"[A-Za-z0-9_.~/%-]*", uri)
    assert unquote(uri, errors="surrogatepass").startswith("in")
    message = result["message"]["text"]  # type: ignore[index]
    assert not re.search(r"(?<!\\)\]\(", message)
    assert visible(message) == message


def test_junit_has_a_case_for_every_rule_that_ran() -> None:
    of = report()
    suite = ElementTree.fromstring(written("junit", of))[0]
    names = [case.get("name") for case in suite]
    assert set(names) == {f"{r.code} {r.name}" for r in of.rules.values()} | {"every file could be read"}
    failed = {case.get("name") for case in suite if case.find("failure") is not None}
    assert failed == {f"{f.code} {f.rule}" for f in of.findings if f.severity == "error"}
    assert suite.get("tests") == str(len(names)) and suite.get("failures") == str(len(failed))
    wrap = next(case for case in suite if case.get("name") == "STR001 hard-wrap")
    assert (wrap.findtext("system-out") or "").startswith("in/wechat.jsonl:88: warning: ")


@pytest.mark.parametrize(("severity", "fail_on", "fails"), [("warning", "error", False), ("warning", "warning", True)])
def test_junit_fails_what_the_gate_fails(severity: str, fail_on: str, fails: bool) -> None:
    of = masks(1, severity).report()
    of = replace(of, summary=replace(of.summary, fail_on=fail_on))
    assert (ElementTree.fromstring(written("junit", of)).find(".//failure") is not None) is fails


@given(TEXTS)
def test_junit_is_xml_whatever_the_text(text: str) -> None:
    suite = ElementTree.fromstring(written("junit", hostile(text)))[0]
    assert [case.get("name") for case in suite] == ["PLC001 masked-year", "every file could be read"]
    assert suite.findtext(".//failure") == visible(f"in/{text}") + f":1:1: error: it is: {visible(text)}"
    assert suite.findtext(".//error") == f"{visible(text)}: {visible(text)}"


@given(TEXTS)
def test_github_gives_text_and_path_back_and_runs_no_command_of_theirs(text: str) -> None:
    of = hostile(text)
    out = written("github", of)
    assert len(out.splitlines()) == 3
    (_, _, unread), (name, properties, message) = commands(out)
    assert unread == visible(text)
    assert (name, properties["line"], message) == ("error", "1", said(of.findings[0]))
    assert set(properties) == {"title", "file", "line", "endLine", "col", "endColumn"} - (
        {"col", "endColumn"} if "\n" in text else set()
    )


@pytest.mark.parametrize("severity", SEVERITIES)
def test_github_shows_ten_of_each_severity_one_of_each_rule_first(severity: str) -> None:
    made = masks(30, severity, rules=3)
    late = made.document("20xx年", "z.txt")
    made.add(late, made.rule("late-rule", "PLC099", severity), (0, 5))
    out = written("github", made.report())
    shown = commands(out)
    assert len(shown) == 10
    assert {p["title"] for _, p, _ in shown[:4]} == {f"PLC00{n} rule-{n}" for n in (1, 2, 3)} | {"PLC099 late-rule"}
    assert out.splitlines()[-1].endswith("; 21 more: -o concise names them all")
    assert written("github", made.report(), job_summary=True).rstrip().endswith("; 21 more: see the job summary")


def test_github_names_the_row_of_a_record_and_no_column() -> None:
    (wrap,) = (p for _, p, _ in commands(written("github", report())) if "hard-wrap" in p["title"])
    assert (wrap["file"], wrap["line"]) == ("in/wechat.jsonl", "88")
    assert "col" not in wrap


def test_the_job_summary_is_added_to_what_other_steps_wrote(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(MASKED, encoding="utf-8")
    summary = tmp_path / "summary.md"
    summary.write_text("# before\n", encoding="utf-8")
    env = {"GITHUB_STEP_SUMMARY": str(summary)}
    run = checker("check", "a.txt", "-o", "github", cwd=tmp_path, env=env)
    assert run.returncode == 1
    assert run.stdout.startswith(b"::error title=PLC001 masked-year,file=a.txt,line=1,endLine=1,col=1,endColumn=6::")
    assert summary.read_text(encoding="utf-8").startswith("# before\n### corpus-checker: failed\n")
    checker("check", "a.txt", "-o", "concise", cwd=tmp_path, env=env)
    assert summary.read_text(encoding="utf-8").count("###") == 1


def test_gitlab_has_an_entry_for_every_finding_each_with_a_fingerprint_of_its_own() -> None:
    made = corpus()
    made.findings += made.findings[:3]
    of = made.report()
    entries = json.loads(written("gitlab", of))
    assert len(entries) == len(of.findings)
    assert max(Counter(entry["fingerprint"] for entry in entries).values()) == 1
    for entry, finding in zip(entries, of.findings, strict=True):
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert entry["check_name"] == finding.rule and finding.code in entry["description"]
        assert 1 <= entry["location"]["lines"]["begin"] <= entry["location"]["lines"]["end"]
    wrap = next(entry for entry in entries if entry["check_name"] == "hard-wrap")
    assert wrap["location"] == {"path": "in/wechat.jsonl", "lines": {"begin": 88, "end": 88}}
    assert json.loads(written("gitlab", Corpus().report())) == []


def test_gitlab_names_paths_as_the_project_does() -> None:
    made = Corpus()
    made.add(made.document("20xx年", "./data/../data/a.txt"), made.rule("masked-year", "PLC001"), (0, 5))
    assert json.loads(written("gitlab", made.report()))[0]["location"]["path"] == "data/a.txt"


def cells(text: str) -> list[list[str]]:
    """The rows of the last table, each cell as a reader sees it; tags other than the table's and code are kept."""
    rendered = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text)
    table = rendered[rendered.rindex("<table>") :]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    return [
        [html.unescape(re.sub("</?code>", "", cell)) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in rows
    ]


@given(TEXTS)
def test_markdown_shows_any_text_as_it_is_and_as_nothing_else(text: str) -> None:
    of = hostile(text)
    out = written("markdown", of)
    assert len(cells(out)) == 2
    shown = [re.sub(r"\s+", " ", cell).strip() for cell in cells(out)[1]]
    wanted = [of.findings[0].severity, "PLC001 masked-year", f"{visible(f'in/{text}')}:1:1", f"it is: {visible(text)}"]
    assert shown == [re.sub(r"\s+", " ", part).strip() for part in wanted]
    tags = re.findall(r"<[^>]*>", MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(out))
    assert {re.sub(r"\s.*", "", tag.strip("</>")) for tag in tags} <= {
        "h3", "p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "code",
    }  # fmt: skip
    source = re.sub(r"</?code>", "", out)
    assert not re.search(r"(?i)www\.|://", source)
    assert not re.search(r"[@<`*\\\[\]~#](?!#)", re.sub(r"&#\d+;|^###", "", source, flags=re.MULTILINE))


def test_markdown_fits_a_comment_and_says_what_it_leaves_out() -> None:
    made = masks(2_000, rules=5)
    out = written("markdown", made.report())
    assert len(out) <= 60_100
    shown = len(cells(out)) - 1
    assert f"\n{2_000 - shown:,} more findings not shown here.\n" in out
    assert [row[1] for row in cells(out)[1:6]] == [f"PLC00{n} rule-{n}" for n in range(1, 6)]


@pytest.mark.parametrize("name", MACHINES)
def test_formats_for_machines_show_nothing_hidden(name: str) -> None:
    out = written(name, report())
    hidden = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
    assert all(char == "\n" or unicodedata.category(char) not in hidden for char in out)


@pytest.mark.parametrize("name", MACHINES)
def test_formats_for_machines_are_utf_8_and_english_everywhere(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(MASKED, encoding="utf-8")
    env = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "LANG": "zh_CN.UTF-8"}
    out = checker("check", "a.txt", "-o", name, "--select", "PLC", cwd=tmp_path, env=env).stdout.decode("utf-8")
    assert "the year is masked" in out and "20xx年" in out
