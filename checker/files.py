"""Writing files that are whole or as they were, and folders that are gone afterwards."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from errno import EACCES
from functools import cache
from hashlib import blake2b
from pathlib import Path
from warnings import warn

from checker.errors import CheckerWarning, UsageError
from checker.stopping import in_the_end

_BESIDE = ".checker-"  # what is to be renamed to its name begins so
_MARK = 8  # random bytes that make a name nobody else has
_HOST = 4  # bytes of the digest of the host's name that stands in such a name
_YOUNG = 86_400.0  # seconds in which nothing is removed: it may not have been locked yet, or where nobody here can see


def write_whole(path: Path, chunks: Iterable[bytes]) -> None:
    """Write beside, then rename; raises OSError and leaves nothing behind.

    A file that was there keeps its permissions, and one that may not be written is refused.
    """
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    if not mode & 0o222:
        raise PermissionError(EACCES, "it is read-only", str(path))
    sweep(path.parent, _BESIDE)
    temporary = path.parent / _new_name(_BESIDE)
    with in_the_end(lambda: temporary.unlink(missing_ok=True)):
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            _lock(file.fileno())
            file.writelines(chunks)
        temporary.chmod(mode)
        temporary.replace(path)


@contextmanager
def temporary_folder(parent: Path | None = None, prefix: str = "checker-") -> Iterator[Path]:
    """A new folder that nobody else may look into, gone afterwards; it lies where temporary files do, or in `parent`.

    What a process that was killed has left is removed, a day later, by another of its host.
    Raises OSError where it cannot be made.
    """
    import shutil

    place = parent or temporary_place()
    sweep(place, prefix)
    folder = place / _new_name(prefix)
    with in_the_end(lambda: shutil.rmtree(folder, ignore_errors=True)):
        folder.mkdir(mode=0o700)
        handle = os.open(folder, os.O_RDONLY)
        try:
            _lock(handle)
            yield folder
        finally:
            os.close(handle)


def temporary_place() -> Path:
    """The folder that temporary files lie in; warns once where it is not the one that TMPDIR names.

    Raises UsageError where there is none.
    """
    import tempfile

    try:
        place, wanted = tempfile.gettempdir(), os.environ.get("TMPDIR")
    except FileNotFoundError as error:
        raise UsageError("there is no folder for temporary files that may be written", "name one in TMPDIR") from error
    if wanted and not (Path(wanted).is_dir() and os.access(wanted, os.W_OK | os.X_OK)):
        what = "may not be written" if Path(wanted).is_dir() else "is no folder"
        said = f"TMPDIR names {wanted}, which {what}: temporary files lie in {place}"
        warn(said, CheckerWarning, stacklevel=1)  # from one line, and so shown once
    return Path(place)


def _lock(handle: int) -> None:
    """Say that a process is at work on it: the lock ends with the process, however that ends."""
    import fcntl

    with suppress(OSError):  # a file system without locks
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _new_name(prefix: str) -> str:
    """A name that nobody else has, and that tells the host."""
    return f"{prefix}{_host()}-{os.urandom(_MARK).hex()}"


@cache
def _host() -> str:
    """What stands for this host in names: where machines share a folder, the locks of others may not be seen."""
    return blake2b(os.uname().nodename.encode(errors="replace"), digest_size=_HOST).hexdigest()


@cache
def sweep(place: Path, prefix: str) -> None:
    """Remove, once a process, what killed processes of this user on this host have left in a folder a day ago."""
    made = re.compile(f"{re.escape(prefix)}{_host()}-[0-9a-f]{{{2 * _MARK}}}")
    with suppress(OSError):
        for name in os.listdir(place):  # noqa: PTH208 (names alone)
            if made.fullmatch(name):
                with suppress(OSError):
                    _remove_if_left(place / name)


def _remove_if_left(path: Path) -> None:
    """Remove a file or a folder of this user that nobody has locked; raises OSError where somebody has."""
    import fcntl
    import shutil

    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        status = os.fstat(handle)
        if status.st_uid != os.geteuid() or time.time() - status.st_mtime < _YOUNG:
            return
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if stat.S_ISDIR(status.st_mode):
            shutil.rmtree(path)
        else:
            path.unlink()
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
