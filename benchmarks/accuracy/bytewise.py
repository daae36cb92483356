"""Damage done to text by tools that do not know its bytes: GBK shifts, and files read with the wrong encoding."""

from __future__ import annotations

from itertools import pairwise

MARKS = {mark.encode("gbk"): mark for mark in "。！？；，"}
RESYNC = "、，。"
WIDE = 0xFEE0


def fold(text: str) -> str:
    """Full-width ASCII and the ideographic space made half width, as many sites store text."""
    return "".join(" " if c == "\u3000" else chr(ord(c) - WIDE) if "\uff01" <= c <= "\uff5e" else c for c in text)


def straddles(text: str) -> list[int]:
    """Indices of characters whose second byte makes a mark's code with the next one's first byte."""
    codes = [c.encode("gbk", "replace") for c in text]
    both = pairwise(codes)
    return [i for i, (x, y) in enumerate(both) if len(x) == len(y) == 2 and x[1:] + y[:1] in MARKS]


def drop_decode(data: bytes) -> str:
    """GBK with private use; a lead byte in front of a byte that cannot follow it is dropped."""
    out, i = [], 0
    while i < len(data):
        if data[i] < 0x80:
            out.append(chr(data[i]))
            i += 1
        elif i + 1 < len(data) and 0x40 <= data[i + 1] <= 0xFE and data[i + 1] != 0x7F:
            char = data[i : i + 2].decode("gb18030", "ignore")
            out.append(char if len(char) == 1 else "")
            i += 2
        else:
            i += 1
    return "".join(out)


def shift(text: str, at: int, resync: bool = True) -> str:
    """`text` after the byte in front of the mark across `at` and `at + 1` was lost.

    With `resync` the pairs come right in front of the next real mark, else at the next byte below 0x80 or at the end.
    """
    first, second = text[at].encode("gbk"), text[at + 1].encode("gbk")
    mark = MARKS[first[1:] + second[:1]]
    end = next((i for i in range(at + 2, len(text)) if text[i] in RESYNC), len(text)) if resync else len(text)
    middle = drop_decode(second[1:] + text[at + 2 : end].encode("gbk", "replace"))
    return text[:at] + mark + middle + text[end:]


def debris(clean: str, bad: str, at: int) -> tuple[int, int]:
    """The span in `bad` of what such a loss at `at` left: the mark, and all up to where both texts agree again."""
    same = 0
    while same < min(len(clean), len(bad)) - at - 1 and clean[-1 - same] == bad[-1 - same]:
        same += 1
    return at, len(bad) - same


def misread(text: str, written: str, read: str, lost: str = "replace") -> str:
    """What a reader sees who takes bytes `written` in one encoding for another one."""
    return text.encode(written, "replace").decode(read, lost)
