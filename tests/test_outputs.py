"""Where results go: files, pipes, colours and languages, whole or not at all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from command import MASKED, checker


def test_several_outputs_in_one_run(corpus: Path) -> None:
    """Files are written whole beside what goes to standard output, and the status does not change."""
    run = checker("check", ".", "-o", "json:out.json", "-o", "jsonl:out.jsonl", "-o", "concise", cwd=corpus)
    assert run.returncode == 1
    result = json.loads((corpus / "out.json").read_text(encoding="utf-8"))
    lines = [json.loads(line) for line in (corpus / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [f["fingerprint"] for f in result["findings"]] == [x["fingerprint"] for x in lines if x["kind"] == "finding"]
    assert lines[-1]["kind"] == "summary"
    assert b"masked-year" in run.stdout
    assert sorted(p.name for p in corpus.iterdir()) == ["clean.txt", "masked.txt", "out.json", "out.jsonl"]


def test_a_result_never_replaces_what_it_should_not(corpus: Path) -> None:
    """An input is refused as target; a link is followed, a pipe is written to, permissions stay, `-` is stdout."""
    before = (corpus / "masked.txt").read_bytes()
    run = checker("check", ".", "-o", "json:masked.txt", cwd=corpus)
    assert (run.returncode, (corpus / "masked.txt").read_bytes()) == (2, before)
    target = corpus / "real.json"
    target.write_text("")
    target.chmod(0o640)
    (corpus / "link.json").symlink_to(target)
    assert checker("check", "masked.txt", "-o", "json:link.json", cwd=corpus).returncode == 1
    assert (corpus / "link.json").is_symlink()
    assert json.loads(target.read_text(encoding="utf-8"))["findings"]
    assert target.stat().st_mode & 0o777 == 0o640
    os.mkfifo(corpus / "pipe")
    reader = subprocess.Popen(["cat", "pipe"], cwd=corpus, stdout=subprocess.PIPE)
    assert checker("check", "masked.txt", "-o", "json:pipe", cwd=corpus).returncode == 1
    assert json.loads(reader.communicate(timeout=60)[0])["findings"]
    assert (corpus / "pipe").is_fifo()
    assert json.loads(checker("check", "masked.txt", "-o", "json:-", cwd=corpus).stdout)["findings"]
    assert checker("check", "masked.txt", "-o", "json:a", "-o", "jsonl:./a", cwd=corpus).returncode == 2


def test_one_output_that_fails_does_not_lose_the_others(corpus: Path) -> None:
    """The findings are still printed, the other file is still written, and the status is 2."""
    run = checker("check", "masked.txt", "-o", "json:/dev/full", "-o", "jsonl:b.jsonl", "-o", "concise", cwd=corpus)
    assert run.returncode == 2
    assert b"masked-year" in run.stdout
    assert (corpus / "b.jsonl").exists()


def test_the_next_command_can_be_pasted(tmp_path: Path) -> None:
    """File names are quoted for a shell, so that copying the line runs nothing of theirs."""
    (tmp_path / "$(touch pwned) b.txt").write_text(MASKED + MASKED.replace("20", "19", 1), encoding="utf-8")
    told = checker("check", "$(touch pwned) b.txt", "-o", "terminal", cwd=tmp_path).stdout.decode()
    assert "'$(touch pwned) b.txt'" in next(line for line in told.splitlines() if line.strip().startswith("next"))


def test_an_output_that_cannot_be_written_is_two(corpus: Path) -> None:
    """Nothing half-written stays behind."""
    run = checker("check", ".", "-o", "json:/dev/full", cwd=corpus)
    assert run.returncode == 2
    assert b"cannot be written" in run.stderr
    assert sorted(p.name for p in corpus.iterdir()) == ["clean.txt", "masked.txt"]


FOLDER, NOWHERE, READ_ONLY = "is a folder", "is not a folder", "is read-only"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", ".", "-o", "json:below"], FOLDER),
        (["check", ".", "--verdicts", "below"], FOLDER),
        (["check", ".", "--verdicts", "none/v.jsonl"], NOWHERE),
        (["check", ".", "-o", "json:clean.txt/a.json"], NOWHERE),
        (["check", ".", "-o", "json:locked.json"], READ_ONLY),
        (["baseline", "create", ".", "-o", "below"], FOLDER),
        (["baseline", "create", ".", "-o", "none/b.txt"], NOWHERE),
        (["index", "add", ".", "--index", "below"], FOLDER),
        (["index", "add", ".", "--index", "none/i.duckdb"], NOWHERE),
        (["index", "add", ".", "--index", "-"], "an index is a file"),
        (["check", ".", "-o", "json:a", "--verdicts", "./a"], "would go to the same file"),
        (["check", ".", "-o", "json:a", "-o", "jsonl:below/../a"], "would go to the same file"),
        (["check", ".", "-o", "json:known.txt", "--baseline", "known.txt"], "would be written over"),
        (["check", ".", "--verdicts", "known.txt", "--baseline", "known.txt"], "would be written over"),
        (["check", ".", "-o", "json:checker.toml"], "would be written over"),
        (["check", ".", "--verdicts", "i.duckdb", "--against", "i.duckdb"], "would be written over"),
        (["check", ".", "--verdicts", "-", "-o", "json"], "would both go to standard output"),
        (["check", ".", "--verdicts", "-", "--summary"], "would both go to standard output"),
        (["check", ".", "--verdicts", "masked.txt"], "is to be checked"),
        (["report", "known.txt", "-o", "html:known.txt"], "would be written over"),
    ],
)
def test_where_nothing_can_be_written_nothing_is_read(corpus: Path, arguments: list[str], said: str) -> None:
    """It is said at once, and what stands there already stays as it is."""
    (corpus / "below").mkdir()
    (corpus / "locked.json").write_text("")
    (corpus / "locked.json").chmod(0o444)
    for name in ("known.txt", "i.duckdb", "checker.toml"):
        (corpus / name).write_text("")
    before = {path.name: path.read_bytes() for path in corpus.iterdir() if path.is_file()}
    run = checker(*arguments, cwd=corpus)
    assert (run.returncode, run.stdout) == (2, b"")
    assert said in run.stderr.decode()
    assert {path.name: path.read_bytes() for path in corpus.iterdir() if path.is_file()} == before


def test_verdicts_for_a_pipeline_come_on_standard_output_alone(corpus: Path) -> None:
    run = checker("check", ".", "--verdicts", "-", "-o", "json:result.json", cwd=corpus)
    assert [json.loads(line)["verdict"] for line in run.stdout.splitlines()] == ["accept", "reject"]
    assert run.returncode == 1
    assert json.loads((corpus / "result.json").read_bytes())["summary"]["documents"] == 2
    assert not (corpus / "-").exists()


def test_a_baseline_may_go_to_standard_output(corpus: Path) -> None:
    run = checker("baseline", "create", ".", "-o", "-", cwd=corpus)
    assert run.returncode == 0
    assert run.stdout.startswith(b"# corpus-checker baseline")
    assert run.stdout.count(b"PLC001") == 1
    assert not (corpus / "-").exists()


def test_a_device_takes_any_number_of_results(corpus: Path) -> None:
    assert checker("check", ".", "-o", "json:/dev/null", "-o", "jsonl:/dev/null", cwd=corpus).returncode == 1


def test_a_closed_pipe_is_no_accident(corpus: Path) -> None:
    """`checker check | head -0` leaves no traceback."""
    command = f"{sys.executable} -m checker check . -o terminal --width 200 | head -c 10"
    run = subprocess.run(["bash", "-c", command], cwd=corpus, capture_output=True, check=False, timeout=120)
    assert b"Traceback" not in run.stderr
    assert b"Error" not in run.stderr


def test_a_closed_standard_input_is_two(corpus: Path) -> None:
    for arguments in (["check", "-"], ["check", "--files-from", "-"], ["report", "-"]):
        command = ["sh", "-c", 'exec "$@" <&-', "sh", sys.executable, "-m", "checker", *arguments]
        run = subprocess.run(command, cwd=corpus, capture_output=True, check=False, timeout=60)
        assert (run.returncode, b"is closed" in run.stdout + run.stderr) == (2, True)
        assert b"should not have happened" not in run.stderr


def test_a_closed_standard_output_is_two(corpus: Path) -> None:
    """Nothing can be said, so nothing is done."""
    run = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m checker check . >&-"],
        cwd=corpus,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 2
    assert b"Traceback" not in run.stderr


def test_colour_follows_the_environment(corpus: Path) -> None:
    """FORCE_COLOR colours a pipe, NO_COLOR and a plain pipe do not, --color decides over both."""
    assert b"\x1b[" in checker("check", ".", "-o", "terminal", cwd=corpus, env={"FORCE_COLOR": "1"}).stdout
    assert b"\x1b[" not in checker("check", ".", "-o", "terminal", cwd=corpus).stdout
    both = {"FORCE_COLOR": "1", "NO_COLOR": "1"}
    assert b"\x1b[" not in checker("check", ".", "-o", "terminal", cwd=corpus, env=both).stdout
    always = checker("check", ".", "-o", "terminal", "--color", "always", cwd=corpus, env={"NO_COLOR": "1"})
    assert b"\x1b[" in always.stdout


def test_the_locale_chooses_the_language(corpus: Path) -> None:
    """A Chinese locale reads Chinese, machine formats stay English."""
    zh = {"LANG": "zh_CN.UTF-8"}
    assert "年份" in checker("check", ".", "-o", "terminal", cwd=corpus, env=zh).stdout.decode()
    assert "年份" not in checker("check", ".", "-o", "terminal", "--lang", "en", cwd=corpus, env=zh).stdout.decode()
    assert "the year is masked" in checker("check", ".", "-o", "concise", cwd=corpus, env=zh).stdout.decode()


@pytest.mark.parametrize("verb", [["check", "--show-settings"], ["check", "--show-files"], ["rules"], ["--help"]])
def test_nothing_that_happens_to_the_output_looks_like_a_finding(corpus: Path, verb: list[str]) -> None:
    """A reader that goes away, a full disk, a closed output: never status 1, and what is wrong is said."""
    command = [sys.executable, "-m", "checker", *verb]
    end, start = os.pipe()
    os.close(end)
    gone = subprocess.run(command, cwd=corpus, stdout=start, stderr=subprocess.PIPE, check=False, timeout=60)
    os.close(start)
    assert gone.returncode in (0, 2)
    assert b"should not have happened" not in gone.stderr
    if Path("/dev/full").exists():
        with Path("/dev/full").open("wb") as full:
            run = subprocess.run(command, cwd=corpus, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
        assert run.returncode == 2
        assert b"checker: standard output cannot be written: No space left on device\n" in run.stderr
        assert b"should not have happened" not in run.stderr
    closed = ["sh", "-c", 'exec "$@" >&-', "sh", *command]
    run = subprocess.run(closed, cwd=corpus, capture_output=True, check=False, timeout=60)
    assert (run.returncode, run.stderr) == (2, b"checker: standard output is closed\n")


def test_an_interrupted_run_says_so_and_leaves_nothing(corpus: Path) -> None:
    """Status 130, one line, and no half-written result."""
    os.mkfifo(corpus / "pipe")  # a run that waits for its input can be met in its middle
    run = subprocess.Popen(
        [sys.executable, "-m", "checker", "check", "masked.txt", "pipe", "-o", "json:out.json"],
        cwd=corpus,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with (corpus / "pipe").open("wb"):
        run.send_signal(signal.SIGINT)
        _, told = run.communicate(timeout=60)
    assert (run.returncode, told) == (130, b"checker: stopped before the end\n")
    assert sorted(path.name for path in corpus.iterdir()) == ["clean.txt", "masked.txt", "pipe"]
