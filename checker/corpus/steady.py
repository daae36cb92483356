"""A file that is read as it stands, or said to have changed: never half of one version and half of another."""

from __future__ import annotations

import errno
import io
import os
import stat
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# A system tells the time of a change no finer than by its tick: what is younger than one may change again unseen.
_TICK = 0.01  # seconds, the longest tick that is in use


class SteadyFile(io.FileIO):
    """A file whose end cannot be reached once it has changed: reading raises OSError there instead.

    Another file that takes its name meanwhile changes nothing: what was opened is read to its end.  One that is being
    written at this moment is waited for, for a hundredth of a second.  Pipes and devices are read as they come.
    """

    def __init__(self, path: str) -> None:
        """Raises OSError where it cannot be opened, or changes at this moment."""
        super().__init__(path)
        self._before = self._stamp()
        if self._before and 0 <= time.time() - self._before[1] / 1e9 < _TICK:
            time.sleep(_TICK)
            try:
                self._must_be_steady()
            except OSError:
                self.close()
                raise

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """As the base class; raises OSError at the end of a file that has changed."""
        size = super().readinto(buffer) or 0
        if not size:
            self._must_be_steady()
        return size

    def readall(self) -> bytes:
        """As the base class; raises OSError where the file has changed."""
        data = super().readall() or b""
        self._must_be_steady()
        return data

    def _stamp(self) -> tuple[int, int] | None:
        """The size and the time of the last change (ns) of a regular file."""
        found = os.fstat(self.fileno())
        return (found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None

    def _must_be_steady(self) -> None:
        if self._stamp() != self._before:
            raise OSError(errno.EBUSY, "it was changed while it was read; check it again")
