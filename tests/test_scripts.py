"""Simplified and traditional characters are told apart, and mixtures from quotations."""

from __future__ import annotations

from checker import rulebook
from checker.document import Document
from checker.engine import Engine
from checker.hanzi import simplified
from checker.text.scripts import SIMPLIFIED, TRADITIONAL, script_table, scripts

MIXED, NAIVE = (next(r for r in rulebook.load() if r.name == name) for name in ("mixed-scripts", "naive-conversion"))
PROSE = (
    "村里的学校有三间教室，后面是一块操场。干部们说，明年要把漏雨的屋顶修好，并且给每个班添置新的书柜。\n"
    "老师每天从镇上骑车过来，于是孩子们总在路口等他。他讲课的时候，窗外常有鸟叫声，谁也不觉得烦。\n"
)
ONE_TO_ONE = {s: t for t, s in simplified().items() if script_table()[ord(t)] and script_table()[ord(s)]}


def naive(text: str) -> str:
    """What a converter makes that maps only characters beyond doubt."""
    return "".join(ONE_TO_ONE.get(char, char) for char in text)


def found(rule_text: str, text: str) -> bool:
    rule = MIXED if rule_text == "mixed" else NAIVE
    return bool(Engine([rule]).examine(Document.from_text(text)).hits)


def test_no_character_belongs_to_both_scripts() -> None:
    """后 干 范 are characters of both, 後 幹 範 are not simplified, 们 这 are not traditional."""
    table = script_table()
    assert not any(table[ord(char)] for char in "后干范于里面云台一人")
    assert all(table[ord(char)] == TRADITIONAL for char in "範幹準麼發學國")
    assert all(table[ord(char)] == SIMPLIFIED for char in "们这说学国个")
    assert not set(ONE_TO_ONE) & set(ONE_TO_ONE.values())


def test_every_code_point_has_its_script() -> None:
    """One value a code point, also beyond the basic plane."""
    document = Document.from_text("a😀学𠀀學\n")
    assert scripts(document).tolist() == [0, 0, SIMPLIFIED, 0, TRADITIONAL, 0]


def test_one_script_is_no_mixture() -> None:
    """Pure text of either script is silent; text that switches inside its sentences is found."""
    traditional = naive(PROSE) * 2
    assert not found("mixed", PROSE * 2)
    assert not found("mixed", traditional)
    halves = "".join(part if i % 2 else naive(part) for i, part in enumerate((PROSE * 2).split("，")))
    assert found("mixed", halves)


def test_a_passage_in_the_other_script_is_a_quotation() -> None:
    """Lines that are wholly in the other script are none of a mixture."""
    assert not found("mixed", PROSE * 3 + naive(PROSE) + PROSE)


def test_conversion_without_words_is_found() -> None:
    """后 干 并 于 left as they are betray it; a text that writes 後 幹 並 於 is silent."""
    assert found("naive", naive(PROSE) * 3)
    proper = naive(PROSE).replace("后", "後").replace("干部", "幹部").replace("并且", "並且").replace("于是", "於是")
    assert not found("naive", proper * 3)
    assert not found("naive", PROSE * 3)
