"""The first addition: an index is there when it holds what was added, or not at all; an empty one passes nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from accepted import PARAMETERS, corpus, hold, law
from command import CLEAN, checker

from checker.document import Document
from checker.errors import UsageError
from checker.index import Gate, IndexFileError, add, changes, contents, entry, ids, must_be_whole

TESTS = Path(__file__).resolve().parent


def left(folder: Path) -> list[str]:
    """What lies in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


def test_where_nothing_can_be_read_no_index_is_made(tmp_path: Path) -> None:
    corpus(tmp_path / "laws", range(2))
    (tmp_path / "broken.jsonl.gz").write_bytes(b"no gzip at all")
    run = checker("index", "add", "broken.jsonl.gz", "gone", "--index", "i.duckdb", cwd=tmp_path)
    said = run.stderr.decode()
    assert run.returncode == 2
    assert "broken.jsonl.gz: " in said and "gone: " in said and "i.duckdb: is not made" in said
    assert left(tmp_path) == ["broken.jsonl.gz", "laws"]
    run = checker("index", "add", "broken.jsonl.gz", "laws", "--index", "i.duckdb", cwd=tmp_path)
    assert (run.returncode, must_be_whole(tmp_path / "i.duckdb")) == (2, 2)


def test_what_fails_on_the_way_leaves_no_index(tmp_path: Path) -> None:
    def documents() -> object:
        yield entry(Document.from_text(law(1), "a"), Path())
        raise UsageError("no more")

    with pytest.raises(UsageError, match="no more"):
        add(tmp_path / "i.duckdb", documents(), PARAMETERS)  # type: ignore[arg-type]
    assert left(tmp_path) == []


def test_a_folder_that_is_no_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        hold(tmp_path / "none" / "i.duckdb", {"a": law(1)})


def test_a_full_disk_leaves_no_index_and_names_the_one_that_was_asked_for(tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk."""
    corpus(tmp_path / "laws", range(1500))
    code = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"
        "sys.argv = ['checker', 'index', 'add', 'laws', '--index', 'i.duckdb']\n"
        "from checker.__main__ import main\n"
        "main()\n"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr[:19]) == (2, "checker: i.duckdb: "), run.stderr
    assert left(tmp_path) == ["laws"]


def test_a_killed_first_addition_leaves_no_index(tmp_path: Path) -> None:
    """SIGKILL inside the transaction."""
    code = (
        f"import sys, time; sys.path.insert(0, {str(TESTS)!r})\n"
        "from pathlib import Path\n"
        "from accepted import hold, law\n"
        "from checker.index import changes\n"
        "write = changes._write\n"
        "def told(*arguments):\n"
        "    write(*arguments)\n"
        "    print('inside', flush=True)\n"
        "    time.sleep(60)\n"
        "changes._write = told\n"
        f"hold(Path({str(tmp_path / 'i.duckdb')!r}), {{'a': law(1)}})\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=TESTS.parent) as process:
        assert process.stdout
        assert process.stdout.readline() == "inside\n"
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert not (tmp_path / "i.duckdb").exists()
    hold(tmp_path / "i.duckdb", {"a": law(2)})
    assert must_be_whole(tmp_path / "i.duckdb") == 1


def test_of_two_first_additions_both_are_held(tmp_path: Path) -> None:
    """The second one meets the index of the first where it wants to put its own: what lies in that goes into it."""
    index = tmp_path / "i.duckdb"

    def documents() -> object:
        yield entry(Document.from_text(law(1), "a"), Path())
        hold(index, {"a": law(2), "b": law(3), "c": law(1)})  # another process, while this one reads
        yield entry(Document.from_text(law(3), "b"), Path())
        yield entry(Document.from_text(law(4), "b"), Path())

    done = add(index, documents(), PARAMETERS)  # type: ignore[arg-type]
    assert (done.added, done.replaced, done.unchanged, len(done.twice)) == (0, 1, 1, 1)
    assert (ids(index), len(contents(index).batches), must_be_whole(index)) == (["a", "b", "c"], 2, 3)
    assert left(tmp_path) == ["i.duckdb"]


def test_processes_that_make_one_index_at_once(tmp_path: Path) -> None:
    index = tmp_path / "i.duckdb"
    code = (
        f"import sys; sys.path.insert(0, {str(TESTS)!r})\n"
        "from pathlib import Path\n"
        "from accepted import hold, law\n"
        "number = int(sys.argv[1])\n"
        "print('ready', flush=True); sys.stdin.read()\n"
        f"hold(Path({str(index)!r}), {{f'{{number}}-{{n}}': law(100 * number + n) for n in range(30)}})\n"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(number)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=TESTS.parent
        )
        for number in range(3)
    ]
    for process in processes:
        assert process.stdout
        process.stdout.readline()
    for process in processes:
        assert process.stdin
        process.stdin.close()
    for process in processes:
        with process:
            assert process.wait() == 0
    assert Counter(name.split("-")[0] for name in ids(index)) == {"0": 30, "1": 30, "2": 30}
    assert must_be_whole(index) == 90


# ---- an index that holds nothing


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    (tmp_path / "laws").mkdir()
    run = checker("index", "add", "laws", "--index", "i.duckdb", cwd=tmp_path)
    assert (run.returncode, b"nothing was found to add" in run.stderr) == (0, True)
    (tmp_path / "new.txt").write_text(CLEAN, encoding="utf-8")
    return tmp_path


def test_nothing_passes_beside_an_empty_index(empty: Path) -> None:
    run = checker("check", "new.txt", "--against", "i.duckdb", cwd=empty)
    assert run.returncode == 2
    assert "i.duckdb: the index holds no document" in run.stderr.decode()
    assert "--allow-empty" in run.stderr.decode()


def test_who_means_it_may_begin_with_an_empty_index(empty: Path) -> None:
    run = checker("check", "new.txt", "--against", "i.duckdb", "--allow-empty", cwd=empty)
    assert (run.returncode, b"i.duckdb: holds no document yet" in run.stderr) == (0, True)
    run = checker("check", "new.txt", "--against", "i.duckdb", "--accept", cwd=empty)
    assert (run.returncode, b"1 added" in run.stderr, b"no document yet" in run.stderr) == (0, True, True)
    run = checker("check", "new.txt", "--against", "i.duckdb", cwd=empty)
    assert (run.returncode, b"no document" in run.stderr) == (0, False)


def test_what_was_emptied_is_empty(tmp_path: Path) -> None:
    index = tmp_path / "i.duckdb"
    hold(index, {"a": law(1)})
    changes.remove(index, ["a"], PARAMETERS)
    new = [Document.from_text(CLEAN, "new")]
    with pytest.raises(UsageError, match="holds no document"):
        Gate(index, PARAMETERS, Path(), empty=False)(new)
    gate = Gate(index, PARAMETERS, Path())
    assert gate(new).documents == ()
    assert gate.is_empty


def test_an_index_that_is_not_there_is_made_by_what_passes_alone(tmp_path: Path) -> None:
    gate = Gate(tmp_path / "i.duckdb", PARAMETERS, Path(), create=True)
    gate([])
    gate.accept([], lambda _some, _held: [], ("accept",))
    assert left(tmp_path) == []
    gate.accept([Document.from_text(CLEAN, "a")], lambda _some, _held: [], ("accept",))
    assert ids(tmp_path / "i.duckdb") == ["a"]


def test_a_read_only_folder_takes_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexFileError, match="cannot be made"):
        hold(Path("/proc/i.duckdb"), {"a": law(1)})
