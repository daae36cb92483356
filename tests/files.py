"""Files to read in tests, and what was read of them."""

from __future__ import annotations

import json
from pathlib import Path

from checker.corpus import File, ReadOptions, read
from checker.document import Document
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
