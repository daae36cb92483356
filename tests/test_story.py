"""A story: a team keeps three hundred laws in git, an index and a baseline of them, and a branch that adds files.

It is told twice: with laws of this project's own making, and with real ones where they stand beside the project.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from accepted import law
from command import checker
from workflow import commands, commit, git

from checker.hanzi import simplified

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "corpora" / "clean-zh-laws.jsonl.gz"
SARIF = json.loads((ROOT / "tests" / "data" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
COUNT = 300
COPIED = 17
SETTINGS = 'fail-on = "warning"\nbaseline = "checker-baseline.txt"\n'
CLEAN = (
    "渡口的老钟每天敲十二下，敲钟人换过三代，钟绳却一直是那一条。\n\n"
    "今年春天，河对岸修好了石桥，过渡的人少了，船家们商量着把旧船改成书屋，夏天停在柳树下面。\n"
)
FORMS = (
    "馆里留着一张旧表，抬头写着20xx年，下面的格子从来没有人填过。\n\n"
    "另一张表上写着xx县，字迹已经淡了，管理员说要照原样保存。\n"
)
MASKED = "去年冬天，xx市的滑冰场重新开放，早晚各有一场，学生凭证件可以免费入场。\n"
FILES = ("clean", "copied", "masked", "known")  # what the branch adds, in this order


def made() -> list[str]:
    """Laws of towns that do not exist."""
    return [law(number) for number in range(COUNT)]


def real() -> list[str]:
    """Laws that are in force."""
    if not REAL.exists():
        pytest.skip("the corpus of real laws is not beside the project")
    with gzip.open(REAL, "rt", encoding="utf-8") as file:
        return [json.loads(line)["text"] for line, _ in zip(file, range(COUNT), strict=False)]


def traditional(text: str) -> str:
    """The text with every character that has a traditional form in it."""
    table = {simple: old for old, simple in sorted(simplified().items(), reverse=True)}
    return "".join(table.get(char, char) for char in text)


def rewrapped(text: str, width: int = 31) -> str:
    """The text without its empty lines, broken after every so many characters."""
    joined = "".join(line.strip() for line in text.split("\n"))
    return "\n".join(joined[n : n + width] for n in range(0, len(joined), width)) + "\n"


@dataclass(frozen=True)
class Story:
    """The repository at the end of the branch, what each of its commits made of the check, and the whole branch."""

    folder: Path
    statuses: Mapping[str, int]
    results: Mapping[str, dict[str, Any]]
    status: int
    log: str
    laws: Mapping[str, str] = field(default_factory=dict)


def begin(folder: Path, laws: Mapping[str, str]) -> None:
    """What the team did on its main branch."""
    for name, text in {
        **laws,
        "corpus/old/forms.txt": FORMS,
        "checker.toml": SETTINGS,
        ".gitignore": "/out/\n*.duckdb\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "out").mkdir()
    git(folder, "init", "-q", "-b", "main")
    assert checker("baseline", "create", "corpus", cwd=folder).returncode == 0
    assert checker("index", "add", "corpus/laws", "--index", "corpus.duckdb", cwd=folder).returncode == 0
    commit(folder, "Three hundred laws")
    git(folder, "switch", "-q", "-c", "more")


def branch(folder: Path, copied: str) -> tuple[dict[str, int], dict[str, dict[str, Any]]]:
    """A commit for each of FILES, each checked as it is made: the status and the result."""
    texts = {
        "clean": CLEAN,
        "copied": rewrapped(traditional(copied)),
        "masked": MASKED,
        "known": FORMS.replace("，", "，\n"),
    }
    statuses, results = {}, {}
    for name in FILES:
        (folder / "corpus" / "new").mkdir(exist_ok=True)
        (folder / f"corpus/new/{name}.txt").write_text(texts[name], encoding="utf-8")
        if name == "known":  # what the baseline knows comes back elsewhere, in other lines
            git(folder, "rm", "-q", "corpus/old/forms.txt")
        commit(folder, f"Add {name}")
        run = checker("check", "corpus", "--since", "HEAD~1", "--against", "corpus.duckdb", "-o", "json", cwd=folder)
        statuses[name], results[name] = run.returncode, json.loads(run.stdout)
    return statuses, results


@pytest.fixture(scope="module", params=[made, real], ids=["made", "real"])
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Story:
    texts: list[str] = request.param()
    folder = tmp_path_factory.mktemp("story")
    laws = {f"corpus/laws/{number:03}.txt": text for number, text in enumerate(texts)}
    begin(folder, laws)
    statuses, results = branch(folder, texts[COPIED])
    outputs = ["json", "sarif", "junit", "gitlab", "markdown"]
    wanted = [argument for name in outputs for argument in ("-o", f"{name}:out/{name}")]
    run = checker(
        "check", "corpus", "--since", "main", "--against", "corpus.duckdb", *wanted, "-o", "github", cwd=folder,
        env={"GITHUB_STEP_SUMMARY": str(folder / "out" / "summary")},
    )  # fmt: skip
    # a run of more than ten seconds says how much it read
    assert re.fullmatch(r"(checker: [\d,]+ documents? in .* s\n)?", run.stderr.decode()), run.stderr.decode()
    return Story(folder, statuses, results, run.returncode, run.stdout.decode(), laws)


def repeats(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [finding for finding in found["findings"] if finding["family"] == "duplicate" and not finding["known"]]


def test_the_index_holds_three_hundred_laws(story: Story) -> None:
    shown = json.loads(checker("index", "show", "--index", "corpus.duckdb", "--json", cwd=story.folder).stdout)
    assert shown["documents"] == COUNT


def test_each_file_passes_or_fails_as_it_should(story: Story) -> None:
    assert story.statuses == {"clean": 0, "copied": 1, "masked": 1, "known": 0}
    checked = {name: [line["path"] for line in story.results[name]["documents"]] for name in FILES}
    assert checked == {name: [f"corpus/new/{name}.txt"] for name in FILES}


def test_the_copy_names_the_law_and_its_lines(story: Story) -> None:
    """The whole law, from its first line to its last, although every line of the copy is another."""
    (finding,) = repeats(story.results["copied"])
    name = f"corpus/laws/{COPIED:03}.txt"
    kept = finding["related"][0]
    assert (finding["rule"], kept["role"], kept["path"]) == ("duplicate-document", "kept", name)
    assert (kept["start"]["line"], kept["end"]["line"]) == (1, story.laws[name].count("\n") + 1)
    assert kept["similarity"] >= 0.95
    assert name in finding["message"]


def test_the_mask_is_named_at_its_place(story: Story) -> None:
    (finding,) = (found for found in story.results["masked"]["findings"] if not found["known"])
    assert (finding["rule"], finding["text"], finding["start"]["line"]) == ("masked-place", "xx市", 1)


def test_what_the_baseline_knows_is_there_and_does_not_count(story: Story) -> None:
    found = story.results["known"]
    assert found["summary"]["baseline"]["new"] == 0
    assert {"masked-year", "masked-place"} <= {finding["rule"] for finding in found["findings"]}
    assert all(finding["known"] for finding in found["findings"])


def test_the_branch_fails_with_a_verdict_for_each_file(story: Story) -> None:
    found = json.loads((story.folder / "out" / "json").read_text(encoding="utf-8"))
    assert (story.status, found["summary"]["verdict"]) == (1, "fail")
    verdicts = {Path(line["path"]).stem: line["verdict"] for line in found["documents"]}
    assert verdicts == {"clean": "accept", "copied": "reject", "masked": "reject", "known": "accept"}


def sarif(story: Story, text: str) -> set[tuple[str, str]]:
    """The new findings, after the log was held against its schema; the copy points at the law's lines."""
    log = json.loads(text)
    jsonschema.Draft4Validator(SARIF).validate(log)
    results = [result for result in log["runs"][0]["results"] if result["baselineState"] == "new"]
    (copy,) = (result for result in results if result["ruleId"] == "DUP004")
    related = copy["relatedLocations"][0]["physicalLocation"]
    assert related["artifactLocation"]["uri"] == f"corpus/laws/{COPIED:03}.txt"
    assert related["region"]["startLine"] == 1 < related["region"]["endLine"]
    return {
        (result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], result["ruleId"]) for result in results
    }


def junit(story: Story, text: str) -> set[tuple[str, str]]:
    """The failures, after the counts of the suite were held against its cases."""
    root = ElementTree.fromstring(text)
    assert root.tag == "testsuites"
    (suite,) = root
    cases = suite.findall("testcase")
    assert all(case.get("classname") and case.get("name") for case in cases)
    assert int(suite.get("tests", "")) == len(cases) == len(list(suite))
    failed = [case for case in cases if case.find("failure") is not None]
    assert (int(suite.get("failures", "")), suite.get("errors")) == (len(failed), "0")
    return {
        (line.split(":", 1)[0], (case.get("name") or "").split()[0])
        for case in failed
        for line in (case.findtext("failure") or "").split("\n")
    }


def github(story: Story, text: str) -> set[tuple[str, str]]:
    """The annotations, each at a place that the checked-out branch has."""
    out = set()
    for name, properties, message in commands(text):
        assert name in {"error", "warning", "notice"} and message
        lines = (story.folder / properties["file"]).read_text(encoding="utf-8").split("\n")
        assert 1 <= int(properties["line"]) <= int(properties["endLine"]) <= len(lines)
        out.add((properties["file"], properties["title"].split()[0]))
    return out


def gitlab(story: Story, text: str) -> set[tuple[str, str]]:
    """GitLab compares by fingerprint, so that it is told what is known too."""
    entries = json.loads(text)
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    return {(entry["location"]["path"], entry["description"].split()[0]) for entry in entries}


READERS: Mapping[str, Callable[[Story, str], set[tuple[str, str]]]] = {
    "sarif": sarif, "junit": junit, "gitlab": gitlab, "github": github,
}  # fmt: skip


@pytest.mark.parametrize("name", READERS)
def test_every_format_names_the_two_files_that_fail(story: Story, name: str) -> None:
    text = story.log if name == "github" else (story.folder / "out" / name).read_text(encoding="utf-8")
    found = READERS[name](story, text)
    assert {("corpus/new/copied.txt", "DUP004"), ("corpus/new/masked.txt", "PLC006")} <= found
    assert not [path for path, _ in found if path == "corpus/new/clean.txt"]


def test_the_job_summary_and_the_comment_say_the_same(story: Story) -> None:
    comment = (story.folder / "out" / "markdown").read_text(encoding="utf-8")
    assert comment.startswith("### corpus-checker: failed\n")
    assert f"corpus/laws/{COPIED:03}" in comment
    assert (story.folder / "out" / "summary").read_text(encoding="utf-8") == comment
