"""JSON records in UTF-16: read as they come, and the same as the file decoded at once."""

from __future__ import annotations

import codecs
import io
import json
from typing import IO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.corpus import ReadOptions
from checker.corpus.decode import as_encoding
from checker.corpus.records import records
from checker.corpus.textlines import in_utf8
from checker.document import Document

MARKS = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
NAMES = pytest.mark.parametrize("name", list(MARKS))


class Counted(io.RawIOBase):
    """A file that knows how far it was read."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        size = self._data.readinto(buffer)  # type: ignore[arg-type]
        self.taken += size
        return size


@NAMES
def test_a_record_is_given_before_the_rest_is_read(name: str) -> None:
    rows = "".join(json.dumps({"text": f"第{n}号河段水位平稳。"}, ensure_ascii=False) + "\n" for n in range(100_000))
    raw = Counted(MARKS[name] + rows.encode(name))
    found = records("a.jsonl", io.BufferedReader(raw, 1 << 16), ReadOptions())
    first = next(found)
    assert isinstance(first, Document)
    assert (first.text, first.line, first.encoding.name, first.encoding.bom) == ("第0号河段水位平稳。", 1, name, True)
    assert raw.taken < len(rows)  # half of the bytes
    assert sum(isinstance(item, Document) for item in found) == 99_999


@given(st.binary(max_size=60), st.sampled_from(sorted(MARKS)), st.integers(1, 9))
@settings(deadline=None)
def test_what_is_read_in_pieces_is_what_is_decoded_at_once(data: bytes, name: str, step: int) -> None:
    data = data.replace(b"\xff", b"\n\x00").replace(b"\xfe", b"\x00\n")
    stream = cast("IO[bytes]", in_utf8(io.BufferedReader(io.BytesIO(data)), name, step))
    assert stream.read() == as_encoding(data, name).data


@NAMES
def test_damage_stands_at_its_bytes(name: str) -> None:
    rows = "".join(f'{{"text": "第{n}行好好的"}}\n' for n in range(3)).encode(name)
    half = "\ud83d".encode(name, "surrogatepass")
    at = rows.index("1行".encode(name))
    data = MARKS[name] + rows[:at] + half + rows[at:]
    texts = [item.text for item in records("a.jsonl", io.BufferedReader(io.BytesIO(data)), ReadOptions())
             if isinstance(item, Document)]  # fmt: skip
    damaged = "第" + "\ufffd" * 2 + "1行好好的"
    assert texts == ["第0行好好的", damaged, "第2行好好的"]
