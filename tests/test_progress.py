"""What is said on stderr while a check runs."""

from __future__ import annotations

import gzip
import os
import pty
import re
import select
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import pytest
from command import CLEAN, MASKED, checker

from checker.cli import progress
from checker.corpus import File, ReadOptions, discover
from checker.document import Document


def test_json_that_holds_no_records_is_said(corpus: Path) -> None:
    """It is checked as plain text; three files are named and the others counted, unless nothing is to be said."""
    for number in range(5):
        (corpus / f"{number}.json").write_text('{"size": 3}', encoding="utf-8")
    (corpus / "pages.json").write_text(f'[{{"text": "{MASKED.strip()}"}}]', encoding="utf-8")
    run = checker("check", ".", "-o", "json", cwd=corpus)
    lines = run.stderr.decode().splitlines()
    assert [line.split(":")[1] for line in lines[:3]] == [" 0.json", " 1.json", " 2.json"]
    assert lines[3:] == ["checker: 2 more files with such a note"]
    assert checker("check", ".", "-q", cwd=corpus).stderr == b""
    assert b'"document": "pages.json:1"' in run.stdout


def test_a_long_run_without_a_terminal_ends_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A short one says nothing, and quiet says nothing at all."""

    def said(limit: float, quiet: bool = False) -> str:
        monkeypatch.setattr(progress, "LONG", limit)
        with progress.progress([File("a.txt"), File("b.txt")], quiet) as watch:
            watch.seen([Document.from_text("一")], 0)
        return capsys.readouterr().err

    assert said(0.0) == "checker: 1 document in 2 files, 3 bytes, 0 s\n"
    assert (said(1000.0), said(0.0, quiet=True)) == ("", "")


def test_what_is_left_is_known_when_everything_is_read(tmp_path: Path) -> None:
    """Sizes of files are a guess of what they hold: GBK grows in UTF-8, a compressed file may hold anything."""
    (tmp_path / "a.txt").write_bytes(CLEAN.encode("gb18030") * 20)
    with gzip.open(tmp_path / "b.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(f'{{"text": "{CLEAN.strip()}"}}\n' for _ in range(500))
    listing = discover([str(tmp_path)], ReadOptions())
    telling = progress.Telling(listing.files)
    for file_ in listing.files:
        documents = [item for item in telling.read(file_, ReadOptions()) if isinstance(item, Document)]
        telling.seen(documents, 2)
    assert telling.documents == 501
    assert telling.findings == 4
    assert telling.bytes == telling._whole == len(CLEAN.encode()) * 20 + 500 * len(CLEAN.strip().encode())


IMPATIENT = "from checker.cli import progress; progress.DELAY = 0; from checker.__main__ import main; main()"


def on_a_terminal(folder: Path, *arguments: str, **env: str) -> str:
    """Everything that a check writes to a terminal that it has for itself, standard error and output."""
    master, slave = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name not in {"CI", "NO_COLOR"}}
    command = [sys.executable, "-c", IMPATIENT, "check", *arguments]
    environment = {**kept, "TERM": "xterm-256color", "COLUMNS": "110", "PYTHONUTF8": "1", "LANG": "C.UTF-8", **env}
    process = subprocess.Popen(command, cwd=folder, env=environment, stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    out = b""
    while select.select([master], [], [], 120)[0]:
        try:
            piece = os.read(master, 1 << 16)
        except OSError:  # the other side has gone
            break
        if not piece:
            break
        out += piece
    os.close(master)
    assert process.wait(60) == 1
    return re.sub("\x1b\\[[0-9;?]*[A-Za-z]", "", out.decode())


def test_a_person_who_watches_is_told_how_far_it_is(tmp_path: Path) -> None:
    """Documents, speed, findings, then the stages of what repeats; a line stays, and the report comes after it."""
    for number in range(8):
        (tmp_path / f"{number}.txt").write_text(f"第{number}篇。\n{MASKED}" + CLEAN * number, "utf-8")
    out = on_a_terminal(tmp_path, ".", "--summary")
    assert "compiling patterns, once for this machine" in out
    assert re.search(r"checking [^\r]*? 8 documents, \d+\.\d MB/s, 8 findings", out)
    stages = re.findall(r"repeated (\w+) [^\r]*? 8 documents, stage (\d) of 5", out)
    assert [number for number, _ in groupby(int(number) for _, number in stages)] == [1, 2, 3, 4, 5]
    done = re.search(r"checker: 8 documents in 8 files, [\d,]+ bytes, \d+ s\r\n", out)
    assert done
    assert "FAIL" in out[done.end() :] and "stage" not in out[done.end() :]


@pytest.mark.parametrize("env", [{"CI": "true"}, {"TERM": "dumb"}])
def test_nobody_watches_a_job(tmp_path: Path, env: dict[str, str]) -> None:
    (tmp_path / "a.txt").write_text(MASKED, "utf-8")
    out = on_a_terminal(tmp_path, "a.txt", "--summary", **env)
    assert "checking" not in out and "checker: " not in out
    assert "FAIL" in out
