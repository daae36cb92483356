"""Text that was read with the wrong encoding, or lost a byte: found where it stands, and read again."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bytewise import fold, misread, shift, straddles
from checker import rulebook
from checker.detectors.misread import decoded, islands
from checker.document import Document
from checker.engine import Engine
from checker.finding import Hit
from checker.text.fluency import model
from checker.text.gbk import byte_forms, pair
from checker.text.judge import unmatched
from checker.text.runs import Line, Weights
from checker.text.shift import Search
from checker.text.words import words

SIMPLIFIED = (
    "　　入秋以后，学校“晨读”活动每周三次，老师和家长轮流领读。",
    "日常活动由各班轮流组织，家长可以旁听，老师负责记录。",
    "保护水源是全镇的大事，大家都要出力。",
    "船在码头停靠半天，游客上岸买些水果和点心。",
    "打好基础，练好本领，明天才有更多的选择。",
    "他从小生病，家里人一直细心照看，如今身体很好。",
    "福建的茶叶和海口的水果都在展会上卖得很好。",
    "模块之间互不影响，换掉一个不必重装全部。",
    "学校可以延长开放时间，方便学生借书。",
    "如果车票没有取，可以在站内的机器上办理。",
)
TRADITIONAL = (
    "　　入秋以後，學校“晨讀”活動每週三次，老師和家長輪流領讀。",
    "日常活動由各班輪流組織，家長可以旁聽，老師負責記錄。",
    "船在碼頭停靠半天，遊客上岸買些水果和點心。",
    "福建的茶葉和海口的水果都在展會上賣得很好。",
    "學校可以延長開放時間，方便學生借書。",
    "如果車票沒有取，可以在站內的機器上辦理。",
    "老人願意在家住，子女每週輪流回來看望。",
    "天氣很好。現在大家都在河邊散步，等著看船隊經過。",
)
CLEAN = (*SIMPLIFIED, *TRADITIONAL)


@cache
def engine() -> Engine:
    return Engine([rule for rule in rulebook.load() if rule.family == "mojibake"])


def hits(text: str) -> list[tuple[str, Hit]]:
    return [(rule.name, hit) for rule, hit in engine().examine(Document.from_text(text)).hits]


def restored(text: str) -> str:
    for _, hit in sorted(hits(text), key=lambda found: -found[1].start):
        if hit.fix:
            text = text[: hit.start] + hit.fix.replacement + text[hit.end :]
    return text


def damaged() -> list[tuple[str, str, int]]:
    """(clean, damaged, where) for every place in the sentences where a byte can be lost."""
    return [(text, shift(text, at, resync=False), at) for text in CLEAN for at in straddles(text)]


def test_lost_bytes_are_found_where_they_were_lost() -> None:
    """A shifted sentence has a finding that begins at the mark, whatever stands before it."""
    cases = damaged()
    assert len(cases) >= 12
    found = [any(n == "gbk-shift" and abs(h.start - at) <= 1 for n, h in hits(bad)) for _, bad, at in cases]
    assert sum(found) >= 0.9 * len(cases), [case for case, seen in zip(cases, found, strict=True) if not seen]


def test_lost_bytes_are_put_back() -> None:
    """The proposed repair gives the sentence back in seven cases of ten, full width or folded."""
    pairs = [(keep(clean), keep(bad)) for clean, bad, _ in damaged() for keep in (str, fold)]
    same = [fold(restored(bad)) == fold(clean) for clean, bad in pairs]
    assert sum(same) >= 0.7 * len(pairs), [case for case, good in zip(pairs, same, strict=True) if not good]


def test_the_pages_own_words_tell_what_was_lost() -> None:
    """Where the words stand elsewhere on the page, the first and the last character of a run come back too."""
    cases = [(clean, bad) for clean, bad, _ in damaged() if hits(bad)]
    same = [restored(f"{bad}\n{clean}\n{clean}") == f"{clean}\n{clean}\n{clean}" for clean, bad in cases]
    assert sum(same) >= 0.9 * len(cases), [case for case, good in zip(cases, same, strict=True) if not good]


@given(st.lists(st.sampled_from(CLEAN), min_size=1, max_size=12).map("".join), st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_clean_text_is_left_alone(text: str, cut: int) -> None:
    """Nothing is found in whole sentences, in their folded form, or in the rest of a torn one."""
    assert hits(text) == []
    assert hits(fold(text)[cut:]) == []


def test_one_run_makes_the_search_bolder() -> None:
    """A run too short to be told by itself is found in a document that has another one."""
    short = "會上決定擴建三所學!、兩座橋。"
    long = next(bad for _, bad, _ in damaged() if "學" in bad)
    assert hits(short) == []
    assert {hit.start for _, hit in hits(f"{long}\n{short}")} > {hit.start for _, hit in hits(long)}


def test_a_hostile_line_costs_no_more_than_its_length() -> None:
    """Characters that may have been written in two ways do not multiply the ways to read a run."""
    twice = next(char for char in map(chr, range(0x4E00, 0x9FA6)) if len(byte_forms(char)) == 2)
    search = Search(model(), Weights(6, 0.7, 0.8, 15.0, 4.0, 7.0, 1e9, "。！", "，", 200, 10**9, 10**9), [])
    assert search.readings(Line("！" + twice * 180 + "！"), least=1e9) == []


def test_the_effort_for_a_line_is_bounded() -> None:
    """Where the readings of a line have reached the effort, the search stops and says where."""
    line = Line("。ㄒ唬┺k" * 40)
    Search(model(), Weights(6, 0.7, 0.8, 15.0, 4.0, 7.0, 25.0, "。！", "，", 200, 1000, 10**9), []).readings(
        line, least=6.0
    )
    assert 0 < line.given_up < len(line.chars)


def test_a_pair_that_is_no_character_is_put_back() -> None:
    """No character begins with 0x80: decoders leave it out with the next byte, and words tell what that was."""
    clean = "老師說這件事由他擔保。那個人也同意了。"
    bad = shift(clean, clean.index("保"), resync=False)
    assert len(bad) < len(clean)
    assert fold(restored(bad)) == fold(clean)


def test_words_prefer_sentences_to_their_characters_backwards() -> None:
    """The word model prefers sentences as they are written, in both scripts alike."""
    for text in CLEAN:
        assert words().score(text) > words().score(text[::-1])


def test_a_line_ends_with_the_mark_its_words_ask_for() -> None:
    """A question mark wants a question, a semicolon the item of a list, a colon what announces something."""
    assert words().ending("你明天来吗？") > words().ending("他明天来？")
    assert words().ending("（二）修路的；") > words().ending("我们去修路；")
    assert words().ending("理由如下：") > words().ending("理由很多：")


def test_annotations_are_set_aside() -> None:
    """A line is searched without its pinyin, which is kept with the character it stands behind."""
    line = Line("加強內(nèi)部管理，改進內(nèi)容(一)。")
    assert line.chars == "加強內部管理，改進內容(一)。"
    assert line.notes == {2: "nèi", 9: "nèi"}
    assert [line.offsets[i] for i in (2, 3, 10)] == [2, 8, 20]


def test_pinyin_tells_the_lost_character() -> None:
    """An annotation behind the run names the character whose second byte was lost in front of its bracket."""
    before, inside, after = "學校", "“晨操”的內", "容也要變。"
    run = shift(before + inside, 1, resync=False)
    page = f"{run}(nèi){after}\n課程的內(nèi)容由學校決定，校內(nèi)外都可以。"
    found = [hit for _, hit in hits(page)]
    assert [(page[h.start : h.end], h.fix.replacement) for h in found if h.fix] == [(run[1:], f"校{inside}")]


@pytest.mark.parametrize(
    ("written", "read", "rule"),
    [
        ("utf-8", "latin-1", "utf8-as-latin"),
        ("utf-8", "gb18030", "utf8-as-gbk"),
        ("utf-8", "gbk", "utf8-as-gbk"),
        ("gbk", "latin-1", "gbk-as-latin"),
        ("gbk", "cp950", "gbk-as-big5"),
        ("cp950", "latin-1", "big5-as-latin"),
        ("cp950", "gb18030", "big5-as-gbk"),
    ],
)
def test_wrong_encodings_are_named(written: str, read: str, rule: str) -> None:
    """Sentences read with the wrong encoding are found by the rule of that pair, and by no other."""
    for text in TRADITIONAL if written == "cp950" else SIMPLIFIED:
        bad = misread(text, written, read)
        assert {name for name, _ in hits(bad)} == {rule}, bad


@pytest.mark.parametrize(("written", "read"), [("utf-8", "latin-1"), ("gbk", "latin-1"), ("cp950", "latin-1")])
def test_a_safe_fix_is_the_text_itself(written: str, read: str) -> None:
    """Where a fix is called safe, misreading it again gives what stood there."""
    for text in TRADITIONAL if written == "cp950" else SIMPLIFIED:
        bad = misread(text, written, read)
        for _, hit in hits(bad):
            if hit.fix and hit.fix.safe:
                assert misread(hit.fix.replacement, written, read) == bad[hit.start : hit.end]


def test_a_damaged_word_in_clean_text_is_the_whole_span() -> None:
    """The span is the damaged word, not the sentence round it."""
    word = misread("办公室主任", "utf-8", "gb18030")
    text = f"请联系{word}，电话不变。"
    ((name, hit),) = hits(text)
    assert name == "utf8-as-gbk"
    assert text[hit.start : hit.end] in word
    assert hit.end - hit.start >= len(word) - 2


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=40))
def test_encoding_back_and_forth_is_the_identity(text: str) -> None:
    """What was written as UTF-8 and read as Latin-1 decodes to itself, and is one island of UTF-8."""
    bad = misread(text, "utf-8", "latin-1")
    assert decoded(bad, "latin-1", "utf-8") == text
    assert islands(bad, "latin-1") == [(0, len(bad))]


@given(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5))
def test_two_bytes_and_their_character(char: str) -> None:
    """A character's bytes in GBK make that character again."""
    assert char in {pair(form[0], form[1]) for form in byte_forms(char)}


def test_fluent_text_is_likelier_than_the_same_characters_backwards() -> None:
    """The model prefers sentences as they are written, in both scripts alike."""
    for text in CLEAN:
        body = text.strip("　。").replace("，", "").replace("、", "")
        assert model().score(body) > model().score(body[::-1])


def test_unmatched_counts_marks_without_a_partner() -> None:
    """Pairs cancel out, folded or not; what is left alone is counted."""
    assert unmatched("“一”（二)《三》") == 0
    assert unmatched("“一”二”") == 1
    assert unmatched("“一“二”") == 2
