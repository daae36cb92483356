"""What many held documents have is boilerplate in a new one too, and proves nothing about the rest of it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from accepted import hold, law
from command import checker

FOOTER = "本页内容由河湾镇档案室逐字录入，如有错漏请于每周二下午到二楼窗口登记更正。"
MENU = "办事指南"


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def page(number: int) -> str:
    return f"{MENU}\n{law(number)}{FOOTER}\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Forty held pages of one site, all with a menu entry and a footer, and forty others that lack them."""
    texts = {f"site/{n}.txt": page(n) for n in range(40)} | {f"other/{n}.txt": law(n) for n in range(40, 80)}
    hold(tmp_path / "i.duckdb", texts)
    for name, text in texts.items():
        put(tmp_path / name, text)
    return tmp_path


def repeated(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    run = checker("check", *arguments, "-s", "duplicate,boilerplate", "-o", "json", cwd=folder)
    assert run.returncode in (0, 1), run.stderr.decode()
    return list(json.loads(run.stdout)["findings"])


def test_a_footer_of_the_held_corpus_is_no_duplicate_paragraph(tree: Path) -> None:
    put(tree / "new/a.txt", page(100))
    found = repeated(tree, "new", "--against", "i.duckdb")
    assert [f["rule"] for f in found] == ["boilerplate-line", "boilerplate-line"]
    assert [f["text"] for f in found] == [MENU, FOOTER]
    assert [f["evidence"]["documents"] for f in found] == [41, 41]
    assert found[1]["evidence"]["positions"] == {"head": 0, "tail": 1, "body": 0}


def test_several_new_pages_are_told_of_a_line_once(tree: Path) -> None:
    for number in range(3):
        put(tree / f"new/{number}.txt", page(100 + number))
    found = repeated(tree, "new", "--against", "i.duckdb")
    assert [(f["path"], f["rule"], f["evidence"]["count"]) for f in found] == [
        ("new/0.txt", "boilerplate-line", 3),
        ("new/0.txt", "boilerplate-line", 3),
    ]
    assert [[place["path"] for place in f["related"]] for f in found] == [["new/1.txt", "new/2.txt"]] * 2


def test_what_is_repeated_beside_the_footer_is_still_told(tree: Path) -> None:
    article = law(7).split("\n")[2]
    put(tree / "new/a.txt", f"{MENU}\n{law(100)}{article}\n{FOOTER}\n")
    found = repeated(tree, "new", "--against", "i.duckdb")
    copies = [f for f in found if f["family"] == "duplicate"]
    assert [(f["text"], f["related"][0]["path"]) for f in copies] == [(article, "site/7.txt")]


def test_a_line_that_few_held_documents_have_is_a_copy(tmp_path: Path) -> None:
    hold(tmp_path / "i.duckdb", {f"site/{n}.txt": page(n) for n in range(9)})
    put(tmp_path / "new/a.txt", page(100))
    found = repeated(tmp_path, "new", "--against", "i.duckdb")
    assert [(f["rule"], f["text"]) for f in found] == [("exact-duplicate-paragraph", FOOTER)]


def test_pages_with_little_but_a_common_frame_are_not_alike(tmp_path: Path) -> None:
    """The frame is most of each page; it is counted, and what is left is compared."""
    frame = "".join(
        f"{FOOTER[:-1]}，{word}。\n" for word in ("春季开放", "夏季开放", "秋季开放", "冬季开放", "节日关闭")
    )
    hold(tmp_path / "i.duckdb", {f"site/{n}.txt": f"{frame}{law(n)[:90]}\n" for n in range(30)})
    put(tmp_path / "new/a.txt", f"{frame}{law(100)[:90]}\n")
    assert {f["rule"] for f in repeated(tmp_path, "new", "--against", "i.duckdb")} == {"boilerplate-line"}


def test_accepting_counts_all_that_is_held(tree: Path) -> None:
    put(tree / "new/a.txt", page(100))
    run = checker("check", "new", "--against", "i.duckdb", "--accept=review", "-s", "duplicate,boilerplate", cwd=tree)
    assert (run.returncode, b"1 added" in run.stderr) == (0, True)


def test_the_rest_of_a_tree_is_counted_too(tree: Path) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@b"]
    for arguments in (["init", "-q"], ["add", "site"], [*who, "commit", "-q", "-m", "pages"]):
        subprocess.run(["git", *arguments], cwd=tree, check=True)
    put(tree / "site/new.txt", page(100))
    found = repeated(tree, "site", "--since", "HEAD")
    assert [(f["path"], f["rule"], f["evidence"]["documents"]) for f in found] == [
        ("site/new.txt", "boilerplate-line", 41),
        ("site/new.txt", "boilerplate-line", 41),
    ]
