"""What a baseline promises: known is what was there, however it is moved; one more is new; files keep it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest
from command import MASKED, checker
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import rulebook
from checker.baseline import Baseline, baseline_of
from checker.baselinefile import lines, load
from checker.document import Document
from checker.engine import Engine, Settings
from checker.errors import CheckerError
from checker.report import Change, Report
from checker.terms import Terms
from checker.writers import Style, formats

CHOSEN = ("masked-year", "masked-place", "boilerplate-line", "oversized-cluster", "duplicate-document",
          "exact-duplicate-paragraph", "near-duplicate-paragraph", "duplicate-section")  # fmt: skip
COMMON = "的一是在有人这上大来和我个中地为子时出会可下过天去能对小多然于心学么之都好看起发当没成只如事"
KINDS = ("alone", "paragraph", "document", "section", "masked")


def story(seed: object, length: int = 60) -> str:
    """A paragraph like no other, from its first character to its last: where a copy begins and ends is certain."""
    random = Random(str(seed))
    edges = [chr(random.randrange(0x4E00, 0x9F00)) for _ in range(2)]
    words = ["".join(random.choice(COMMON) for _ in range(random.randint(5, 9))) for _ in range(length // 7)]
    return f"{edges[0]}{'，'.join(words)}{edges[1]}。"


def varied(text: str, how: int) -> str:
    """A copy: the same, with other punctuation, or with one other character."""
    return [text, text.replace("，", "、", 1), text[:9] + "龙" + text[10:]][how % 3]


def unit(kind: str, number: int, copies: int) -> list[str]:
    """Pages that tell one thing so many times, each in words that no other unit has."""
    if kind == "alone":
        return [story((number, "a")) + "\n"]
    if kind == "masked":
        return [f"20xx年，{story((number, i))}\n" for i in range(copies)]
    shared = [story((number, "shared", i)) for i in range({"paragraph": 1, "document": 2, "section": 4}[kind])]
    pages = []
    for i in range(copies):
        body = [varied(text, i) for text in shared]
        if kind != "document":
            body = [story((number, i, "before")), *body, story((number, i, "after"))]
        pages.append("\n".join(body) + "\n")
    return pages


@cache
def engine() -> Engine:
    book = rulebook.load()
    return Engine(rulebook.chosen(book, CHOSEN, ()), book)


def run(texts: dict[str, str], known: Baseline | None = None) -> Report:
    documents = [Document.from_text(text, name) for name, text in sorted(texts.items())]
    return engine().run(documents, Settings(terms=Terms(known)))


def known_of(texts: dict[str, str]) -> Baseline:
    return baseline_of(run(texts).findings)


def change(before: dict[str, str], after: dict[str, str]) -> Change:
    found = run(after, known_of(before)).summary.change
    assert found is not None
    return found


UNITS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(2, 4)), min_size=1, max_size=5)


def corpus(units: list[tuple[str, int]]) -> list[str]:
    return [text for number, (kind, copies) in enumerate(units) for text in unit(kind, number, copies)]


def named(pages: list[str]) -> dict[str, str]:
    return {f"{number:03}.txt": text for number, text in enumerate(pages)}


@settings(deadline=None, max_examples=150)
@given(UNITS, st.randoms(use_true_random=False))
def test_nothing_is_new_when_files_are_moved_renamed_and_reordered(
    units: list[tuple[str, int]], random: Random
) -> None:
    pages = corpus(units)
    mixed = random.sample(pages, len(pages))
    found = change(named(pages), {f"{random.choice('abc')}/{name}": text for name, text in named(mixed).items()})
    assert (found.new, found.resolved) == (0, 0)


def wrapped(text: str, width: int) -> str:
    """The text with its lines broken at a width."""
    lines = [line[i : i + width] for line in text.split("\n") for i in range(0, max(1, len(line)), width)]
    return "\n".join(lines)


@settings(deadline=None, max_examples=150)
@given(UNITS.map(lambda units: [u for u in units if u[0] != "paragraph"]).filter(bool), st.integers(24, 50))
def test_nothing_is_new_when_lines_are_wrapped_elsewhere(units: list[tuple[str, int]], width: int) -> None:
    """Marks, sections and documents; what a paragraph is depends on where lines end."""
    pages = corpus(units)
    found = change(named(pages), named([wrapped(text, width) for text in pages]))
    assert (found.new, found.resolved) == (0, 0)


@settings(deadline=None, max_examples=150)
@given(UNITS, st.data())
def test_one_more_copy_is_one_new_finding_wherever_it_is_put(units: list[tuple[str, int]], data: st.DataObject) -> None:
    """Of a page that stands once or often, as the first file, which becomes the one to keep, or as the last."""
    pages = corpus(units)
    copy = data.draw(st.sampled_from(pages))
    after = {
        **{f"b/{name}": text for name, text in named(pages).items()},
        f"{data.draw(st.sampled_from('ac'))}.txt": copy,
    }
    found = change(named(pages), after)
    marks = sum(f.known is False for f in run(after, known_of(named(pages))).findings)
    assert found.new == marks
    assert found.new == 1 + ("20xx年" in copy)
    assert found.resolved == 0


# ---- counting


def test_a_second_copy_of_a_known_duplicate_is_new_and_the_first_stays_known() -> None:
    text = story("a", 120) + "\n"
    before = {"a.txt": text, "b.txt": text}
    found = run({**before, "c.txt": text}, known_of(before))
    assert found.summary.change == Change(1, 1, 0)
    assert [(f.path, f.known) for f in found.findings] == [("b.txt", True), ("c.txt", False)]


def test_a_cluster_that_grows_is_new_for_its_new_members_alone() -> None:
    """Near copies too, and when one of them becomes the side that is kept."""
    text = story("a", 120)
    before = {"m.txt": text, "n.txt": varied(text, 2)}
    more = {"a.txt": text[:20] + "虎" + text[21:], "z.txt": text[:30] + "豹" + text[31:]}
    assert change(before, {**before, **more}) == Change(2, 1, 0)


def test_a_copy_that_goes_is_resolved_and_its_place_is_not_free_for_another() -> None:
    text, other = story("a", 120) + "\n", story("b", 120) + "\n"
    before = {"a.txt": text, "b.txt": text, "c.txt": text}
    assert change(before, {"a.txt": text, "b.txt": text}) == Change(0, 1, 1)
    assert change(before, {"a.txt": text}) == Change(0, 0, 2)
    assert change({"a.txt": text, "b.txt": text}, {"a.txt": other, "b.txt": other}) == Change(1, 0, 1)


def test_a_line_that_many_documents_share_stays_known_however_many_there_are() -> None:
    line = "点击右上角的按钮收藏本页，下次再来不会迷路。"
    pages = {f"{n:02}.txt": f"{story((n, 1))}\n{story((n, 2))}\n{line}\n" for n in range(12)}
    fewer = dict(list(pages.items())[2:])
    assert [f.rule for f in run(fewer).findings] == ["boilerplate-line"]
    assert change(fewer, pages) == Change(0, 1, 0)
    assert change(pages, fewer) == Change(0, 1, 0)


def test_only_what_is_new_counts() -> None:
    """For the status, the verdicts and every figure; all findings are there, each with its mark."""
    before = {"a.txt": f"20xx年，{story(1)}\n"}
    after = {**before, "b.txt": f"xx县，{story(2)}\n"}
    found = run(after, known_of(before))
    assert found.exit_code == 0
    assert found.summary.findings == {"error": 0, "warning": 1, "info": 0}
    assert [(d.path, d.verdict) for d in found.documents] == [("a.txt", "accept"), ("b.txt", "review")]
    assert [(f.rule, f.known) for f in found.findings] == [("masked-year", True), ("masked-place", False)]
    assert run(after).exit_code == 1


def test_what_did_not_run_is_not_resolved() -> None:
    before = {"a.txt": f"20xx年，xx县，{story(1)}\n"}
    book = rulebook.load()
    only = Engine(rulebook.chosen(book, ["masked-year"], ()), book)
    documents = [Document.from_text(text, name) for name, text in before.items()]
    found = only.run(documents, Settings(terms=Terms(known_of(before))))
    assert found.summary.change == Change(0, 1, 0)


# ---- files


def everything() -> dict[str, str]:
    return named(corpus([(kind, 3) for kind in KINDS]))


def test_a_file_gives_the_baseline_back_sorted_and_without_a_path_or_a_text(tmp_path: Path) -> None:
    made = known_of(everything())
    rows = list(lines(made))
    (tmp_path / "b.txt").write_text("".join(rows))
    assert load(tmp_path / "b.txt") == made
    assert rows[1:] == sorted(rows[1:])
    assert all(re.fullmatch(r"[A-Z]{3}[0-9]{3} [0-9a-f]{16}( also)?\n", row) for row in rows[1:])


@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_a_saved_result_is_the_same_baseline(tmp_path: Path, name: str) -> None:
    found = run(everything())
    (tmp_path / f"r.{name}").write_text("".join(formats()[name](found, Style())), "utf-8")
    assert load(tmp_path / f"r.{name}") == baseline_of(found.findings)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "first line"),
        ("PLC001 0123456789abcdef\n", "first line"),
        ("{HEAD}\nPLC001 0123456789abcdef\n<<<<<<< HEAD\n", ":3: is no code"),
        ("{HEAD}\n\n", ":2: is no code"),
        ("# corpus-checker baseline 1: code, fingerprint\n", "another version of checker made it"),
        ('{"findings": []}', "no whole result"),
        ('{"kind": "finding"}\n', "no whole result"),
        ('{"schema": 1, "tool": {"name": "corpus-checker"}, "findings": [{}]}', "cannot be read"),
        ("\udcff", "not UTF-8"),
    ],
)
def test_a_file_that_is_no_baseline_is_said(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "b.txt"
    head = next(lines(Baseline())).removesuffix("\n")
    path.write_bytes(text.replace("{HEAD}", head).encode("utf-8", "surrogateescape"))
    with pytest.raises(CheckerError, match=said):
        load(path)


def test_a_baseline_of_another_version_is_told_and_made_anew(folder: Path) -> None:
    Path("a.txt").write_text(MASKED, "utf-8")
    old = Path("checker-baseline.txt")
    old.write_text("# corpus-checker baseline 1: code\nPLC001 0123456789abcdef\n", "utf-8")
    told = checker("check", ".", "--baseline", old.name, cwd=folder)
    assert told.returncode == 2
    assert b"another version of checker made it" in told.stderr
    assert checker("check", ".", "--show-files", cwd=folder).stdout == b"a.txt\n"
    assert checker("baseline", "create", ".", cwd=folder).stderr.endswith(b"1 known finding; there were 1\n")
    assert checker("check", ".", "--baseline", old.name, cwd=folder).returncode == 0


def test_the_command_keeps_shows_and_uses_a_baseline(folder: Path) -> None:
    """The file itself is no text of the corpus, and what the summary says is everywhere the same."""
    Path("a.txt").write_text(MASKED, "utf-8")
    made = checker("baseline", "create", ".", cwd=folder)
    assert (made.returncode, made.stdout) == (0, b"")
    assert made.stderr == b"checker: checker-baseline.txt: 1 known finding\n"
    first = Path("checker-baseline.txt").read_bytes()
    assert checker("baseline", "create", ".", cwd=folder).stderr.endswith(b"; there were 1\n")
    assert Path("checker-baseline.txt").read_bytes() == first
    shown = checker("baseline", "show", cwd=folder).stdout.decode().splitlines()
    assert shown == ["        1  PLC001  masked-year", "        1  known findings"]
    assert checker("check", ".", "--show-files", cwd=folder).stdout == b"a.txt\n"
    known = checker("check", ".", "--baseline", "checker-baseline.txt", "-o", "concise", cwd=folder)
    assert known.returncode == 0
    assert "0 new, 1 known, 0 resolved" in known.stdout.decode()
    Path("b.txt").write_text(MASKED, "utf-8")
    for name in ("concise", "terminal", "github", "markdown"):
        run = checker("check", ".", "--baseline", "checker-baseline.txt", "-o", name, "-s", "PLC", cwd=folder)
        assert run.returncode == 1
        assert "1 new, 1 known, 0 resolved" in run.stdout.decode()
    result = checker("check", ".", "--baseline", "checker-baseline.txt", "-o", "json", "-s", "PLC", cwd=folder).stdout
    assert [f["known"] for f in json.loads(result)["findings"]] == [True, False]
    figures = {"new": 1, "known": 1, "resolved": 0}
    rules = [{"rule": "masked-year", "code": "PLC001", **figures}]
    assert json.loads(result)["summary"]["baseline"] == {**figures, "rules": rules}


def test_a_configuration_names_a_baseline_beside_it(folder: Path) -> None:
    Path("in").mkdir()
    Path("in/a.txt").write_text(MASKED, "utf-8")
    Path("checker.toml").write_text('baseline = "known.txt"\n', "utf-8")
    assert checker("check", "in", cwd=folder).returncode == 2
    assert checker("baseline", "create", "in", "-o", "known.txt", cwd=folder).returncode == 0
    assert checker("check", ".", cwd=folder / "in").returncode == 0


def test_a_result_becomes_a_baseline(folder: Path) -> None:
    Path("a.txt").write_text(MASKED, "utf-8")
    checker("check", "a.txt", "-o", "json:r.json", "-o", "jsonl:r.jsonl", cwd=folder)
    checker("baseline", "create", "a.txt", "-o", "a", cwd=folder)
    for name in ("r.json", "r.jsonl"):
        assert checker("baseline", "create", name, "-o", name + ".txt", cwd=folder).returncode == 0
        rows = Path("a").read_text("utf-8").splitlines(keepends=True)
        assert Path(name + ".txt").read_text("utf-8").splitlines(keepends=True) == [
            row for row in rows if not row.startswith(("about ", "at "))
        ]
        assert [row.split()[0] for row in rows[-2:]] == ["about", "at"]
        assert checker("check", "a.txt", "--baseline", name, cwd=folder).returncode == 0


def test_no_baseline_is_made_of_half_a_check_or_over_a_text(folder: Path) -> None:
    Path("a.txt").write_text(MASKED, "utf-8")
    assert checker("baseline", "create", "a.txt", "missing.txt", cwd=folder).returncode == 2
    assert not Path("checker-baseline.txt").exists()
    assert checker("baseline", "create", "a.txt", "-o", "a.txt", cwd=folder).returncode == 2
    assert Path("a.txt").read_text("utf-8") == MASKED


@pytest.mark.parametrize("how", [[], ["--add"], ["--replace"]])
@pytest.mark.parametrize("name", ["r.json", "r.jsonl"])
def test_no_baseline_is_written_over_a_saved_result(folder: Path, name: str, how: list[str]) -> None:
    Path("a.txt").write_text(MASKED, "utf-8")
    checker("check", "a.txt", "-o", f"{name.partition('.')[2]}:{name}", cwd=folder)
    saved = Path(name).read_bytes()
    run = checker("baseline", "create", "a.txt", "-o", name, *how, cwd=folder)
    assert (run.returncode, Path(name).read_bytes()) == (2, saved)
    assert run.stderr.decode().splitlines() == [
        f"checker: -o {name}: the file that is there is no baseline, or none that can be read",
        "  hint: choose another path, or remove it",
    ]


def test_formats_for_ci_mark_what_is_known() -> None:
    before = {"a.txt": f"20xx年，{story(1)}\n"}
    found = run({**before, "b.txt": f"20xx年，{story(2)}\n"}, known_of(before))
    out = {name: "".join(writer(found, Style())) for name, writer in formats().items() if name != "terminal"}
    assert [r["baselineState"] for r in json.loads(out["sarif"])["runs"][0]["results"]] == ["unchanged", "new"]
    assert "a.txt:1:1: known error" in out["junit"] and 'message="1 finding, the first: b.txt' in out["junit"]
    assert len(json.loads(out["gitlab"])) == 2
    for name in ("github", "markdown", "concise"):
        assert "b.txt" in out[name] and "a.txt" not in out[name]
    whole = replace(found, findings=tuple(replace(f, known=True) for f in found.findings))
    assert "<failure" not in "".join(formats()["junit"](whole, Style()))
