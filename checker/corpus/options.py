"""What the reader is told: by the caller (ReadOptions) and by rules/reading.toml (Reading)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from checker.resources import toml_file


@dataclass(frozen=True, slots=True)
class Reading:
    """The thresholds, names and lists of rules/reading.toml, one mapping a table."""

    sniff: Mapping[str, Any]
    utf8: Mapping[str, Any]
    utf16: Mapping[str, Any]
    guess: Mapping[str, Any]
    compressed: Mapping[str, Any]
    records: Mapping[str, Any]
    tables: Mapping[str, Any]
    archives: Mapping[str, Any]
    html: Mapping[str, Any]
    magic: tuple[tuple[bytes, str], ...]
    own: Mapping[str, Any]
    own_heads: tuple[tuple[re.Pattern[bytes], str], ...]
    own_nothing: re.Pattern[bytes]


@lru_cache(maxsize=1)
def reading() -> Reading:
    """The shipped rules/reading.toml."""
    data = toml_file("rules", "reading.toml")
    magic = tuple((bytes.fromhex(prefix), what) for prefix, what in data.pop("magic").items())
    heads = data["own"].pop("heads").items()
    own_heads = tuple((re.compile("|".join(patterns).encode()), what) for what, patterns in heads)
    own_nothing = re.compile(data["own"].pop("nothing").encode())
    return Reading(magic=magic, own_heads=own_heads, own_nothing=own_nothing, **data)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to find and read files.

    `html` is "text" or "source": what of an HTML page is read.  `exclude` holds git-style patterns relative to the
    folder `root` (the working directory if empty); `stdin_filename` is the path that standard input is reported under,
    and its suffix tells the format.  `source_field` holds where a record comes from: its value is `meta["source"]`.
    """

    text_field: str | None = None
    id_field: str | None = None
    source_field: str | None = None
    html: str = "source"
    gitignore: bool = True
    exclude: tuple[str, ...] = ()
    root: str = ""
    stdin_filename: str = "-"
    reading: Reading = field(default_factory=reading, repr=False, compare=False)
