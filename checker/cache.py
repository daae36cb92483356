"""What is kept from one run to the next in the user's cache directory: only what can be made again."""

from __future__ import annotations

import os
from pathlib import Path
from warnings import warn

import xxhash

from checker.errors import CheckerWarning
from checker.files import write_whole

KEPT = 8  # files of a kind; the oldest go
DIGEST = 16  # bytes of a file that say whether it is whole


def cache_folder() -> Path:
    """The user's cache directory for this program; it need not exist."""
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not base.is_absolute():
        try:
            base = Path.home() / ".cache"
        except RuntimeError:  # a user without a home folder
            base = Path(os.devnull)
    return base / "corpus-checker"


def kept(path: Path) -> bytes | None:
    """What a file in the cache holds; None where there is none, or where it is damaged."""
    try:
        with path.open("rb") as file:
            digest, data = file.read(DIGEST), file.read()
    except OSError:
        return None
    return data if _digest(data) == digest else None


def keep(path: Path, data: bytes) -> bool:
    """Keep the data for the next run; False where the cache cannot be written, which is done without.

    Of the files with the same beginning of a name (up to the first hyphen) the newest stay.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, [_digest(data), data])
        alike = set(path.parent.glob(f"{path.name.partition('-')[0]}-*{path.suffix}")) - {path}
        for old in sorted(alike, key=lambda file: file.stat().st_mtime)[: 1 - KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def warn_unkept(what: str) -> None:
    """Warn, once a process, that `what` is made anew in each run."""
    said = f"the cache folder {cache_folder()} cannot be written, so {what} each time: name another in XDG_CACHE_HOME"
    warn(said, CheckerWarning, stacklevel=1)  # from one line, and so shown once


def _digest(data: bytes) -> bytes:
    return xxhash.xxh3_128_digest(data)
