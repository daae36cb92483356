"""From the paths of a command line to the files to read; what is left out is listed with the reason."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path

from checker.corpus.formats import File
from checker.corpus.ignore import Level, exclude_level, git_levels, ignored, inner_levels
from checker.corpus.options import ReadOptions
from checker.errors import UsageError
from checker.names import printable
from checker.report import Failure, Skipped

STDIN = "-"
_MAGIC = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Listing:
    """The files to read, in the order of the arguments and by path inside a folder; what was skipped; what failed."""

    files: tuple[File, ...]
    skipped: tuple[Skipped, ...] = ()
    errors: tuple[Failure, ...] = ()


def discover(paths: Sequence[str], options: ReadOptions) -> Listing:
    """The files that the paths, folders and globs stand for, each once.  Reads no file; never raises for a bad path."""
    search = _Search(options)
    for path in paths:
        search.add(path)
    return search.listing()


def files_from(name: str) -> list[str]:
    """The paths in a file ("-" is standard input), one a line or, if it has NUL bytes, separated by them."""
    if name == STDIN and sys.stdin is None:
        raise UsageError("--files-from -: standard input is closed", "send the list of files into it, or name a file")
    try:
        data = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
    except OSError as error:
        raise UsageError(
            f"{printable(name)}: the list of files cannot be read: {error.strerror}",
            "--files-from takes a file with one path a line, or - for standard input",
        ) from error
    if b"\0" in data:
        return [os.fsdecode(path) for path in data.split(b"\0") if path]
    return [os.fsdecode(path) for path in (line.rstrip(b"\r") for line in data.split(b"\n")) if path.strip()]


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to walk.  `path` is as reported, `real` absolute; `parts` are its names below the start of the walk."""

    path: str
    real: str
    parts: tuple[str, ...]
    git: list[Level]
    exclude: list[Level]


@dataclass(slots=True)
class _Walk:
    """One folder or glob of the command line.  `pattern` holds the parts of a glob from the first wildcard on."""

    pattern: tuple[str, ...] | None
    visited: set[tuple[int, int]]  # device and inode of the folders that were entered
    found: dict[str, File] = field(default_factory=dict)  # by real path
    links: list[tuple[_Folder, str]] = field(default_factory=list)  # followed last, so that real files come first
    matched: bool = False


class _Search:
    """Collects files by real path, so that each is read once."""

    def __init__(self, options: ReadOptions) -> None:
        self._options = options
        self._files: dict[str, File] = {}
        self._skipped: set[Skipped] = set()
        self._errors: dict[Failure, None] = {}
        self._visited: set[tuple[int, int]] = set()

    def listing(self) -> Listing:
        """Everything found so far."""
        skipped = sorted(self._skipped, key=lambda entry: (entry.path.split("/"), entry.reason))
        return Listing(tuple(self._files.values()), tuple(skipped), tuple(self._errors))

    def add(self, path: str) -> None:
        """Take a file, everything below a folder, or what a glob matches."""
        if path == STDIN:
            self._named(STDIN, File(printable(self._options.stdin_filename), named=True, stdin=True))
            return
        if not path or "\0" in path:
            self._fail(path or "''", "is no path; an empty variable? name a file or a folder")
            return
        path = Path(path).as_posix()  # without "./", "//" and a "/" at the end
        try:
            mode = Path(path).stat().st_mode
        except OSError as error:
            if _MAGIC & set(path) and not os.path.lexists(path):
                self._glob(path)
            else:
                self._fail(path, _why(path, error))
            return
        if stat.S_ISDIR(mode):
            self._walk(path, _Walk(None, self._visited))
        elif stat.S_ISREG(mode) or stat.S_ISFIFO(mode):
            self._named(os.path.realpath(path), _file(path, named=True))
        else:
            self._fail(path, f"is {_kind(mode)}, not a file")

    def _named(self, real: str, file: File) -> None:
        earlier = self._files.get(real)
        self._files[real] = replace(earlier, named=True) if earlier is not None else file

    def _glob(self, path: str) -> None:
        parts = Path(path).parts
        fixed = next(index for index, part in enumerate(parts) if _MAGIC & set(part))
        base = Path(*parts[:fixed])
        walk = _Walk(parts[fixed:], set())
        if base.is_dir():
            self._walk(base.as_posix(), walk)
        if not walk.matched:
            self._fail(path, "matches no file; check the pattern and the folder it begins with")

    def _walk(self, path: str, walk: _Walk) -> None:
        real = os.path.realpath(path)
        try:
            if not _enter(walk, real):
                return
        except OSError as error:
            self._fail(path, _why(path, error))
            return
        self._below(walk, self._start("" if path == "." else path, real, ()))
        while walk.links:
            self._link(walk, *walk.links.pop(0))
        self._files.update(sorted(walk.found.items(), key=lambda item: item[1].path.split("/")))

    def _start(self, path: str, real: str, parts: tuple[str, ...]) -> _Folder:
        git = git_levels(real) if self._options.gitignore else []
        return _Folder(path, real, parts, git, exclude_level(self._options.exclude, self._options.root, real))

    def _below(self, walk: _Walk, top: _Folder) -> None:
        waiting = [top]
        while waiting:
            folder = waiting.pop()
            try:
                with os.scandir(folder.real) as entries:
                    listed = sorted(entries, key=lambda entry: entry.name)
                waiting += [inner for entry in listed if (inner := self._entry(walk, folder, entry)) is not None]
            except OSError as error:
                self._fail(folder.path or ".", f"the folder cannot be read: {error.strerror}")

    def _entry(self, walk: _Walk, folder: _Folder, entry: os.DirEntry[str]) -> _Folder | None:
        """Take or skip one entry; a folder that is to be walked is handed back."""
        link, is_folder = entry.is_symlink(), entry.is_dir(follow_symlinks=False)
        match = _globbed(walk.pattern, (*folder.parts, entry.name))
        if match is False or (match is None and not (is_folder or link)):
            return None
        path, real = _join(folder.path, entry.name), _join(folder.real, entry.name)
        reason = _left_out(folder, entry.name, is_folder)
        if reason:
            self._skip(path + ("/" if is_folder else ""), reason)
        elif link:
            walk.links.append((folder, entry.name))
        elif is_folder:
            if _enter(walk, real):
                git = inner_levels(folder.git, real) if self._options.gitignore else []
                return _Folder(path, real, (*folder.parts, entry.name), git, folder.exclude)
        else:
            self._take(walk, path, real, entry.stat(follow_symlinks=False).st_mode)
        return None

    def _take(self, walk: _Walk, path: str, real: str, mode: int) -> None:
        if not stat.S_ISREG(mode):
            self._skip(path, f"is {_kind(mode)}, not a file")
            return
        walk.matched = True
        if real not in self._files and real not in walk.found:
            walk.found[real] = _file(path)

    def _link(self, walk: _Walk, folder: _Folder, name: str) -> None:
        """Follow a symbolic link that a walk met, unless it leads back to what is already read."""
        path, place = _join(folder.path, name), _join(folder.real, name)
        parts = (*folder.parts, name)
        match = _globbed(walk.pattern, parts)
        try:
            mode = Path(place).stat().st_mode
            real = os.path.realpath(place)
            if not stat.S_ISDIR(mode):
                earlier = self._files.get(real) or walk.found.get(real)
                if match and earlier is not None:
                    self._skip(path, f"a symbolic link to a file that is already read: {earlier.path}")
                elif match:
                    self._take(walk, path, real, mode)
            elif f"{place}/".startswith(f"{real.rstrip('/')}/"):
                self._skip(path, "a symbolic link that leads back to a folder above it")
            elif not _enter(walk, real):
                self._skip(path, "a symbolic link to a folder that is already read")
            else:
                self._below(walk, self._start(path, real, parts))
        except OSError as error:
            if match and error.errno == errno.ELOOP:
                self._skip(path, "a symbolic link that leads back to itself")
            elif match:
                self._fail(path, _why(place, error))

    def _skip(self, path: str, reason: str) -> None:
        self._skipped.add(Skipped(printable(path), reason))

    def _fail(self, path: str, message: str) -> None:
        self._errors[Failure(printable(path), message)] = None


def _file(path: str, named: bool = False) -> File:
    name = printable(path)
    return File(name, location="" if name == path else path, named=named)


def _join(folder: str, name: str) -> str:
    return f"{folder}{name}" if not folder or folder.endswith("/") else f"{folder}/{name}"


def _enter(walk: _Walk, real: str) -> bool:
    """Whether the walk enters the folder for the first time."""
    status = Path(real).stat()
    key = (status.st_dev, status.st_ino)
    new = key not in walk.visited
    walk.visited.add(key)
    return new


def _left_out(folder: _Folder, name: str, is_folder: bool) -> str:
    """Why a walk does not take the entry; empty if it does."""
    if name.startswith("."):
        return "hidden"
    real = _join(folder.real, name)
    if ignored(folder.git, real, is_folder):
        return "ignored by git"
    return "excluded by configuration" if ignored(folder.exclude, real, is_folder) else ""


def _globbed(pattern: tuple[str, ...] | None, parts: tuple[str, ...]) -> bool | None:
    """True if the glob matches the path or a folder it lies in, None if it may match something below, else False."""
    if not pattern:
        return True
    if not parts:
        return None
    if pattern[0] == "**":
        answers = (_globbed(pattern[1:], parts), _globbed(pattern, parts[1:]))
        return True if True in answers else None if None in answers else False
    return _globbed(pattern[1:], parts[1:]) if fnmatchcase(parts[0], pattern[0]) else False


def _why(path: str, error: OSError) -> str:
    """What is wrong with a path, and what to do."""
    if isinstance(error, FileNotFoundError) and Path(path).is_symlink():
        target = printable(str(Path(path).readlink()))
        return f"is a broken symbolic link to {target}; restore the target or remove the link"
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return "no such file or folder; check the spelling and the working directory"
    if error.errno == errno.ELOOP:
        return "is a symbolic link that leads back to itself; remove it"
    return f"cannot be read: {error.strerror}"


def _kind(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a named pipe"
    return "a socket" if stat.S_ISSOCK(mode) else "a device"
