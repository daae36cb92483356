"""Where a command writes: whether it can is told before anything is read, and no file has two parts to play."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.errors import UsageError

STDOUT = Path("-")


@dataclass(frozen=True, slots=True)
class Named:
    """A file with the words of the command line that name it; `in_folder` where they name the folder it goes to."""

    words: str
    path: Path
    in_folder: bool = False

    @classmethod
    def by(cls, option: str, path: Path | str | None) -> tuple[Named, ...]:
        """What an option names; nothing where it was not given, or means standard output."""
        return (cls(f"{option} {path}", Path(path)),) if path and Path(path) != STDOUT else ()


def must_be_writable(outputs: Iterable[Named]) -> None:
    """Raises UsageError for a path that is a folder, lies in none, or may not be written."""
    for output in outputs:
        path = output.path.resolve()
        if output.in_folder and not path.parent.exists():
            path = path.parent  # it is made, in a folder that is there
        if output.in_folder and path.parent.is_file():
            raise UsageError(f"{output.words}: {output.path.parent} is a file", "name a folder")
        if path.is_dir():
            raise UsageError(f"{output.words}: {output.path} is a folder", "name a file in it")
        if not path.parent.is_dir():
            raise UsageError(f"{output.words}: {_shown_parent(output)} is not a folder", "make the folder first")
        if path.exists() and not path.is_file():
            continue  # a device or a pipe is written as it stands
        if path.exists() and not path.stat().st_mode & 0o222:
            raise UsageError(f"{output.words}: {output.path} is read-only", "choose another path")
        if not os.access(path.parent, os.W_OK | os.X_OK):
            raise UsageError(f"{output.words}: the folder {_shown_parent(output)} may not be written", "choose another")


def _shown_parent(output: Named) -> Path:
    """The folder that has to be there, as it was written."""
    folder = output.path.parent
    return folder.parent if output.in_folder and not folder.exists() else folder


def must_differ(outputs: Sequence[Named], others: Iterable[Named] = ()) -> None:
    """Raises UsageError where two outputs are one file, or an output is one of the other files."""
    seen: dict[object, Named] = {}
    for output in outputs:
        earlier = seen.setdefault(_identity(output.path), output)
        if earlier is not output and not _is_device(output.path):
            raise UsageError(
                f"{earlier.words} and {output.words} would go to the same file", "give each a path of its own"
            )
    for other in others:
        output_there = seen.get(_identity(other.path)) if seen else None
        if output_there and not _is_device(other.path):
            raise UsageError(f"{output_there.words} would be written over {other.words}", "choose another path")


def must_spare(outputs: Sequence[Named], inputs: Iterable[str]) -> None:
    """Raises UsageError when a result would be written over a text that is to be checked."""
    files = {_identity(output.path) for output in outputs if not _is_device(output.path)}
    for path in inputs:
        if files and _identity(Path(path)) in files:
            raise UsageError(
                f"{path} is to be checked and cannot be written over", "choose another path for the result"
            )


def same_files(others: Iterable[Named]) -> Callable[[Path], bool]:
    """Whether a path is one of these files, whatever it is called."""
    files = {_identity(other.path) for other in others if not _is_device(other.path)}
    return lambda path: bool(files) and _identity(path) in files


def standard_output() -> tuple[Named, ...]:
    """The file that standard output goes to; none where it goes elsewhere."""
    file = Path("/dev/stdout")
    return (Named(str(file), file),) if file.is_file() else ()


def _identity(path: Path) -> object:
    """What is the same for two names of one file, links included."""
    try:
        status = path.stat()
    except OSError:
        return path.resolve()
    return status.st_dev, status.st_ino


def _is_device(path: Path) -> bool:
    return path.exists() and not path.is_file()
