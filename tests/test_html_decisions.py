"""Decisions made in the page: by keyboard, kept, and handed back as entries and as a baseline that `check` obeys."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import sheet
from browser import CHROMIUM, Browser
from factory import Corpus
from pages import PAYLOADS, go, rows, show, silent, text_of

from checker.baseline import baseline_of
from checker.baselinefile import lines
from checker.visible import visible

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


def test_search_and_marks_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    """/ to search, Enter to the list, arrows to choose, 1 2 3 to decide; the page remembers."""
    show(browser, sheet.report(), tmp_path, "findings?group=none")
    everything = rows(browser)
    browser.press("/", *"masked")
    browser.wait(f"parseInt(document.querySelector('.space').style.height) / 46 < {everything}")
    assert text_of(browser, ".count").startswith("4 of")
    browser.press("Enter")
    assert browser.value("document.activeElement.className") == "list"
    browser.press("ArrowDown")
    assert browser.value("document.querySelector('[aria-selected=true]').dataset.row") == "1"
    active = browser.value("document.activeElement.getAttribute('aria-activedescendant')")
    assert browser.value(f"document.getElementById('{active}').getAttribute('aria-selected')") == "true"
    browser.press("2", "1", "3")
    assert text_of(browser, "#marked") == "3"
    browser.press("Enter", "0")  # deciding goes on while reading
    assert text_of(browser, "#marked") == "2"
    browser.open("about:blank", "true")
    browser.open(
        f"file://{tmp_path / 'page.html'}#findings?mark=wrong&group=none", "document.querySelector('.detail .frame')"
    )
    assert rows(browser) == 1
    assert text_of(browser, "[data-mark=wrong][aria-pressed=true]").startswith("wrong")
    silent(browser)


def test_marks_leave_the_page_as_entries_and_as_fingerprints(browser: Browser, tmp_path: Path) -> None:
    report = sheet.report()
    show(browser, report, tmp_path, "findings?group=none&order=place&q=masked-year")
    browser.value("document.querySelector('.list').focus()")
    browser.press("2", "2", "1")
    go(browser, "review")
    folder = browser.folder
    entries = tomllib.loads(saved(browser, "export-ignores", folder / "checker-ignore.toml"))["ignore"]
    years = [finding for finding in report.findings if finding.rule == "masked-year"]
    paths = sorted({f"**/{finding.path}" for finding in years[:2]})
    reason = entries[0]["reason"]
    assert entries == [{"rules": ["masked-year"], "paths": paths, "texts": ["20xx年"], "reason": reason}]
    assert reason
    assert years[2].fingerprint in saved(browser, "export-baseline", folder / "checker-baseline.txt")
    kept = json.loads(saved(browser, "export-marks", folder / "checker-marks.json"))["marks"]
    assert sorted(mark for mark, _ in kept.values()) == ["right", "wrong", "wrong"]
    silent(browser)


def saved(browser: Browser, button: str, path: Path) -> str:
    """What a button saves."""
    path.unlink(missing_ok=True)
    browser.value(f"document.getElementById('{button}').click()")
    browser.wait_for(path.is_file)
    return path.read_text("utf-8")


def test_entries_say_hostile_text_exactly(browser: Browser, tmp_path: Path) -> None:
    """TOML reads back what stood in the corpus, quotes, escapes, breaks and hidden characters."""
    made = Corpus()
    rule = made.rule("a-rule", "RES001")
    wanted = set()
    for number, text in enumerate(
        ('"quoted"', "back\\slash", "two\nlines", "\u202ebidi\u200b", "\x1b[0m\x7f", "\U0001f600\ue000", "é" * 150)
    ):
        document = made.document(f"{text}\n", f"in/{number}\u202e.txt")
        made.add(document, rule, (0, len(text)))
        wanted.add((f"**/{document.source}", text[:200]))
    show(browser, made.report(), tmp_path, "findings")
    browser.value("document.querySelector('.list').focus()")
    browser.press("2")
    go(browser, "review")
    text = saved(browser, "export-ignores", browser.folder / "checker-ignore.toml")
    assert {(entry["paths"][0], entry["texts"][0]) for entry in tomllib.loads(text)["ignore"]} == wanted
    assert all(char == visible(char) for char in text if char != "\n")


def test_a_baseline_of_everything_is_what_the_command_makes(browser: Browser, tmp_path: Path) -> None:
    report = sheet.report()
    show(browser, report, tmp_path, "review")
    for name in ("wrong", "open"):
        browser.value(f"document.querySelector('input[name={name}]').click()")
    text = saved(browser, "export-baseline", browser.folder / "checker-baseline.txt")
    assert text == "".join(lines(baseline_of(report.findings)))


def check(folder: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """Status and result of a check of `corpus` in the folder."""
    command = [sys.executable, "-m", "checker", "check", "corpus", "-o", "json", *options]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False)
    return run.returncode, json.loads(run.stdout)


def test_decisions_are_what_the_next_check_obeys(browser: Browser, tmp_path: Path) -> None:
    """From the page to `checker.toml` and to a baseline: what was called wrong is gone, what was left is known."""
    shutil.copytree(ROOT / "examples", tmp_path / "corpus")
    (tmp_path / "corpus" / "odd [1]# name!.txt").write_text(
        "".join(f"第{n}段 20xx年 {p}\n" for n, p in enumerate(PAYLOADS))
    )
    status, before = check(tmp_path, "-o", f"html:{tmp_path / 'page.html'}", "--embed-text")
    assert status == 1
    browser.open("about:blank", "true")
    browser.events.clear()
    browser.open(f"file://{tmp_path / 'page.html'}", "document.querySelector('nav')")
    browser.value("localStorage.clear(); location.reload()")
    browser.wait("document.readyState === 'complete' && document.querySelector('nav')")
    wrong = ("masked-count", "masked-year", "pinyin-marks", "doubled-word", "duplicate-section", "block-page")
    for rule in wrong:
        go(browser, f"findings?rule={rule}")
        browser.value("document.querySelector('.list').focus()")
        browser.press("2")
    go(browser, "review")
    folder = browser.folder
    (tmp_path / "checker.toml").write_text(saved(browser, "export-ignores", folder / "checker-ignore.toml"), "utf-8")
    browser.value("document.querySelector('input[name=open]').click()")
    known = saved(browser, "export-baseline", folder / "checker-baseline.txt")
    (tmp_path / "known.txt").write_text(known, "utf-8")
    silent(browser)

    status, after = check(tmp_path)
    assert status == 1
    left = [finding["fingerprint"] for finding in before["findings"] if finding["rule"] not in wrong]
    assert [finding["fingerprint"] for finding in after["findings"]] == left
    status, last = check(tmp_path, "--baseline", "known.txt")
    assert (status, last["summary"]["baseline"]["new"]) == (0, 0)
