"""The Hyperscan database of a rulebook: compiled, and kept in the user's cache directory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

from checker import cache, patterns, prefilter
from checker.errors import ConfigError
from checker.resources import resource


def place(written: Sequence[str]) -> Path:
    """The file in the cache for patterns as rules write them."""
    return cache.cache_folder() / f"rules-{_key(written)}.hsdb"


def _key(written: Sequence[str]) -> str:
    """What a kept database depends on: the patterns as rules write them, what translates them, compiles and keeps."""
    import hyperscan

    key = blake2b(repr(written).encode("utf-8", "surrogatepass"), digest_size=16)
    for source in (patterns.__file__, prefilter.__file__, cache.__file__, str(resource("rules") / "classes.toml")):
        key.update(Path(source).read_bytes())
    for part in (getattr(hyperscan, "__version__", ""), _cpu()):
        key.update(part.encode() + b"\0")
    return key.hexdigest()


def _flags() -> int:
    import hyperscan

    return int(hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_PREFILTER | hyperscan.HS_FLAG_MULTILINE)


def compiled(expressions: Sequence[str]) -> Any:
    """A database that reports expression `i` as number `i`.  Raises ConfigError naming one that cannot be compiled.

    One for all: a few for patterns that begin alike would be faster, but with anchored ones alone lines are missed.
    """
    import hyperscan

    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    try:
        database.compile(
            expressions=[expression.encode() for expression in expressions],
            ids=list(range(len(expressions))),
            elements=len(expressions),
            flags=[_flags()] * len(expressions),
        )
    except hyperscan.HyperscanError as error:
        raise ConfigError(*_refusal(expressions, error)) from error
    return database


def kept(path: Path) -> Any:
    """The database in the cache; None where there is none, or where the file is damaged."""
    import hyperscan

    data = cache.kept(path)
    if data is None:
        return None
    try:
        database = hyperscan.loadb(data, mode=hyperscan.HS_MODE_BLOCK)
        database.scratch = hyperscan.Scratch(database)
    except hyperscan.HyperscanError:
        return None
    return database


def _refusal(expressions: Sequence[str], error: Exception) -> tuple[str, str]:
    import hyperscan

    for expression in expressions:
        single = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        try:
            single.compile(expressions=[expression.encode()], ids=[0], elements=1, flags=[_flags()])
        except hyperscan.HyperscanError as reason:
            return f"the pattern {expression!r} cannot be compiled: {reason}", "simplify it, or write a detector"
    return f"the patterns cannot be compiled together: {error}", "select fewer rules"


def keep(path: Path, database: Any) -> None:
    """Keep the database for the next run; warns where it cannot be kept."""
    import hyperscan

    if not cache.keep(path, hyperscan.dumpb(database)):
        cache.warn_unkept("patterns are compiled anew")


def _cpu() -> str:
    """What the compiled database depends on: the machine and its instruction sets."""
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8", errors="replace") as file:
            flags = next((line for line in file if line.startswith("flags")), "")
    except OSError:
        flags = ""
    return f"{_machine()} {flags}"


def _machine() -> str:
    if hasattr(os, "uname"):  # `platform` is slow to load
        return os.uname().machine
    import platform

    return platform.machine()
