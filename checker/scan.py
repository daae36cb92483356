"""All patterns of the rulebook in one Hyperscan database: which lines does each rule have to look at?

Hyperscan reads the UTF-8 buffer once and names lines (prefilter mode: a superset, never a miss); `re` decides.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from checker import patterns, prefilter
from checker.batch import Batch
from checker.document import Document
from checker.errors import ConfigError
from checker.files import write_whole
from checker.prefilter import for_hyperscan
from checker.resources import resource
from checker.vet import too_frequent, too_slow

PIECE = 64 << 20  # bytes scanned at once; Hyperscan's lengths wrap at 4 GiB without an error
KEPT = 8  # databases in the cache; the oldest go
OVERLAP = 4096  # bytes read again where a piece has to end inside a line


def cache_folder() -> Path:
    """The user's cache directory for this program; it need not exist."""
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (base if base.is_absolute() else Path.home() / ".cache") / "corpus-checker"


class Scanner:
    """Pattern `i` belongs to owner `owners[i]`; `candidates(batch)` names the candidate lines of every owner.

    A pattern that several owners share is scanned once; what an owner below 0 asked for is not told.
    """

    def __init__(
        self, patterns: Sequence[str], owners: Sequence[int], foreign: Sequence[str] = (), sample: bytes = b""
    ) -> None:
        """A new set of patterns is vetted before it is kept: `foreign` ones for time, all for number on `sample`."""
        shared: dict[str, list[int]] = {}
        for pattern, owner in zip(patterns, owners, strict=True):
            shared.setdefault(pattern, []).append(owner)
        self._owners = [[owner for owner in each if owner >= 0] for each in shared.values()]
        self._database: Any = None
        if not shared:
            return
        path = cache_folder() / f"rules-{_key(list(shared))}.hsdb"
        self._database = _kept(path)
        if self._database is None:
            too_slow(foreign)
            self._database = _compiled([for_hyperscan(pattern) for pattern in shared])
            too_frequent(list(shared), self.events, sample)
            _keep(path, self._database)

    def candidates(self, batch: Batch) -> list[dict[int, tuple[int, ...]]]:
        """For every document: owner -> its candidate lines (0-based, ascending); one without a candidate is absent."""
        patterns, ends = self._scan(batch.data)
        rows = batch.rows(np.array(ends, np.int64) - 1)
        owners = self._owners
        counts = batch.line_counts.tolist()
        found: list[dict[int, set[int]]] = [{} for _ in batch.documents]
        for pattern, number, line in zip(patterns, *batch.lines_of(rows), strict=True):
            for owner in owners[pattern] if line < counts[number] else ():
                found[number].setdefault(owner, set()).add(line)
        return [{owner: tuple(sorted(lines)) for owner, lines in each.items()} for each in found]

    def lines(self, document: Document) -> dict[int, tuple[int, ...]]:
        """The candidate lines in one document."""
        return self.candidates(Batch([document]))[0]

    def events(self, data: bytes) -> dict[int, int]:
        """Pattern number -> how often it is reported in `data`, once for every reported end of a match."""
        return Counter(self._scan(data)[0])

    def _scan(self, data: bytes) -> tuple[list[int], list[int]]:
        """The number and the end of every match."""
        patterns: list[int] = []
        ends: list[int] = []
        start = 0

        def seen(pattern: int, _from: int, end: int, _flags: int, _context: object) -> None:
            patterns.append(pattern)
            ends.append(start + end)

        for start, piece in _pieces(data):  # noqa: B007 - `seen` reads it
            if self._database is not None and piece:
                self._database.scan(piece, match_event_handler=seen)
        return patterns, ends


def _pieces(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The data in pieces that end with a line, except where one line is longer than a piece."""
    start = 0
    while start + PIECE < len(data):
        end = start + PIECE
        cut = data.rfind(b"\n", start, end) + 1
        following = cut if cut > start else _character_start(data, end - OVERLAP)
        yield start, data[start : cut if cut > start else _character_start(data, end)]
        start = following
    yield start, data[start:] if start else data


def _character_start(data: bytes, end: int) -> int:
    while data[end] & 0xC0 == 0x80:
        end -= 1
    return end


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


def _compiled(expressions: Sequence[str]) -> Any:
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


def _kept(path: Path) -> Any:
    """The database in the cache; None where there is none, or where it is damaged."""
    import hyperscan

    try:
        data = path.read_bytes()
        if blake2b(data[16:], digest_size=16).digest() != data[:16]:
            return None
        database = hyperscan.loadb(data[16:], mode=hyperscan.HS_MODE_BLOCK)
        database.scratch = hyperscan.Scratch(database)
    except (OSError, hyperscan.HyperscanError):
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


def _keep(path: Path, database: Any) -> None:
    """Keep the database for the next run; a cache that cannot be written is done without."""
    import hyperscan

    data = hyperscan.dumpb(database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, [blake2b(data, digest_size=16).digest(), data])
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
