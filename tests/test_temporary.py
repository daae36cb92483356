"""Temporary files lie where they are wanted, and what a killed process left is removed by the next one."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path

import pytest
from command import CLEAN, checker

from checker.errors import CheckerWarning
from checker.files import temporary_folder, temporary_place

WAITS = """
import sys, time
from pathlib import Path
from checker.files import temporary_folder, write_whole

def chunks():
    yield b"half"
    print(flush=True)
    time.sleep(600)

with temporary_folder() as folder:
    (folder / "data").write_text("a copy")
    write_whole(Path("result.txt").resolve(), chunks())
"""
NEXT = """
from pathlib import Path
from checker.files import temporary_folder, write_whole

with temporary_folder():
    write_whole(Path("other.txt").resolve(), [b"text"])
"""


def left(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if "checker-" in path.name]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "temporary").mkdir()
    return tmp_path


def started(place: Path, program: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "TMPDIR": str(place / "temporary")}
    return subprocess.Popen([sys.executable, "-c", program], cwd=place, env=environment, stdout=subprocess.PIPE)


def finished(place: Path) -> None:
    run = started(place, NEXT)
    run.communicate(timeout=30)
    assert run.returncode == 0


def old(paths: list[Path]) -> None:
    for path in paths:
        os.utime(path, (0, 0))


def test_what_a_killed_process_left_is_removed_by_the_next_one(place: Path) -> None:
    run = started(place, WAITS)
    assert run.stdout and run.stdout.readline() == b"\n"
    made = left(place)
    assert [path.parent.name for path in made] == [place.name, "temporary"]
    old(made)
    finished(place)
    assert left(place) == made, "what a process works on is not touched, however old it is"
    run.send_signal(signal.SIGKILL)
    run.communicate()
    assert left(place) == made
    finished(place)
    assert left(place) == []
    assert (place / "other.txt").read_text() == "text"


def test_what_is_new_or_called_otherwise_or_a_link_stays(place: Path) -> None:
    folder = place / "temporary"
    with temporary_folder(folder) as made:
        ours = made.name.removesuffix(made.name[-16:])
    names = [ours + "0123456789abcdef", ours + "0123", ours + "0123456789abcdeg", f"my-{ours}0123456789abcdef"]
    for name in names:
        (folder / name).mkdir()
    (place / "kept").mkdir()
    (folder / f"{ours}aaaaaaaaaaaaaaaa").symlink_to(place / "kept")
    os.mkfifo(folder / f"{ours}bbbbbbbbbbbbbbbb")
    before = sorted(folder.iterdir())
    new = (names[0], f"{ours}bbbbbbbbbbbbbbbb")
    old([path for path in before if path.name not in new])
    hours = time.time() - 23 * 3600
    os.utime(folder / names[0], (hours, hours))
    finished(place)
    assert sorted(folder.iterdir()) == before and (place / "kept").is_dir()
    old([folder / names[0]])
    finished(place)
    assert sorted(folder.iterdir()) == [path for path in before if path.name != names[0]]


def test_what_another_host_makes_is_not_touched(place: Path) -> None:
    """Where machines share a folder, the lock of a process on another one may not be seen."""
    folder = place / "temporary"
    with temporary_folder(folder) as made:
        host = made.name.split("-")[1]
    other = f"{int(host, 16) ^ 1:08x}"
    for name in (f"checker-{host}-0123456789abcdef", f"checker-{other}-0123456789abcdef", "checker-0123456789abcdef"):
        (folder / name).mkdir()
    old(list(folder.iterdir()))
    finished(place)
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [f"checker-{other}-0123456789abcdef", "checker-0123456789abcdef"]
    )


@pytest.mark.parametrize("kind", ["nowhere", "file"])
def test_a_folder_for_temporary_files_that_is_none_is_told_once(tmp_path: Path, kind: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for name in "ab":
        with gzip.open(tmp_path / f"{name}.parquet.gz", "wb") as file:  # unpacked to be read, which fails
            file.write(b"PAR1 is not all of it")
    (tmp_path / "c.txt").write_text(CLEAN, encoding="utf-8")
    wanted = str(tmp_path / kind)
    run = checker("check", ".", "-q", cwd=tmp_path, env={"TMPDIR": wanted})
    (line,) = run.stderr.decode().splitlines()
    assert line.startswith(f"checker: TMPDIR names {wanted}, which is no folder: temporary files lie in /")
    assert checker("check", "c.txt", "-q", cwd=tmp_path, env={"TMPDIR": wanted}).stderr == b""


def test_a_program_that_uses_checker_is_warned(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "nowhere"))
    with pytest.warns(CheckerWarning, match="TMPDIR names"), temporary_folder() as folder:
        assert folder.is_dir()
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        temporary_place()
