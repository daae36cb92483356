"""With --memory: the database keeps to its share of it, and texts that were read or are held lie on a shelf."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from accepted import PARAMETERS, corpus, hold, law
from command import checker
from workflow import commit, git

from checker.beside import Held
from checker.document import Document
from checker.index import Gate
from checker.index.store import reading
from checker.memory import budget
from checker.shelf import Shelved

SECRET = "账目由何会计保管，有疑问请打13812345678找他核对，每月月底公布一次。\n"
# Every text lies in a file, and every array.
TIGHT = """
import sys
from checker import memory, shelf
from checker.__main__ import main
memory.LARGE, memory._HANDED_OUT, memory._LET_GO, memory._WORTH, shelf._SHARE = 1, 0, 0, 0, 1 << 40
main()
"""


@pytest.fixture
def index(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.duckdb"
    hold(path, {f"{n}.txt": law(n) for n in range(20)} | {"secret.txt": SECRET + law(99)})
    return path


@pytest.mark.parametrize(
    ("size", "little", "most"),
    [(0, False, "2.0 GiB"), (0, True, "256.0 MiB"), (1 << 30, False, "512.0 MiB"), (1 << 20, False, "256.0 MiB"),
     (1 << 34, False, "2.0 GiB"), (1 << 34, True, "256.0 MiB")],
)  # fmt: skip
def test_the_database_keeps_to_its_share(index: Path, size: int, little: bool, most: str) -> None:
    with budget(size), reading(index, little=little) as connection:
        assert connection.execute("SELECT current_setting('memory_limit')").fetchall() == [(most,)]


@pytest.mark.parametrize("ahead", [False, True])
def test_held_texts_lie_on_a_shelf_of_the_run(index: Path, ahead: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.shelf._SHARE", 1 << 40)
    new = [Document.from_text(law(3), "new")]
    with budget(1 << 30):
        gate = Gate(index, PARAMETERS, Path())
        if ahead:
            gate.ahead(new)
        held: Held = gate(new)
    assert [(type(document), document.id, document.text) for document in held.documents] == [(Shelved, "3.txt", law(3))]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    corpus(folder / "laws", range(15))
    (folder / "laws" / "secret.txt").write_text(SECRET + law(99), encoding="utf-8")
    git(folder, "init", "-q", "-b", "main")
    assert checker("index", "add", "laws", "--index", "i.duckdb", cwd=folder).returncode == 0
    (folder / "laws" / "law-0900.txt").write_text(law(4), encoding="utf-8")
    assert checker("baseline", "create", "laws", cwd=folder).returncode == 0
    commit(folder, "Begin")
    (folder / "laws" / "copy.txt").write_text(law(3) + law(70), encoding="utf-8")
    (folder / "laws" / "other.txt").write_text(law(71) + SECRET, encoding="utf-8")
    (folder / "laws" / "third.txt").write_text(law(4), encoding="utf-8")
    return folder


@pytest.mark.parametrize("beside", [[], ["--against", "i.duckdb", "--accept=review"]])
def test_findings_are_the_same_with_little_memory(tree: Path, beside: list[str]) -> None:
    """Texts of new and of held documents lie in files; what is secret in them is masked."""
    arguments = ["check", "laws", "--since", "HEAD", "--baseline", "checker-baseline.txt", *beside]
    arguments += ["-o", "json", "--memory", "256MiB"]
    results = []
    held = (tree / "i.duckdb").read_bytes()
    for code in (TIGHT, "from checker.__main__ import main\nmain()\n"):
        (tree / "i.duckdb").write_bytes(held)
        run = subprocess.run([sys.executable, "-c", code, *arguments], cwd=tree, capture_output=True, check=False)
        assert run.returncode == 1, run.stderr.decode()
        results.append(json.loads(run.stdout))
    assert results[0] == results[1]
    found = results[0]
    assert found["summary"]["baseline"]["new"] >= 3
    assert "13812345678" not in json.dumps(found, ensure_ascii=False)
