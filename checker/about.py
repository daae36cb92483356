"""What a baseline is about: the files and folders that it was made of, as digests, so that it names none of them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from hashlib import sha256

STDIN = "-"
DIGITS = 16  # hexadecimal digits of a digest


def digests(named: Iterable[str], base: str) -> frozenset[str]:
    """Those of the paths of a command line, as they lie from the folder `base`."""
    return frozenset(_digest(path if path == STDIN else os.path.realpath(path), base) for path in named)


def covers(named: Collection[str], files: Iterable[str], about: Collection[str], base: str) -> bool:
    """Whether all that a baseline is `about` was named, or lies in what was named: `files` are those found there.

    A folder in which nothing is left, and that was not named itself, cannot be told.
    """
    left = set(about) - digests(named, base)
    if not left:
        return True
    found = list(files)
    left -= {_digest(folder, base) for folder in _folders(named, found)}
    for file in found if left else ():
        folder, name = os.path.split(file)
        left.discard(_digest(f"{os.path.realpath(folder)}/{name}", base))
    return not left


def _folders(named: Iterable[str], files: Iterable[str]) -> set[str]:
    """The folders of files, up to those that were named."""
    roots = tuple(f"{os.path.realpath(path).rstrip('/')}/" for path in named)
    out: set[str] = set()
    for folder in {os.path.realpath(os.path.dirname(file)) for file in files}:  # noqa: PTH120 (many, as text)
        while folder not in out and f"{folder}/".startswith(roots):
            out.add(folder)
            folder = os.path.dirname(folder)  # noqa: PTH120
    return out


def _digest(path: str, base: str) -> str:
    place = path if path == STDIN else os.path.relpath(path, os.path.realpath(base))
    return sha256(os.fsencode(place)).hexdigest()[:DIGITS]
