"""HTML pages: their source as it stands, or the text that a reader sees."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

import pytest
from command import CLEAN, checker
from files import BAD, read_all, written
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.document import Damage, Document
from checker.report import Failure

PAGE = """<!DOCTYPE html><html><head><meta charset="gb2312"><title>县志</title><style>p{color:red}</style>
<script>if (a<b) {content_2();}</script></head><body><!-- 注释 -->
<div><a href="/">首页</a> &gt; 正文</div>
<h1>水文笔记<br>整理完成</h1>
<p>县里的<b>档案馆</b>把三十年的笔记整理成册。全书&#50;0卷。</p>
<p>20xx年<span style="display: none">隐藏</span>完工。</p>
<ul><li>第一册</li><li>第二册</li></ul><img alt="照片"><select><option>选项</option></select><p hidden>也隐藏</p>
<pre>原样
  两格</pre></body></html>"""
TEXT = """首页 > 正文

水文笔记
整理完成

县里的档案馆把三十年的笔记整理成册。全书20卷。

20xx年完工。

  第一册
  第二册
原样
  两格"""


def test_without_the_extra_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resiliparse", None)
    for name in [name for name in sys.modules if name.startswith("resiliparse.")]:
        monkeypatch.setitem(sys.modules, name, None)
    path = written(tmp_path, "a.html", PAGE)
    (failure,) = read_all(path, html="text")
    assert isinstance(failure, Failure)
    assert "pip install '.[html]'" in failure.message
    assert "--html source" in failure.message
    (document,) = read_all(path)
    assert isinstance(document, Document)
    assert (document.text, document.line) == (PAGE, None)
    assert document.meta["note"] == "read as its source; --html text checks the text of pages"


pytest.importorskip("resiliparse")


@pytest.mark.parametrize("name", ["a.html", "A.HTM", "a.xhtml"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_the_text_of_a_page_is_what_a_reader_sees(tmp_path: Path, name: str, encoding: str) -> None:
    """Inline marks do not cut words, blocks are lines; what is hidden, or is no text, is left out."""
    path = written(tmp_path, name, PAGE.encode(encoding))
    (document,) = read_all(path, html="text")
    assert isinstance(document, Document)
    assert document.text == TEXT
    assert (document.id, document.source, document.line) == (str(path), str(path), 1)
    assert document.encoding.name.startswith(encoding)


def test_pages_of_a_folder_are_of_one_source(tmp_path: Path) -> None:
    """So that a line of all of them is boilerplate, as it is with plain files."""
    (page,) = read_all(written(tmp_path, "a.html", PAGE), html="text")
    (plain,) = read_all(written(tmp_path, "b.txt", PAGE))
    (record,) = read_all(written(tmp_path, "c.csv", "text\na\n"))
    assert isinstance(page, Document)
    assert isinstance(plain, Document)
    assert isinstance(record, Document)
    assert page.origin == plain.origin == str(tmp_path)
    assert record.origin == str(tmp_path / "c.csv")


def test_other_files_are_as_they_were(tmp_path: Path) -> None:
    (document,) = read_all(written(tmp_path, "a.txt", PAGE), html="text")
    assert isinstance(document, Document)
    assert document.text == PAGE


def test_undecodable_bytes_keep_their_place_in_the_file(tmp_path: Path) -> None:
    """Those in what is left out are in no text; a replacement character of the page itself is its own."""
    data = f"<title>甲@</title><p>乙@@丙{BAD}</p><script>@</script><p>丁@。{CLEAN}</p>".encode().replace(b"@", b"\xff")
    (document,) = read_all(written(tmp_path, "a.html", data), html="text")
    assert isinstance(document, Document)
    assert document.text.startswith(f"乙{BAD * 2}丙{BAD}\n\n丁{BAD}。")
    places = [place for place in range(len(data)) if data[place] == 0xFF]
    second = document.text.index("丁") + 1
    assert document.encoding.damage == (
        Damage(1, places[1], places[2] + 1),
        Damage(second, places[4], places[4] + 1),
    )


@pytest.mark.parametrize("page", ["<div>" * 50_000 + "x", "<table>" * 20_000 + "x", "<" * 200_000, "&" * 200_000, ""])
def test_a_hostile_page_is_read_at_once(tmp_path: Path, page: str) -> None:
    (document,) = read_all(written(tmp_path, "a.html", page), html="text")
    assert isinstance(document, Document)
    assert len(document.text) <= len(page)


@settings(max_examples=200, deadline=None)
@given(
    data=st.one_of(
        st.binary(max_size=200),
        st.lists(st.sampled_from(["<p>", "</p>", "<b", ">", "字", "&#0;", "&#xd800;", "<!--", "\0", BAD, "\xff", "a"]))
        .map("".join)
        .map(str.encode),
    )
)
def test_any_bytes_give_a_text_or_a_reason(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    for item in read_all(written(tmp_path_factory.mktemp("html"), "a.html", data), named=True, html="text"):
        assert isinstance(item, Document | Failure)
        if isinstance(item, Document):
            assert all(item.text[d.offset : d.past] == BAD * (d.past - d.offset) for d in item.encoding.damage)


def test_the_command_checks_the_text_of_pages(tmp_path: Path) -> None:
    """By option or by configuration, in archives too; the default is the source, and a note says so."""
    written(tmp_path, "a.html", PAGE)
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("in.html", PAGE)
    source = checker("check", "a.html", "-o", "json", cwd=tmp_path)
    assert "html-tag" in {finding["rule"] for finding in json.loads(source.stdout)["findings"]}
    assert b"a.html: read as its source; --html text checks the text of pages" in source.stderr
    run = checker("check", ".", "-o", "json", "--html", "text", "--select", "PLC,RES", cwd=tmp_path)
    found = json.loads(run.stdout)["findings"]
    assert "html-tag" not in {finding["rule"] for finding in found}
    masked = [finding for finding in found if finding["rule"] == "masked-year"]
    assert [(f["path"], f["record"], f["start"]["line"]) for f in masked] == [
        ("a.html", 1, 8),
        ("b.zip!/in.html", 1, 8),
    ]
    assert run.stderr == b""
    (tmp_path / "checker.toml").write_text('html = "text"\n')
    again = checker("check", ".", "-o", "json", "--select", "PLC,RES", cwd=tmp_path)
    assert json.loads(again.stdout)["findings"] == found
    (tmp_path / "checker.toml").write_text('html = "tags"\n')
    wrong = checker("check", ".", cwd=tmp_path)
    assert (wrong.returncode, b"html is 'tags'" in wrong.stderr) == (2, True)
    (tmp_path / "checker.toml").unlink()
    assert checker("index", "add", ".", "--html", "text", "--quiet", cwd=tmp_path).returncode == 0
    assert checker("index", "show", "--ids", cwd=tmp_path).stdout.split() == [b"a.html", b"b.zip!/in.html"]
    whole = checker("index", "add", str(tmp_path), "--html", "text", cwd=tmp_path)
    assert b"0 added, 0 replaced, 2 unchanged" in whole.stdout
