"""What a baseline is about: the files and folders that it was made of, as digests, so that it names none of them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

STDIN = "-"
DIGITS = 16  # hexadecimal digits of a digest
_MAGIC = frozenset("*?[")
_PART = "not all that it was made of is named"


@dataclass(frozen=True, slots=True)
class Looked:
    """What a run looks at: the paths of its command line, and the files that were found there.

    `skipped` are the files and folders that were met and left out, each with the reason.
    """

    named: Sequence[str]
    files: Collection[str]
    skipped: Mapping[str, str] = field(default_factory=dict)


def digests(named: Iterable[str], base: str) -> frozenset[str]:
    """Those of the paths of a command line, as they lie from the folder `base`."""
    places = _Places(base)
    return frozenset(places.digest(path if path == STDIN else os.path.realpath(path)) for path in named)


def held(files: Iterable[str], named: Sequence[str], base: str) -> frozenset[str]:
    """The digests of some of the files that were looked at, and of the folders they lie in, up to what was named."""
    places = _Places(base)
    real = [places.real(file) for file in files]
    return frozenset(map(places.digest, [*real, *_folders(map(_start, named), real)]))


def unseen(looked: Looked, about: Collection[str], at: Collection[str], base: str) -> str:
    """Why not all that a baseline is `about` is looked at; "" where it is.

    `at` are the digests of `held` for its findings.  Where it is named, what is not there any more was looked at; a
    folder in which nothing is left, and that was not named itself, cannot be told.
    """
    places = _Places(base)
    files = [places.real(file) for file in looked.files]
    if at:
        seen = set(map(places.digest, files))
        if seen.union(map(places.digest, _above(files))).issuperset(at):
            return ""
        for path, reason in looked.skipped.items():
            place = places.digest(places.real(path))
            if place in at and place not in seen:  # a link to what is looked at is left out, too
                return f"{path} has known findings and is left out: {reason}"
    left = set(about) - digests(looked.named, base)
    if left:
        left.difference_update(map(places.digest, [*files, *_folders(looked.named, files)]))
    return _PART if left else ""


class _Places:
    """Real paths, and their digests as they lie from a folder."""

    def __init__(self, base: str) -> None:
        self._base = os.path.realpath(base)
        self._folders: dict[str, str] = {}

    def real(self, path: str) -> str:
        """The path without links."""
        folder, name = os.path.split(path.rstrip("/"))
        if folder not in self._folders:
            self._folders[folder] = os.path.realpath(folder).rstrip("/")
        place = f"{self._folders[folder]}/{name}"
        return os.path.realpath(place) if os.path.islink(place) or name in {"", ".", ".."} else place  # noqa: PTH114

    def digest(self, path: str) -> str:
        """That of a real path."""
        place = path if path == STDIN else os.path.relpath(path, self._base)
        return sha256(os.fsencode(place)).hexdigest()[:DIGITS]


def _folders(named: Iterable[str], files: Iterable[str]) -> set[str]:
    """The folders that real files lie in, up to those that were named."""
    roots = tuple(f"{os.path.realpath(path).rstrip('/')}/" for path in named)
    return {folder for folder in _above(files) if f"{folder}/".startswith(roots)}


def _start(path: str) -> str:
    """The folder that a glob begins with; another path as it is."""
    parts = Path(path).parts
    fixed = next((at for at, part in enumerate(parts) if _MAGIC & set(part)), len(parts))
    return path if fixed == len(parts) or os.path.lexists(path) else str(Path(*parts[:fixed]))


def _above(files: Iterable[str]) -> set[str]:
    """All folders above real files."""
    out: set[str] = set()
    for file in files:
        folder = os.path.dirname(file)  # noqa: PTH120 (many, as text)
        while folder not in out:
            out.add(folder)
            folder = os.path.dirname(folder)  # noqa: PTH120
    return out
