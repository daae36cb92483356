"""Compressed files: what is inside is read, and what is broken or grows without end is said."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest
import zstandard
from files import PAGE, jsonl, read_all, texts, written

from checker.document import Document
from checker.report import Failure, Skipped


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
        path = written(tmp_path, f"a.bin{self.suffix(compress)}", compress(b"a.txt" + bytes(600)))
        assert read_all(path) == [Skipped(str(path), "binary")]


def test_a_flipped_byte_in_gzip_is_a_failure(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(random.Random(2).randbytes(5000).hex().encode()))
    data[-6] ^= 1  # in the checksum
    (failure,) = read_all(written(tmp_path, "a.txt.gz", bytes(data)))
    assert isinstance(failure, Failure)
    assert "broken gzip data" in failure.message
