"""All patterns of the rulebook in one Hyperscan database: which lines does each rule have to look at?

Hyperscan reads the UTF-8 buffer once and names lines (prefilter mode: a superset, never a miss); `re` decides.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Sequence
from hashlib import blake2b
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np

from checker import patterns, prefilter
from checker.document import Document
from checker.errors import ConfigError
from checker.files import write_whole
from checker.prefilter import for_hyperscan
from checker.resources import resource
from checker.vet import too_frequent, too_slow

PIECE = 64 << 20  # bytes scanned at once; Hyperscan's lengths wrap at 4 GiB without an error
Expression = tuple[str, bool]  # a pattern; whether one match of it in a document is enough
KEPT = 8  # databases in the cache; the oldest go
OVERLAP = 4096  # bytes read again where a piece has to end inside a line


def cache_folder() -> Path:
    """The user's cache directory for this program; it need not exist."""
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (base if base.is_absolute() else Path.home() / ".cache") / "corpus-checker"


class Scanner:
    """Pattern `i` belongs to owner `owners[i]`; `lines(document)` names the candidate lines of every owner.

    A pattern that several owners share is scanned once; what an owner below 0 asked for is not told.  A pattern in
    `once` is reported in one line of a document only.
    """

    def __init__(
        self,
        patterns: Sequence[str],
        owners: Sequence[int],
        foreign: Sequence[str] = (),
        sample: bytes = b"",
        once: Collection[str] = (),
    ) -> None:
        """A new set of patterns is vetted before it is kept: `foreign` ones for time, all for number on `sample`."""
        shared: dict[str, list[int]] = {}
        for pattern, owner in zip(patterns, owners, strict=True):
            shared.setdefault(pattern, []).append(owner)
        self._owners = [[owner for owner in each if owner >= 0] for each in shared.values()]
        self._database: Any = None
        if not shared:
            return
        written = [(pattern, pattern in once) for pattern in shared]
        path = cache_folder() / f"rules-{_key(written)}.hsdb"
        self._database = _kept(path)
        if self._database is None:
            too_slow(foreign)
            self._database = _compiled([(for_hyperscan(pattern), single) for pattern, single in written])
            too_frequent(list(shared), self.events, sample)
            _keep(path, self._database)

    def lines(self, document: Document) -> dict[int, tuple[int, ...]]:
        """Owner -> its candidate lines (0-based, ascending); an owner without a candidate is absent."""
        ends: dict[int, list[int]] = defaultdict(list)
        for start, piece in _pieces(document):
            self._scan(piece, start, ends)
        told = [(pattern, places) for pattern, places in ends.items() if self._owners[pattern]]
        if not told:
            return {}
        flat = np.fromiter(chain.from_iterable(places for _, places in told), np.int64)
        rows = iter(document.lines.at_bytes(flat - 1).tolist())
        found: dict[int, set[int]] = defaultdict(set)
        for pattern, places in told:
            numbers = list(islice(rows, len(places)))
            for owner in self._owners[pattern]:
                found[owner].update(numbers)
        return {owner: tuple(sorted(numbers)) for owner, numbers in found.items()}

    def events(self, data: bytes) -> dict[int, int]:
        """Pattern number -> how often it is reported in `data`, once for every reported end of a match."""
        ends: dict[int, list[int]] = defaultdict(list)
        self._scan(data, 0, ends)
        return {pattern: len(places) for pattern, places in ends.items()}

    def _scan(self, piece: bytes, start: int, ends: dict[int, list[int]]) -> None:
        if self._database is None or not piece:
            return

        def seen(pattern: int, _from: int, end: int, _flags: int, _context: object) -> None:
            ends[pattern].append(start + end)

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


def _key(written: Sequence[Expression]) -> str:
    """What a compiled database depends on: the patterns as rules write them, and what translates and compiles them."""
    key = blake2b(repr(written).encode("utf-8", "surrogatepass"), digest_size=16)
    for source in (patterns.__file__, prefilter.__file__, str(resource("rules") / "classes.toml")):
        key.update(Path(source).read_bytes())
    for part in (version("hyperscan"), _cpu()):
        key.update(part.encode() + b"\0")
    return key.hexdigest()


def _flags(once: bool) -> int:
    import hyperscan

    flags = hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_PREFILTER | hyperscan.HS_FLAG_MULTILINE
    return int(flags | hyperscan.HS_FLAG_SINGLEMATCH if once else flags)


def _compiled(expressions: Sequence[Expression]) -> Any:
    import hyperscan

    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    try:
        database.compile(
            expressions=[expression.encode() for expression, _ in expressions],
            ids=list(range(len(expressions))),
            elements=len(expressions),
            flags=[_flags(once) for _, once in expressions],
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


def _refusal(expressions: Sequence[Expression], error: Exception) -> tuple[str, str]:
    import hyperscan

    for expression, once in expressions:
        single = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        try:
            single.compile(expressions=[expression.encode()], ids=[0], elements=1, flags=[_flags(once)])
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
