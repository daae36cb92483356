"""A reviewer's path through the page, in Chromium without a window: clicks, and seconds of the machine.

python benchmarks/page/review.py [CORPUS] [--write]

Check a corpus and open its page; find the three kinds of boilerplate that cost most; call one finding a false alarm;
save the exceptions; check again with them.  What a person reads and thinks is not measured: the clicks are those that
have to be made, the seconds those that the machine takes.  The path ends with an error where a step does not lead on.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from browser import Browser

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "dirty-zh-wechat.jsonl.gz"
KINDS = 3


@dataclass
class Trail:
    """The steps so far: what was done, the clicks, the seconds."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)
    clicks: int = 0

    def step(self, what: str, clicks: int, seconds: str) -> None:
        self.clicks += clicks
        self.rows.append((what, str(clicks), seconds))


def check(folder: Path, corpus: Path, *options: str) -> tuple[dict[str, Any], str]:
    """The result of a check, and what it took: processor seconds and seconds of the clock."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "checker", "check", str(corpus), "-q", "--exit-zero", "-o", "json:result.json"]
    subprocess.run([*command, *options], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    taken = time.perf_counter() - began
    return json.loads((folder / "result.json").read_text("utf-8")), f"{spent:.1f} of the processor, {taken:.1f} in all"


def click(browser: Browser, selector: str, ready: str) -> float:
    """Click what is in sight and wait for what follows; the seconds it took."""
    browser.wait(f"document.querySelector({selector!r})?.checkVisibility()")
    began = time.perf_counter()
    browser.value(f"document.querySelector({selector!r}).click()")
    browser.wait(ready)
    return time.perf_counter() - began


def walk(corpus: Path, folder: Path) -> Trail:
    """The whole path."""
    path = Trail()
    shutil.copy(corpus, folder)  # a configuration speaks of what is below it
    corpus = Path(corpus.name)
    before, seconds = check(folder, corpus, "-o", "html:report.html", "--isolated")
    path.step("check the corpus, with its page", 0, seconds)
    browser = Browser(folder / "profile")
    browser.accept_downloads(folder)
    try:
        began = time.perf_counter()
        browser.open((folder / "report.html").as_uri(), "document.querySelector('main .sheet')")
        path.step("open the page", 0, f"{time.perf_counter() - began:.1f}")
        kinds = browser.value(f"[...document.querySelectorAll('.repeats tbody tr')].slice(0, {KINDS}).length")
        assert kinds == KINDS, "the costliest kinds of boilerplate are not on the first screen"
        path.step(f"read the {KINDS} costliest kinds of boilerplate, on the first screen", 0, "0.0")
        opened = "document.querySelector('main.duplicates .detail .copy')"
        taken = click(browser, ".repeats tbody tr a", opened)
        path.step("open the costliest: every place, and a copy beside what it repeats", 1, f"{taken:.1f}")
        taken = click(browser, "nav a[href='#overview']", "document.querySelector('main.overview .figures')")
        worst = ".figures .path a"
        taken += click(browser, worst, "document.querySelector('main.documents .detail .decide')")
        path.step("back, and to the worst document: what was found in it", 2, f"{taken:.1f}")
        taken = click(browser, ".detail .mark-wrong", "document.querySelector('#marked').textContent === '1'")
        path.step("call its first finding a false alarm", 1, f"{taken:.1f}")
        taken = click(browser, "nav a[href='#review']", "document.querySelector('#export-ignores:not(:disabled)')")
        saved = folder / "checker-ignore.toml"
        taken += click(browser, "#export-ignores", "true")
        browser.wait_for(saved.is_file)
        path.step("to the decisions, and save the exceptions", 2, f"{taken:.1f}")
    finally:
        browser.close()
    saved.rename(folder / "checker.toml")
    after, seconds = check(folder, corpus, "--config", "checker.toml")
    path.step("check again with them", 0, seconds)
    gone = before["summary"]["findings"], after["summary"]["findings"]
    suppressed = after["summary"]["suppressed"]["findings"]
    assert suppressed >= 1, "the exception suppressed nothing"
    lost = sum(gone[0].values()) - sum(gone[1].values())
    assert lost == suppressed, f"{lost} findings are gone, {suppressed} were suppressed"
    return path


def main() -> None:
    """Print the table; `--write` keeps it beside this file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?", default=CORPUS)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = walk(options.corpus.resolve(), Path(folder))
    lines = [
        "# A reviewer's path",
        "",
        f"Made by `python benchmarks/page/review.py --write` with `{options.corpus.name}`: {path.clicks} clicks",
        "from the page to exceptions that the next check obeys. What a person reads and thinks is not measured.",
        "",
        "| step | clicks | seconds |",
        "|---|---:|---|",
        *(f"| {what} | {clicks} | {seconds} |" for what, clicks, seconds in path.rows),
    ]
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    if options.write:
        (Path(__file__).parent / "review.md").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
