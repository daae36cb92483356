"""Archives that are hostile or damaged: what is refused is said, and the rest is read."""

from __future__ import annotations

import gzip
import random
import struct
import tarfile
import zlib
from pathlib import Path

import pytest
from archives import KINDS, limited, said, tar_of, zip_of
from files import PAGE, jsonl, read_all, texts, written
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.document import Document
from checker.report import Failure, Skipped


def test_a_zip_bomb_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    """100 kB that grow to 100 MB."""
    path = written(tmp_path, "a.zip", zip_of(("bomb.txt", b"aaaa bbb\n" * 11_000_000), ("a.txt", PAGE.encode())))
    assert path.stat().st_size < 300_000
    found = read_all(path)
    assert said(found)[0] == ("a.zip!/bomb.txt", "grows to more than 250 times its size: a decompression bomb?")


def overlapping(count: int, size: int) -> bytes:
    """An archive all of whose entries stand for one piece of data."""
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    text = b"a" * size
    packed = body.compress(text) + body.flush()
    head = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 0, zlib.crc32(text), len(packed), size, 5, 0)
    out = head + b"0.txt" + packed
    directory = b""
    for _ in range(count):
        directory += struct.pack(
            *("<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, zlib.crc32(text), len(packed), size),
            *(5, 0, 0, 0, 0, 0, 0),
        )
        directory += b"0.txt"
    return out + directory + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(out), 0)


def test_entries_that_share_their_data_are_refused(tmp_path: Path) -> None:
    """Such an archive needs no archives inside it to grow without end."""
    path = written(tmp_path, "a.zip", overlapping(2000, 6_000_000))
    assert path.stat().st_size < 200_000
    found = read_all(path)
    assert not any(isinstance(item, Document) and len(item.data) > 6_000_000 for item in found)
    assert len([item for item in found if isinstance(item, Document)]) <= 1
    assert any("bomb" in why or "comes again" in why for _, why in said(found))


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tgz"])
def test_limits_are_kept_and_said(tmp_path: Path, name: str) -> None:
    members = [(f"{number}.txt", b"text " * 200) for number in range(5)]
    path = written(tmp_path, name, KINDS[name](*members))
    found = limited(path, members=3)
    assert len(texts(found)) == 4
    assert said(found) == [(name, "has more than 3 members; the others are not read")]
    found = limited(path, member_size=999)
    assert {why for _, why in said(found)} == {"is larger than the 999 bytes that are read of a member"}
    assert len(said(found)) == 5
    found = limited(path, total_size=3500)
    assert sum(isinstance(item, Document) for item in found) == 3
    assert said(found) == [(name, "has more than 3,500 bytes in it; the rest is not read")]


def test_all_members_together_may_not_grow_without_end(tmp_path: Path) -> None:
    """Each of them stays below the floor of the ratio."""
    path = written(tmp_path, "a.zip", zip_of(*((f"{n}.txt", b"a" * 40_000) for n in range(50))))
    found = limited(path, ratio=250, ratio_floor=50_000)
    assert said(found)[-1] == ("a.zip", "grows to more than 250 times its size: a decompression bomb?")
    assert 0 < sum(isinstance(item, Document) for item in found) < 50


def test_a_sparse_member_is_not_filled_up(tmp_path: Path) -> None:
    """A header of 512 bytes can stand for terabytes of zeros."""
    info = tarfile.TarInfo("sparse.txt")
    info.pax_headers = {
        "GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.map": "0,5", "GNU.sparse.size": str(1 << 45),
    }  # fmt: skip
    found = read_all(written(tmp_path, "a.tar", tar_of((info, b"12345"), ("b.txt", b"b"))))
    assert [item.text for item in found if isinstance(item, Document)] == ["b"]
    assert len(said(found)) == 1


# --- damage -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tar.zst", "a.zip.gz"])
@pytest.mark.parametrize("data", [b"", b"plain text\n", PAGE.encode() * 1000, bytes(100)])
def test_what_is_no_archive_is_a_failure(tmp_path: Path, name: str, data: bytes) -> None:
    for named in (True, False):
        (failure,) = read_all(written(tmp_path, name, data), named=named)
        assert isinstance(failure, Failure)


def test_members_before_the_break_are_read(tmp_path: Path) -> None:
    """A tar archive that is cut off is read up to there, wherever it is cut, and that is always said."""
    data = tar_of(*((f"{n}.txt", b"x" * 700) for n in range(4)))
    for cut in range(512, 4 * 1536 + 1, 512):
        found = read_all(written(tmp_path, "a.tar", data[:cut]))
        assert sum(isinstance(item, Document) for item in found) == cut // 1536
        assert any(isinstance(item, Failure) for item in found), cut


def test_a_damaged_member_takes_no_other_with_it(tmp_path: Path) -> None:
    data = bytearray(zip_of(("a.txt", b"one" * 50), ("b.txt", b"two" * 50), ("c.txt", b"three"), method=0))
    data[data.index(b"twotwo") + 7] ^= 1
    found = read_all(written(tmp_path, "a.zip", bytes(data)))
    assert [item.text for item in found if isinstance(item, Document)] == ["one" * 50, "three"]
    ((place, why),) = said(found)
    assert place == "a.zip!/b.txt"
    assert "Bad CRC-32" in why


def test_a_damaged_header_is_no_end(tmp_path: Path) -> None:
    """tarfile itself would stop without a word."""
    data = bytearray(tar_of(("a.txt", b"one"), ("b.txt", b"two"), ("c.txt", b"three")))
    data[1024 + 10] ^= 0xFF
    found = read_all(written(tmp_path, "a.tar", bytes(data)))
    assert [item.text for item in found if isinstance(item, Document)] == ["one"]
    assert said(found) == [
        ("a.tar", "is no tar archive that can be read any further, after 1 members: a header is damaged (bad checksum)")
    ]


MEMBERS = [("a.txt", b"one " * 300), ("长长的名字" * 20 + ".txt", PAGE.encode()), ("c.jsonl", jsonl({"text": "x"}))]
WHOLE = {
    "a.zip": zip_of(*MEMBERS),
    "a.tar": tar_of(*MEMBERS),
    "b.tar": tar_of(*MEMBERS, format=tarfile.GNU_FORMAT),
    "a.tgz": gzip.compress(tar_of(*MEMBERS), mtime=0),
}


@settings(max_examples=300, deadline=None)
@given(name=st.sampled_from(sorted(WHOLE)), seed=st.integers(0, 1 << 32), cut=st.booleans())
def test_no_damage_is_an_accident(tmp_path_factory: pytest.TempPathFactory, name: str, seed: int, cut: bool) -> None:
    """Whatever byte is changed or missing, something is said or read, and nothing is raised."""
    rng = random.Random(seed)
    data = bytearray(WHOLE[name])
    for _ in range(rng.randint(1, 6)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    if cut:
        del data[rng.randrange(len(data)) :]
    path = written(tmp_path_factory.mktemp("archive"), name, bytes(data))
    for item in read_all(path, named=True):
        assert isinstance(item, Document | Failure | Skipped)
