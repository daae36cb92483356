"""Bytes become valid UTF-8, and every byte that could not is known by its place."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.corpus.decode import NotTextError, as_encoding, decode, utf8_share
from checker.document import Damage, Encoding

BAD = "\N{REPLACEMENT CHARACTER}"
PAGE = "本学期教研组开展了听课、评课和集体备课活动。\n每位老师都写了教学反思，并在会上交流。\n" * 5
SHARED = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "encodings"
# The encodings that browsers take for these labels.
ON_THE_WEB = {
    "GB2312": ["gb18030"],
    "SHIFT_JIS": ["cp932"],
    "EUC-KR": ["cp949"],
    "Big5": ["cp950", "big5hkscs"],
    "iso-8859-1": ["cp1252", "iso8859-1"],
    "TIS-620": ["cp874"],
}


def text_of(data: bytes) -> str:
    return decode(data).data.decode()


@pytest.mark.parametrize("data", [b"", b"plain", PAGE.encode(), b"a\0b", b"\r\n\r"])
def test_clean_utf8_is_handed_on_without_a_copy(data: bytes) -> None:
    decoded = decode(data)
    assert decoded.data is data
    assert decoded.encoding == Encoding()


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe\0\0", "utf-32-le"),
        (b"\0\0\xfe\xff", "utf-32-be"),
    ],
)
def test_a_byte_order_mark_is_believed_and_dropped(mark: bytes, name: str) -> None:
    decoded = decode(mark + PAGE.encode(name))
    assert decoded.data.decode() == PAGE
    assert decoded.encoding == Encoding(name, 1.0, bom=True)


def test_the_second_byte_order_mark_belongs_to_the_text() -> None:
    assert text_of(b"\xef\xbb\xbf\xef\xbb\xbfx") == "\ufeffx"


SIZE = len(PAGE.encode())


@pytest.mark.parametrize(
    ("data", "text", "damage"),
    [
        (b"\xff" + PAGE.encode(), BAD + PAGE, Damage(0, 0, 1)),
        ("本学".encode() + b"\xff" + PAGE.encode(), "本学" + BAD + PAGE, Damage(2, 6, 7)),
        (PAGE.encode() + b"\xff", PAGE + BAD, Damage(len(PAGE), SIZE, SIZE + 1)),
        (PAGE.encode() + "本".encode()[:2], PAGE + BAD * 2, Damage(len(PAGE), SIZE, SIZE + 2)),
        (b"\xef\xbb\xbfa\xfe" + PAGE.encode(), "a" + BAD + PAGE, Damage(1, 4, 5)),
    ],
    ids=["start", "middle", "end", "truncated last character", "after a byte order mark"],
)
def test_a_bad_byte_does_not_change_the_encoding_of_a_page(data: bytes, text: str, damage: Damage) -> None:
    decoded = decode(data)
    assert decoded.data.decode() == text
    assert (decoded.encoding.name, decoded.encoding.confidence) == ("utf-8", 1.0)
    assert decoded.encoding.damage == (damage,)


def test_a_replacement_character_that_was_written_is_no_damage() -> None:
    decoded = decode((BAD + PAGE).encode() + b"\xff")
    assert [damage.offset for damage in decoded.encoding.damage] == [len(PAGE) + 1]


def test_nine_tenths_of_the_high_bytes_make_a_page_utf8() -> None:
    good = "本".encode() * 30  # 90 bytes
    assert decode(good + b"\xff " * 10).encoding.name == "utf-8"
    assert utf8_share(good + b"\xff " * 10) == pytest.approx(0.9)


@pytest.mark.parametrize("name", ["gb18030", "cp950", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_other_encodings_of_chinese_are_found(name: str) -> None:
    page = "學校舉行了運動會，大家都很高興。\n" * 20 if name == "cp950" else PAGE
    decoded = decode(page.encode(name))
    assert decoded.data.decode() == page
    assert decoded.encoding.name == name
    assert decoded.encoding.damage == ()


def test_english_utf16_without_a_mark_is_not_text_full_of_nuls() -> None:
    assert text_of("A plain line.\nAnother one.\n".encode("utf-16-le")) == "A plain line.\nAnother one.\n"


def test_a_stray_nul_leaves_text_utf8() -> None:
    text = "Some words,\0 and some more words after them.\n"
    assert text_of(text.encode()) == text


def test_a_guess_says_how_sure_it_is() -> None:
    assert 0 < decode(PAGE.encode("gb18030")).encoding.confidence < 1


@pytest.mark.parametrize("where", [0, 7, 100, -1])
def test_a_bad_byte_does_not_hide_gb18030(where: int) -> None:
    data = PAGE.encode("gb18030")
    place = data.index(b"\n") + 1 if where == 100 else where % (len(data) + 1)
    place -= place % 2 if where == 7 else 0
    decoded = decode(data[:place] + b"\xff" + data[place:])
    assert decoded.encoding.name == "gb18030"
    assert [(damage.start, damage.end) for damage in decoded.encoding.damage] == [(place, place + 1)]
    assert decoded.data.decode().replace(BAD, "") == PAGE


def test_damage_far_behind_the_sample_does_not_change_the_guess() -> None:
    data = (PAGE * 500).encode("gb18030")
    decoded = decode(data + b"\xff\n" + PAGE.encode("gb18030"))
    assert decoded.encoding.name == "gb18030"
    assert [damage.start for damage in decoded.encoding.damage] == [len(data)]


def test_half_a_character_of_utf16_is_one_mark_a_byte() -> None:
    data = b"\xff\xfe" + "ab".encode("utf-16-le") + b"\x00\xd8" + "c".encode("utf-16-le") + b"d"
    decoded = decode(data)
    assert decoded.data.decode() == f"ab{BAD}{BAD}c{BAD}"
    assert decoded.encoding.damage == (Damage(2, 6, 8), Damage(5, 10, 11))


def test_seven_bit_encodings_are_read_but_colours_are_not_taken_for_one() -> None:
    japanese = "これは日本語の文章です。\n" * 5
    assert text_of(japanese.encode("iso2022_jp")) == japanese
    assert text_of("中文信息处理\n".encode("hz") * 5) == "中文信息处理\n" * 5
    assert text_of(b"\x1b[31mred\x1b[0m ~{ not a code ~\n") == "\x1b[31mred\x1b[0m ~{ not a code ~\n"


def test_mixed_encodings_keep_the_part_that_is_utf8() -> None:
    text = text_of((PAGE * 4).encode() + PAGE.encode("gb18030"))
    assert text.startswith(PAGE * 4)


def test_what_no_encoding_explains_is_said_to_be_no_text() -> None:
    with pytest.raises(NotTextError):
        decode(b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(2000))


fragments = st.one_of(
    st.text(max_size=8).map(lambda text: text.encode("utf-8", "replace")),
    st.binary(max_size=4),
    st.sampled_from([b"\xff", b"\xed\xa0\x80", b"\xe6\x9c", b"\xf4\x90\x80\x80", b"\xc0\x80", BAD.encode(), b"\n"]),
)
damaged_bytes = st.lists(fragments, max_size=30).map(b"".join)


@given(damaged_bytes, st.sampled_from(["utf-8", "gb18030", "cp932", "cp950", "euc_jp", "cp1252", "utf-16-le"]))
def test_no_position_is_lost_whatever_the_bytes(data: bytes, name: str) -> None:
    decoded = as_encoding(data, name)
    text, damage = decoded.data.decode(), decoded.encoding.damage
    listed = sum(item.end - item.start for item in damage)
    written = sum(text[i : i + 1] == BAD for i in range(len(text))) - listed
    assert written >= 0
    for item in damage:
        assert text[item.offset : item.offset + item.end - item.start] == BAD * (item.end - item.start)
    # Byte ranges and texts are in order, and joined where they touch.
    for before, after in pairwise(damage):
        assert before.end <= after.start
        assert before.offset + before.end - before.start <= after.offset
        assert (before.end, before.offset + before.end - before.start) != (after.start, after.offset)


@given(damaged_bytes)
def test_utf8_text_and_damage_give_the_bytes_back(data: bytes) -> None:
    decoded = as_encoding(data, "utf-8")
    text = decoded.data.decode()
    parts, done = [], 0
    for item in decoded.encoding.damage:
        parts += [text[done : item.offset].encode(), data[item.start : item.end]]
        done = item.offset + item.end - item.start
    assert b"".join([*parts, text[done:].encode()]) == data


@given(damaged_bytes)
def test_the_share_of_utf8_agrees_with_the_decoder(data: bytes) -> None:
    high = sum(byte >= 0x80 for byte in data)
    bad = sum(item.end - item.start for item in as_encoding(data, "utf-8").encoding.damage)
    assert utf8_share(data) == pytest.approx(1 - bad / high if high else 1.0)


def test_the_share_of_utf8_is_exact_across_pieces() -> None:
    data = b"a" + "本".encode() * 700_000 + b"\xff" * 3  # two pieces, cut inside a character
    assert utf8_share(data) == pytest.approx(1 - 3 / 2_100_003, abs=1e-9)


def expected(folder: str, data: bytes) -> str | None:
    parts = folder.split("-")
    for name in ON_THE_WEB.get(folder, ["-".join(parts[:count]) for count in range(len(parts), 0, -1)]):
        try:
            return data.decode(name).removeprefix("\ufeff")
        except (LookupError, UnicodeDecodeError):
            continue
    return None


@pytest.mark.skipif(not SHARED.is_dir(), reason="the sample pages in many encodings are not here")
def test_real_pages_are_read_in_their_own_encoding() -> None:
    right = wrong = 0
    for page in sorted(SHARED.glob("*/*")):
        data = page.read_bytes()
        truth = expected(page.parent.name, data)
        assert truth is not None
        same = text_of(data) == truth
        right, wrong = right + same, wrong + (not same)
    assert right >= 200
    assert wrong / (right + wrong) <= 0.01
