"""Held documents in the search of duplicates: always kept, never reported on."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from checker import rulebook
from checker.document import Document
from checker.duplicates import Duplicates, Plan, find
from checker.duplicates.options import KINDS

PLANS = tuple(
    Plan(rule.name, rule.detector, rule.options) for rule in rulebook.load() if rule.detector in KINDS and rule.default
)
LINE = "水泵房的值班员每两小时抄一次表,把水位、压力和电流写进登记簿,交班时双方签字确认,发现异常立即打电话通知调度室。"
OTHER = "果园今年换了滴灌,同样一亩地省下一半的水,工人只要拧开阀门再看看土壤的湿度,剩下的时间都拿来修枝和套袋。"
THIRD = "渡口的老船工退休以后,把三十年里记下的水文笔记交给了县里的档案馆,其中有七次大洪水的水位和流速,字迹工整清楚。"


def found(texts: Sequence[str], held: int) -> Duplicates:
    documents = [Document.from_text(text, f"{number}.txt") for number, text in enumerate(texts)]
    return find(documents, PLANS, lambda document, *_: -1 if document < held else 0, range(held))


def pairs(duplicates: Duplicates) -> set[tuple[int, int]]:
    return {(hit.document, hit.related[0].document) for hit in duplicates.hits}


def test_a_copy_of_a_held_text_is_reported_on_the_copy() -> None:
    assert pairs(found([f"{LINE}\n{OTHER}\n", f"{LINE}\n{OTHER}\n"], 1)) == {(1, 0)}


def test_nothing_is_reported_on_held_texts() -> None:
    assert found([LINE, LINE, f"{OTHER}\n{OTHER}"], 3) == Duplicates()


@pytest.mark.parametrize("new", [LINE, LINE.replace("两", "三"), f"{LINE}\n{OTHER}"])
def test_equal_held_texts_give_one_finding(new: str) -> None:
    assert pairs(found([f"{THIRD}\n{LINE}", LINE, new], 2)) <= {(2, 0), (2, 1)}
    assert len(found([f"{THIRD}\n{LINE}", LINE, new], 2).hits) == 1


def test_a_paragraph_that_contains_a_held_one_is_told() -> None:
    longer = (
        f"本报讯,昨天上午记者在城西看到,{LINE}据了解,这套办法已经用了十一年,从来没有出过差错,今年还要推广到其余各站去。"
    )
    [hit] = found([LINE, longer], 1).hits
    assert (hit.document, hit.related[0].measure) == (1, "containment")


def test_what_is_near_the_second_held_text_is_found_although_that_one_repeats_the_first() -> None:
    whole = LINE + OTHER
    second = whole.replace("每两小时", "每隔两个钟头").replace("登记簿", "本子").replace("签字", "画押")
    third = second.replace("调度室", "总值班").replace("省下一半", "少用五成").replace("套袋", "除草")
    assert [hit.document for hit in found([whole, second, third], 2).hits] == [2]


def test_a_new_text_kept_beside_another_new_one_is_still_compared_with_what_is_held() -> None:
    part = f"{LINE}\n{OTHER}\n{THIRD}\n"
    rest = "".join(
        f"第{n}组的同学在第{n * 7}天记录到麦苗长高了{n}厘米,叶色由浅变深,"
        f"比对照田早了{n + 2}天抽穗,老师让他们画成折线图贴在墙上。\n"
        for n in (21, 34, 47, 52, 68, 75)
    )
    duplicates = found([f"{part}后面是别处没有的内容。", part + rest, rest + part], 1)
    assert {hit.document for hit in duplicates.hits} == {1, 2}
    assert (1, 0) in pairs(duplicates)
