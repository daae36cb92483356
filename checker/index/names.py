"""By which name a document is held: the path from the root of the corpus, or the id of its record."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from checker.document import Document
from checker.index.rows import Entry


def entry(document: Document, root: Path) -> Entry:
    """The document under the name it is held by."""
    path = relative(document.source, root)
    if document.id != document.place:
        return Entry(document.id, path, document)
    return Entry(path if document.line is None else f"{path}:{document.line}", path, document)


def relative(path: str, root: Path) -> str:
    """The path from `root` on, with "/"; as it is where it leads out of the root or names no file."""
    if path == "-":
        return path
    whole = os.path.normpath(root.absolute() / path)
    try:
        return PurePosixPath(Path(whole).relative_to(os.path.normpath(root.absolute()))).as_posix()
    except ValueError:
        return path
