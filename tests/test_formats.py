"""A file becomes documents; whatever is wrong with it becomes a failure with a reason, and the rest is read."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import sys
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from checker.corpus import File, ReadOptions, read
from checker.document import Damage, Document
from checker.finding import position
from checker.report import Failure, Skipped

BAD = "\N{REPLACEMENT CHARACTER}"
PAGE = "这里是一篇短文的第一段。\r\n第二段也不长。\n"


def read_all(path: Path, named: bool = False, **options: object) -> list[Document | Failure | Skipped]:
    return list(read(File(str(path), named=named), ReadOptions(**options)))  # type: ignore[arg-type]


def written(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def jsonl(*records: object) -> bytes:
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


def texts(found: list[Document | Failure | Skipped]) -> list[str]:
    return [
        item.text if isinstance(item, Document) else item.message for item in found if not isinstance(item, Skipped)
    ]


# --- plain files ------------------------------------------------------------------------------------------------------


def test_a_text_is_one_document_named_by_its_path(tmp_path: Path) -> None:
    path = written(tmp_path, "a.md", PAGE)
    (document,) = read_all(path)
    assert isinstance(document, Document)
    assert (document.id, document.source, document.line, document.text) == (str(path), str(path), None, PAGE)


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", [""]),
        (b"a\r\nb\r\n", ["a", "b", ""]),
        (b"a\rb\r", ["a\rb"]),
        (b"a\0b", ["a\0b"]),
        (b"\n", ["", ""]),
        (b"no end", ["no end"]),
    ],
    ids=["empty", "CRLF", "lone CR", "NUL", "only a line end", "no line end"],
)
def test_lines_end_at_line_feeds_alone_and_nothing_is_dropped(tmp_path: Path, data: bytes, lines: list[str]) -> None:
    (document,) = read_all(written(tmp_path, "a.txt", data), named=True)
    assert isinstance(document, Document)
    assert document.text.encode() == data
    assert list(document.lines) == lines


def test_a_single_line_of_100_megabytes_has_exact_positions(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    with path.open("wb") as file:
        for _ in range(100):
            file.write("字a".encode() * 250_000)
        file.write(b"\nend")
    (document,) = read_all(path)
    assert isinstance(document, Document)
    assert len(document.data) == 100_000_004
    assert position(document, len(document.text) - 1) == position(document, 50_000_003)
    assert (position(document, 50_000_003).line, position(document, 50_000_003).column) == (2, 3)
    assert position(document, 49_999_999).column == 50_000_000


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs Linux's /proc")
def test_a_file_that_cannot_be_read_is_a_failure() -> None:
    (failure,) = read_all(Path("/proc/self/mem"), named=True)
    assert isinstance(failure, Failure)
    assert failure.message.startswith("cannot be read: ")


def test_a_file_that_vanished_is_a_failure(tmp_path: Path) -> None:
    (failure,) = read_all(tmp_path / "gone.txt")
    assert failure == Failure(str(tmp_path / "gone.txt"), "cannot be read: No such file or directory")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a PNG image"),
        (b"%PDF-1.7\nall of it is ASCII\n", "a PDF file"),
        (b"PK\x03\x04" + bytes(30), "a ZIP archive"),
        (random.Random(5).randbytes(20_000), "binary data"),
    ],
)
def test_binary_is_skipped_in_a_folder_and_a_failure_when_named(tmp_path: Path, data: bytes, what: str) -> None:
    path = written(tmp_path, "a.txt", data)
    assert read_all(path) == [Skipped(str(path), "binary")]
    (failure,) = read_all(path, named=True)
    assert isinstance(failure, Failure)
    assert what in failure.message


@pytest.mark.parametrize("name", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "cp932", "utf-8"])
def test_text_in_no_encoding_is_taken_for_binary(tmp_path: Path, name: str) -> None:
    text = "かな文字とabcの行です。\n" * 40 if name == "cp932" else PAGE * 20
    (document,) = read_all(written(tmp_path, "a.txt", text.encode(name)))
    assert texts([document]) == [text]


def test_one_nul_in_a_page_does_not_make_it_binary(tmp_path: Path) -> None:
    assert texts(read_all(written(tmp_path, "a.txt", PAGE + "\0" + PAGE))) == [PAGE + "\0" + PAGE]


# --- standard input and pipes -----------------------------------------------------------------------------------------


def from_stdin(monkeypatch: pytest.MonkeyPatch, data: bytes, name: str = "-") -> list[Document | Failure | Skipped]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    return list(read(File(name, named=True, stdin=True), ReadOptions()))


def test_standard_input_is_text_records_or_compressed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert texts(from_stdin(monkeypatch, PAGE.encode())) == [PAGE]
    records = jsonl({"text": "一"}, {"text": "二"})
    assert texts(from_stdin(monkeypatch, records)) == ["一", "二"]
    assert texts(from_stdin(monkeypatch, records, "page.txt")) == [records.decode()]
    assert texts(from_stdin(monkeypatch, gzip.compress(jsonl({"text": "一"})), "x.jsonl.gz")) == ["一"]
    assert not sys.stdin.buffer.closed


def test_a_named_pipe_that_was_named_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    child = os.fork()
    if child == 0:
        with pipe.open("wb") as file:
            file.write(PAGE.encode() * 5000)
        os._exit(0)
    found = read_all(pipe, named=True)
    os.waitpid(child, 0)
    assert texts(found) == [PAGE * 5000]


# --- compressed files -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("compress", [gzip.compress, zstandard.compress], ids=["gz", "zst"])
class TestCompressed:
    def suffix(self, compress: object) -> str:
        return ".gz" if compress is gzip.compress else ".zst"

    def test_the_file_inside_is_read(self, tmp_path: Path, compress) -> None:  # type: ignore[no-untyped-def]
        suffix = self.suffix(compress)
        assert texts(read_all(written(tmp_path, f"a.txt{suffix}", compress(PAGE.encode())))) == [PAGE]
        records = compress(jsonl({"text": "一"}, {"text": "二"}))
        assert texts(read_all(written(tmp_path, f"b.jsonl{suffix}", records))) == ["一", "二"]
        assert texts(read_all(written(tmp_path, f"c.txt{suffix}", compress(b"")))) == [""]

    def test_several_members_are_one_file(self, tmp_path: Path, compress) -> None:  # type: ignore[no-untyped-def]
        path = written(tmp_path, f"a.txt{self.suffix(compress)}", compress(b"one ") + compress(b"two"))
        assert texts(read_all(path)) == ["one two"]

    def test_records_before_the_break_are_read(self, tmp_path: Path, compress) -> None:  # type: ignore[no-untyped-def]
        rng = random.Random(3)
        whole = compress(jsonl(*({"text": f"{i} " + rng.randbytes(400).hex()} for i in range(2000))))
        path = written(tmp_path, f"a.jsonl{self.suffix(compress)}", whole[: len(whole) * 3 // 4])
        *documents, failure = read_all(path)
        assert len(documents) > 1000
        assert all(isinstance(item, Document) for item in documents)
        assert isinstance(failure, Failure)
        assert "truncated" in failure.message

    def test_what_is_not_compressed_is_said(self, tmp_path: Path, compress) -> None:  # type: ignore[no-untyped-def]
        for data in (b"plain text", b""):
            (failure,) = read_all(written(tmp_path, f"a.txt{self.suffix(compress)}", data))
            assert isinstance(failure, Failure)

    def test_a_bomb_is_refused(self, tmp_path: Path, compress) -> None:  # type: ignore[no-untyped-def]
        path = written(tmp_path, f"a.txt{self.suffix(compress)}", compress(bytes(100_000_000)))
        (failure,) = read_all(path.rename(tmp_path / f"a.jsonl{self.suffix(compress)}"), named=True)
        assert isinstance(failure, Failure)

    def test_text_that_grows_without_end_is_refused(self, tmp_path: Path, compress) -> None:  # type: ignore[no-untyped-def]
        path = written(tmp_path, f"a.txt{self.suffix(compress)}", compress(b"aaaa bbbb\n" * 10_000_000))
        (failure,) = read_all(path)
        assert isinstance(failure, Failure)
        assert "bomb" in failure.message

    def test_binary_inside_is_binary(self, tmp_path: Path, compress) -> None:  # type: ignore[no-untyped-def]
        path = written(tmp_path, f"a.tar{self.suffix(compress)}", compress(b"a.txt" + bytes(600)))
        assert read_all(path) == [Skipped(str(path), "binary")]


def test_a_flipped_byte_in_gzip_is_a_failure(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(random.Random(2).randbytes(5000).hex().encode()))
    data[-6] ^= 1  # in the checksum
    (failure,) = read_all(written(tmp_path, "a.txt.gz", bytes(data)))
    assert isinstance(failure, Failure)
    assert "broken gzip data" in failure.message


# --- records ----------------------------------------------------------------------------------------------------------


def test_records_carry_line_and_id(tmp_path: Path) -> None:
    path = written(
        tmp_path, "a.jsonl", jsonl({"id": "x", "text": "一\r\n"}) + b"\n \r\n" + jsonl({"id": 7, "text": ""})
    )
    found = read_all(path)
    assert [(d.id, d.line, d.source, d.text) for d in found if isinstance(d, Document)] == [
        ("x", 1, str(path), "一\r\n"),
        ("7", 4, str(path), ""),
    ]


def test_without_an_id_a_record_is_named_by_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, "a.jsonl", jsonl({"text": "一"}, {"text": "二"}))
    assert [item.id for item in read_all(path) if isinstance(item, Document)] == [f"{path}:1", f"{path}:2"]


def test_fields_that_are_named_are_used(tmp_path: Path) -> None:
    path = written(tmp_path, "a.jsonl", jsonl({"text": "no", "summary": "yes", "id": 1, "page": "p1"}))
    (document,) = read_all(path, text_field="summary", id_field="page")
    assert isinstance(document, Document)
    assert (document.id, document.text) == ("p1", "yes")


@pytest.mark.parametrize(
    "record",
    [
        {"title": "t", "Content": "the one"},
        {"only": "the one", "n": 3},
        {"name": "short", "essay": "the one" + " and a good deal more of it" * 3},
        {"url": "http://example.org/a/very/long/address/that/is/longer", "words": "the one"},
    ],
)
def test_the_text_field_is_guessed_where_one_stands_out(tmp_path: Path, record: dict[str, object]) -> None:
    (document,) = read_all(written(tmp_path, "a.jsonl", jsonl(record)))
    assert isinstance(document, Document)
    assert document.text.startswith("the one")


def test_where_no_field_stands_out_the_candidates_are_listed(tmp_path: Path) -> None:
    path = written(tmp_path, "a.jsonl", jsonl({"question": "how long?", "answer": "very long", "n": 1}))
    (failure,) = read_all(path)
    assert isinstance(failure, Failure)
    assert "'question'" in failure.message
    assert "'answer'" in failure.message
    assert "--text-field" in failure.message


def test_a_named_field_that_no_record_has_is_one_failure(tmp_path: Path) -> None:
    (failure,) = read_all(written(tmp_path, "a.jsonl", jsonl({"text": "一"}, {"text": "二"})), text_field="body")
    assert isinstance(failure, Failure)
    assert "'body'" in failure.message
    assert "'text'" in failure.message


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "x"', "is not JSON"),
        (b"[1]", "not an object"),
        (b'{"title": "x"}', "is missing"),
        (b'{"text": null}', "is not a string"),
        (b"[" * 100_000, "is not JSON"),
        (b'{"text": "a", "n": ' + b"9" * 5000 + b"}", "cannot be read|can be read"),
    ],
)
def test_a_bad_line_is_a_failure_and_the_others_are_read(tmp_path: Path, line: bytes, reason: str) -> None:
    path = written(tmp_path, "a.jsonl", jsonl({"text": "一"}) + line + b"\n" + jsonl({"text": "二"}))
    first, failure, last = read_all(path)
    assert texts([first, last]) == ["一", "二"]
    assert isinstance(failure, Failure)
    assert failure.path == f"{path}:2"
    assert any(part in failure.message for part in reason.split("|"))


def test_a_file_without_any_record_is_one_failure(tmp_path: Path) -> None:
    path = written(tmp_path, "a.jsonl", "just\nsome\nprose\n" * 100)
    (failure,) = read_all(path)
    assert isinstance(failure, Failure)
    assert "not JSON Lines" in failure.message
    assert read_all(written(tmp_path, "b.jsonl", b"\n\n")) == []


def test_json_is_read_as_records_only_if_it_is_json_lines(tmp_path: Path) -> None:
    assert texts(read_all(written(tmp_path, "a.json", jsonl({"text": "一"}, {"text": "二"})))) == ["一", "二"]
    for plain in ('{"text": "一"}\n', '{\n "text": "一"\n}\n', "[1]\n[2]\n"):
        assert texts(read_all(written(tmp_path, "b.json", plain))) == [plain]


def test_half_a_surrogate_pair_is_damage_at_its_escape(tmp_path: Path) -> None:
    line = rb'{"id": "\ud83d", "text": "\ud83d\ude00 \\ud800 a\udc00b\ud800\ud800"}'
    (document,) = read_all(written(tmp_path, "a.jsonl", line))
    assert isinstance(document, Document)
    assert document.text == f"\U0001f600 \\ud800 a{BAD}b{BAD}{BAD}"
    places = [line.index(rb"\udc00"), line.index(rb"\ud800\ud800"), line.rindex(rb"\ud800")]
    assert [(d.offset, d.start, d.end, d.kind) for d in document.encoding.damage] == [
        (offset, place, place + 6, "surrogate") for offset, place in zip((10, 12, 13), places, strict=True)
    ]
    assert document.id == BAD


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
