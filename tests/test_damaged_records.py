"""Bytes and escapes in records that are no characters: where in the file they stand."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from files import BAD, PAGE, jsonl, read_all, texts, written
from hypothesis import given
from hypothesis import strategies as st

from checker.corpus import File, ReadOptions, read
from checker.document import Damage, Document
from checker.report import Failure, Skipped


def test_half_a_surrogate_pair_is_damage_at_its_escape(tmp_path: Path) -> None:
    line = rb'{"id": "\ud83d", "text": "\ud83d\ude00 \\ud800 a\udc00b\ud800\ud800"}'
    (document,) = read_all(written(tmp_path, "a.jsonl", line))
    assert isinstance(document, Document)
    assert document.text == f"\U0001f600 \\ud800 a{BAD}b{BAD}{BAD}"
    places = [line.index(rb"\udc00"), line.index(rb"\ud800\ud800"), line.rindex(rb"\ud800")]
    assert [(d.offset, d.start, d.end, d.kind) for d in document.encoding.damage] == [
        (offset, place, place + 6, "surrogate") for offset, place in zip((10, 12, 13), places, strict=True)
    ]
    assert document.id == "\\ud83d"


def test_a_bad_byte_in_a_record_is_damage_at_its_place_in_the_file(tmp_path: Path) -> None:
    first = jsonl({"title": "标题", "text": "一"})
    second = '{"title": "标\xfe题", "text": "中文里\xff\xfe有\\n坏字节\\ud800，其余的都是好的"}\n'
    data = first + second.encode().replace("\xfe".encode(), b"\xfe").replace("\xff".encode(), b"\xff")
    _, document = read_all(written(tmp_path, "a.jsonl", data))
    assert isinstance(document, Document)
    assert document.text == f"中文里{BAD}{BAD}有\n坏字节{BAD}，其余的都是好的"
    place = data.index(b"\xff\xfe")
    byte, surrogate = document.encoding.damage
    assert byte == Damage(3, place, place + 2)
    assert (surrogate.offset, surrogate.kind) == (10, "surrogate")


def test_thousands_of_bad_bytes_in_one_record_keep_their_places(tmp_path: Path) -> None:
    data = b'{"text": "' + ("字" * 5).encode().join([b"\xff"] * 5000) + b'"}'
    (document,) = read_all(written(tmp_path, "a.jsonl", data))
    assert isinstance(document, Document)
    damage = document.encoding.damage
    assert [item.start for item in damage] == [place for place in range(len(data)) if data[place] == 0xFF]
    assert [item.offset for item in damage] == list(range(0, 5000 * 6, 6))


@given(st.lists(st.sampled_from(["字", "a", "\\n", "\xff", "\\ud800", "\\\\", BAD]), min_size=1, max_size=40))
def test_damage_in_records_tells_the_bytes(parts: list[str]) -> None:
    body = b"".join(b"\xff" if part == "\xff" else part.encode() for part in parts)
    line = b'{"t\xff": "' + "好".encode() * 200 + b'\xff", "text": "' + body + b'"}'
    (document,) = from_stdin_bytes(line)
    assert isinstance(document, Document)
    byte_places = {place for place in range(len(line)) if line[place] == 0xFF and place >= line.index(b'"text"')}
    damage = document.encoding.damage
    assert {place for d in damage if d.kind == "byte" for place in range(d.start, d.end)} == byte_places
    assert sum(d.kind == "surrogate" for d in damage) == parts.count("\\ud800")
    for item in damage:
        size = item.end - item.start if item.kind == "byte" else 1
        assert document.text[item.offset : item.offset + size] == BAD * size


def from_stdin_bytes(data: bytes) -> list[Document | Failure | Skipped]:
    real, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(data))
    try:
        return list(read(File("x.jsonl", named=True, stdin=True), ReadOptions()))
    finally:
        sys.stdin = real


@pytest.mark.parametrize("name", ["gb18030", "utf-16", "utf-16-le", "utf-8-sig"])
def test_records_in_other_encodings(tmp_path: Path, name: str) -> None:
    records = jsonl(*({"id": f"号{i}", "text": PAGE} for i in range(30))).decode()
    found = read_all(written(tmp_path, "a.jsonl", records.encode(name)))
    assert texts(found) == [PAGE] * 30
    assert [item.id for item in found if isinstance(item, Document)] == [f"号{i}" for i in range(30)]


def test_one_record_in_another_encoding_does_not_harm_the_others(tmp_path: Path) -> None:
    page = PAGE * 5
    line = jsonl({"text": page})
    data = line * 3 + line.decode().encode("gb18030") + line * 3
    found = read_all(written(tmp_path, "a.jsonl", data))
    assert texts(found) == [page] * 7
    assert [item.encoding.name for item in found if isinstance(item, Document)][3] == "gb18030"
