"""Numbers as lists are numbered with them."""

from __future__ import annotations

from functools import lru_cache

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_CIRCLED = ord("①")
_ROWS = ((_CIRCLED, 20), (ord("⑴"), 20), (ord("⒈"), 20), (ord("㈠"), 10))  # first of each row, and how many


@lru_cache(maxsize=1024)
def number(text: str) -> int | None:
    """The value of `12`, `十二`, `一百零三`, `⑫` or `l`; None for anything else."""
    if text.isascii():
        if text.isdigit():
            return int(text)
        return ord(text) - ord("a") + 1 if len(text) == 1 and "a" <= text <= "z" else None
    for first, count in _ROWS:
        if len(text) == 1 and first <= ord(text) < first + count:
            return ord(text) - first + 1
    total = digit = 0
    for char in text:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        elif char in _DIGITS:
            digit = _DIGITS[char]
        else:
            return None
    return total + digit


def spelled(value: int, like: str) -> str:
    """`value` (1 to 999) in the kind of numerals that `like` is: 12 like 3, 十二 like 三, ⑫ like ③, l like c."""
    if like.isascii():
        return str(value) if like.isdigit() else chr(ord("a") + value - 1)
    for first, count in _ROWS:
        if first <= ord(like[0]) < first + count:
            return chr(first + value - 1)
    digits = "零一二三四五六七八九"
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    text = digits[hundreds] + "百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "")
