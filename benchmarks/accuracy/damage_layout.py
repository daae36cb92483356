"""Sentences cut and lines broken, list numbers lost, text cut off, words doubled, one of two marks taken away."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from damage_values import CHINESE, ENGLISH
from planting import Edit, Kind, Plant, inserted, lines, places, replaced

PAGES = ("clean-en-manpages",)
# Words that every register uses: places inside them are inside a word, and they can have been linked or doubled.
_WORDS = (
    "工作|管理|政府|社会|系统|文件|用户|规定|部门|单位|情况|问题|时间|学生|老师|朋友|孩子|母亲|生活|世界|城市|农村|经济|文化"
    "|环境|安全|服务|信息|技术|软件|命令|程序|项目|网络|数据|法律|责任|制度|组织|教育|活动|计划|条件|办法|机关|企业|方法"
)
_ENGLISH = "workers|government|people|property|society|system|function|process|option|value|power|struggle"
_DIGITS = "〇一二三四五六七八九"
_STYLES = (
    r"^（([一二三四五六七八九十]{1,3})）",
    r"^([一二三四五六七八九十]{1,3})、",
    r"^第([一二三四五六七八九十]{1,3})条",
    r"^(\d{1,2})[.、．] ?(?=\D)",
)


def _number(text: str) -> int:
    """The value of a numeral below 100, 0 for what is none."""
    if text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_DIGITS.index(tens or "一") * 10 if ten else 0) + (_DIGITS.index(ones) if ones else 0)


def _items(text: str) -> list[list[re.Match[str]]]:
    """Every four items of one style that follow each other in number."""
    found = []
    for style in _STYLES:
        marks = list(re.finditer(style, text, re.MULTILINE))
        for run in zip(marks, marks[1:], marks[2:], marks[3:], strict=False):
            first = _number(run[0][1])
            if first and [_number(m[1]) for m in run] == list(range(first, first + len(run))):
                found.append(list(run))
    return found


def _list(change: Callable[[str, list[re.Match[str]]], list[Edit]]) -> Plant:
    """One list of the document, changed; at least four items follow each other."""

    def plant(text: str, chance: Random) -> list[Edit]:
        items = _items(text)
        return change(text, chance.choice(items)) if items else []

    return plant


def _lost_item(_: str, run: list[re.Match[str]]) -> list[Edit]:
    return [Edit(run[1].start(), run[2].start(), "", 0, len(run[2][0]))]


def _repeated_number(_: str, run: list[re.Match[str]]) -> list[Edit]:
    after = run[2].end() - run[1].end()  # the place ends with the next number, which does not follow any more
    return [Edit(run[1].start(), run[1].end(), run[0][0], 0, after)]


def _swapped_numbers(text: str, run: list[re.Match[str]]) -> list[Edit]:
    one, other = run[1], run[2]
    between = text[one.end() : other.start()]
    return [Edit(one.start(), other.end(), other[0] + between + one[0], 0, run[3].end() - other.end())]


def _cut_at_link(text: str, chance: Random) -> list[Edit]:
    """A word of a long sentence on a line of its own, with or without full stops that do not belong there."""
    stop = chance.choice(("", "。"))
    matches = places(text, rf"(?<=[\u4e00-\u9fff，、]{{12}})(?:{_WORDS})(?=[\u4e00-\u9fff，、]{{12}})", chance, 3)
    return replaced(matches, lambda m: f"{stop}\n{m[0]}{stop}\n", 12, 12)


def _cut_at_link_english(text: str, chance: Random) -> list[Edit]:
    pattern = rf"(?<=[a-z ,]{{30}}) (?:{_ENGLISH}) (?=[a-z ,]{{30}})"
    return replaced(places(text, pattern, chance, 3), lambda m: f"\n{m[0].strip()}\n", 30, 30)


def _broken(pattern: str, before: int, after: int) -> Plant:
    """A line break where the pattern (which is empty) finds a place."""

    def plant(text: str, chance: Random) -> list[Edit]:
        return replaced(places(text, pattern, chance, 4), lambda _: "\n", before, after)

    return plant


def _fixed_width(text: str, chance: Random) -> list[Edit]:
    """Every line of Chinese wrapped at one width; the whole text is the place."""
    width = chance.randint(28, 44)
    breaks = [i for start, end in lines(text) for i in range(start + width, end, width)]
    return inserted(breaks, lambda: "\n", width, width) if len(breaks) >= 5 else []


def _fixed_width_english(text: str, chance: Random) -> list[Edit]:
    width = chance.randint(60, 78)
    edits = []
    for start, end in lines(text):
        while end - start > width and (at := text.rfind(" ", start, start + width)) > start:
            edits.append(Edit(at, at + 1, "\n", width, width))
            start = at + 1
    return edits if len(edits) >= 5 else []


def _cut_off(letters: str) -> Plant:
    """Nothing after the middle of a sentence in the second half of the document."""

    def plant(text: str, chance: Random) -> list[Edit]:
        matches = [m for m in re.finditer(letters, text) if m.start() > len(text) // 2]
        if not matches:
            return []
        at = chance.choice(matches).start()
        return [Edit(at, len(text), "", 40, 0)]

    return plant


def _doubled(pattern: str, between: str) -> Plant:
    def plant(text: str, chance: Random) -> list[Edit]:
        return replaced(places(text, pattern, chance, 3), lambda m: m[0] + between + m[0])

    return plant


def _lone(pair: str) -> Plant:
    """One of two marks that stand in one line, gone; the stretch between them is the place."""

    def plant(text: str, chance: Random) -> list[Edit]:
        edits = []
        for match in places(text, rf"{pair[0]}[^{pair}\n]{{2,20}}{pair[1]}", chance, 3):
            inside = match.end() - match.start() - 1
            if chance.random() < 0.5:
                edits.append(Edit(match.start(), match.start() + 1, "", 1, inside))
            else:
                edits.append(Edit(match.end() - 1, match.end(), "", inside, 1))
        return edits

    return plant


_WRAP = ("hard-wrap", "hard-wrap-english", "link-fragment", "fixed-width-lines")
_LIST = ("enumeration-gap", "enumeration-repeat", "enumeration-restart", "enumeration-out-of-order")
_CUT = ("truncated-text", "truncated-list")
_WITHIN = rf"(?<=[\u4e00-\u9fff]{{10}})(?=(?:{_WORDS})[\u4e00-\u9fff]{{10}})"
_INSIDE = "|".join(rf"(?<=[\u4e00-\u9fff]{{8}}{w[0]})(?={w[1]}[\u4e00-\u9fff]{{8}})" for w in _WORDS.split("|"))

KINDS = (
    Kind("sentence cut at a link", CHINESE, _WRAP, _cut_at_link),
    Kind("sentence cut at a link, English", ENGLISH + PAGES, _WRAP, _cut_at_link_english),
    Kind("line broken after a comma", CHINESE, _WRAP, _broken(r"(?<=[^\n]{20}，)(?=[^\n]{15})", 20, 15)),
    Kind("line broken between words", CHINESE, _WRAP, _broken(_WITHIN, 10, 10)),
    Kind(
        "line broken in a word",
        CHINESE,
        _WRAP,
        _broken(_INSIDE, 9, 9),
    ),
    Kind(
        "line broken in a sentence, English",
        ENGLISH + PAGES,
        _WRAP,
        _broken(r"(?<=[a-z, ]{30} )(?=[a-z]{3,12} [a-z, ]{30})", 30, 30),
    ),
    Kind("wrapped at one width", CHINESE, _WRAP, _fixed_width, whole=True),
    Kind("wrapped at one width, English", ENGLISH + PAGES, _WRAP, _fixed_width_english, whole=True),
    Kind("list item lost", CHINESE, _LIST, _list(_lost_item)),
    Kind("list number repeated", CHINESE, _LIST, _list(_repeated_number)),
    Kind("list numbers swapped", CHINESE, _LIST, _list(_swapped_numbers)),
    Kind("text cut off", CHINESE, _CUT, _cut_off(r"(?<=[\u4e00-\u9fff]{12})(?=[\u4e00-\u9fff]{12})")),
    Kind("text cut off, English", ENGLISH + PAGES, _CUT, _cut_off(r"(?<=[a-z, ]{30} )(?=[a-z]{3,12} [a-z, ]{30})")),
    Kind("word doubled", CHINESE, ("doubled-word",), _doubled(rf"(?<=[\u4e00-\u9fff])(?:{_WORDS})", "")),
    Kind(
        "word doubled, English",
        ENGLISH + PAGES,
        ("doubled-word-english",),
        _doubled(rf"(?<=[a-z] )(?:the|of|and|is|to|with|for|{_ENGLISH})(?= [a-z])", " "),
    ),
    Kind("one quotation mark lost", CHINESE, ("unbalanced-quote",), _lone("“”")),
    Kind("one title mark lost", CHINESE, ("unbalanced-title-mark",), _lone("《》")),
    Kind("one bracket lost", CHINESE, ("unbalanced-bracket",), _lone("（）")),
)
