"""How long the HTML page takes to open, scroll, search and regroup with 50,000 findings, in Chromium without a window.

python benchmarks/page/open.py [--findings 50000] [--write]

The findings are invented: Han text without order, which packs far worse than real text does.  Times are what the page
itself sees, from the start of the navigation; a long task is one of more than 50 ms, in which the page does not answer.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from browser import Browser
from factory import Corpus

from checker.finding import Finding, Position, Related, Span
from checker.report import Cluster, DocumentResult, Report, RuleCount, Summary
from checker.writers import Style, formats

DOCUMENTS, RULES, CLUSTERS = 4000, 60, 10_000
FAMILIES = ("PLC", "RES", "DUP", "STR", "MIS")
LEVELS = ("error", "warning", "info")
WATCH = """
window.long = [];
new PerformanceObserver((list) => window.long.push(...list.getEntries().map((e) => e.duration)))
  .observe({type: "longtask", buffered: true});
"""
SCROLL = """
(async () => {
  const list = document.querySelector(".list");
  for (let i = 0; i < 300; i += 1) {
    list.scrollTop += i % 3 ? 900 : 20000;
    await new Promise(requestAnimationFrame);
  }
  await new Promise((done) => setTimeout(done, 300));
})()
"""
LONGEST = "(() => { const most = Math.max(0, ...long); long.length = 0; return most; })()"


def report(count: int) -> Report:
    """Findings with evidence on both sides, one in five with a difference."""
    random.seed(1)
    made = Corpus()
    rules = [made.rule(f"rule-{n}", f"{FAMILIES[n % 5]}{n:03}", LEVELS[n % 3]) for n in range(RULES)]
    han = "".join(chr(0x4E00 + random.randrange(3000)) for _ in range(9000))

    def text(length: int) -> str:
        start = random.randrange(len(han) - length)
        return han[start : start + length]

    documents = []
    for number in range(DOCUMENTS):
        name = f"crawl/{number // 100}/page-{number}.txt"
        size, verdict = random.randrange(200, 50_000), random.choice(("reject", "review", "accept"))
        spoken = random.choice((("zh",), ("en", "zh"), ("en",)))
        counts = dict.fromkeys(LEVELS, 5)
        documents.append(DocumentResult(name, name, None, "utf-8", 1.0, size, 20, verdict, counts, languages=spoken))
    findings = []
    for number in range(count):
        rule, document = random.choice(rules), random.choice(documents)
        offset, marked = random.randrange(document.characters), text(6)
        line, column = offset // 80 + 1, offset % 80 + 150
        evidence: dict[str, object] = {
            "lines": [{"number": line, "column": column - 100, "length": 900, "text": text(300)}]
        }
        if rule.family == "duplicate":
            side = text(400)
            parts = (
                ("equal", side[:200], side[:200]),
                ("replace", side[200:205], "二三"),
                ("equal", side[205:], side[205:]),
            )
            evidence["diff"] = [{"op": op, "drop": drop, "keep": keep} for op, drop, keep in parts]
        span = Span(Position(line, column, offset), Position(line, column + 6, offset + 6))
        findings.append(
            Finding(
                rule=rule.name,
                code=rule.code,
                family=rule.family,
                severity=rule.severity,
                scope="span",
                document=document.document,
                path=document.path,
                spans=(span,),
                message=f"something is wrong: {marked}",
                text=marked,
                fingerprint=f"{number:016x}",
                evidence=evidence,
                values={"text": marked},
            )
        )
    found = {level: sum(f.severity == level for f in findings) for level in LEVELS}
    summary = Summary(
        DOCUMENTS, sum(d.characters for d in documents), found, "fail",
        dict.fromkeys(("reject", "review", "accept"), 1),
        2000, 40_000_000, tuple(RuleCount(r.name, count // RULES, 500, 5000) for r in rules), RULES, "error",
    )  # fmt: skip
    findings.sort(key=lambda f: f.sort_key)
    return Report(summary, tuple(documents), tuple(findings), _clusters(findings), rules=dict(made.rules), exit_code=1)


def _clusters(findings: list[Finding]) -> tuple[Cluster, ...]:
    """Texts that repeat one another, mostly pairs, some in dozens of documents."""
    copies = [finding for finding in findings if finding.family == "duplicate"]

    def place(role: str) -> Related:
        at = random.choice(copies)
        return Related(at.document, at.path, at.spans[0], role, 0.9, "jaccard")

    return tuple(
        Cluster(f"c{n}", "near", place("kept"), tuple(place("copy") for _ in range(random.choice((1, 1, 1, 2, 5, 40)))))
        for n in range(CLUSTERS)
    )


def measure(page: Path, folder: Path) -> list[tuple[str, str, str]]:
    """What is done, how long it takes, and the longest task in it."""
    browser = Browser(folder)
    rows = []
    try:
        browser.call("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
        for view in ("overview", "duplicates", "findings", "findings?group=none"):
            browser.open("about:blank", "true")
            browser.open(f"{page.as_uri()}#{view}", "document.querySelector('main .sheet, main .item')")
            opened = browser.value("performance.now()")
            rows.append((f"open #{view}", f"{opened / 1000:.2f} s", f"{browser.value(LONGEST):.0f} ms"))
        steps = {
            "scroll the list, 300 jumps": SCROLL,
            "search": _typed("page-123 wrong"),
            "clear the search": _typed(""),
            "group by same text": _chosen("group", "text"),
            "order by cost": _chosen("order", "cost"),
        }
        for name, step in steps.items():
            start = time.perf_counter()
            browser.value(step)
            rows.append((name, f"{time.perf_counter() - start:.2f} s", f"{browser.value(LONGEST):.0f} ms"))
    finally:
        browser.close()
    return rows


def _typed(text: str) -> str:
    return f"""(async () => {{
      const box = document.querySelector("input[type=search]");
      box.value = {text!r}; box.dispatchEvent(new Event("input"));
      await new Promise((done) => setTimeout(done, 600));
    }})()"""


def _chosen(name: str, value: str) -> str:
    return f"""(async () => {{
      const choice = document.querySelector("[name={name}]");
      choice.value = {value!r}; choice.dispatchEvent(new Event("change"));
      await new Promise((done) => setTimeout(done, 400));
    }})()"""


def main() -> None:
    """Print the table; `--write` keeps it beside this file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--findings", type=int, default=50_000)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    result = report(options.findings)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        start = time.process_time()
        with page.open("w", encoding="utf-8") as file:
            file.writelines(formats()["html"](result, Style()))
        spent = time.process_time() - start
        size = page.stat().st_size / 1e6
        rows = measure(page, Path(folder) / "profile")
    lines = [
        f"# The page with {options.findings:,} findings",
        "",
        f"Made by `python benchmarks/page/open.py --write`: {size:.1f} MB of invented Han text without order, which",
        f"packs far worse than real text, written in {spent:.1f} s of processor time. The steps after opening wait for",
        "the page, up to 0.6 s each; the longest task says how long it did not answer.",
        "",
        "| step | time | longest task |",
        "|---|---|---|",
        *(f"| {name} | {seconds} | {longest} |" for name, seconds, longest in rows),
    ]  # fmt: skip
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    if options.write:
        (Path(__file__).parent / "open.md").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
