"""Tables in UTF-16 and UTF-32, and lists of ZIP archives, are read in bounded memory."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from files import BAD, read_all, texts, written
from hypothesis import given
from hypothesis import strategies as st

from checker.corpus import File, ReadOptions, read
from checker.corpus.decode import MARK, lenient
from checker.corpus.options import Reading, reading
from checker.corpus.textlines import Line, TextLines
from checker.document import Document
from checker.report import Failure

WIDE = ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]


def knowledge(step: int, longest: int = 1 << 20) -> Reading:
    known = reading()
    return replace(known, tables={**known.tables, "sample-bytes": step, "row-size": longest})


def lines(data: bytes, name: str, step: int, longest: int = 1 << 20) -> list[Line]:
    mark = "\ufeff".encode(name)
    return list(TextLines(io.BufferedReader(io.BytesIO(mark + data)), knowledge(step, longest)))  # type: ignore[arg-type]


# Ends of lines, characters whose bytes hold one (ਊ U+0A0A, Ċ U+010A, 𐐊 U+1040A), halves of pairs.
TEXTS = st.text(st.sampled_from("a\n\r中\u0a0a\u0100\u010a\U0001040a\U00010a00"), max_size=60)


@given(TEXTS, st.sampled_from(WIDE), st.integers(4, 40), st.lists(st.integers(0, 300), max_size=3))
def test_lines_are_those_of_the_whole_however_it_is_read(text: str, name: str, step: int, broken: list[int]) -> None:
    """Each with the offsets of its bad bytes, wherever the steps end."""
    unit = len("a".encode(name))
    data = bytearray(text.encode(name))
    if unit == 4:  # UTF-32 is told by a beginning without damage
        step, broken = 4 * step, []
    for place in broken if data else ():
        data[place % len(data)] = 0xD8
    whole, bad = lenient(bytes(data), name)
    found = lines(bytes(data), name, step)
    joined = "".join(MARK.sub(BAD, line.text or "") for line in found)
    assert joined == MARK.sub(BAD, whole) + "\n" * bool(whole and not whole.endswith("\n"))
    assert [line.number for line in found] == list(range(1, len(found) + 1))
    assert [place for line in found for place in line.bad] == [unit + place for place in bad]


@pytest.mark.parametrize("name", WIDE)
def test_a_line_that_is_too_long_is_passed_over_and_the_next_ones_are_read(name: str) -> None:
    text = "一\n" + "长" * 900 + "\n二\n三"
    found = lines(text.encode(name), name, step=64, longest=200)
    assert [(line.number, line.text) for line in found] == [(1, "一\n"), (2, None), (3, "二\n"), (4, "三\n")]


def test_a_wide_table_needs_no_more_memory_than_a_piece_of_it(tmp_path: Path) -> None:
    row = "7,河堤在六月里加固，秋天又种了两排柳树。\n"
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write("\ufeffid,text\n".encode("utf-16-le"))
        for _ in range(40):
            file.write((row * 20_000).encode("utf-16-le"))
    assert path.stat().st_size > 35_000_000
    tracemalloc.start()
    count = sum(isinstance(item, Document) for item in read(File(str(path)), ReadOptions()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 800_000
    assert peak < 30_000_000


def test_a_list_of_members_that_is_too_long_is_not_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(300):
            archive.writestr(f"{number:060}.txt", "一")
    path = written(tmp_path, "a.zip", out.getvalue())
    known = reading()
    small = replace(known, archives={**known.archives, "directory-size": 20_000})
    found = list(read(File(str(path)), ReadOptions(reading=small)))
    assert found == [Failure(str(path), "its list of members is larger than the 20,000 bytes that are read of one")]
    assert len(texts(read_all(path))) == 300
