"""Files that change while they are read, on real files."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

import pytest
from accepted import law
from files import jsonl, read_all, texts
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.corpus import File, ReadOptions, read
from checker.corpus.steady import SteadyFile
from checker.document import Document
from checker.report import Failure


@pytest.fixture
def restless(tmp_path: Path) -> Iterator[Path]:
    """A file that somebody touches all the time."""
    path = tmp_path / "new.txt"
    path.write_text(law(1), encoding="utf-8")
    done = Event()

    def touch() -> None:
        while not done.is_set():
            os.utime(path)

    thread = Thread(target=touch)
    thread.start()
    yield path
    done.set()
    thread.join()


def test_a_text_that_changes_is_a_failure_and_no_document(restless: Path) -> None:
    """As long as it lasts; between two changes it is read whole."""
    for _ in range(1000):
        (found,) = read_all(restless)
        if isinstance(found, Failure):
            break
        assert texts([found]) == [law(1)]
    assert isinstance(found, Failure)
    assert found.message == "cannot be read: it was changed while it was read; check it again"


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
