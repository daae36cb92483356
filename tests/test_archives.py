"""Archives: each member is a file of its own; what is hostile, damaged or left out is said, and the rest is read."""

from __future__ import annotations

import gzip
import io
import stat
import struct
import tarfile
import zipfile
from contextlib import nullcontext
from pathlib import Path

import duckdb
import pytest
from archives import KINDS, said, tar_of, zip_of
from command import CLEAN, MASKED, checker
from files import PAGE, jsonl, read_all, texts, written

from checker.corpus import File, ReadOptions, read
from checker.document import Document
from checker.report import Failure


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
