"""A baseline may only shrink: `--ratchet` fails for what is resolved, `baseline prune` takes it out, nothing adds."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from command import CLEAN, MASKED, checker
from hypothesis import given, settings
from hypothesis import strategies as st
from test_baseline import KINDS, corpus, engine, known_of, named, run, story, varied
from workflow import commit, git

from checker.baseline import Baseline
from checker.baselinefile import lines
from checker.document import Document
from checker.engine import Settings
from checker.ratchet import pruned
from checker.terms import Terms

UNITS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(2, 4)), min_size=1, max_size=5)


def shrunk(texts: dict[str, str], known: Baseline) -> Baseline:
    report = run(texts, known)
    return pruned(report.findings, known, {rule.code for rule in report.rules.values()})


def pool(baseline: Baseline) -> Counter[tuple[str, str]]:
    return Counter(baseline.findings) + Counter(baseline.also)


@settings(deadline=None, max_examples=150)
@given(UNITS, UNITS, st.data())
def test_pruning_only_takes_out_and_changes_nothing_that_is_said(
    units: list[tuple[str, int]], more: list[tuple[str, int]], data: st.DataObject
) -> None:
    """Whatever goes, comes and is copied: what is new stays new, what is known stays known, and nothing is resolved."""
    pages = corpus([*units, *more])
    old = named(corpus(units))
    known = known_of(old)
    left = data.draw(st.lists(st.sampled_from(pages), max_size=len(pages) + 2))
    after = {f"{data.draw(st.sampled_from('abc'))}/{name}": text for name, text in named(left).items()}
    before = run(after, known)
    less = shrunk(after, known)
    assert pool(less) <= pool(known) and len(less) <= len(known)
    again = run(after, less)
    assert [finding.known for finding in again.findings] == [finding.known for finding in before.findings]
    assert again.summary.change is not None and again.summary.change.resolved == 0
    assert shrunk(after, less) == less


@settings(deadline=None, max_examples=50)
@given(UNITS)
def test_nothing_is_taken_out_where_nothing_is_resolved(units: list[tuple[str, int]]) -> None:
    texts = named(corpus(units))
    known = known_of(texts)
    assert list(lines(shrunk(texts, known))) == list(lines(known))


def test_a_cluster_that_lost_the_side_that_was_kept_needs_less() -> None:
    """What a finding stood on is kept now: one finding, one other place."""
    text = story("a", 120)
    three = {"a.txt": text, "b.txt": varied(text, 2), "c.txt": text[:20] + "虎" + text[21:]}
    known = known_of(three)
    two = {name: three[name] for name in ("b.txt", "c.txt")}
    less = shrunk(two, known)
    assert (len(known), len(less), sum(less.also.values())) == (2, 1, 1)


def test_what_did_not_run_stays() -> None:
    texts = {"a.txt": f"20xx年，xx县，{story(1)}\n"}
    known = known_of(texts)
    report = run({"a.txt": story(1)}, known)
    codes = {rule.code for rule in report.rules.values() if rule.name == "masked-year"}
    assert [code for code, _ in pruned(report.findings, known, codes).findings] == ["PLC006"]


@pytest.mark.parametrize("part", [False, True])
def test_a_part_of_the_corpus_resolves_nothing(part: bool) -> None:
    known = known_of({"a.txt": f"20xx年，{story(1)}\n", "b.txt": f"xx县，{story(2)}\n"})
    documents = [Document.from_text(f"20xx年，{story(1)}\n", "a.txt")]
    found = engine().run(documents, Settings(terms=Terms(known, part=part))).summary
    assert found.change is not None
    assert (found.change.new, found.change.known, found.change.resolved) == (0, 1, 0 if part else 1)
    assert sum(row.resolved for row in found.changed) == found.change.resolved


@pytest.fixture
def tree(folder: Path) -> Path:
    """Two texts with a known finding each, in git, and the baseline that knows them."""
    (folder / "corpus").mkdir()
    for name in "ab":
        (folder / "corpus" / f"{name}.txt").write_text(f"第{name}份，{MASKED}", encoding="utf-8")
    assert checker("baseline", "create", "corpus", "-s", "PLC", cwd=folder).returncode == 0
    git(folder, "init", "-q", "-b", "main")
    commit(folder, "Begin")
    return folder


def gate(tree: Path, *arguments: str) -> tuple[int, str]:
    done = checker(
        "check", "corpus", "-s", "PLC", "--baseline", "checker-baseline.txt", *arguments, "-o", "concise", cwd=tree
    )
    return done.returncode, done.stdout.decode() + done.stderr.decode()


def test_the_ratchet_fails_until_what_was_mended_is_taken_out(tree: Path) -> None:
    assert gate(tree, "--ratchet")[0] == 0
    (tree / "corpus" / "a.txt").write_text(CLEAN, encoding="utf-8")
    assert gate(tree)[0] == 0
    status, said = gate(tree, "--ratchet")
    assert status == 1
    assert "budget resolved: 1 finding" in said and "checker baseline prune" in said
    done = checker("baseline", "prune", "corpus", "-s", "PLC", cwd=tree)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"checker: checker-baseline.txt: 1 taken out, 1 stay\n"
    assert gate(tree, "--ratchet")[0] == 0
    before = (tree / "checker-baseline.txt").read_bytes()
    (tree / "corpus" / "a.txt").write_text(f"第a份，{MASKED}", encoding="utf-8")
    assert gate(tree)[0] == 1, "what was mended is new when it comes back"
    done = checker("baseline", "prune", "corpus", "-s", "PLC", cwd=tree)
    assert done.stderr == b"checker: checker-baseline.txt: 0 taken out, 1 stay; 1 new finding is not added\n"
    assert (tree / "checker-baseline.txt").read_bytes() == before


@pytest.mark.parametrize("name", ["json", "junit", "github", "sarif", "markdown"])
def test_every_format_says_why_the_ratchet_fails(tree: Path, name: str) -> None:
    (tree / "corpus" / "a.txt").write_text(CLEAN, encoding="utf-8")
    done = checker(
        "check", "corpus", "-s", "PLC", "--baseline", "checker-baseline.txt", "--ratchet", "-o", name, cwd=tree
    )
    assert (done.returncode, "resolved" in done.stdout.decode()) == (1, True)
    if name == "json":
        (spent,) = json.loads(done.stdout)["summary"]["budgets"]
        assert (spent["name"], spent["used"], spent["status"]) == ("resolved", 1, "fail")


def test_a_look_at_what_changed_resolves_nothing(tree: Path) -> None:
    (tree / "corpus" / "a.txt").write_text(f"第a份，{MASKED}后来又添了一行。\n", encoding="utf-8")
    status, said = gate(tree, "--since", "HEAD")
    assert (status, "0 new, 1 known, resolved unknown (a part was checked)" in said) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "corpus", "--ratchet"], "--ratchet needs a baseline"),
        (["check", "corpus", "--ratchet", "--since", "HEAD", "--baseline", "checker-baseline.txt"], "contradict"),
        (["baseline", "prune", "corpus", "--baseline", "nowhere.txt"], "cannot be read"),
        (["baseline", "prune", "corpus", "--baseline", "saved.json"], "saved result"),
        (["baseline", "prune", "corpus", "missing.txt"], "stays as it is"),
    ],
)
def test_what_cannot_work_is_2_and_changes_nothing(tree: Path, arguments: list[str], said: str) -> None:
    checker("check", "corpus", "-o", "json:saved.json", cwd=tree)
    before = (tree / "checker-baseline.txt").read_bytes(), (tree / "saved.json").read_bytes()
    done = checker(*arguments, cwd=tree)
    assert (done.returncode, said in done.stderr.decode()) == (2, True), done.stderr.decode()
    assert ((tree / "checker-baseline.txt").read_bytes(), (tree / "saved.json").read_bytes()) == before


def test_the_configuration_names_the_baseline_to_prune(tree: Path) -> None:
    (tree / "checker-baseline.txt").rename(tree / "known.txt")
    (tree / "checker.toml").write_text('baseline = "known.txt"\nselect = ["PLC"]\n', encoding="utf-8")
    (tree / "corpus" / "a.txt").unlink()
    assert checker("baseline", "prune", cwd=tree).stderr.endswith(b"/known.txt: 1 taken out, 1 stay\n")
