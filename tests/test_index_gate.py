"""The gate as teams use it: a git repository, an index of its laws, and a branch that adds files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from accepted import PARAMETERS, RULES, corpus, hold, law
from command import checker
from workflow import git

from checker.beside import Held
from checker.document import Document
from checker.engine import Engine, Settings
from checker.index import Gate, ids, must_be_whole
from checker.report import DocumentResult

CLEAN = "秋收以后，村里的打谷场改成了露天书场，说书先生每逢三六九来，讲的都是远方的故事，听的人自带板凳。\n"
OTHER = "水文站的老站长把三十年的记录抄成三份，一份留在站里，一份送到县城，还有一份寄给了从前的同事。\n"
TRADITIONAL = str.maketrans("镇渔须开备齐铺两证铁时观测账枪", "鎮漁須開備齊鋪兩證鐵時觀測賬槍")


def rewrapped(text: str) -> str:
    """In traditional characters, with a line break after every comma and no blank lines."""
    return text.translate(TRADITIONAL).replace("，", "，\n").replace("\n\n", "\n")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    corpus(folder / "laws", range(40))
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "laws")
    assert checker("index", "add", "laws", "--index", "held.duckdb", cwd=folder).returncode == 0
    return folder


@pytest.fixture
def tree(made: Path, tmp_path: Path) -> Path:
    """A repository with forty laws, held in an index."""
    return Path(shutil.copytree(made, tmp_path / "tree"))


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def result(folder: Path, *arguments: str, status: int | None = None) -> dict[str, Any]:
    run = checker("check", *arguments, "-o", "json", cwd=folder)
    assert status is None or run.returncode == status, run.stderr.decode()
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def held_places(found: dict[str, Any]) -> list[tuple[str, str, str, int, int]]:
    """Rule, document, held document and its lines of every finding of a duplicate."""
    out = []
    for finding in found["findings"]:
        if finding["family"] == "duplicate":
            kept = finding["related"][0]
            assert kept["role"] == "kept"
            assert 0.8 <= kept["similarity"] <= 1
            lines = kept["start"]["line"], kept["end"]["line"]
            out.append((finding["rule"], finding["path"], kept["path"], *lines))
    return out


def test_a_clean_file_passes(tree: Path) -> None:
    put(tree, "new.txt", CLEAN)
    assert result(tree, "new.txt", "--against", "held.duckdb", status=0)["findings"] == []


def test_a_rewrapped_traditional_copy_names_the_law_and_its_lines(tree: Path) -> None:
    put(tree, "new.txt", rewrapped(law(17)))
    found = result(tree, "new.txt", "--against", "held.duckdb", status=1)
    [(rule, _, held, first, last)] = held_places(found)
    assert (rule, held, first) == ("duplicate-document", "laws/law-0017.txt", 1)
    assert last >= 5


def test_a_section_a_paragraph_and_a_near_paragraph_name_their_lines(tree: Path) -> None:
    lines = law(23).split("\n")
    put(tree, "section.txt", law(500) + rewrapped("\n".join(lines[2:5])) + "\n" + law(501) + law(502))
    put(tree, "paragraph.txt", CLEAN + law(8).split("\n")[3] + "\n")
    put(tree, "near.txt", OTHER + law(9).split("\n")[2].replace("第一条", "第一项") + "\n")
    found = result(tree, "section.txt", "paragraph.txt", "near.txt", "--against", "held.duckdb")
    rules = {path: (rule, held, first) for rule, path, held, first, _ in held_places(found)}
    assert rules["section.txt"] == ("duplicate-section", "laws/law-0023.txt", 3)
    assert rules["paragraph.txt"] == ("exact-duplicate-paragraph", "laws/law-0008.txt", 4)
    assert rules["near.txt"] == ("near-duplicate-paragraph", "laws/law-0009.txt", 3)


def test_the_held_side_is_kept_even_where_it_has_more_findings(tree: Path) -> None:
    put(tree, "laws/masked.txt", f"20xx年公布\n{OTHER}")
    assert checker("index", "add", "laws/masked.txt", "--index", "held.duckdb", cwd=tree).returncode == 0
    put(tree, "new.txt", OTHER)
    assert {held for _, _, held, _, _ in held_places(result(tree, "new.txt", "--against", "held.duckdb"))} == {
        "laws/masked.txt"
    }


def test_a_held_document_is_not_compared_with_itself(tree: Path) -> None:
    assert held_places(result(tree, "laws", "--against", "held.duckdb", status=0)) == []


def test_a_changed_document_is_not_compared_with_its_old_version(tree: Path) -> None:
    put(tree, "laws/law-0003.txt", law(3) + CLEAN)
    assert held_places(result(tree, "laws/law-0003.txt", "--against", "held.duckdb", status=0)) == []
    put(tree, "laws/law-0003.txt", law(5))
    [(_, _, held, _, _)] = held_places(result(tree, "laws/law-0003.txt", "--against", "held.duckdb", status=1))
    assert held == "laws/law-0005.txt"


def test_ids_are_relative_to_the_root(tree: Path) -> None:
    """The same file from another folder, or by its whole path, is the same document."""
    (tree / "below").mkdir()
    path = str(tree / "laws" / "law-0003.txt")
    index = str(tree / "held.duckdb")
    assert held_places(result(tree, path, "--against", index, status=0)) == []
    assert held_places(result(tree / "below", path, "--against", index, "--root", "..", status=0)) == []
    assert held_places(result(tree / "below", path, "--against", index, status=1))


def test_records_are_held_by_their_ids(tmp_path: Path) -> None:
    def write(name: str, *texts: str) -> None:
        lines = (json.dumps({"id": f"r{n}", "text": text}, ensure_ascii=False) for n, text in enumerate(texts))
        put(tmp_path, name, "\n".join(lines) + "\n")

    write("old.jsonl", law(1), law(2))
    checker("index", "add", "old.jsonl", "--index", "i.duckdb", cwd=tmp_path)
    write("moved.jsonl", law(1), law(1), law(3))
    found = result(tmp_path, "moved.jsonl", "--against", "i.duckdb", status=1)
    repeated = [f for f in found["findings"] if f["family"] == "duplicate"]
    kept = {f["document"]: (f["related"][0]["document"], f["related"][0]["record"]) for f in repeated}
    assert kept == {"r1": ("r0", 1)}


def test_accept_adds_what_passed_and_says_what_was_refused(tree: Path) -> None:
    put(tree, "clean.txt", CLEAN)
    put(tree, "copy.txt", law(11))
    put(tree, "masked.txt", "20xx年,全镇修了三条水渠。\n")
    put(tree, "part.txt", OTHER + law(8).split("\n")[3] + "\n")
    names = ["clean.txt", "copy.txt", "masked.txt", "part.txt"]
    run = checker("check", *names, "--against", "held.duckdb", "--accept", "--verdicts", "v.jsonl", cwd=tree)
    assert run.returncode == 1
    said = run.stderr.decode()
    assert "1 added, 0 replaced, 0 unchanged, 3 refused" in said
    assert "refused copy.txt: reject: duplicate-document" in said
    verdicts = [json.loads(line) for line in (tree / "v.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {v["path"]: (v["verdict"], v["accepted"]) for v in verdicts} == {
        "clean.txt": ("accept", True),
        "copy.txt": ("reject", False),
        "masked.txt": ("reject", False),
        "part.txt": ("review", False),
    }
    assert {v["path"]: [r["rule"] for r in v["reasons"]] for v in verdicts}["part.txt"] == ["exact-duplicate-paragraph"]
    shown = json.loads(checker("index", "show", "--ids", "--json", "--index", "held.duckdb", cwd=tree).stdout)
    assert "clean.txt" in shown and not {"copy.txt", "masked.txt", "part.txt"} & set(shown)
    run = checker("check", "part.txt", "--against", "held.duckdb", "--accept=review", cwd=tree)
    assert (run.returncode, b"1 added" in run.stderr) == (0, True)
    assert b"41 documents" not in checker("index", "verify", "--index", "held.duckdb", cwd=tree).stdout
    assert b"42 documents" in checker("index", "verify", "--index", "held.duckdb", cwd=tree).stdout


def test_accept_replaces_the_old_version(tree: Path) -> None:
    put(tree, "laws/law-0003.txt", CLEAN)
    run = checker("check", "laws", "--against", "held.duckdb", "--accept", cwd=tree)
    assert b"0 added, 1 replaced, 39 unchanged, 0 refused" in run.stderr
    put(tree, "new.txt", law(3))
    assert result(tree, "new.txt", "--against", "held.duckdb", status=0)["findings"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--accept"], "needs the index"),
        (["--against", "held.duckdb", "--accept=all"], "no such choice"),
        (["--against", "nowhere.duckdb"], "no such index"),
        (["--since", "no-such-branch"], "--since"),
        (["--verdicts", "no/such/v.jsonl"], "not a folder"),
    ],
)
def test_what_cannot_work_is_2(tree: Path, arguments: list[str], said: str) -> None:
    run = checker("check", "laws", *arguments, cwd=tree)
    assert (run.returncode, said in run.stderr.decode()) == (2, True)


def test_since_checks_changed_files_against_the_rest_of_the_tree(tree: Path) -> None:
    put(tree, "laws/copy.txt", rewrapped(law(12)))
    put(tree, "laws/untracked.txt", CLEAN)
    git(tree, "add", "laws/copy.txt")
    git(tree, "commit", "-q", "-m", "more")
    found = result(tree, "laws", "--since", "HEAD~1", status=1)
    assert [d["path"] for d in found["documents"]] == ["laws/copy.txt", "laws/untracked.txt"]
    assert [place[1:3] for place in held_places(found)] == [("laws/copy.txt", "laws/law-0012.txt")]


def test_since_with_nothing_changed_is_0_and_says_so(tree: Path) -> None:
    run = checker("check", "laws", "--since", "HEAD", cwd=tree)
    assert (run.returncode, b"no file has changed since HEAD" in run.stderr) == (0, True)
    assert b"0 documents" in run.stdout


def test_a_renamed_file_is_not_a_copy_of_its_old_name(tree: Path) -> None:
    git(tree, "mv", "laws/law-0012.txt", "laws/twelfth.txt")
    git(tree, "commit", "-q", "-m", "rename")
    found = result(tree, "laws", "--since", "HEAD~1", "--against", "held.duckdb", status=0)
    assert [d["path"] for d in found["documents"]] == ["laws/twelfth.txt"]
    assert held_places(result(tree, "laws/twelfth.txt", "--against", "held.duckdb", status=1))
    run = checker("check", "laws", "--since", "HEAD~1", "--against", "held.duckdb", "--accept", cwd=tree)
    assert run.returncode == 0
    shown = json.loads(checker("index", "show", "--ids", "--json", "--index", "held.duckdb", cwd=tree).stdout)
    assert "laws/twelfth.txt" in shown and "laws/law-0012.txt" not in shown


def test_secrets_of_held_documents_are_masked(tree: Path) -> None:
    line = "值班室的电话一直是13812345678,夜里有人守着,谁家的船漏了水都可以打来,听到的人马上去找修船的师傅。\n"
    put(tree, "phone.txt", OTHER + line)
    checker("index", "add", "phone.txt", "--index", "held.duckdb", cwd=tree)
    put(tree, "new.txt", CLEAN + line.replace("谁家", "哪家"))
    run = checker("check", "new.txt", "--against", "held.duckdb", "-o", "json", cwd=tree)
    assert b"phone.txt" in run.stdout
    assert b"13812345678" not in run.stdout


def test_what_another_process_added_meanwhile_is_compared_inside_the_transaction(tmp_path: Path) -> None:
    index = tmp_path / "corpus.duckdb"
    hold(index, {"first": law(1), "old": law(2)})
    engine = Engine(RULES)
    documents = [Document.from_text(text, name) for name, text in [("a", law(3)), ("b", law(4)), ("old", law(5))]]
    gate = Gate(index, PARAMETERS, Path())
    report = engine.run(documents, Settings(against=gate))
    assert [result.verdict for result in report.documents] == ["accept"] * 3
    hold(index, {"other": rewrapped(law(3)), "old": law(6)})

    def judge(some: Sequence[Document], held: Held) -> Sequence[DocumentResult]:
        return engine.run(some, Settings(against=lambda _: held)).documents

    done = gate.accept(documents, judge, ["accept"])
    assert set(done.meanwhile) == {"a", "old"}
    assert (done.added.added, ids(index)) == (1, ["b", "first", "old", "other"])
    assert must_be_whole(index) == 4


def test_nobody_else_at_work_means_no_second_judgement(tmp_path: Path) -> None:
    index = tmp_path / "corpus.duckdb"
    hold(index, {"first": law(1)})
    documents = [Document.from_text(law(2), "a")]
    gate = Gate(index, PARAMETERS, Path())
    gate(documents)

    def judge(some: Sequence[Document], held: Held) -> Sequence[DocumentResult]:
        raise AssertionError

    assert gate.accept(documents, judge, ["accept"]).added.added == 1


def test_a_second_document_of_one_id_is_refused_by_name_and_the_first_is_held(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": CLEAN}, {"id": "b", "text": law(1)}, {"id": "a", "text": OTHER}]
    put(tmp_path, "new.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    hold(tmp_path / "held.duckdb", {"z": law(2)})
    run = checker("check", "new.jsonl", "--against", "held.duckdb", "--accept", "--verdicts", "v.jsonl", cwd=tmp_path)
    said = run.stderr.decode()
    assert (run.returncode, "2 added, 0 replaced, 0 unchanged, 1 refused" in said) == (2, True)
    assert "refused new.jsonl:3: its id came twice with different content" in said
    verdicts = [json.loads(line) for line in (tmp_path / "v.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(v["accepted"], bool(v["refused"])) for v in verdicts] == [(True, False), (True, False), (False, True)]
    held = checker("index", "show", "--ids", "--json", "--index", "held.duckdb", cwd=tmp_path).stdout
    assert json.loads(held) == ["a", "b", "z"]
    put(tmp_path, "new.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in reversed(rows)))
    run = checker("check", "new.jsonl", "--against", "held.duckdb", "--accept", "--exit-zero", cwd=tmp_path)
    assert "refused new.jsonl:3: its id came twice" in run.stderr.decode()  # what was held just as it is was replaced
    assert (run.returncode, b"0 added, 1 replaced, 1 unchanged, 1 refused" in run.stderr) == (2, True)
