"""Files that change while they are read, on real files and with a real writer."""

from __future__ import annotations

import gzip
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from accepted import hold, law
from command import checker
from files import jsonl, read_all, texts
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.corpus import File, ReadOptions, read
from checker.corpus.steady import SteadyFile
from checker.document import Document
from checker.index import ids

WRITER = """
import itertools, sys
line = "%s" + "，渡口的老钟每天敲十二下，敲钟人换过三代" * 3 + "。\\n"
print("ready", flush=True)
with open(sys.argv[1], "r+", encoding="utf-8") as file:
    for version in itertools.cycle("甲乙丙丁"):
        file.seek(0)
        file.write((line % version) * 20000)
        file.flush()
"""


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Path]:
    """A large file that a process writes anew in place, all the time: every line of a version begins alike."""
    path = tmp_path / "new.txt"
    path.touch()
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stdout.readline() == "ready\n"
        yield path
        process.kill()
    assert process.returncode == -signal.SIGKILL


def test_a_check_of_it_ends_with_2_and_names_it(written: Path, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text(law(1), encoding="utf-8")
    hold(tmp_path / "i.duckdb", {"first": law(2)})
    for _ in range(10):
        run = checker("check", "new.txt", "other.txt", "--against", "i.duckdb", "--accept", cwd=tmp_path)
        if run.returncode == 2:
            break
    assert (run.returncode, b"new.txt: cannot be read: it was changed while it was read" in run.stdout) == (2, True)
    assert "other.txt" in ids(tmp_path / "i.duckdb")


def overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"y")


def append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"y")


def cut(path: Path) -> None:
    os.truncate(path, 50)


@pytest.mark.parametrize("change", [overwrite, append, cut])
@settings(max_examples=15, deadline=None)
@given(st.integers(0, 100), st.booleans())
def test_no_change_between_opening_and_the_end_goes_unsaid(
    change: Callable[[Path], None], read_before: int, whole: bool
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        path.write_bytes(b"x" * 100)
        with io.BufferedReader(SteadyFile(str(path)), 16) as file:
            assert file.read(read_before) == b"x" * read_before
            change(path)
            with pytest.raises(OSError, match="changed while it was read"):
                if whole:
                    file.read()
                while file.read(30):
                    pass


def test_a_file_that_is_replaced_by_another_is_read_as_it_was(tmp_path: Path) -> None:
    """As programs that write beside and then rename do it."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 100)
    with SteadyFile(str(path)) as file:
        (tmp_path / "beside").write_bytes(b"y" * 100)
        (tmp_path / "beside").replace(path)
        assert file.readall() == b"x" * 100


@pytest.mark.parametrize("packed", [False, True])
def test_records_that_were_read_stay_and_the_change_is_said_at_the_end(tmp_path: Path, packed: bool) -> None:
    data = jsonl(*({"id": str(n), "text": law(n)} for n in range(2000)))
    path = tmp_path / ("a.jsonl.gz" if packed else "a.jsonl")
    path.write_bytes(gzip.compress(data) if packed else data)
    found = []
    for item in read(File(str(path)), ReadOptions()):
        if not found:
            os.utime(path, ns=(0, 0))
        found.append(item)
    assert "changed while it was read" in texts(found[-1:])[0]
    read_before = [item.id for item in found if isinstance(item, Document)]
    assert read_before == [str(n) for n in range(len(found) - 1)]
    assert len(read_before) > 1000


def test_a_clock_that_went_back_makes_no_file_unreadable(tmp_path: Path) -> None:
    """A time of change that lies ahead is as good as any other."""
    path = tmp_path / "a.txt"
    path.write_text(law(1), encoding="utf-8")
    for when in (2**33, 0, time.time() + 0.005):
        os.utime(path, (when, when))
        assert texts(read_all(path)) == [law(1)]


def test_a_file_that_was_written_just_now_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    for number in range(20):
        path.write_text(law(number), encoding="utf-8")
        assert texts(read_all(path)) == [law(number)]


def test_pipes_and_devices_are_read_as_they_come(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    with subprocess.Popen(["sh", "-c", f"printf 'a long enough line\\n' > '{pipe}'"]):
        assert texts(read_all(pipe, named=True)) == ["a long enough line\n"]
    assert texts(read_all(Path("/dev/null"), named=True)) == [""]
