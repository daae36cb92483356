"""Joined paragraphs and the numbers of lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.detectors import View
from checker.document import Document
from checker.text.joined import WIDE, joined
from checker.text.numerals import number, spelled
from checker.text.outline import Fault, outline

STYLES = {
    "一、": lambda n: f"{spelled(n, '一')}、",
    "（一）": lambda n: f"（{spelled(n, '一')}）",
    "1.": lambda n: f"{n}. ",
    "1、": lambda n: f"{n}、",
    "(1)": lambda n: f"({n})",
    "①": lambda n: spelled(n, "①"),
    "一是": lambda n: f"{spelled(n, '一')}是",
}
BODIES = ("修建水渠并按期验收。", "添置图书。", "开展巡查,做到心中有数。", "Water the plants in time.")


def found(text: str) -> tuple[Fault, ...]:
    document = Document.from_text(text)
    return outline(document, View(document).layout).faults


def items(style: str, numbers: list[int]) -> list[str]:
    return [STYLES[style](n) + BODIES[i % len(BODIES)] for i, n in enumerate(numbers)]


styles = st.sampled_from(sorted(STYLES))


@given(st.integers(1, 99), st.sampled_from(["3", "三"]))
def test_numerals_go_both_ways(value: int, like: str) -> None:
    """What `spelled` writes, `number` reads."""
    assert number(spelled(value, like)) == value


@given(styles, st.integers(1, 12), st.sampled_from(["\n", "\n\n", "\r\n"]))
def test_a_whole_list_has_no_fault(style: str, count: int, gap: str) -> None:
    """Numbers from 1 on, in any style and spacing, are right."""
    assert found(gap.join(items(style, list(range(1, count + 1))))) == ()


@given(styles, styles, st.lists(st.integers(1, 6), min_size=1, max_size=5))
def test_inner_lists_begin_anew(outer: str, inner: str, sizes: list[int]) -> None:
    """Under every item of a list another one may begin at 1."""
    if outer == inner:
        return
    lines: list[str] = []
    for n, size in enumerate(sizes, 1):
        lines += [STYLES[outer](n) + BODIES[0], *items(inner, list(range(1, size + 1)))]
    assert found("\n".join(lines)) == ()


@given(styles, st.integers(4, 12), st.data())
def test_a_lost_item_is_one_gap(style: str, count: int, data: st.DataObject) -> None:
    """Without an item in the middle, the item after it is reported, and nothing else."""
    lost = data.draw(st.integers(2, count - 1))
    numbers = [n for n in range(1, count + 1) if n != lost]
    text = "\n".join(items(style, numbers))
    (fault,) = found(text)
    assert fault.kind == "gap"
    assert (fault.marker.value, fault.before and fault.before.value) == (lost + 1, lost - 1)
    assert text[fault.marker.start : fault.marker.end].strip() == STYLES[style](lost + 1).strip()


@given(styles, st.integers(3, 12), st.data())
def test_a_number_used_twice_is_one_repeat(style: str, count: int, data: st.DataObject) -> None:
    """An item numbered like the one before it is reported, and nothing else."""
    twice = data.draw(st.integers(2, count))
    numbers = sorted([*range(1, count + 1), twice])
    (fault,) = found("\n".join(items(style, numbers)))
    assert (fault.kind, fault.marker.value) == ("repeat", twice)


@given(styles, st.integers(3, 8), st.integers(3, 8))
def test_a_list_that_starts_again_is_one_restart(style: str, first: int, second: int) -> None:
    """Two lists without a word between them are reported at the second 1, with a heading between not."""
    one, two = items(style, list(range(1, first + 1))), items(style, list(range(1, second + 1)))
    (fault,) = found("\n".join([*one, *two]))
    assert (fault.kind, fault.marker.value) == ("restart", 1)
    assert found("\n".join([*one, "第二季度工作", *two])) == ()


def test_a_gap_beside_a_destroyed_number_is_not_reported() -> None:
    """A line that begins with a stray mark was an item once."""
    whole = "（一）甲\n（二）乙\n（三）丙\n（四）丁"
    assert [f.kind for f in found(whole.replace("（三）", ""))] == ["gap"]
    assert found(whole.replace("（三）", "。ㄈ")) == ()


@pytest.mark.parametrize("heading", ["年度总结篇二", "【篇二】", "范文二", "附件2"])
def test_a_new_piece_begins_anew(heading: str) -> None:
    """After the heading of another piece a list may begin at 1, and one that does not is told to start late."""
    before = items("一、", [1, 2, 3])
    assert found("\n".join([*before, heading, *items("一、", [1, 2])])) == ()
    late = found("\n".join([*before, heading, BODIES[0], *items("一、", [2, 3])]))
    assert [f.kind for f in late] == ["starts-late"]


@given(st.text("甲乙丙ab1。；;,、 \t\n\r(一)", max_size=120))
def test_joined_characters_stand_where_they_say(text: str) -> None:
    """Every character of a joined paragraph is the document's, or a blank for a line end."""
    document = Document.from_text(text)
    shape = View(document).layout
    line = 0
    while line < len(document.lines):
        lines = shape.paragraph(line)
        assert lines.start == line
        if not shape.blank[line]:
            paragraph = joined(document, shape, line)
            assert len(paragraph.text) == len(paragraph.places)
            for char, place in zip(paragraph.text, paragraph.places, strict=True):
                assert char == text[place] or (char == " " and ord(text[place]) < WIDE)
        line = lines.stop


def test_breaks_inside_sentences_are_joined() -> None:
    """Where blank lines set paragraphs apart, a line that ends with a semicolon goes on."""
    text = "一、概况\n\n全年修路三条;\n架桥一座。\n\n二、计划\n\n继续修路。\n\n三、保障\n\n落实资金。"
    document = Document.from_text(text)
    shape = View(document).layout
    assert shape.spaced
    assert [int(n) for n in shape.broken.nonzero()[0]] == [3]
    assert joined(document, shape, 3).text == "全年修路三条;架桥一座。"
