"""By which name a document is held: the path from the root of the corpus, or the id of its record."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from checker.document import Document
from checker.index.rows import Entry
from checker.names import printable


def entry(document: Document, root: Path) -> Entry:
    """The document under the name it is held by."""
    path = relative(_sound(document.source), root)
    if document.is_file and document.id == document.source:
        return Entry(path, path, document)
    if document.id != document.place:
        return Entry(_sound(document.id), path, document)
    return Entry(f"{path}:{document.line}", path, document)


def relative(path: str, root: Path) -> str:
    """The path, as it is meant in the current folder, from `root` on, with "/"; as it is where it leads out of there.

    Where it lies below the root only by way of a symbolic link, that is followed.
    """
    if path == "-":
        return path
    folder, name = os.path.split(os.path.abspath(path))  # noqa: PTH100 (`..` is taken out, links are left alone)
    for one, other in (
        (folder, os.path.abspath(root)),  # noqa: PTH100
        (os.path.realpath(folder), os.path.realpath(root)),
    ):
        whole = PurePosixPath(Path(one, name).as_posix())
        if whole.is_relative_to(Path(other).as_posix()):
            return whole.relative_to(Path(other).as_posix()).as_posix()
    return path


def meant(name: str, root: Path) -> tuple[str, str]:
    """What a person means by a name: an id just as it is printed, or else a path, however it is written."""
    return _sound(name), relative(printable(name), root)


def _sound(name: str) -> str:
    """A name that a program gave, as one that can be kept."""
    return name if name.isascii() or name.encode("utf-8", "replace").decode("utf-8") == name else printable(name)
