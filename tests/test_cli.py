"""The command as people and machines call it: real processes, real files, exit codes 0, 1 and 2."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CLEAN = "图书馆周末照常开放，读者可以把书还到一楼大厅。\n"
MASKED = "20xx年，图书馆新增藏书两千册，读者比上一年多了一成。\n"


def checker(
    *args: str, cwd: Path, stdin: bytes = b"", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    clean = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "LANG", "LC_ALL"}}
    return subprocess.run(
        [sys.executable, "-m", "checker", *args],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env={**clean, "PYTHONUTF8": "1", **(env or {})},
        check=False,
        timeout=120,
    )


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "clean.txt").write_text(CLEAN, encoding="utf-8")
    (tmp_path / "masked.txt").write_text(MASKED, encoding="utf-8")
    return tmp_path


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
    (corpus / "dir.json").mkdir()
    run = checker("check", "masked.txt", "-o", "json:dir.json", "-o", "jsonl:b.jsonl", "-o", "concise", cwd=corpus)
    assert run.returncode == 2
    assert b"masked-year" in run.stdout
    assert (corpus / "b.jsonl").exists()


def test_nothing_to_check_says_so(tmp_path: Path) -> None:
    """An empty folder is no success: the reason is printed, and the verdict is fail."""
    run = checker("check", ".", "-o", "json", cwd=tmp_path)
    result = json.loads(run.stdout)
    assert (run.returncode, result["summary"]["verdict"]) == (2, "fail")
    assert "nothing was found" in result["errors"][0]["message"]
    assert "nothing was found" in checker("check", ".", cwd=tmp_path).stdout.decode()
    assert checker("check", ".", "--allow-empty", cwd=tmp_path).returncode == 0


def test_the_next_command_can_be_pasted(tmp_path: Path) -> None:
    """File names are quoted for a shell, so that copying the line runs nothing of theirs."""
    (tmp_path / "$(touch pwned) b.txt").write_text(MASKED + MASKED.replace("20", "19", 1), encoding="utf-8")
    told = checker("check", "$(touch pwned) b.txt", "-o", "terminal", cwd=tmp_path).stdout.decode()
    assert "'$(touch pwned) b.txt'" in next(line for line in told.splitlines() if line.strip().startswith("next"))


def test_an_output_that_cannot_be_written_is_two(corpus: Path) -> None:
    """Nothing half-written stays behind."""
    (corpus / "dir.json").mkdir()
    run = checker("check", ".", "-o", "json:dir.json", cwd=corpus)
    assert run.returncode == 2
    assert b"cannot be written" in run.stderr
    assert sorted(p.name for p in corpus.iterdir()) == ["clean.txt", "dir.json", "masked.txt"]


def test_configuration_is_used_and_shown(corpus: Path) -> None:
    """checker.toml changes severities; --isolated ignores it; --show-settings says where values came from."""
    (corpus / "checker.toml").write_text('[rule.masked-year]\nseverity = "info"\n', encoding="utf-8")
    assert checker("check", "masked.txt", "--select", "PLC001", cwd=corpus).returncode == 0
    assert checker("check", "masked.txt", "--select", "PLC001", "--isolated", cwd=corpus).returncode == 1
    shown = checker("check", "--show-settings", "--fail-on", "warning", cwd=corpus)
    assert shown.returncode == 0
    assert "fail-on = warning" in shown.stdout.decode()
    assert "command line" in shown.stdout.decode()
    assert "checker.toml" in shown.stdout.decode()


def test_options_of_a_rule_may_be_written_with_hyphens(corpus: Path) -> None:
    """As every other key of the configuration."""
    for text in ("[rule.duplicate-section]\nmin-length = 300\n", "[rule.DUP003]\nmin_length = 300\n"):
        (corpus / "checker.toml").write_text(text, encoding="utf-8")
        assert "min_length = 300" in checker("check", "--show-settings", cwd=corpus).stdout.decode()
        assert checker("check", "clean.txt", cwd=corpus).returncode == 0


def test_excluded_paths_are_relative_to_the_configuration(corpus: Path) -> None:
    """A pattern in a file means the file's folder, wherever the command is called."""
    (corpus / "checker.toml").write_text('exclude = ["/inner/masked.txt"]\n', encoding="utf-8")
    inner = corpus / "inner"
    inner.mkdir()
    for name in ("masked.txt", "other.txt"):
        (inner / name).write_text(MASKED, encoding="utf-8")
    for folder, wanted in ((corpus, "inner/other.txt"), (inner, "other.txt")):
        listed = checker("check", ".", "--show-files", cwd=folder).stdout.decode().split()
        assert wanted in listed
        assert not [
            name for name in listed if name.endswith("inner/masked.txt") or (folder == inner and name == "masked.txt")
        ]


def test_the_configuration_is_no_text_of_the_corpus(corpus: Path) -> None:
    """It is skipped where a folder is walked, and named in the list."""
    (corpus / "checker.toml").write_text("", encoding="utf-8")
    run = checker("check", ".", "--show-files", cwd=corpus)
    assert run.stdout.decode().split() == ["clean.txt", "masked.txt"]
    assert b"checker.toml: skipped: configuration" in run.stderr


def test_a_configuration_with_a_mistake_is_two(corpus: Path) -> None:
    """The key is named with what was probably meant."""
    (corpus / "checker.toml").write_text("fail_on = 'error'\n", encoding="utf-8")
    run = checker("check", ".", cwd=corpus)
    assert run.returncode == 2
    assert b'did you mean "fail-on"' in run.stderr


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


def test_a_closed_pipe_is_no_accident(corpus: Path) -> None:
    """`checker check | head -0` leaves no traceback."""
    command = f"{sys.executable} -m checker check . -o terminal --width 200 | head -c 10"
    run = subprocess.run(["bash", "-c", command], cwd=corpus, capture_output=True, check=False, timeout=120)
    assert b"Traceback" not in run.stderr
    assert b"Error" not in run.stderr


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
