"""Writing files that are whole or as they were, and folders that are gone afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from errno import EACCES
from pathlib import Path

from checker.stopping import in_the_end


def write_whole(path: Path, chunks: Iterable[bytes]) -> None:
    """Write beside, then rename; raises OSError and leaves nothing behind.

    A file that was there keeps its permissions, and one that may not be written is refused.
    """
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    if not mode & 0o222:
        raise PermissionError(EACCES, "it is read-only", str(path))
    temporary = path.parent / f".{path.name}.{os.urandom(4).hex()}"
    with in_the_end(lambda: temporary.unlink(missing_ok=True)):
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.writelines(chunks)
        temporary.chmod(mode)
        temporary.replace(path)


@contextmanager
def temporary_folder(parent: Path | None = None, prefix: str = "checker-") -> Iterator[Path]:
    """A new folder that nobody else may look into, gone afterwards; it lies where temporary files do, or in `parent`.

    Raises OSError where it cannot be made.
    """
    import shutil
    import tempfile

    folder = (parent or Path(tempfile.gettempdir())) / f"{prefix}{os.urandom(6).hex()}"
    with in_the_end(lambda: shutil.rmtree(folder, ignore_errors=True)):
        folder.mkdir(mode=0o700)
        yield folder


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
