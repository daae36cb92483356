"""All patterns of the rulebook in one Hyperscan database: which lines does each rule have to look at?

Hyperscan reads the UTF-8 buffer once and names lines (prefilter mode: a superset, never a miss); `re` decides.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from checker import patterns as translation
from checker.document import Document
from checker.errors import ConfigError
from checker.files import write_whole
from checker.patterns import for_hyperscan
from checker.resources import resource
from checker.vet import too_frequent, too_slow

PIECE = 64 << 20  # bytes scanned at once; Hyperscan's lengths wrap at 4 GiB without an error
OVERLAP = 4096  # bytes read again where a piece has to end inside a line


def cache_folder() -> Path:
    """The user's cache directory for this program; it need not exist."""
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (base if base.is_absolute() else Path.home() / ".cache") / "corpus-checker"


class Scanner:
    """Pattern `i` belongs to owner `owners[i]`; `lines(document)` names the candidate lines of every owner.

    A pattern that several owners share is scanned once; what an owner below 0 asked for is not told.
    """

    def __init__(
        self, patterns: Sequence[str], owners: Sequence[int], foreign: Sequence[str] = (), sample: bytes = b""
    ) -> None:
        """A new set of patterns is vetted before it is kept: `foreign` ones for time, all for number on `sample`."""
        shared: dict[str, list[int]] = {}
        for pattern, owner in zip(patterns, owners, strict=True):
            shared.setdefault(pattern, []).append(owner)
        patterns, self._owners = list(shared), list(shared.values())
        self._database: Any = None
        if not patterns:
            return
        path = cache_folder() / f"rules-{_key(patterns)}.hsdb"
        self._database = _kept(path)
        if self._database is None:
            too_slow(foreign)
            self._database = _compiled([for_hyperscan(p) for p in patterns])
            too_frequent(patterns, self.events, sample)
            _keep(path, self._database)

    def lines(self, document: Document) -> dict[int, tuple[int, ...]]:
        """Owner -> its candidate lines (0-based, ascending); an owner without a candidate is absent."""
        events: list[tuple[int, int]] = []
        for start, piece in _pieces(document):
            self._scan(piece, start, events)
        if not events:
            return {}
        found = np.array(events, np.int64)
        lines = document.lines.at_bytes(found[:, 1])
        pairs = np.unique(found[:, 0] * (len(document.lines) + 1) + lines)
        out: dict[int, set[int]] = {}
        for pattern, line in zip(*np.divmod(pairs, len(document.lines) + 1), strict=True):
            for owner in self._owners[pattern]:
                if owner >= 0:
                    out.setdefault(owner, set()).add(int(line))
        return {owner: tuple(sorted(numbers)) for owner, numbers in out.items()}

    def events(self, data: bytes) -> list[int]:
        """The pattern numbers reported in `data`, once for every reported end of a match."""
        events: list[tuple[int, int]] = []
        self._scan(data, 0, events)
        return [pattern for pattern, _ in events]

    def _scan(self, piece: bytes, start: int, events: list[tuple[int, int]]) -> None:
        if self._database is None or not piece:
            return

        def seen(pattern: int, _from: int, end: int, _flags: int, _context: object) -> None:
            events.append((pattern, start + end - 1))

        self._database.scan(piece, match_event_handler=seen)


def _pieces(document: Document) -> list[tuple[int, bytes]]:
    """The document in pieces that end with a line, except where one line is longer than a piece."""
    data = document.data
    if len(data) <= PIECE:
        return [(0, data)]
    out: list[tuple[int, bytes]] = []
    start = 0
    while True:
        end = start + PIECE
        if end >= len(data):
            return [*out, (start, data[start:])]
        cut = data.rfind(b"\n", start, end) + 1
        following = cut if cut > start else _character_start(data, end - OVERLAP)
        out.append((start, data[start : cut if cut > start else _character_start(data, end)]))
        start = following


def _character_start(data: bytes, end: int) -> int:
    while data[end] & 0xC0 == 0x80:
        end -= 1
    return end


def _key(written: Sequence[str]) -> str:
    """What a compiled database depends on: the patterns as rules write them, and what translates and compiles them."""
    key = blake2b(Path(str(translation.__file__)).read_bytes(), digest_size=16)
    key.update((resource("rules") / "classes.toml").read_bytes())
    for part in (version("hyperscan"), _cpu(), *written):
        key.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return key.hexdigest()


def _compiled(expressions: list[str]) -> Any:
    import hyperscan

    flags = hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_PREFILTER | hyperscan.HS_FLAG_MULTILINE
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    try:
        database.compile(
            expressions=[e.encode() for e in expressions],
            ids=list(range(len(expressions))),
            elements=len(expressions),
            flags=[flags] * len(expressions),
        )
    except hyperscan.HyperscanError as error:
        raise ConfigError(*_refusal(expressions, flags, error)) from error
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


def _refusal(expressions: list[str], flags: int, error: Exception) -> tuple[str, str]:
    import hyperscan

    for expression in expressions:
        single = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        try:
            single.compile(expressions=[expression.encode()], ids=[0], elements=1, flags=[flags])
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
