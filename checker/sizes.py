"""Sizes of memory as people write them."""

from __future__ import annotations

import os
import re

from checker.errors import ConfigError

LEAST = 256 << 20  # bytes: less is too little to work in
MOST = 1 << 60  # no machine has more
_SIZE = re.compile("([0-9]{1,20}(?:[.][0-9]{1,3})?) ?([KMGT])(I?)B", re.IGNORECASE)


def size_of(text: str, what: str = "memory") -> int:
    """The bytes that "2GiB", "500 MB" or "half" (of what this machine has) say.

    Raises ConfigError, naming `what` was set, where it says no size, too little to work in, or too much.
    """
    if text == "half":
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    match = _SIZE.fullmatch(text)
    if not match:
        raise ConfigError(
            f"{what} is {text!r}, which is no size", "write a number with its unit, as in 2GiB or 500MB, or half"
        )
    number, unit, binary = match.groups()
    size = int(float(number) * (1024 if binary else 1000) ** ("KMGT".index(unit.upper()) + 1))
    if size < LEAST:
        raise ConfigError(f"{what} is {text!r}, too little to work in", f"allow {LEAST >> 20}MiB or more")
    if size > MOST:
        raise ConfigError(f"{what} is {text!r}, more than any machine has", "is the unit right? as in 2GiB or 500MB")
    return size
