"""`from checker import Checker`: documents in, findings and verdicts out."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from accepted import hold, law

from checker import Checker
from checker.document import Document
from checker.errors import CheckerError
from checker.index import ids, must_be_whole

ROOT = Path(__file__).resolve().parent.parent
CLEAN = "秋收以后，村里的打谷场改成了露天书场，说书先生每逢三六九来，讲的都是远方的故事，听的人自带板凳。\n"
MASKED = "20xx年，全镇修了三条水渠。\n"


@pytest.fixture(scope="module")
def plain() -> Checker:
    return Checker()


@pytest.fixture
def index(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.duckdb"
    hold(path, {f"{n}": law(n) for n in range(10)})
    return path


@pytest.mark.parametrize("source", [MASKED, ("1", MASKED), {"id": 1, "text": MASKED}, Document.from_text(MASKED, "1")])
def test_every_kind_of_document(plain: Checker, source: str) -> None:
    [checked] = plain.stream([source])
    assert (checked.id, checked.verdict, checked.source) == ("1", "reject", source)
    assert [f.rule for f in checked.findings] == ["masked-year"]
    assert checked.findings[0].start.column == 1
    assert checked.held is None


def test_all_together_gives_the_report_of_the_command(plain: Checker) -> None:
    report = plain.check([("a", law(1)), ("b", law(1)), ("c", CLEAN)])
    assert [d.verdict for d in report.documents] == ["accept", "reject", "accept"]
    assert [f.related[0].document for f in report.findings] == ["a"]


def test_documents_of_one_name_stay_apart(plain: Checker) -> None:
    verdicts = [c.verdict for c in plain.stream([("x", MASKED), ("x", CLEAN)])]
    assert verdicts == ["reject", "accept"]


def test_no_documents(plain: Checker) -> None:
    assert list(plain.stream([])) == []
    assert plain.check([]).documents == ()


def test_a_stream_is_read_as_it_is_asked_for(plain: Checker) -> None:
    taken = []

    def endless() -> Iterator[str]:
        while True:
            taken.append(1)
            yield CLEAN

    stream = plain.stream(endless(), together=3)
    assert next(stream).verdict == "accept"
    assert len(taken) == 3


def test_what_has_no_text_is_named(plain: Checker) -> None:
    with pytest.raises(CheckerError, match="document 2 has no text: NoneType"):
        list(plain.stream([CLEAN, {"id": "b", "body": CLEAN}]))


def test_held_documents_are_named(index: Path) -> None:
    checked = list(Checker(against=index).stream([("new", law(4)), ("4", law(4)), ("other", CLEAN)]))
    assert [(c.verdict, c.held) for c in checked] == [("reject", False), ("accept", True), ("accept", False)]
    assert checked[0].findings[0].related[0].document == "4"


def test_what_is_accepted_is_held_when_it_is_yielded(index: Path) -> None:
    """The second part is compared with what the first one added."""
    texts = [("a", CLEAN), ("b", MASKED), ("c", CLEAN), ("a", CLEAN)]
    found = []
    for checked in Checker(against=index).stream(texts, together=2, accept="accept"):
        found.append((checked.id, checked.verdict, checked.held))
        assert (checked.id in ids(index)) == checked.held
    assert found == [("a", "accept", True), ("b", "reject", False), ("c", "reject", False), ("a", "accept", True)]
    assert must_be_whole(index) == 11


def test_texts_without_an_id_are_held_by_their_content(tmp_path: Path) -> None:
    checker = Checker(against=tmp_path / "new.duckdb", create=True)
    for _ in range(2):
        assert [c.verdict for c in checker.stream([CLEAN, law(3)], accept="accept")] == ["accept", "accept"]
    assert must_be_whole(tmp_path / "new.duckdb") == 2


def test_an_index_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CheckerError, match="no such index"):
        Checker(against=tmp_path / "none.duckdb").check([CLEAN])


def test_accept_needs_an_index(plain: Checker) -> None:
    with pytest.raises(CheckerError, match="needs the index"):
        next(plain.stream([CLEAN], accept="accept"))


@pytest.mark.parametrize("wrong", [{"select": ["no-such-rule"]}, {"config": "nowhere.toml"}, {"fail_on": "fatal"}])
def test_what_cannot_work_is_told(wrong: dict[str, object]) -> None:
    with pytest.raises(CheckerError):
        Checker(**wrong)  # type: ignore[arg-type]


def test_the_examples_of_the_page_run(tmp_path: Path) -> None:
    """Every Python example of docs/python.md that imports nothing else, in order, in a folder of its own."""
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    examples = [code for code in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "import datasets" not in code]
    assert len(examples) >= 2
    run = subprocess.run(
        [sys.executable, "-c", "\n".join(examples)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert "reject" in run.stdout


@pytest.mark.parametrize(
    "documents", ["a text alone", b"bytes", {"id": 1}, 5, [None], [b"abc"], [("a",)], [["a", "b"]], [{"body": "x"}]]
)
def test_what_is_no_document_is_refused(plain: Checker, documents: object) -> None:
    with pytest.raises(CheckerError) as refused:
        list(plain.stream(documents))  # type: ignore[arg-type]
    assert refused.value.hint
    with pytest.raises(CheckerError):
        plain.check(documents)  # type: ignore[arg-type]


def test_words_that_are_none_are_refused_at_once(plain: Checker) -> None:
    """Before a document is read, and not when the first one is asked for."""
    for options in ({"together": 0}, {"together": -1}, {"accept": "bogus"}):
        with pytest.raises(CheckerError):
            plain.stream([], **options)  # type: ignore[arg-type]
    for words in ({"select": "masked-year"}, {"lang": "fr"}, {"fail_on": "fatal"}):
        with pytest.raises(CheckerError):
            Checker(**words)  # type: ignore[arg-type]
