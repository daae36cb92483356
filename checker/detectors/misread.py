"""Text whose bytes were decoded with the wrong encoding: encoded back, and judged by a language model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from checker.allowed import Codec, Regex, Signed
from checker.detectors import View, detector
from checker.finding import Fix, Hit
from checker.patterns import compiled
from checker.text.fluency import is_han, model

LOST = "\ufffd"
SEQUENCE = re.compile(rb"[\xe1-\xef][\x80-\xbf]{2}")  # a Han character or its marks in UTF-8
GAP = 4  # bytes between two of them that may be damaged


@detector("misread")
def misread(
    view: View, *, read: Codec, written: Codec, run: Regex, least: int, gain: Signed, fluent: Signed
) -> Iterator[Hit]:
    """Runs that make sense when their bytes, decoded as `read`, are decoded as `written` instead.

    `run` matches what may be damage inside a line.  A run is reported when at least `least` Han characters and marks
    come out of it, the model finds it `gain` nats likelier for every character that stands, and the Han characters
    have at least `fluent` nats each.  A byte that was lost is U+FFFD in the proposed text, and the fix is safe when it
    gives exactly what stands if it is misread again.
    """
    for number in view.line_numbers():
        line = view.document.lines.text(number)
        offset = int(view.document.lines.starts[number])
        for match in compiled(run).finditer(line):
            for start, end in islands(match[0], read) if written == "utf-8" else [(0, len(match[0]))]:
                seen = match[0][start:end]
                repair = decoded(seen, read, written)
                if _makes_sense(seen, repair, least, gain, fluent):
                    at = offset + match.start()
                    fix = Fix(repair, safe=_misread(repair, written, read) == seen)
                    yield Hit(at + start, at + end, fix=fix, values={"repair": repair})


def _makes_sense(seen: str, repair: str, least: int, gain: float, fluent: float) -> bool:
    if sum(map(_telling, repair)) < least:
        return False
    if model().score(repair) - model().score(seen) < gain * len(seen):
        return False
    pairs = pairwise("\n" + repair)
    fitting = [model().after(left, char) for left, char in pairs if is_han(char) and left != LOST]
    return sum(fitting) >= fluent * len(fitting)


def decoded(seen: str, read: str, written: str) -> str:
    """`seen`, encoded as `read` and decoded as `written`; what either does not know is U+FFFD.

    A lost character may have been one byte, so what follows it is also tried without its first byte.
    """
    out = []
    for number, part in enumerate(seen.split(LOST)):
        data = b"".join(_bytes(char, read) for char in part)
        ways = [data[cut:].decode(written, "replace") for cut in ((0, 1) if number and written != "utf-8" else (0,))]
        out.append(max(ways, key=model().score))
    return LOST.join(out)


def islands(seen: str, read: str) -> list[tuple[int, int]]:
    """The stretches of `seen` whose bytes are UTF-8, with small gaps: spans in its characters."""
    parts = [_bytes(char, read) for char in seen]
    owner = [i for i, part in enumerate(parts) for _ in part]
    out: list[tuple[int, int]] = []
    reach = -GAP - 1
    for match in SEQUENCE.finditer(b"".join(parts)):
        start, end = owner[match.start()], owner[match.end() - 1] + 1
        if match.start() - reach <= GAP and out:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
        reach = match.end()
    return out


@lru_cache(maxsize=50_000)
def _bytes(char: str, read: str) -> bytes:
    """The bytes of one character; one that the encoding leaves undefined is often shown as its control character."""
    if char == LOST:
        return b"\xff"
    try:
        return char.encode(read)
    except UnicodeEncodeError:
        if "\x80" <= char <= "\x9f":
            return bytes((ord(char),))
        return b"\x80" if char == "€" else b"\xff"


def _misread(text: str, written: str, read: str) -> str:
    return text.encode(written, "replace").decode(read, "replace")


def _telling(char: str) -> bool:
    """Whether the character says that the repair is text: a Han character, or a mark that is written with Han."""
    return is_han(char) or char in "。，、；：！？“”（）《》…—"
