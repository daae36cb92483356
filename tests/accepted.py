"""Texts for the tests of the index: laws of towns that do not exist, each unlike the others."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random

from checker import rulebook
from checker.document import Document
from checker.index import Parameters, add, entry
from checker.index.changes import Added

RULES = tuple(rule for rule in rulebook.load() if rule.default)
PARAMETERS = Parameters.of(RULES)
TOWNS = (
    "青石", "白鹿", "黄桥", "乌镇", "红岩",
    "绿洲", "银杏", "金沙", "墨池", "丹霞",
)  # fmt: skip
MATTERS = (
    "渔船停泊", "水文观测", "航标维护", "闸门启闭", "桥面养护",
    "砂石堆放", "渡口值守", "堤岸绿化", "泵站检修", "污泥外运",
)  # fmt: skip
DUTIES = (
    "登记造册", "当场称重", "张贴告示", "逐级上报", "隔日复查",
    "封存样本", "拍照留底", "邀请旁听", "统一编号", "轮流值夜",
)  # fmt: skip
TOOLS = (
    "铜牌", "麻绳", "竹签", "铁锚", "木桶",
    "油灯", "算盘", "账簿", "印章", "风筝",
)  # fmt: skip
WORDS = (*TOWNS, *MATTERS, *DUTIES, *TOOLS)


def law(number: int) -> str:
    """A law of three articles; two numbers give texts that share no long passage."""
    draw = Random(number)
    articles = []
    for sign in "一二三":
        words = draw.sample(WORDS, 24)
        clauses = ["".join(words[n : n + 3]) for n in range(0, len(words), 3)]
        articles.append(f"第{sign}条 {'，'.join(clauses)}。\n")
    return f"{draw.choice(TOWNS)}镇第{number}号规矩\n\n{''.join(articles)}"


def corpus(folder: Path, numbers: range) -> dict[str, str]:
    """Write laws into files of a folder; their paths and texts."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {f"law-{number:04}.txt": law(number) for number in numbers}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return texts


def hold(index: Path, texts: Mapping[str, str]) -> Added:
    """Add texts under their ids."""
    documents = (Document.from_text(text, name) for name, text in texts.items())
    return add(index, (entry(document, Path()) for document in documents), PARAMETERS)
