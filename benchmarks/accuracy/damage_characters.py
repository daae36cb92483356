"""Marks, scripts, invisible characters and bytes."""

from __future__ import annotations

import re
from random import Random

from bytewise import debris, shift, straddles
from damage_layout import PAGES
from damage_values import CHINESE, ENGLISH
from gbk_shift import respelling
from planting import Edit, Kind, Plant, inserted, lines, places, replaced

TRADITIONAL = tuple(f"{name} respelled" for name in CHINESE[:2])
_ASCII = dict(zip("，。；：！？（）“”", ',.;:!?()""', strict=True))
_LOOKALIKES = dict(zip("aeocpx", "аеосрх", strict=True))
_HAN = r"(?<=[\u4e00-\u9fff，]{8})(?=[\u4e00-\u9fff])"  # not in a list number
_WORD = r"(?<=[A-Za-z]{2})(?=[A-Za-z]{2})"
_MARKED = "學國個會時來為對動過發經業長開實體關機點進種電門問將應條總設單結規義務"
_SPELLED = (
    "xué guó gè huì shí lái wéi duì dòng guò fā jīng yè zhǎng kāi shí tǐ guān jī diǎn jìn zhǒng diàn mén wèn "
    "jiāng yīng tiáo zǒng shè dān jié guī yì wù"
)
_READINGS = dict(zip(_MARKED, _SPELLED.split(), strict=True))
_HANZI = re.compile(r"[\u4e00-\u9fff]")
_CLAUSE = re.compile(r"[\u4e00-\u9fff]{4,}")
_NUMBERED = re.compile(r"\W*(?:第|\d|.{1,3}[、）)])|[（(#*]")
_FEWEST = 40  # Han characters of a line that is written over


def _half_width(text: str, _: Random) -> list[Edit]:
    """Every Chinese mark written half width; the whole text is the place."""
    found = list(re.finditer("[" + "".join(_ASCII) + "]", text))
    return replaced(found, lambda m: _ASCII[m[0]]) if len(found) > 10 else []


def _some_half_width(text: str, chance: Random) -> list[Edit]:
    """A third of the commas and stops written half width."""
    found = [m for m in re.finditer("[，。；：]", text) if chance.random() < 0.3]
    return replaced(found, lambda m: _ASCII[m[0]])


def _long_lines(text: str, chance: Random, share: float) -> list[tuple[int, int]]:
    """That share of the long lines, one at least.

    None is more than a quarter of the text, and none has a number of its own, which its list would miss.
    """
    long = [
        (start, end)
        for start, end in lines(text)
        if end - start <= len(text) // 4
        and len(_HANZI.findall(text, start, end)) >= _FEWEST
        and not _NUMBERED.match(text, start, end)
    ]
    return sorted(chance.sample(long, max(1, round(len(long) * share)))) if long else []


def _two_scripts(text: str, chance: Random) -> list[Edit]:
    """A third of the long lines in traditional characters."""
    back = respelling()
    return [Edit(start, end, text[start:end].translate(back)) for start, end in _long_lines(text, chance, 0.3)]


def _two_scripts_in_line(text: str, chance: Random) -> list[Edit]:
    """A third of the clauses of the long lines in traditional characters."""
    clauses = [m for span in _long_lines(text, chance, 1) for m in _CLAUSE.finditer(text, *span)]
    return replaced([m for m in clauses if chance.random() < 0.3], lambda m: m[0].translate(respelling()))


def _misread(written: str, read: str) -> Plant:
    """One long line read with the wrong encoding."""

    def plant(text: str, chance: Random) -> list[Edit]:
        return [
            Edit(start, end, text[start:end].encode(written, "ignore").decode(read, "replace"))
            for start, end in _long_lines(text, chance, 0)
        ]

    return plant


def _other_bytes(text: str, chance: Random) -> list[Edit]:
    """One long line in GBK in a file of UTF-8: its bytes, as PEP 383 writes them."""
    return [
        Edit(start, end, text[start:end].encode("gbk", "ignore").decode("utf-8", "surrogateescape"))
        for start, end in _long_lines(text, chance, 0)
    ]


def _lost_bytes(text: str, chance: Random) -> list[Edit]:
    """One byte of a character lost."""

    def cut(char: str) -> str:
        data = bytearray(char.encode())
        del data[chance.randrange(len(data))]
        return data.decode("utf-8", "surrogateescape")

    return replaced(places(text, r"(?<=[\u4e00-\u9fff，]{8})[\u4e00-\u9fff]", chance, 3), lambda m: cut(m[0]), 1, 1)


def _shifted(text: str, chance: Random) -> list[Edit]:
    """Runs of pairs that slipped by one byte; the debris is the place."""
    edits = []
    for start, end in lines(text):
        line = text[start:end]
        at = straddles(line)
        if at and line[-1] in "。；：" and chance.random() < 0.4:
            bad = shift(line, place := chance.choice(at), resync=False)
            first, last = debris(line, bad, place)
            if last - first >= 4:
                edits.append(Edit(start + first, end - (len(bad) - last), bad[first:last]))
    return edits


def _put(pattern: str, characters: str) -> Plant:
    """Characters that nobody sees, in the places that the pattern (which is empty) finds."""

    def plant(text: str, chance: Random) -> list[Edit]:
        character = chance.choice(characters)
        return inserted((m.start() for m in places(text, pattern, chance)), lambda: character)

    return plant


def _lookalikes(text: str, chance: Random) -> list[Edit]:
    pattern = rf"(?<=[a-z])[{''.join(_LOOKALIKES)}](?=[a-z]{{2}})"
    return replaced(places(text, pattern, chance, 4), lambda m: _LOOKALIKES[m[0]], 8, 8)


def _pinyin(text: str, chance: Random) -> list[Edit]:
    """Readings after every occurrence of eight to fourteen characters."""
    marked = [c for c in _READINGS if text.count(c) >= 2]
    if len(marked) < 8:
        return []
    chosen = "".join(chance.sample(marked, min(len(marked), chance.randint(8, 14))))
    return replaced(re.finditer(f"[{chosen}]", text), lambda m: f"{m[0]}({_READINGS[m[0]]})")


def _each(pattern: str, new: str, before: int = 0, after: int = 0) -> Plant:
    def plant(text: str, chance: Random) -> list[Edit]:
        return replaced(places(text, pattern, chance), lambda _: new, before, after)

    return plant


_INVISIBLE = ("encoding",)
_MARKS = ("half-width-punctuation", "mixed-width-punctuation", "ascii-full-stop")
_SCRIPTS = ("mixed-scripts", "naive-conversion")
_ANY = f"{_HAN}|{_WORD}"
_DECIMAL = _each(r"(?<=\d)\.(?=\d{1,2}[%万亿元米倍人])", "。", 3, 3)

KINDS = (
    Kind("all marks half width", CHINESE, _MARKS, _half_width, whole=True),
    Kind("some marks half width", CHINESE, _MARKS, _some_half_width, whole=True),
    Kind(
        "decimal point a full stop",
        CHINESE,
        ("stop-as-decimal-point",),
        _DECIMAL,
    ),
    Kind("full stop doubled", CHINESE, ("doubled-terminator",), _each("(?<=[\u4e00-\u9fff])。$", "。。")),
    Kind(
        "comma against full stop",
        CHINESE,
        ("doubled-terminator",),
        _each(r"(?<=[\u4e00-\u9fff])，(?=[\u4e00-\u9fff])", "，。"),
    ),
    Kind("two scripts, clause by clause", CHINESE, _SCRIPTS, _two_scripts_in_line, whole=True),
    Kind("two scripts, line by line", CHINESE, _SCRIPTS, _two_scripts, whole=True),
    Kind("lookalike letters", (*ENGLISH, *PAGES, CHINESE[2]), ("homoglyph", "latin-in-cyrillic"), _lookalikes),
    Kind("zero-width character", CHINESE, _INVISIBLE, _put(_HAN, "\u200b\u200c\u200d\u2060\ufeff")),
    Kind("zero-width character, English", ENGLISH + PAGES, _INVISIBLE, _put(_WORD, "\u200b\u2060\ufeff\u00ad")),
    Kind("control character", CHINESE + ENGLISH, _INVISIBLE, _put(_ANY, "\x00\x01\x08\x0b\x1b\x7f\x85\x9d")),
    Kind("bidi control", CHINESE + ENGLISH, _INVISIBLE, _put(_ANY, "\u200e\u200f\u202a\u202d\u202e\u2066")),
    Kind("private use", CHINESE + ENGLISH, _INVISIBLE, _put(_ANY, "\ue003\ue5e5\uf8ff")),
    Kind("readings in traditional text", TRADITIONAL, ("pinyin-marks",), _pinyin),
    Kind("GBK shift", CHINESE, ("mojibake",), _shifted),
    Kind("line of UTF-8 read as Windows-1252", CHINESE, ("mojibake",), _misread("utf-8", "cp1252")),
    Kind("line of UTF-8 read as GB18030", CHINESE, ("mojibake",), _misread("utf-8", "gb18030")),
    Kind("line of GBK read as Latin-1", CHINESE, ("mojibake",), _misread("gbk", "latin-1")),
    Kind("line of GBK in UTF-8", CHINESE, ("encoding",), _other_bytes),
    Kind("lost byte in UTF-8", CHINESE, ("encoding", "mojibake"), _lost_bytes),
)
