"""Archives: each member is a file of its own; what is hostile, damaged or left out is said, and the rest is read."""

from __future__ import annotations

import gzip
import io
import random
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
import zstandard
from command import CLEAN, MASKED, checker
from files import PAGE, jsonl, read_all, texts
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.corpus import File, ReadOptions, read
from checker.corpus.options import reading
from checker.document import Document
from checker.report import Failure, Skipped

Found = Sequence[Document | Failure | Skipped]
FOLDER = re.compile(r"^.*/pytest-of-[^/]*/pytest-[^/]*/(?:popen-[^/]*/)?[^/]*/")  # of one test
Maker = Callable[..., bytes]


def zip_of(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def tar_of(*members: tuple[str | tarfile.TarInfo, bytes], format: int = tarfile.PAX_FORMAT) -> bytes:  # noqa: A002
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name) if isinstance(name, str) else name
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def limited(path: Path, **limits: int) -> Found:
    """What is read with other limits than those of rules/reading.toml."""
    known = reading()
    archives = {name.replace("_", "-"): value for name, value in limits.items() if name not in ("ratio", "ratio_floor")}
    compressed = {name.replace("_", "-"): value for name, value in limits.items() if name in ("ratio", "ratio_floor")}
    changed = replace(known, archives={**known.archives, **archives}, compressed={**known.compressed, **compressed})
    return list(read(File(str(path), named=True), ReadOptions(reading=changed)))


def said(found: Found) -> list[tuple[str, str]]:
    """What was not read: the name behind the archive's folder, and why."""
    out = []
    for item in found:
        if not isinstance(item, Document):
            path = FOLDER.sub("", item.path)
            out.append((path, item.message if isinstance(item, Failure) else f"skipped: {item.reason}"))
    return out


KINDS: dict[str, Maker] = {
    "a.zip": zip_of,
    "a.tar": tar_of,
    "a.tar.gz": lambda *members: gzip.compress(tar_of(*members)),
    "a.tgz": lambda *members: gzip.compress(tar_of(*members)),
    "a.tar.zst": lambda *members: zstandard.compress(tar_of(*members)),
    "a.zip.gz": lambda *members: gzip.compress(zip_of(*members)),
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_members_are_files(tmp_path: Path, kind: str) -> None:
    """In every format that a file may have, each under the archive's path and its own."""
    csv = f"id,text\n1,{CLEAN.strip()}\n"
    data = KINDS[kind](
        ("a.txt", PAGE.encode()),
        ("./deep/down/b.jsonl", jsonl({"id": "x", "text": "一"}, {"id": "", "text": "二"})),
        ("c.csv.gz", gzip.compress(csv.encode("gb18030"))),
        ("旧/d.md", "三".encode()),
        ("pixel.png", b"\x89PNG\r\n\x1a\n" + bytes(50)),
    )
    path = written(tmp_path, kind, data)
    found = read_all(path)
    documents = [item for item in found if isinstance(item, Document)]
    assert [(d.source.removeprefix(f"{path}"), d.id.removeprefix(f"{path}"), d.line) for d in documents] == [
        ("!/a.txt", "!/a.txt", None),
        ("!/deep/down/b.jsonl", "x", 1),
        ("!/deep/down/b.jsonl", "!/deep/down/b.jsonl:2", 2),
        ("!/c.csv.gz", "1", 2),
        ("!/旧/d.md", "!/旧/d.md", None),
    ]
    assert [d.text for d in documents] == [PAGE, "一", "二", CLEAN.strip(), "三"]
    assert said(found) == [(f"{kind}!/pixel.png", "skipped: binary")]


def test_parquet_in_an_archive_is_read(tmp_path: Path, kind: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT '一' AS text) TO '{tmp_path}/t.parquet' (FORMAT parquet)")
    data = (tmp_path / "t.parquet").read_bytes()
    assert texts(read_all(written(tmp_path, kind, KINDS[kind](("t.parquet", data), ("z.txt", b"z"))))) == ["一", "z"]


def test_what_is_left_out_is_said(tmp_path: Path, kind: str) -> None:
    """Hidden members, archives inside, names that lead out, the same name again."""
    members = [
        ("a.txt", b"one"),
        (".git/config", b"no"),
        ("__MACOSX/._a.txt", b"no"),
        ("inner.zip", zip_of(("b.txt", b"two"))),
        ("inner.tar.gz", b"whatever"),
        ("/etc/passwd", b"no"),
        ("x/../../up.txt", b"no"),
        ("C:/boot.ini", b"no"),
        ("a.txt", b"again"),
        ("last.txt", b"last"),
    ]
    with pytest.warns(UserWarning, match="Duplicate name") if "zip" in kind else nullcontext():
        path = written(tmp_path, kind, KINDS[kind](*members))
    found = read_all(path)
    assert texts([item for item in found if isinstance(item, Document)]) == ["one", "last"]
    out = "its name leads out of the archive, so it is not read"
    assert said(found) == [
        (f"{kind}!/.git/config", "skipped: hidden"),
        (f"{kind}!/__MACOSX/._a.txt", "skipped: hidden"),
        (f"{kind}!/inner.zip", "skipped: an archive inside an archive"),
        (f"{kind}!/inner.tar.gz", "skipped: an archive inside an archive"),
        (f"{kind}!///etc/passwd", out),
        (f"{kind}!/x/../../up.txt", out),
        (f"{kind}!/C:/boot.ini", out),
        (f"{kind}!/a.txt", "comes again in the archive; only the first one is read"),
    ]


def test_what_the_configuration_excludes_is_excluded_in_archives(tmp_path: Path, kind: str) -> None:
    data = KINDS[kind](("drafts/a.txt", b"no"), ("b.log", b"no"), ("c.txt", b"yes"))
    found = read_all(written(tmp_path, kind, data), exclude=("drafts/", "*.log"), root=str(tmp_path))
    assert texts([item for item in found if isinstance(item, Document)]) == ["yes"]
    assert {why for _, why in said(found)} == {"skipped: excluded by configuration"}


def test_links_and_devices_are_skipped(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    found = read_all(written(tmp_path, "a.zip", zip_of((link, b"/etc/passwd"), ("b.txt", b"b"))))
    assert said(found) == [("a.zip!/link.txt", "skipped: a symbolic link")]
    kinds = {"soft": tarfile.SYMTYPE, "hard": tarfile.LNKTYPE, "dev": tarfile.CHRTYPE, "pipe": tarfile.FIFOTYPE}
    infos = []
    for name, type_ in kinds.items():
        info = tarfile.TarInfo(name)
        info.type, info.linkname = type_, "/etc/passwd"
        infos.append((info, b""))
    found = read_all(written(tmp_path, "a.tar", tar_of(("b.txt", b"b"), *infos)))
    assert texts(found) == ["b"]
    assert [why for _, why in said(found)] == [
        "skipped: a symbolic link",
        "skipped: a hard link",
        "skipped: is no file",
        "skipped: is no file",
    ]


def test_an_encrypted_member_and_an_unknown_method_are_failures(tmp_path: Path) -> None:
    data = bytearray(zip_of(("a.txt", b"secret"), ("b.txt", b"strange"), ("c.txt", b"plain"), method=0))
    entries = [place for place in range(len(data)) if data[place : place + 4] == b"PK\x01\x02"]
    data[entries[0] + 8] |= 1
    data[entries[1] + 10 : entries[1] + 12] = struct.pack("<H", 93)
    found = read_all(written(tmp_path, "a.zip", bytes(data)))
    assert texts([item for item in found if isinstance(item, Document)]) == ["plain"]
    assert said(found) == [
        ("a.zip!/a.txt", "is encrypted"),
        ("a.zip!/b.txt", "is compressed by a method that is not read (93)"),
    ]


def test_names_of_old_programs_are_read(tmp_path: Path) -> None:
    """GBK without a flag, and backslashes for slashes."""
    names = ["档案馆/水文笔记.txt", "档案馆/图书馆开放时间.txt", "plain.txt"]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(_Raw(name.encode("gb18030")), b"x")
    found = read_all(written(tmp_path, "a.zip", out.getvalue()))
    assert [item.source.partition("!/")[2] for item in found if isinstance(item, Document)] == names
    found = read_all(written(tmp_path, "b.zip", zip_of(("dir\\sub\\a.txt", b"a"), ("..\\up.txt", b"b"))))
    assert [item.source.partition("!/")[2] for item in found if isinstance(item, Document)] == ["dir/sub/a.txt"]
    assert "leads out" in said(found)[0][1]


class _Raw(zipfile.ZipInfo):
    """An entry whose name is written as the bytes that it is given, without the flag for UTF-8."""

    def __init__(self, name: bytes) -> None:
        super().__init__(name.decode("cp437"))
        self._raw = name

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's own name
        return self._raw, self.flag_bits & ~0x800


# --- bombs ------------------------------------------------------------------------------------------------------------


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


def test_the_command_reads_archives(tmp_path: Path) -> None:
    """From a folder and from standard input; a hostile name is shown, not obeyed; the index holds the members."""
    name = "b\x1b[31m\u202e\n::error::x.txt"
    data = zip_of(("a.txt", CLEAN.encode()), (name, MASKED.encode()))
    written(tmp_path, "a.zip", data)
    run = checker("check", ".", "-o", "concise", "--select", "PLC", cwd=tmp_path)
    assert run.returncode == 1
    assert b"a.zip!/b" in run.stdout
    assert not any(byte in run.stdout for byte in (b"\x1b", "\u202e".encode(), b"\n::error"))
    piped = checker(
        "check", "-", "--stdin-filename", "a.zip", "-o", "concise", "--select", "PLC", cwd=tmp_path, stdin=data
    )
    assert piped.stdout.partition(b"\nfail")[0] == run.stdout.partition(b"\nfail")[0]
    for output in ("json", "sarif", "junit", "github", "gitlab", "markdown", "html"):
        shown = checker("check", ".", "-o", output, "--select", "PLC", cwd=tmp_path).stdout
        assert b"\x1b" not in shown
        assert "\u202e".encode() not in shown
        assert b"\n::error::x" not in shown
    assert checker("index", "add", ".", "--quiet", cwd=tmp_path).returncode == 0
    held = checker("index", "show", "--ids", cwd=tmp_path).stdout.split(b"\n")
    assert held[0] == b"a.zip!/a.txt"
    assert checker("check", "a.zip", "--against", "corpus.duckdb", "--select", "DUP", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.parquet", "a.arrow"])
def test_a_file_that_changes_while_it_is_read_is_said(tmp_path: Path, name: str) -> None:
    """What was read of it may be half of one version and half of another."""
    if name == "a.parquet":
        with duckdb.connect() as connection:
            connection.execute(f"COPY (SELECT 'x' AS text FROM range(3)) TO '{tmp_path}/{name}' (FORMAT parquet)")
    elif name == "a.arrow":
        pa = pytest.importorskip("pyarrow")
        table = pa.table({"text": ["x"] * 3})
        with pa.ipc.new_file(str(tmp_path / name), table.schema) as writer:
            writer.write_table(table)
    else:
        written(tmp_path, name, KINDS[name](*((f"{n}.txt", b"x") for n in range(3))))
    found = read(File(str(tmp_path / name)), ReadOptions())
    assert isinstance(next(found), Document)
    with (tmp_path / name).open("ab") as file:
        file.write(b"more")
    *_, last = found
    assert isinstance(last, Failure)
    assert "changed while it was read" in last.message
