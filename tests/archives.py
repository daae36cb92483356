"""Archives made for tests, and what was read of them."""

from __future__ import annotations

import gzip
import io
import re
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import zstandard

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
