"""Ctrl-C and the like end a run wherever it is: status 130, 143, 129, one line, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ENDS = pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
SAID = b"checker: stopped before the end\n"
# The search for duplicates becomes a compiled loop that would run for hours, amid temporary files of every kind.
SPINNING = """
import sys
from pathlib import Path
import checker.duplicates
from checker import memory
from checker.__main__ import main
from checker.duplicates.compiled import INT, compiled
from checker.files import temporary_folder, write_whole

@compiled(INT)
def spin(rounds):
    x = 88172645463325252
    for _ in range(rounds):
        x ^= x << 13
        x ^= x >> 7
        x ^= x << 17
    return x

def chunks():
    yield b"half"
    print("spinning", flush=True)
    yield str(spin(10**14)).encode()

def find(*_):
    with temporary_folder() as folder:
        (folder / "file").write_text("text")
        memory.current().file().write(b"text")
        write_whole(Path("result.txt").resolve(), chunks())

checker.duplicates.find = find
main()
"""
# Processes are used however little there is to look at.
SHARED = """
import sys
from checker.workers import Workers
Workers.__init__.__defaults__ = (0,)
from checker.__main__ import main
if __name__ == "__main__":
    main()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text("长江边的老渡口一早就热闹起来。\n", encoding="utf-8")
    (tmp_path / "temporary").mkdir()
    return tmp_path


def started(folder: Path, *command: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "TMPDIR": str(folder / "temporary")}
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def still_there(run: subprocess.Popen[bytes]) -> Iterator[str]:
    """The processes that `run` started and left behind, but for those that are ending."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = status.read_text(encoding="utf-8").rpartition(")")
        except OSError:
            continue
        if int(rest.split()[3]) == run.pid and rest.split()[0] not in "ZX":
            yield name


def told(run: subprocess.Popen[bytes]) -> bytes:
    """What a run says on stderr, after the processes that share it have ended."""
    try:
        return run.communicate(timeout=20)[1]
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
        raise


@ENDS
def test_a_compiled_loop_does_not_keep_a_run_from_being_stopped(folder: Path, end: signal.Signals) -> None:
    pytest.importorskip("numba", reason="Numba has no wheel here")
    (folder / "result.txt").write_text("as it was", encoding="utf-8")
    run = started(folder, "-c", SPINNING, "check", "a.txt", "-o", "json:out.json")
    assert run.stdout and run.stdout.readline() == b"spinning\n"
    time.sleep(0.1)
    assert len(list((folder / "temporary").iterdir())) == 1
    run.send_signal(end)
    assert told(run) == SAID
    assert run.returncode == 128 + end
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "result.txt", "temporary"]
    assert (folder / "result.txt").read_text(encoding="utf-8") == "as it was"
    assert list((folder / "temporary").iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are not listed here")
@pytest.mark.parametrize(
    ("later", "end"),
    [(0.0, signal.SIGINT), (0.2, signal.SIGINT), (1.0, signal.SIGINT), (3.0, signal.SIGINT),
     (0.2, signal.SIGTERM), (2.0, signal.SIGTERM), (1.0, signal.SIGHUP), (3.0, signal.SIGHUP)],
)  # fmt: skip
def test_the_processes_of_a_run_end_with_it(folder: Path, later: float, end: signal.Signals) -> None:
    """Ctrl-C in a terminal reaches them too, some while they start; none complains and none stays."""
    (folder / "many.txt").write_text("长江边的老渡口一早就热闹起来，20xx年。\n" * 20_000, encoding="utf-8")
    os.mkfifo(folder / "pipe")
    (folder / "program.py").write_text(SHARED, encoding="utf-8")
    run = started(folder, "program.py", "check", "many.txt", "pipe", "--jobs", "2", "--scope", "document")
    with (folder / "pipe").open("wb"):
        time.sleep(later)
        os.killpg(run.pid, end)
        assert told(run) == SAID
    assert run.returncode == 128 + end
    until = time.monotonic() + 10  # what has closed its files has not quite ended
    while list(still_there(run)) and time.monotonic() < until:
        time.sleep(0.05)
    assert list(still_there(run)) == []
    assert list((folder / "temporary").iterdir()) == []


@ENDS
def test_pressing_twice_is_pressing_once(folder: Path, end: signal.Signals) -> None:
    os.mkfifo(folder / "pipe")
    run = started(folder, "-m", "checker", "check", "a.txt", "pipe")
    with (folder / "pipe").open("wb"):
        for _ in range(5):
            run.send_signal(end)
            time.sleep(0.002)
        assert told(run) == SAID
    assert run.returncode == 128 + end


@ENDS
def test_a_run_that_is_to_ignore_it_goes_on(folder: Path, end: signal.Signals) -> None:
    """As one that a shell starts in the background, or with nohup."""
    os.mkfifo(folder / "pipe")
    run = started(folder, "-c", f"""
import signal
signal.signal({end:d}, signal.SIG_IGN)
from checker.__main__ import main
main()""", "check", "a.txt", "pipe")  # fmt: skip
    with (folder / "pipe").open("wb") as pipe:
        run.send_signal(end)
        time.sleep(0.1)
        pipe.write("平平常常的一句话。\n".encode())
    assert told(run) == b""
    assert run.returncode == 0


def test_a_library_starts_no_thread_and_hears_no_signal() -> None:
    program = """
import signal, threading
from checker import Checker
assert Checker(select=["placeholder", "duplicate"]).check(["20xx年", "20xx年"]).findings
assert threading.enumerate() == [threading.main_thread()]
assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
assert signal.set_wakeup_fd(-1) == -1
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


def children(process: int) -> set[int]:
    """The processes that a process has started."""
    try:
        return set(map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split()))
    except OSError:
        return set()


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="the system does not name children here")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_processes_end_with_the_first_one(tmp_path: Path, how: signal.Signals) -> None:
    text = "这一段文字要看很久，因为它有许多行。\n" * 200
    for n in range(2000):
        (tmp_path / f"{n}.txt").write_text(f"{n}{text}", encoding="utf-8")
    (tmp_path / "run.py").write_text(SHARED)
    command = [sys.executable, "run.py", "check", ".", "-j", "2", "-q", "--isolated", "--select", "placeholder"]
    first = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while len(started := children(first.pid)) < 3 and first.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    assert len(started) >= 3, "two workers and what watches their semaphores"
    time.sleep(1)  # they load what they need
    first.send_signal(how)
    first.wait(30)
    until = time.monotonic() + 30
    while (alive := {pid for pid in started if Path(f"/proc/{pid}/stat").is_file()}) and time.monotonic() < until:
        alive = {pid for pid in alive if Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"}
        if not alive:
            break
        time.sleep(0.1)
    assert not alive
