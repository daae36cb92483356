"""The command as people and machines call it: real processes, real files, exit codes 0, 1 and 2."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from command import MASKED, checker


def test_clean_is_zero_and_says_that_it_looked(corpus: Path) -> None:
    """Silence would not prove that anything was checked."""
    run = checker("check", "clean.txt", cwd=corpus)
    assert run.returncode == 0
    assert b"1 document" in run.stdout


def test_without_a_path_the_folder_is_checked(corpus: Path) -> None:
    """As in ruff: `checker check` is `checker check .`."""
    assert b"masked.txt:1:1" in checker("check", cwd=corpus).stdout


def test_findings_are_one(corpus: Path) -> None:
    """A finding at or above --fail-on ends with 1, and is printed with its place."""
    run = checker("check", ".", cwd=corpus)
    assert run.returncode == 1
    assert b"masked.txt:1:1: error PLC001 masked-year" in run.stdout


def test_exit_zero_hides_findings_but_not_failures(corpus: Path) -> None:
    """--exit-zero is for findings; what could not be read is still 2."""
    run = checker("check", ".", "--exit-zero", "-o", "json", cwd=corpus)
    assert run.returncode == 0
    assert json.loads(run.stdout)["summary"]["exit_code"] == 0
    assert checker("check", ".", "nowhere.txt", "--exit-zero", cwd=corpus).returncode == 2


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["check", "nowhere.txt"], "nowhere.txt"),
        (["check", "."], None),
        (["check", ".", "-o", "jsonn"], "did you mean"),
        (["check", ".", "-o", "json:"], "path is missing"),
        (["check", ".", "-o", "json:no/such/x.json"], "not a folder"),
        (["check", ".", "-o", "json", "-o", "concise"], "standard output"),
        (["check", ".", "--select", "masked-yaer"], "did you mean"),
        (["check", ".", "--select", "PLC001", "--ignore", "PLC"], "no rule is left"),
        (["check", ".", "--fail-on", "fatal"], "fatal"),
        (["check", ".", "--no-such-option"], "--no-such-option"),
        (["check", ".", "--config", "nowhere.toml"], "no such configuration"),
        (["check", ".", "--isolated", "--config", "checker.toml"], "contradict"),
        (["explain", "masked-yaer"], "did you mean"),
        (["rules", "nothing"], "nothing"),
        (["nonsense"], "nonsense"),
    ],
)
def test_what_cannot_work_is_two(tmp_path: Path, args: list[str], said: str | None) -> None:
    """Usage, configuration, nothing to check: status 2, one clear line on stderr, never a traceback."""
    if said is not None:
        (tmp_path / "masked.txt").write_text(MASKED, encoding="utf-8")
    run = checker(*args, cwd=tmp_path)
    assert run.returncode == 2
    assert b"Traceback" not in run.stderr
    if said is not None:
        assert said in (run.stdout + run.stderr).decode()


def test_one_broken_file_does_not_stop_the_rest(corpus: Path) -> None:
    """Everything else is checked and printed, the broken one is named, and 2 beats 1."""
    (corpus / "broken.jsonl.gz").write_bytes(b"\x1f\x8b\x08\x00 this is no gzip")
    run = checker("check", ".", "-o", "json", cwd=corpus)
    result = json.loads(run.stdout)
    assert run.returncode == 2
    assert len(result["documents"]) == 2
    assert [error["path"] for error in result["errors"]] == ["broken.jsonl.gz"]


def test_hostile_text_neither_colours_nor_crashes(tmp_path: Path) -> None:
    """Escape sequences, markup, bidi and a damaged byte from stdin come out as words."""
    hostile = b"bad \x1b[31m \xff [/red] \xe2\x80\xae"
    for output in ("terminal", "concise", "json", "jsonl"):
        run = checker("check", "-", "-o", output, cwd=tmp_path, stdin=hostile)
        assert run.returncode == 1
        for raw in ("\x1b", "\u202e"):
            assert raw not in run.stdout.decode() + run.stderr.decode()
    result = json.loads(checker("check", "-", "-o", "json", cwd=tmp_path, stdin=hostile).stdout)
    assert result["documents"][0]["encoding"] == "utf-8"
    damaged = [f for f in result["findings"] if f["rule"] == "undecodable-byte"]
    assert [f["evidence"]["bytes"] for f in damaged] == [[10, 11]]
    assert not [f for f in result["findings"] if f["family"] == "mojibake" or f["rule"] == "replacement-character"]


def test_a_hostile_path_is_made_visible(tmp_path: Path) -> None:
    """A file name is corpus text too."""
    name = "a\x1b[31m[red]\u202e.txt"
    (tmp_path / name).write_text(MASKED, encoding="utf-8")
    for output in ("terminal", "concise", "json"):
        run = checker("check", ".", "-o", output, cwd=tmp_path)
        assert run.returncode == 1
        assert b"\x1b" not in run.stdout + run.stderr
        assert "\u202e" not in (run.stdout + run.stderr).decode()


def test_nothing_to_check_says_so(tmp_path: Path) -> None:
    """An empty folder is no success: the reason is printed, and the verdict is fail."""
    run = checker("check", ".", "-o", "json", cwd=tmp_path)
    result = json.loads(run.stdout)
    assert (run.returncode, result["summary"]["verdict"]) == (2, "fail")
    assert "nothing was found" in result["errors"][0]["message"]
    assert "nothing was found" in checker("check", ".", cwd=tmp_path).stdout.decode()
    assert checker("check", ".", "--allow-empty", cwd=tmp_path).returncode == 0


def test_severity_is_a_floor_for_showing(corpus: Path) -> None:
    """--severity error shows errors only."""
    result = json.loads(checker("check", ".", "-o", "json", "--severity", "error", cwd=corpus).stdout)
    assert {f["severity"] for f in result["findings"]} == {"error"}


def test_paths_come_from_a_file_or_stdin(corpus: Path) -> None:
    """--files-from reads names, one a line or separated by NUL."""
    (corpus / "list").write_text("masked.txt\n", encoding="utf-8")
    assert checker("check", "--files-from", "list", cwd=corpus).returncode == 1
    run = checker("check", "--files-from", "-", "-o", "json", cwd=corpus, stdin=b"clean.txt\0masked.txt\0")
    assert len(json.loads(run.stdout)["documents"]) == 2


def test_quiet_prints_findings_and_nothing_else(corpus: Path) -> None:
    """One line a finding on stdout, nothing on stderr."""
    run = checker("check", ".", "-q", "--select", "PLC001", cwd=corpus)
    assert run.stdout.decode().count("\n") == 1
    assert run.stderr == b""


def test_quiet_is_silent_where_all_goes_well(corpus: Path) -> None:
    """Every verb that has the option; what goes wrong is said all the same."""
    verbs = (
        "init", "baseline create clean.txt", "check clean.txt --baseline checker-baseline.txt --ratchet",
        "baseline prune clean.txt", "index add clean.txt",
        "check . --against corpus.duckdb --accept --exit-zero -s CFG",
        "index remove clean.txt",
    )  # fmt: skip
    for verb in verbs:
        run = checker(*verb.split(), "-q", cwd=corpus)
        assert (run.returncode, run.stdout, run.stderr) == (0, b"", b""), verb
    for verb in ("init", "baseline create nowhere", "index add nowhere", "check nowhere"):
        run = checker(*verb.split(), "-q", cwd=corpus)
        assert (run.returncode, bool(run.stdout + run.stderr)) == (2, True), verb


def test_show_files_lists_and_does_not_check(corpus: Path) -> None:
    """What would be read on stdout, what is skipped and why on stderr."""
    (corpus / ".hidden").write_text("x", encoding="utf-8")
    run = checker("check", ".", "--show-files", cwd=corpus)
    assert run.returncode == 0
    assert run.stdout.decode().split() == ["clean.txt", "masked.txt"]
    assert b"hidden" in run.stderr


def test_records_that_do_not_say_where_their_text_is(tmp_path: Path) -> None:
    """When the text field cannot be guessed the candidates are listed, naming it helps, and other files are checked."""
    row = json.dumps({"alpha": MASKED, "beta": MASKED}, ensure_ascii=False)
    (tmp_path / "r.jsonl").write_text(row + "\n", encoding="utf-8")
    run = checker("check", "r.jsonl", cwd=tmp_path)
    assert run.returncode == 2
    assert b"alpha" in run.stderr + run.stdout
    assert b"--text-field" in run.stderr + run.stdout
    assert checker("check", "r.jsonl", "--text-field", "beta", cwd=tmp_path).returncode == 1
    (tmp_path / "good.txt").write_text(MASKED, encoding="utf-8")
    both = checker("check", "r.jsonl", "good.txt", cwd=tmp_path)
    assert (both.returncode, b"good.txt:1:1" in both.stdout) == (2, True)


def test_rules_lists_and_explain_explains(tmp_path: Path) -> None:
    """Every verb answers by code and by name, and explain shows its own examples live."""
    listed = checker("rules", "placeholder", cwd=tmp_path).stdout.decode()
    assert "PLC001" in listed
    assert "ENC001" not in listed
    for word in ("PLC001", "plc001", "masked-year"):
        told = checker("explain", word, cwd=tmp_path)
        assert told.returncode == 0
        assert "masked-year" in told.stdout.decode()


@pytest.mark.parametrize("verb", [[], ["check"], ["rules"], ["explain"]])
def test_help_is_light(verb: list[str], tmp_path: Path) -> None:
    """--help of every verb imports nothing heavy: it must answer at once."""
    heavy = ["numpy", "rich", "hyperscan", "numba", "datasketch", "rapidfuzz", "chardet", "ftfy", "checker.engine"]
    code = (
        "import sys\n"
        f"sys.argv = ['checker', *{verb!r}, '--help']\n"
        "from checker.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert run.stderr.decode().strip() == "[]"
    assert b"--help" in run.stdout


def test_a_small_file_needs_no_heavy_import(corpus: Path) -> None:
    """A clean page is checked without numba, datasketch, ftfy or chardet."""
    heavy = ["numba", "datasketch", "ftfy", "chardet"]
    code = (
        "import sys\n"
        "sys.argv = ['checker', 'check', 'clean.txt']\n"
        "from checker.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=corpus, capture_output=True, check=False, timeout=60)
    assert run.stderr.decode().strip() == "[]"


def test_a_warning_of_another_library_keeps_its_lines(tmp_path: Path) -> None:
    """Each of them with what would act on a terminal spelled out."""
    code = (
        "import sys, warnings\n"
        "sys.argv = ['checker', '--help']\n"
        "from checker.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "warnings.warn('first\\nsecond \\x1b[1m', stacklevel=1)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert run.stderr.decode().splitlines()[:2] == ["<string>:8: UserWarning: first", "second <ESC>[1m"]
    assert b"<LF>" not in run.stderr
