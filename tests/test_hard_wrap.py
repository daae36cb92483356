"""Breaks inside Chinese sentences: each is said once, by the rule it belongs to, and verse is whole."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import rulebook
from checker.document import Document
from checker.engine import Engine

ENGINE = Engine([rule for rule in rulebook.load() if rule.name in {"hard-wrap", "fixed-width-lines"}])
PARAGRAPHS = (
    "码头上的灯到了后半夜才熄，看船的老人提着马灯在堤上走了一圈，又回到屋里坐下。",
    "那年冬天来得早，河面还没有等到立冬就结了冰，渡船停在对岸，谁也过不去，只好绕道山后。",
    "她在信里写了院子里的枣树、墙角的水缸和新来的猫，写到最后才说祖母病了，盼他早些动身。",
)
VERSE = (
    "风从山的那一边把没有写完的信一封一封送到了门前，",
    "门前的石阶上坐着等了整整一个冬天还没有走的人，",
    "他的手里握着一把从旧箱子底下翻出来的铜钥匙，",
)


def counted(text: str) -> Counter[str]:
    return Counter(rule.name for rule, _ in ENGINE.examine(Document.from_text(text)).hits)


def wrapped(text: str, width: int) -> str:
    return "\n".join(text[i : i + width] for i in range(0, len(text), width))


@pytest.mark.parametrize("width", [20, 24, 30, 36])
def test_few_long_lines_of_one_width_are_a_wrapped_text(width: int) -> None:
    """Among short paragraphs, breaks at one width are said once, as layout, and not one by one."""
    text = "\n".join(["天亮了。", *(wrapped(p, width) for p in PARAGRAPHS), "雪停了。"])
    found = counted(text)
    assert found["hard-wrap"] == 0
    assert found["fixed-width-lines"] <= 1


@given(st.lists(st.sampled_from(VERSE), min_size=2, max_size=8))
def test_lines_of_one_clause_beside_each_other_are_verse(lines: list[str]) -> None:
    """However long they are, and whatever line ends the stanza."""
    assert counted("\n".join([*lines, "等到花开。"])) == Counter()


@pytest.mark.parametrize(("opening", "closing"), ["《》", "“”", "「」", "（）"])
def test_a_pair_of_marks_is_not_parted(opening: str, closing: str) -> None:
    """A line break right inside a pair is found; a mark used for the other opens nothing."""
    after = f"书架最上层放着他最爱的那本{opening}\n渡口的灯{closing}，谁也不许碰。"
    before = f"书架最上层放着他最爱的那本{opening}渡口的灯\n{closing}，谁也不许碰。"
    assert counted(after)["hard-wrap"] == counted(before)["hard-wrap"] == 1
    assert counted(f"书架最上层写着{opening}渡口的灯{opening}\n谁也不许碰那一层。") == Counter()
