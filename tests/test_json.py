"""A `.json` file: an array of records, one record, JSON Lines, or else plain text with a word that says why."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest
from files import BAD, PAGE, jsonl, read_all, texts, written
from hypothesis import given
from hypothesis import strategies as st

from checker.corpus.pieces import BrokenArrayError, Piece, elements
from checker.document import Document
from checker.report import Failure, Skipped

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


class Drops(io.BytesIO):
    """Gives a few bytes at a time, whatever is asked for."""

    def __init__(self, data: bytes, size: int) -> None:
        super().__init__(data)
        self._size = size

    def read(self, _size: int | None = -1) -> bytes:
        return super().read(self._size)


def cut(data: bytes, size: int = 1 << 16) -> list[Piece]:
    return list(elements(Drops(data, size)))  # type: ignore[arg-type]


@given(st.lists(values, max_size=8), st.sampled_from([None, 0, 2]), st.booleans(), st.integers(1, 30))
def test_an_array_is_cut_where_json_says(items: list[object], indent: int | None, ascii_: bool, size: int) -> None:
    data = f"\n {json.dumps(items, indent=indent, ensure_ascii=ascii_)}\n".encode("utf-8", "surrogatepass")
    pieces = cut(data, size)
    assert [json.loads(piece.data.decode("utf-8", "surrogatepass")) for piece in pieces] == items
    assert all(data[piece.start : piece.start + len(piece.data)] == piece.data for piece in pieces)
    numbers = [piece.number for piece in pieces]
    assert numbers == sorted(set(numbers))
    if indent is not None:  # every element begins on a line of its own
        assert numbers == [data.count(b"\n", 0, piece.start) + 1 for piece in pieces]


@pytest.mark.parametrize("data", [b'[{"a": "x"}, {"a": "y"', b'[{"a": "x"},', b'["x"] and more', b'["x'])
@pytest.mark.parametrize("size", [1, 5, 1 << 16])
def test_an_array_that_does_not_end_or_goes_on_is_said(data: bytes, size: int) -> None:
    with pytest.raises(BrokenArrayError):
        cut(data, size)


def documents(found: list[object]) -> list[Document]:
    return [item for item in found if isinstance(item, Document)]


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_of_objects_is_read_as_its_records(tmp_path: Path, indent: int | None) -> None:
    records = [{"id": "一号", "text": PAGE}, {"id": "二号", "text": "第二篇。"}]
    data = json.dumps(records, indent=indent, ensure_ascii=False)
    found = documents(read_all(written(tmp_path, "a.json", data)))
    assert [(d.id, d.line, d.text) for d in found] == [
        ("一号", 1 if indent is None else 2, PAGE),
        ("二号", 2 if indent is None else 6, "第二篇。"),
    ]
    assert texts(read_all(written(tmp_path, "a.json.gz", gzip.compress(data.encode())))) == [PAGE, "第二篇。"]


def test_the_fields_of_an_array_are_chosen_as_those_of_json_lines(tmp_path: Path) -> None:
    records = [{"question": "how long?", "answer": "very long"}]
    path = written(tmp_path, "a.json", json.dumps(records))
    (failure,) = read_all(path)
    assert isinstance(failure, Failure)
    assert "--text-field" in failure.message
    assert texts(read_all(path, text_field="answer")) == ["very long"]


def test_strings_of_an_array_are_texts(tmp_path: Path) -> None:
    path = written(tmp_path, "a.json", '["一",\n "二", 3, {"text": "三"}]')
    first, second, third, fourth = read_all(path)
    assert texts([first, second]) == ["一", "二"]
    assert [d.id for d in documents([first, second])] == [f"{path}:1", f"{path}:2"]
    assert isinstance(third, Failure) and "not an object" in third.message
    assert isinstance(fourth, Failure) and fourth.path == f"{path}:4"
    (failure,) = read_all(written(tmp_path, "b.json", '[{"text": "一"}, "二"]'))[1:]
    assert isinstance(failure, Failure) and "a string among objects" in failure.message


def test_records_before_the_break_of_an_array_are_read(tmp_path: Path) -> None:
    whole = json.dumps([{"text": f"{i} {'x' * 400}"} for i in range(2000)])
    *found, failure = read_all(written(tmp_path, "a.json", whole[:-1000]))
    assert len(documents(found)) == 1997
    assert isinstance(failure, Failure) and "does not end" in failure.message


def test_one_object_is_one_record(tmp_path: Path) -> None:
    for data in ('{"text": "一", "id": 7}', '{\n "id": 7,\n "text": "一"\n}\n'):
        (document,) = documents(read_all(written(tmp_path, "a.json", data)))
        assert (document.id, document.text) == ("7", "一")
    assert texts(read_all(written(tmp_path, "a.json", jsonl({"text": "一"}, {"text": "二"})))) == ["一", "二"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ('{"name": "x", "version": "1", "n": {}}', "cannot tell which field"),
        ('{"n": 1}', "no field holds a string"),
        ("[1, 2]", "not an object"),
        ("[[1], [2]]", "not an object"),
        ("3", "not an object"),
        ("[see the notes]", "is not JSON"),
        ('["quoted" is no JSON', "is not JSON"),
    ],
)
def test_any_other_json_is_plain_text_and_says_why(tmp_path: Path, data: str, why: str) -> None:
    path = written(tmp_path, "a.json", data)
    (document,) = documents(read_all(path))
    assert (document.id, document.line, document.text) == (str(path), None, data)
    assert str(document.meta["note"]).startswith("read as plain text: ")
    assert why in str(document.meta["note"])


def test_no_record_and_no_byte_are_what_they_are(tmp_path: Path) -> None:
    (skipped,) = read_all(written(tmp_path, "a.json", "[]"))
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "it holds no records"
    (document,) = documents(read_all(written(tmp_path, "b.json", "")))
    assert (document.text, "note" in document.meta) == ("", False)


@pytest.mark.parametrize("name", ["gb18030", "utf-16", "utf-16-le", "utf-8-sig", "utf-32"])
def test_arrays_in_other_encodings(tmp_path: Path, name: str) -> None:
    records = [{"id": f"号{i}", "text": f"{PAGE}“璡”羉，[{{“"} for i in range(30)]
    data = json.dumps(records, ensure_ascii=False, indent=1).encode(name)
    found = documents(read_all(written(tmp_path, "a.json", data)))
    assert [(d.id, d.text) for d in found] == [(record["id"], record["text"]) for record in records]


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16"])
@pytest.mark.parametrize("suffix", ["json", "jsonl"])
def test_half_a_character_stands_at_its_escape_in_the_file(tmp_path: Path, name: str, suffix: str) -> None:
    rows = ['{"text": "中文里的一句话，写得不短也不长"}', r'{"text": "好\ud800坏，后面还有一些文字"}']
    data = (f"[{rows[0]},\n{rows[1]}]" if suffix == "json" else "\n".join(rows)).encode(name)
    _, document = documents(read_all(written(tmp_path, f"a.{suffix}", data)))
    assert document.text.startswith(f"好{BAD}坏")
    (damage,) = document.encoding.damage
    bare = name.removesuffix("-sig").replace("utf-16", "utf-16-le").replace("-le-le", "-le")
    assert data[damage.start : damage.end].decode(bare) == r"\ud800"


def test_a_comma_too_many_and_a_deep_nest_are_said(tmp_path: Path) -> None:
    document, failure = read_all(written(tmp_path, "a.json", '[{"text": "一"},]'))
    assert isinstance(document, Document)
    assert isinstance(failure, Failure) and "a comma too many" in failure.message
    (deep,) = documents(read_all(written(tmp_path, "b.json", '[{"a":' + "[" * 100_000)))
    assert "nested too deeply" in str(deep.meta["note"])
