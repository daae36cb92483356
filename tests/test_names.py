"""Names that are no Unicode stay apart, can be printed, and lead back to what they name."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from accepted import PARAMETERS, hold, law
from command import checker
from hypothesis import example, given
from hypothesis import strategies as st

from checker import Checker
from checker.corpus import ReadOptions, discover, read
from checker.document import Document
from checker.errors import UsageError
from checker.index import ids, relative, remove
from checker.names import original, printable, spelt

NAMES = st.lists(st.sampled_from([b"a", b"\\", b"x", b"f", b"e5", b"u", b"\xff", b"\xfe", "字".encode()])).map(b"".join)


@given(NAMES)
@example(b"\\xff")
@example(b"\\\xff")
def test_a_file_name_leads_back_to_its_bytes(name: bytes) -> None:
    shown = printable(os.fsdecode(name))
    assert original(shown) == name
    assert shown.encode().decode() == shown


@given(st.lists(st.text(alphabet="\\xud8f0\ud800\udfff字"), min_size=2, max_size=2, unique=True))
def test_two_ids_stay_two(names: list[str]) -> None:
    assert spelt(names[0]) != spelt(names[1])


def test_a_sound_name_is_left_alone() -> None:
    assert printable("卷一/C:\\new\\字 x.txt") == "卷一/C:\\new\\字 x.txt"


@pytest.mark.skipif(os.name == "nt", reason="the system's names are Unicode")
def test_files_that_differ_in_one_undecodable_byte_are_two_documents(tmp_path: Path) -> None:
    for number, name in enumerate((b"a\xff.txt", b"a\xfe.txt", b"a\\xff.txt")):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(law(number), encoding="utf-8")
    added = checker("index", "add", ".", "--index", "i.duckdb", cwd=tmp_path)
    assert added.returncode == 0
    index = tmp_path / "i.duckdb"
    assert ids(index) == ["a\\x5cxff.txt", "a\\xfe.txt", "a\\xff.txt"]
    gone = checker("index", "remove", os.fsdecode(b"a\xff.txt"), "a\\xfe.txt", "--index", "i.duckdb", cwd=tmp_path)
    assert gone.returncode == 0, gone.stderr
    assert ids(index) == ["a\\x5cxff.txt"]
    sarif = json.loads(checker("check", ".", "-o", "sarif", "--fail-on", "info", cwd=tmp_path).stdout)
    uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in sarif["runs"][0]["results"]}
    assert uris <= {"a%FF.txt", "a%FE.txt", "a%5Cxff.txt"}


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ([rb'{"id": "k\ud800", "text": "T"}', rb'{"id": "k\ud801", "text": "T"}'], ["k\\ud800", "k\\ud801"]),
        ([b'{"id": "k\xff", "text": "T"}', b'{"id": "k\xfe", "text": "T"}'], ["k\\xff", "k\\xfe"]),
        ([b'{"text": "\xffT", "id": "\xfe\\uDC00"}', rb'{"id": "\\xfe", "text": "T"}'], ["\\xfe\\udc00", "\\x5cxfe"]),
    ],
)
def test_ids_with_half_characters_stay_apart(tmp_path: Path, lines: list[bytes], names: list[str]) -> None:
    path = tmp_path / "r.jsonl"
    text = ("这一行是完好的中文" * 9).encode()
    path.write_bytes(b"\n".join(line.replace(b"T", text) for line in lines))
    options = ReadOptions()
    [file] = discover([str(path)], options).files
    found = [item.id for item in read(file, options) if isinstance(item, Document)]
    assert found == names


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    hold(tmp_path / "i.duckdb", {"a.txt": law(1), "b/c.txt": law(2), "b/d.txt": law(3), "e.txt": law(4)})
    return tmp_path / "i.duckdb"


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("./a.txt", ["b/c.txt", "b/d.txt", "e.txt"]),
        ("b//c.txt", ["a.txt", "b/d.txt", "e.txt"]),
        ("b/../a.txt", ["b/c.txt", "b/d.txt", "e.txt"]),
        ("./b/", ["a.txt", "e.txt"]),
        (".", []),
    ],
)
def test_a_path_may_be_written_in_any_way(index: Path, name: str, left: list[str]) -> None:
    remove(index, [name], PARAMETERS)
    assert ids(index) == left


def test_a_whole_path_below_the_root_is_its_id(index: Path) -> None:
    remove(index, [str(index.parent / "b" / "c.txt")], PARAMETERS)
    assert ids(index) == ["a.txt", "b/d.txt", "e.txt"]
    with pytest.raises(UsageError, match=r"nothing called '/a\.txt'"):
        remove(index, ["/a.txt"], PARAMETERS)


def test_an_empty_name_removes_nothing(index: Path) -> None:
    with pytest.raises(UsageError, match="empty name"):
        remove(index, ["a.txt", ""], PARAMETERS)
    assert len(ids(index)) == 4


def test_a_path_is_taken_from_the_current_folder_and_named_from_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "below")
    monkeypatch.chdir(tmp_path / "below")
    assert relative("a.txt", Path("..")) == "below/a.txt"
    assert relative("../a.txt", Path("..")) == "a.txt"
    assert relative("../a.txt", Path()) == "../a.txt"
    assert relative(str(tmp_path / "link" / "a.txt"), Path()) == "a.txt"


def test_a_program_may_name_documents_by_anything(tmp_path: Path) -> None:
    index = tmp_path / "i.duckdb"
    keeper = Checker(against=index, create=True)
    assert [one.held for one in keeper.stream([("k\ud800", law(1)), ("k\ud801", law(2))], accept="review")] == [
        True,
        True,
    ]
    assert ids(index) == ["k\\ud800", "k\\ud801"]
