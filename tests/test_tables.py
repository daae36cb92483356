"""CSV and TSV: every row is a document with its line and its id, every bad row a failure of its own."""

from __future__ import annotations

import csv
import gzip
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from command import MASKED, checker
from files import BAD, read_all, texts, written
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checker.corpus import File, ReadOptions, read
from checker.corpus.options import reading
from checker.document import Damage, Document
from checker.finding import position
from checker.report import Failure

HEAD = "id,text\n"
LONG = "县里的档案馆把三十年的水文笔记整理成册，供读者查阅。"


def documents(found: list[object]) -> list[Document]:
    return [item for item in found if isinstance(item, Document)]


def failures(found: list[object]) -> list[tuple[str, str]]:
    return [(item.path.rpartition("/")[2], item.message) for item in found if isinstance(item, Failure)]


def test_rows_carry_the_line_they_begin_on_and_their_id(tmp_path: Path) -> None:
    """Line ends inside a field are the text's own; blank lines are no rows."""
    path = written(tmp_path, "a.csv", 'id,text,n\nx,"one\ntwo\r\n""three""",1\n\n7,四,2\r\n,五,3')
    found = documents(read_all(path))
    assert [(d.id, d.line, d.text) for d in found] == [
        ("x", 2, 'one\ntwo\r\n"three"'),
        ("7", 6, "四"),
        (f"{path}:7", 7, "五"),
    ]
    assert {d.source for d in found} == {str(path)}


@pytest.mark.parametrize(
    ("name", "head", "row"),
    [
        ("a.csv", "id;text", "1;一，二"),
        ("a.csv", "id\ttext", "1\t一，二"),
        ("a.csv", '"id, or so"|text', '1|"一，二"'),
        ("a.csv", "text", "一，二"),
        ("a.tsv", "id\ttext, all of it\ttext", "1\t,\t一，二"),
        ("A.CSV", "\ufeffid,text", "1,一，二"),
    ],
)
def test_the_first_line_tells_what_separates_fields(tmp_path: Path, name: str, head: str, row: str) -> None:
    assert texts(read_all(written(tmp_path, name, f"{head}\n{row}\n"))) == ["一，二"]


def test_columns_that_are_named_are_used(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "id,text,summary,page\n1,no,yes,p1\n")
    (document,) = documents(read_all(path, text_field="summary", id_field="page"))
    assert (document.id, document.text, document.meta["field"]) == ("p1", "yes", "summary")


@pytest.mark.parametrize("first", ["河边的水车已经停了，大家都来看一看。", "1,今年全镇共有xx人；明年更多"])
def test_a_table_without_a_header_loses_no_row_in_silence(tmp_path: Path, first: str) -> None:
    [(_, said)] = failures(read_all(written(tmp_path, "a.csv", f"{first}\n{LONG}\n")))
    assert "names of the columns" in said


@pytest.mark.parametrize("option", ["text_field", "id_field"])
def test_a_named_column_that_is_not_there_is_one_failure(tmp_path: Path, option: str) -> None:
    path = written(tmp_path, "a.csv", "id,text\n1,一\n2,二\n")
    (failure,) = read_all(path, **{option: "body"})
    assert failure == Failure(str(path), "has no column 'body'; its columns are 'id', 'text'")


def test_a_column_of_a_name_that_two_have_is_no_choice(tmp_path: Path) -> None:
    (failure,) = read_all(written(tmp_path, "a.csv", "text,text\n1,一\n"), text_field="text")
    assert "2 columns called 'text'" in failure.message  # type: ignore[union-attr]


def test_where_no_column_stands_out_the_candidates_are_listed(tmp_path: Path) -> None:
    (failure,) = read_all(written(tmp_path, "a.csv", "question,answer\nhow long?,very long\n"))
    assert isinstance(failure, Failure)
    assert "'question'" in failure.message
    assert "--text-field" in failure.message


def test_a_column_that_was_guessed_by_its_length_is_said(tmp_path: Path) -> None:
    """A table without names in its first row would lose that row."""
    path = written(tmp_path, "a.csv", f"n,essay\n1,{LONG}\n2,{LONG}\n")
    notes = [document.meta.get("note") for document in documents(read_all(path))]
    assert notes == ["the column 'essay' is read as the text; --text-field names another", None]


@pytest.mark.parametrize("head", [",,\n", f"1,{LONG * 10}\n", '1,"two\nlines"\n', '"a"b,c\n'])
def test_a_first_row_that_names_nothing_is_one_failure(tmp_path: Path, head: str) -> None:
    (failure,) = read_all(written(tmp_path, "a.csv", f"{head}2,二\n"))
    assert isinstance(failure, Failure)
    assert failure.message.startswith("the first row has to name the columns: ")
    assert failure.path.endswith("a.csv:1")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2", "has 1 field, the first row has 2"),
        ("2,b,c", "has 3 fields, the first row has 2"),
        ('2,"b" c', "a quote is closed in the middle of a field"),
        ('2,"b', "quote"),
        ("2,b\rc", "a carriage return"),
    ],
)
def test_a_bad_row_is_a_failure_and_the_others_are_read(tmp_path: Path, row: str, reason: str) -> None:
    """A quote that is never closed takes no other row with it."""
    found = read_all(written(tmp_path, "a.csv", f"{HEAD}1,一\n{row}\n3,三\n4,四\n"))
    assert [(d.line, d.text) for d in documents(found)] == [(2, "一"), (4, "三"), (5, "四")]
    ((place, message),) = failures(found)
    assert place == "a.csv:3"
    assert reason in message


def test_quotes_that_were_never_meant_as_such_are_read_in_tables_with_tabs(tmp_path: Path) -> None:
    """Many tools write no quotes there; a row that is none with them is read without."""
    path = written(tmp_path, "a.tsv", 'id\ttext\n1\t"一" 二\n2\t"三\n3\t"四\n五"\n6\t六\n')
    found = read_all(path)
    assert [(d.line, d.text) for d in documents(found)] == [(2, '"一" 二'), (3, '"三'), (4, "四\n五"), (6, "六")]
    assert failures(found) == []


def test_what_is_longer_than_a_row_may_be_is_a_failure(tmp_path: Path) -> None:
    """Neither a line without end nor a quote without end is taken into memory whole."""
    small = {**reading().tables, "row-size": 1000}
    path = written(
        tmp_path, "a.csv", f'{HEAD}1,"{"a" * 2000}"\n2,二\n3,"open\n' + "x,y\n" * 300 + "4,四\n" + "z" * 3000
    )
    found = list(read(File(str(path)), ReadOptions(reading=replace(reading(), tables=small))))
    assert failures(found) == [
        ("a.csv:2", "is longer than a row may be; a quote may be opened here and never closed"),
        ("a.csv:4", "is longer than a row may be; a quote may be opened here and never closed"),
        ("a.csv:306", "is longer than a row may be; a quote may be opened here and never closed"),
    ]
    assert [d.text for d in documents(found)] == ["二", *["y"] * 300, "四"]


@pytest.mark.parametrize("name", ["gb18030", "utf-8", "utf-8-sig", "utf-16", "big5", "cp932"])
@pytest.mark.parametrize("ascii_rows", [0, 40_000])
def test_a_table_in_any_encoding_is_read(tmp_path: Path, name: str, ascii_rows: int) -> None:
    """The encoding is told by the first line that is not ASCII, wherever that is."""
    text = {"big5": "圖書館週末照常開放。", "cp932": "図書館は週末も開いています。"}.get(name, LONG)
    rows = [f"{n},plain row number {n}" for n in range(ascii_rows)] + [f"{n},{text}" for n in range(50)]
    path = written(tmp_path, "a.csv", (HEAD + "\n".join(rows)).encode(name))
    found = documents(read_all(path))
    assert len(found) == ascii_rows + 50
    assert {d.text for d in found[ascii_rows:]} == {text}
    assert {d.encoding.damage for d in found} == {()}


@pytest.mark.parametrize("name", ["utf-8", "gb18030"])
def test_undecodable_bytes_stand_where_they_are(tmp_path: Path, name: str) -> None:
    """Those of another field of the row are none of the text's."""
    data = (HEAD + f"1,{LONG}\n" * 30 + "甲@@,一@二@@三\n" + f"2,{LONG}\n" * 30).encode(name).replace(b"@", b"\xff")
    found = documents(read_all(written(tmp_path, "a.csv", data)))
    (bad,) = (d for d in found if d.encoding.damage)
    first = data.index(b"\xff") + 2 + 1 + len("一".encode(name))
    second = first + 1 + len("二".encode(name))
    assert bad.text == f"一{BAD}二{BAD}{BAD}三"
    assert bad.id == f"甲{BAD}{BAD}"
    assert bad.encoding.damage == (Damage(1, first, first + 1), Damage(3, second, second + 2))
    assert data[second : second + 2] == b"\xff\xff"


TEXTS = st.text(
    st.one_of(st.sampled_from('",;\t|\r\n \0\x1a\ufeff字“”😀e\u0301'), st.characters(exclude_categories=["Cs"])),
    max_size=30,
)


@settings(max_examples=200, deadline=None)
@example(rows=[("", "", "00\x00")], dialect="excel", compressed=False)
@given(
    rows=st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=8),
    dialect=st.sampled_from(["excel", "unix", "excel-tab"]),
    compressed=st.booleans(),
)
def test_what_the_csv_module_writes_comes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], dialect: str, compressed: bool
) -> None:
    """The same texts and ids, each on the line where its row was written, and positions as in the text alone."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, dialect)
    writer.writerow(["id", "text", "other"])
    lines = []
    for row in rows:
        lines.append(out.getvalue().count("\n") + 1)
        writer.writerow(row)
    data = out.getvalue().encode()
    name = "a.tsv" if dialect == "excel-tab" else "a.csv"
    path = written(tmp_path_factory.mktemp("table"), name, data)
    if compressed:
        path = written(path.parent, f"{name}.gz", gzip.compress(data))
    found = read_all(path, named=True, text_field="text", id_field="id")
    assert failures(found) == []
    assert [d.text for d in documents(found)] == [text for _, text, _ in rows]
    assert [d.line for d in documents(found)] == lines
    assert [d.id for d in documents(found)] == [
        name or f"{path}:{line}" for (name, _, _), line in zip(rows, lines, strict=True)
    ]
    for document, (_, text, _) in zip(documents(found), rows, strict=True):
        whole = Document.from_text(text)
        assert [position(document, n) for n in range(len(text) + 1)] == [
            position(whole, n) for n in range(len(text) + 1)
        ]


def test_the_command_reads_tables(tmp_path: Path) -> None:
    """From folders, lists, standard input; findings name the row, a broken one ends with status 2."""
    path = written(tmp_path, "a.csv", f'n,body\n1,"{LONG}\n{MASKED.strip()}"\n2,\n')
    run = checker("check", ".", "-o", "json", "--select", "PLC", cwd=tmp_path)
    (finding,) = json.loads(run.stdout)["findings"]
    assert (finding["path"], finding["record"], finding["start"]["line"]) == ("a.csv", 2, 2)
    assert run.returncode == 1
    (tmp_path / "list").write_text("a.csv\n")
    assert checker("check", "--files-from", "list", "-o", "json", "--select", "PLC", cwd=tmp_path).stdout == run.stdout
    piped = checker(
        *("check", "-", "--stdin-filename", "a.csv", "-o", "json", "--select", "PLC"),
        cwd=tmp_path,
        stdin=path.read_bytes(),
    )
    assert piped.stdout == run.stdout
    path.write_text("n,body\n1\n2,b\n", encoding="utf-8")
    assert checker("check", ".", cwd=tmp_path).returncode == 2


def test_a_guessed_encoding_is_told_once_a_file(tmp_path: Path) -> None:
    data = (HEAD + "".join(f"{n},{LONG}\n" for n in range(5))).encode("gbk")
    path = written(tmp_path, "a.csv", data)
    read_as = [document.encoding for document in documents(read_all(path))]
    assert [encoding.known for encoding in read_as] == [False, True, True, True, True]
    assert len({encoding.confidence for encoding in read_as}) == 1
    run = checker("check", str(path), "-o", "json", cwd=tmp_path)
    assert [f["record"] for f in json.loads(run.stdout)["findings"] if f["rule"] == "guessed-encoding"] == [2]
