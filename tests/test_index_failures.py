"""The index when things go wrong: killed processes, several at once, a full disk.  Nothing acknowledged is lost."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from accepted import corpus, hold, law
from command import checker

from checker.index import BusyError, IndexFileError, contents, ids, must_be_whole
from checker.index.knowledge import knowledge

TESTS = Path(__file__).resolve().parent
ADDER = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from accepted import hold, law
print("ready", flush=True)
for batch in range({first}, {last}):
    hold(Path({index!r}), {{f"{{batch}}-{{n}}": law(1000 * batch + n) for n in range({size})}})
    print(batch, flush=True)
"""
READER = """
import select, sys
from pathlib import Path
from checker.index.store import reading
while not select.select([sys.stdin], [], [], 0.02)[0]:
    with reading(Path({index!r})) as connection:
        [row] = connection.execute("SELECT count(*), (SELECT count(*) FROM para) FROM docs").fetchall()
    print(*row, flush=True)
"""
SIZE = 40
PARAGRAPHS = 4  # of each law


def adder(index: Path, first: int, last: int, size: int = SIZE) -> subprocess.Popen[str]:
    """A process that adds batches of documents and prints the number of each when it is held."""
    code = ADDER.format(tests=str(TESTS), index=str(index), first=first, last=last, size=size)
    return subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=TESTS.parent
    )


def test_a_killed_process_leaves_whole_batches_and_every_acknowledged_one(tmp_path: Path) -> None:
    """SIGKILL of our own child at random moments of `add`; every reopening is whole."""
    index = tmp_path / "corpus.duckdb"
    draw, done = random.Random(5), 0
    for _ in range(4):
        process = adder(index, done, done + 1000)
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        time.sleep(draw.uniform(0.05, 1.2))
        process.kill()
        printed, _ = process.communicate()
        assert process.returncode == -signal.SIGKILL
        acknowledged = [int(line) for line in printed.split()]
        if not index.exists():
            assert not acknowledged
            continue
        held = {int(name.split("-")[0]) for name in ids(index)}
        assert must_be_whole(index) == SIZE * len(held)
        assert held == set(range(len(held)))
        assert len(held) > max(acknowledged, default=-1)
        done = len(held)
    assert done


def reader(index: Path) -> subprocess.Popen[str]:
    """A process that asks again and again, until its input is closed, how many documents and paragraphs are held."""
    code = READER.format(index=str(index))
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=TESTS.parent,
    )  # fmt: skip


def test_two_adders_and_three_readers_at_once(tmp_path: Path) -> None:
    """Everybody is served; both additions are whole; no reader sees a part of a batch, or less than before."""
    index = tmp_path / "corpus.duckdb"
    hold(index, {"0-0": law(0)})
    (tmp_path / "new.txt").write_text(law(10**6), encoding="utf-8")
    readers = [reader(index), reader(index), reader(index)]
    adders = [adder(index, 1, 4), adder(index, 4, 7)]
    while any(process.poll() is None for process in adders):
        asked = checker("check", "new.txt", "--against", "corpus.duckdb", cwd=tmp_path)
        assert asked.returncode == 0, asked.stderr.decode()
    for process in adders:
        _, said = process.communicate()
        assert process.returncode == 0, said
    for process in readers:
        printed, said = process.communicate("")
        assert process.returncode == 0, said
        seen = [tuple(map(int, line.split())) for line in printed.splitlines()]
        assert all((documents - 1) % SIZE == 0 for documents, _ in seen)
        assert all(paragraphs == PARAGRAPHS * documents for documents, paragraphs in seen)
        assert seen == sorted(seen)
        assert len(seen) > 1
    assert must_be_whole(index) == 1 + 6 * SIZE


def test_who_holds_the_index_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = tmp_path / "corpus.duckdb"
    hold(index, {"a": law(1)})
    monkeypatch.setitem(knowledge().work, "wait", 0.3)
    code = f"import duckdb, sys; c = duckdb.connect({str(index)!r}); print('held', flush=True); sys.stdin.read()"
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    try:
        with pytest.raises(BusyError, match=f"process {process.pid} ") as told:
            contents(index)
        assert "again" in told.value.hint
    finally:
        process.communicate("")
    assert contents(index).documents == 1


def test_a_process_that_lets_go_in_time_is_waited_for(tmp_path: Path) -> None:
    index = tmp_path / "corpus.duckdb"
    hold(index, {"a": law(1)})
    code = f"import duckdb, time; c = duckdb.connect({str(index)!r}); print('held', flush=True); time.sleep(1)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        assert contents(index).documents == 1


@pytest.mark.parametrize("room", [0, 300_000, 1_000_000])
def test_a_file_that_may_not_grow_keeps_what_it_held(tmp_path: Path, room: int) -> None:
    """A limit on the size of files stands for a full disk: the addition fails with 2, the index is as it was."""
    corpus(tmp_path / "old", range(30))
    corpus(tmp_path / "new", range(1000, 3500))
    assert checker("index", "add", "old", "--index", "i.duckdb", cwd=tmp_path).returncode == 0
    most = (tmp_path / "i.duckdb").stat().st_size + room
    code = (
        "import resource, sys\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))\n"
        "sys.argv = ['checker', 'index', 'add', 'new', '--index', 'i.duckdb']\n"
        "from checker.__main__ import main\n"
        "main()\n"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 2, run.stderr
    assert run.stderr.startswith("checker: i.duckdb: "), run.stderr
    assert must_be_whole(tmp_path / "i.duckdb") == 30
    assert resource.getrlimit(resource.RLIMIT_FSIZE) != (most, most)
    assert checker("index", "add", "new", "--index", "i.duckdb", cwd=tmp_path).returncode == 0
    assert must_be_whole(tmp_path / "i.duckdb") == 2530


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="a small file system needs the superuser")
def test_a_full_disk(tmp_path: Path) -> None:
    """A real one, of a few MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("no file system may be mounted here")
    try:
        index = disk / "i.duckdb"
        hold(index, {f"{n}": law(n) for n in range(30)})
        with pytest.raises(IndexFileError):
            hold(index, {f"new-{n}": law(n) for n in range(1000, 6000)})
        assert must_be_whole(index) == 30
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_clock_that_goes_back_changes_nothing_but_times(tmp_path: Path) -> None:
    """Additions are numbered; what they are told by is no clock."""
    index = tmp_path / "corpus.duckdb"
    hold(index, {"a": law(1)})
    with duckdb.connect(index) as database:
        database.execute("UPDATE batch SET added_at = '2999-01-01T00:00:00+00:00'")
    hold(index, {"a": law(2), "b": law(3)})
    assert [batch[0] for batch in contents(index).batches] == [2, 1]
    assert must_be_whole(index) == 2
