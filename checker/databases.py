"""Hyperscan databases: compiled, and kept in the user's cache directory."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

from checker import patterns, prefilter
from checker.errors import ConfigError
from checker.files import write_whole
from checker.resources import resource

KEPT = 8  # files in the cache; the oldest go
DIGEST = 16  # bytes of a file that say whether it is whole
SIZE = 8  # bytes that say how long a database is


def cache_folder() -> Path:
    """The user's cache directory for this program; it need not exist."""
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (base if base.is_absolute() else Path.home() / ".cache") / "corpus-checker"


def place(written: Sequence[str]) -> Path:
    """The file in the cache for patterns as rules write them."""
    return cache_folder() / f"rules-{_key(written)}.hsdb"


def _key(written: Sequence[str]) -> str:
    """What a compiled database depends on: the patterns as rules write them, and what translates and compiles them."""
    key = blake2b(repr(written).encode("utf-8", "surrogatepass"), digest_size=16)
    for source in (patterns.__file__, prefilter.__file__, str(resource("rules") / "classes.toml")):
        key.update(Path(source).read_bytes())
    for part in (version("hyperscan"), _cpu()):
        key.update(part.encode() + b"\0")
    return key.hexdigest()


def _flags() -> int:
    import hyperscan

    return int(hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_PREFILTER | hyperscan.HS_FLAG_MULTILINE)


def compiled(expressions: Sequence[str]) -> list[Any]:
    """Databases that report expression `i` as number `i`.  Raises ConfigError naming one that cannot be compiled."""
    # One for all: groups are faster, but with a few anchored patterns alone Hyperscan misses lines.
    return [_compiled(dict(enumerate(expressions)))]


def _compiled(group: Mapping[int, str]) -> Any:
    import hyperscan

    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    try:
        database.compile(
            expressions=[expression.encode() for expression in group.values()],
            ids=list(group),
            elements=len(group),
            flags=[_flags()] * len(group),
        )
    except hyperscan.HyperscanError as error:
        raise ConfigError(*_refusal(list(group.values()), error)) from error
    return database


def kept(path: Path) -> list[Any] | None:
    """The databases in the cache; None where there are none, or where the file is damaged."""
    import hyperscan

    found = []
    try:
        data = path.read_bytes()
        if blake2b(data[DIGEST:], digest_size=DIGEST).digest() != data[:DIGEST]:
            return None
        at = DIGEST
        while at < len(data):
            start = at + SIZE
            at = start + int.from_bytes(data[at:start], "little")
            database = hyperscan.loadb(data[start:at], mode=hyperscan.HS_MODE_BLOCK)
            database.scratch = hyperscan.Scratch(database)
            found.append(database)
    except (OSError, hyperscan.HyperscanError):
        return None
    return found


def _refusal(expressions: Sequence[str], error: Exception) -> tuple[str, str]:
    import hyperscan

    for expression in expressions:
        single = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        try:
            single.compile(expressions=[expression.encode()], ids=[0], elements=1, flags=[_flags()])
        except hyperscan.HyperscanError as reason:
            return f"the pattern {expression!r} cannot be compiled: {reason}", "simplify it, or write a detector"
    return f"the patterns cannot be compiled together: {error}", "select fewer rules"


def keep(path: Path, databases: Sequence[Any]) -> None:
    """Keep the databases for the next run; a cache that cannot be written is done without."""
    import hyperscan

    dumps = [hyperscan.dumpb(database) for database in databases]
    data = b"".join(len(dump).to_bytes(SIZE, "little") + dump for dump in dumps)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, [blake2b(data, digest_size=DIGEST).digest(), data])
        kept = sorted(path.parent.glob("rules-*.hsdb"), key=lambda file: file.stat().st_mtime)
        for old in kept[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return


def _cpu() -> str:
    """What the compiled database depends on: the machine and its instruction sets."""
    import platform

    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8", errors="replace") as file:
            flags = next((line for line in file if line.startswith("flags")), "")
    except OSError:
        flags = ""
    return f"{platform.machine()} {flags}"
