"""`checker init`: what it says of a corpus is true, and what it writes is a configuration."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest
from accepted import law
from command import CLEAN, MASKED, checker
from files import jsonl

from checker import config
from checker.cli.init import written
from checker.cli.settings import engine

ROOT = Path(__file__).resolve().parents[1]
PAGE = "当前位置：首页 > 新闻 > 正文\n{}\n责任编辑：小王\n分享到：QQ空间 新浪微博 微信\n"


def uncommented(text: str) -> str:
    """The file with every key set that it only shows; prose has one space behind its #, the inside of a list two."""
    return re.sub(r"^#(?=[^ \n]|  \S)", "", text, flags=re.MULTILINE)


def told(folder: Path, *arguments: str) -> dict[str, str]:
    """What `checker init` prints: the first word of each line and the rest."""
    run = checker("init", *arguments, cwd=folder)
    assert run.returncode == 0, run.stderr.decode()
    lines = run.stdout.decode().partition("next:")[0].splitlines()
    return {line[2:13].strip(): line[13:] for line in lines[1:]}


def test_every_key_it_shows_is_a_key_and_every_key_is_shown(tmp_path: Path) -> None:
    """Set all at once they are a configuration that runs."""
    (tmp_path / "our-rules").mkdir()
    file = tmp_path / "checker.toml"
    file.write_text(uncommented(written([], {})), encoding="utf-8")
    assert set(tomllib.loads(file.read_text(encoding="utf-8"))) == {*config.KEYS, "rule", "budgets"}
    chosen = config.load(file)
    assert engine(chosen).rules
    assert chosen.suppressions and chosen.budgets and chosen.overrides


def test_what_it_shows_as_the_default_is_the_default() -> None:
    shown = tomllib.loads(uncommented(written([], {})))
    meant = {"gitignore": True, "fail-on": "error", "severity": "info", "max-frames": 1, "jobs": 0, "engine": "auto"}
    assert {key: shown[key] for key in meant} == meant
    defaults = {key: config.KEYS[key][1] or meant[key] for key in meant}
    assert defaults == meant


def test_as_it_is_written_it_changes_nothing_but_what_was_found() -> None:
    assert tomllib.loads(written([], {})) == {}
    assert tomllib.loads(written(["  x"], {"profile": "strict", "exclude": ["a\n"]})) == {
        "profile": "strict", "exclude": ["a\n"],
    }  # fmt: skip


def test_scraped_pages_get_the_profile_for_them(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(30):
        (pages / f"{number}.txt").write_text(PAGE.format(law(number)), encoding="utf-8")
    (pages / "old.txt").write_bytes(law(99).encode("gb18030"))
    seen = told(tmp_path, "pages")
    assert seen["looked at"].startswith("all 31 files: 31 documents, ")
    assert seen["languages"] == "zh 100%"
    assert seen["encodings"] == "utf-8 30, gb18030 1"
    assert seen["marks"] == "in 30 documents, 97% (residue 30)"
    assert seen["profile"] == "web-zh"
    assert config.load(tmp_path / "checker.toml").get("profile") == "web-zh"
    run = checker("check", "pages", cwd=tmp_path)
    assert (run.returncode, b"budget residue-share" in run.stdout) == (1, True)


def test_kept_texts_get_the_strict_one_and_few_texts_none(tmp_path: Path) -> None:
    for name, count, profile in (("many", 25, "strict"), ("few", 3, "none suits")):
        folder = tmp_path / name
        folder.mkdir()
        records = [{"id": str(n), "content": law(n)} for n in range(count)]
        (folder / "laws.jsonl").write_bytes(jsonl(*records))
        seen = told(folder)
        assert seen["records"] == f"{count} with ids; text in content 1"
        assert seen["profile"] == profile
    assert "profile = " in (folder / "checker.toml").read_text(encoding="utf-8")
    assert config.load(folder / "checker.toml").get("profile") == ""


def test_what_the_command_line_says_is_written_down(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl({"id": 1, "正文 ": law(1), "other": law(2)}))
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts" / "b.txt").write_text(MASKED, encoding="utf-8")
    seen = told(tmp_path, "--text-field", "正文 ", "--exclude", "drafts/", "--profile", "strict")
    assert seen["looked at"].startswith("all 1 files: 1 documents")
    loaded = config.load(tmp_path / "checker.toml")
    assert (loaded.get("text-field"), loaded.get("exclude"), loaded.get("profile")) == ("正文 ", ["drafts/"], "strict")


def test_nothing_is_written_over_unless_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CLEAN, encoding="utf-8")
    file = tmp_path / "checker.toml"
    file.write_text("jobs = 1\n", encoding="utf-8")
    run = checker("init", cwd=tmp_path)
    assert (run.returncode, file.read_text(encoding="utf-8")) == (2, "jobs = 1\n")
    assert b"--force" in run.stderr
    assert told(tmp_path, "--force")["looked at"].startswith("all 1 files")
    assert config.load(file).get("jobs") == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "checker.toml"]
    file.unlink()
    (tmp_path / "pyproject.toml").write_text("[tool.corpus-checker]\njobs = 1\n", encoding="utf-8")
    run = checker("init", cwd=tmp_path)
    assert (run.returncode, file.exists()) == (2, False)
    assert b"pyproject.toml" in run.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CLEAN, encoding="utf-8")
    tmp_path.chmod(0o500)
    run = checker("init", cwd=tmp_path)
    tmp_path.chmod(0o700)
    assert (run.returncode, b"cannot be written" in run.stderr) == (2, True)


def test_no_corpus_yet_is_no_mistake_but_a_wrong_name_is(tmp_path: Path) -> None:
    assert told(tmp_path)["looked at"].startswith("all 0 files")
    (tmp_path / "checker.toml").unlink()
    run = checker("init", "corpus", cwd=tmp_path)
    assert (run.returncode, (tmp_path / "checker.toml").exists()) == (2, False)


def test_a_name_or_a_field_that_means_harm_stays_in_a_comment(tmp_path: Path) -> None:
    name = "x\n[rule]\x1b[2J\u202e"
    (tmp_path / f"{name}.jsonl").write_bytes(jsonl({"id": 1, name: law(1)}))
    (tmp_path / "bad\njobs = 7.jsonl").write_text('{"a": 1}\n', encoding="utf-8")
    run = checker("init", cwd=tmp_path)
    assert run.returncode == 0
    assert b"\x1b" not in run.stdout and "\u202e" not in run.stdout.decode()
    text = (tmp_path / "checker.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text) == {}
    assert "\x1b" not in text


def test_a_large_corpus_is_looked_at_in_part_and_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    for number in range(450):
        (tmp_path / "corpus" / f"{number:03}.txt").write_text(law(number), encoding="utf-8")
    seen = told(tmp_path, "corpus")
    assert seen["looked at"].startswith("225 of 450 files: 225 documents")
    (tmp_path / "corpus.jsonl").write_bytes(jsonl(*({"id": n, "text": CLEAN} for n in range(2500))))
    seen = told(tmp_path, "corpus.jsonl", "--force")
    assert seen["looked at"].startswith("1 of 1 files: 2,000 documents")
    assert seen["profile"] == "strict"


def test_a_broken_link_in_the_corpus_is_told_and_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/a.txt").write_text("图书馆周末照常开放。\n", encoding="utf-8")
    (tmp_path / "corpus/broken").symlink_to("nowhere")
    run = checker("init", "corpus", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "unreadable corpus/broken: is a broken symbolic link" in run.stdout.decode()
    assert checker("init", "corpus", "corpsu", "--force", cwd=tmp_path).returncode == 2
