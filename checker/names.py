"""Names of files and records as valid Unicode that can be printed and typed; names that differ stay different."""

from __future__ import annotations

import re

INSIDE = "!/"  # stands between the path of an archive and that of a member
_BYTES = range(0xDC80, 0xDD00)  # what the system's names have in place of a byte that is not UTF-8 (PEP 383)
_HALF = re.compile("[\ud800-\udfff]")
_ESCAPE = re.compile(r"\\(?=x[0-9a-f]{2}|ud[89a-f][0-9a-f]{2})")  # a backslash that would read as an escape of ours
_WRITTEN = re.compile(r"\\x([0-9a-f]{2})")


def printable(name: str) -> str:
    r"""A name of the system: a byte that is not UTF-8 is `\xff`, a backslash that would read so is `\x5c`."""
    return _HALF.sub(_spelt, guarded(name))


def spelt(name: str) -> str:
    r"""A name out of data: half a character is `\ud800`, a backslash that would read so is `\x5c`."""
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", guarded(name))


def guarded(name: str) -> str:
    """The name with the backslashes escaped that would read as escapes."""
    return _ESCAPE.sub(r"\\x5c", name)


def original(name: str) -> bytes:
    """The bytes of the file name that `printable` wrote."""
    out, done = bytearray(), 0
    for match in _WRITTEN.finditer(name):
        out += name[done : match.start()].encode("utf-8", "surrogatepass") + bytes.fromhex(match[1])
        done = match.end()
    return bytes(out + name[done:].encode("utf-8", "surrogatepass"))


def _spelt(half: re.Match[str]) -> str:
    code = ord(half[0])
    return f"\\x{code - 0xDC00:02x}" if code in _BYTES else f"\\u{code:04x}"
