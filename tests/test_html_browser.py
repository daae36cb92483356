"""The page in a real browser: it opens in silence, obeys the keyboard, runs nothing and hands marks back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sheet
from browser import CHROMIUM, Browser
from factory import Corpus, marks, place

from checker import baseline
from checker.report import Change, Cluster, Report, Spent, Suppressed
from checker.visible import visible
from checker.writers import Style, formats

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

ROOT = Path(__file__).resolve().parents[1]
VIEWS = ("overview", "findings", "documents", "duplicates", "rules", "review")
PAYLOADS = (
    "<script>hacked=1</script>", "</script><script>hacked=2</script>", "</textarea><img src=x onerror=hacked=3>",
    "javascript:hacked=4", "\u202eevil\u202c", "\x1b[31m", "--><svg onload=hacked=5>", "{{hacked=6}}", "${hacked=7}",
    "' onclick='hacked=8", '" autofocus onfocus="hacked=9', "\u2028hacked=10//", "__proto__", "constructor",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    made = Browser(tmp_path_factory.mktemp("profile"))
    made.folder = tmp_path_factory.mktemp("downloads")  # type: ignore[attr-defined]
    made.accept_downloads(made.folder)  # type: ignore[attr-defined]
    yield made
    made.close()


def show(browser: Browser, report: Report, folder: Path, view: str = "", **style: Any) -> None:
    """Open the page of a report, in a browser that remembers nothing of another."""
    path = folder / "page.html"
    path.write_text("".join(formats()["html"](report, Style(**style))), "utf-8")
    browser.open("about:blank", "true")
    browser.events.clear()
    browser.open(f"file://{path}", "document.querySelector('nav')")
    browser.value("localStorage.clear()")
    go(browser, view or "overview")


def go(browser: Browser, view: str) -> None:
    """To a view, as a link goes; it is ready when a chosen entry, if any, is shown."""
    browser.value(f"location.hash = '#other'; location.hash = {json.dumps(view)}; void 0")
    browser.wait("document.querySelector('main .sheet, main .detail .frame, main .detail p')")


def silent(browser: Browser) -> None:
    """Nothing was complained of, and nothing but the page itself was asked for."""
    spoken = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded", "Page.javascriptDialogOpening")
    assert browser.said(lambda event: event.get("method") in spoken) == []
    asked = browser.said(lambda event: event.get("method") == "Network.requestWillBeSent")
    addresses = {event["params"]["request"]["url"].split("#")[0] for event in asked}
    assert all(url.startswith("file://") and url.endswith("/page.html") for url in addresses)


def with_texts(made: Corpus) -> Report:
    """The report with every whole text in it."""
    report = made.report()
    whole = tuple(replace(r, text=d.text) for r, d in zip(report.documents, made.documents, strict=True))
    return replace(report, documents=whole)


def text_of(browser: Browser, selector: str) -> str:
    return str(browser.value(f"document.querySelector({json.dumps(selector)}).textContent"))


def rows(browser: Browser) -> int:
    """How many entries the list has, shown or not."""
    return int(browser.value("parseInt(document.querySelector('.space').style.height) / 46"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_view_opens_in_silence(browser: Browser, tmp_path: Path, lang: str) -> None:
    show(browser, with_texts(sheet.corpus()), tmp_path, lang=lang)
    words = {"en": "Findings", "zh": "发现"}[lang]
    assert words in text_of(browser, "nav")
    for view in VIEWS:
        go(browser, view)
        text = text_of(browser, "main")
        assert len(text) > 200
        assert "undefined" not in text and "[object" not in text and "NaN" not in text
    silent(browser)


def test_a_report_without_findings_opens_in_silence(browser: Browser, tmp_path: Path) -> None:
    made = Corpus()
    made.document("A quiet page.\n", "in/a.txt")
    for report in (made.report(), Corpus().report()):
        show(browser, report, tmp_path)
        for view in VIEWS:
            go(browser, view)
        silent(browser)


def test_the_overview_says_what_a_gate_adds(browser: Browser, tmp_path: Path) -> None:
    """How much is new, the budgets with their limits, and what the configuration excepts."""
    report = sheet.report()
    budgets = (Spent("duplicate-share", 41, 1000, 0.01, 0.02, "fail"), Spent("placeholder", 3, None, None, 12, "pass"))
    suppressed = (Suppressed(("masked-year",), "a form", None, 7),)
    summary = replace(report.summary, change=Change(12, 340, 7), budgets=budgets, suppressed=suppressed)
    findings = tuple(replace(finding, known=n > 0) for n, finding in enumerate(report.findings))
    show(browser, replace(report, summary=summary, findings=findings), tmp_path)
    text = text_of(browser, "main")
    assert "12 new, 340 known, 7 resolved" in text
    assert "duplicate-share: 41 of 1,000 characters (4.1 %); warns above 1 %, fails above 2 %" in text
    assert "placeholder: 3 findings; fails above 12" in text
    assert "7 findings suppressed" in text
    go(browser, "findings?known=false&group=none")
    assert rows(browser) == 1
    silent(browser)


def test_nothing_in_a_corpus_is_run(browser: Browser, tmp_path: Path) -> None:
    """Payloads in texts, paths, messages, repairs, differences and other places stay text."""
    made = Corpus()
    for number, payload in enumerate(PAYLOADS):
        rule = made.rule(f"rule-{number}", f"RES{number:03}", "error", f"{{text}} {payload}".replace("${", "$"))
        document = made.document(f"before {payload} after\n", f"in/{payload}/{number}.txt")
        diff = [{"op": "replace", "drop": payload, "keep": payload[::-1]}]
        kept = place(document, 0, 3, "kept", similarity=1.0, measure=payload)
        evidence = {"diff": diff, "kinds": [[payload, 2], ["b", 1]]}
        found = made.add(document, rule, marks(document, payload)[0], evidence=evidence, related=[kept])
        made.clusters.append(Cluster(payload, "near", found.related[0], (place(document, 7, 8, "copy"),)))
    show(browser, with_texts(made), tmp_path)
    for view in VIEWS:
        go(browser, view)
        for number in range(len(PAYLOADS) if view in ("findings", "documents") else 1):
            browser.press("Escape", "ArrowDown", "Enter")
            assert (
                browser.value(
                    "document.querySelectorAll('main img, main script, main textarea, main [onclick]').length"
                )
                == 0
            ), number
        shown = text_of(browser, "main")
        assert all(char == visible(char) for char in shown if char != "\n")
    go(browser, "findings?group=none&q=hacked%3D1%3C")
    assert PAYLOADS[0] in text_of(browser, "main .detail")
    assert browser.value("typeof hacked") == "undefined"
    silent(browser)


def test_text_as_markup_is_refused_even_to_the_program(browser: Browser, tmp_path: Path) -> None:
    """The policy of the page holds against mistakes of the program too."""
    show(browser, sheet.report(), tmp_path)
    attempt = "(() => { try { document.body.innerHTML = '<b>x</b>'; return 'made'; } catch (e) { return e.name; } })()"
    assert browser.value(attempt) == "TypeError"
    link = "Object.assign(document.createElement('a'), {href: 'javascript:window.hacked=1', id: 'x'})"
    browser.value(f"document.body.append({link})")
    browser.value("document.getElementById('x').click()")
    assert browser.value("typeof hacked") == "undefined"


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


def test_groups_open_and_close(browser: Browser, tmp_path: Path) -> None:
    report = sheet.report()
    show(browser, report, tmp_path, "findings")
    groups = rows(browser)
    assert groups == len({finding.rule for finding in report.findings})
    browser.value("document.querySelector('.list').focus()")
    browser.press("End", "ArrowRight")
    assert browser.value("document.querySelector('[aria-selected=true]').getAttribute('aria-expanded')") == "true"
    assert rows(browser) > groups
    names = ["aria-level", "aria-posinset", "aria-setsize"]
    place = f"{names}.map(name => document.querySelector('[aria-selected=true]').getAttribute(name))"
    assert browser.value(place) == ["1", str(groups), str(groups)]
    browser.press("ArrowDown")
    assert browser.value(place)[:2] == ["2", "1"]
    browser.press("ArrowLeft")
    browser.press("ArrowLeft")
    assert rows(browser) == groups


@pytest.mark.parametrize("by", ["rule", "text", "document", "family", "none"])
def test_a_filter_shows_what_it_says(browser: Browser, tmp_path: Path, by: str) -> None:
    report = sheet.report()
    show(browser, report, tmp_path, f"findings?family=duplicate&group={by}")
    count = sum(finding.family == "duplicate" for finding in report.findings)
    assert text_of(browser, ".count") == f"{count} of {len(report.findings)}"
    browser.value(
        "(s => { s.value = 'error'; s.dispatchEvent(new Event('change')); })(document.querySelector('[name=severity]'))"
    )
    count = sum((f.family, f.severity) == ("duplicate", "error") for f in report.findings)
    assert text_of(browser, ".count") == f"{count} of {len(report.findings)}"
    assert "severity=error" in browser.value("location.hash")


def test_both_sides_of_a_copy_are_shown_with_what_differs(browser: Browser, tmp_path: Path) -> None:
    show(browser, sheet.report(), tmp_path, "duplicates")
    browser.wait("document.querySelector('.aligned')")
    finding = next(f for f in sheet.report().findings if f.rule == "near-duplicate-paragraph")
    for side in ("drop", "keep"):
        whole = "".join(str(step[side]) for step in finding.evidence["diff"])  # type: ignore[index,attr-defined]
        shown = browser.value(
            f"[...document.querySelectorAll('.aligned td.{side} > :not(.gap)')].map(e => e.textContent).join('')"
        )
        assert shown == whole
    assert browser.value("[...document.querySelectorAll('.aligned del')].map(e => e.textContent)") == ["两", "和"]
    assert browser.value("[...document.querySelectorAll('.aligned ins')].map(e => e.textContent)") == [
        "六十",
        "三",
        "、",
        "全部",
    ]


def test_a_line_break_alone_is_no_difference(browser: Browser, tmp_path: Path) -> None:
    show(browser, sheet.report(), tmp_path, "findings?rule=duplicate-section")
    browser.wait("document.querySelector('.aligned')")
    assert browser.value("[...document.querySelectorAll('.aligned del')].map(e => e.textContent)") == ["薄"]


def test_a_whole_text_has_its_findings_marked(browser: Browser, tmp_path: Path) -> None:
    show(browser, with_texts(sheet.corpus()), tmp_path, "documents?q=plan-2")
    browser.wait("document.querySelector('.whole')")
    assert browser.value("[...document.querySelectorAll('.whole code')].map(e => e.textContent)") == [
        "自20xx年以来，馆里添了三千册书。",
        "20xx年再添。",
        "",
    ]
    assert browser.value("[...document.querySelectorAll('.whole mark')].map(e => e.textContent)") == [
        "20xx年",
        "20xx年",
    ]
    browser.value("document.querySelector('.whole .spot').click()")
    browser.wait("document.querySelector('main.findings .detail .frame')")
    assert "20xx年" in text_of(browser, "main .detail")


def test_marks_leave_the_page_as_entries_and_as_fingerprints(browser: Browser, tmp_path: Path) -> None:
    report = sheet.report()
    show(browser, report, tmp_path, "findings?group=none&order=place&q=masked-year")
    browser.value("document.querySelector('.list').focus()")
    browser.press("2", "2", "1")
    go(browser, "review")
    folder = browser.folder  # type: ignore[attr-defined]
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
    text = saved(browser, "export-ignores", browser.folder / "checker-ignore.toml")  # type: ignore[attr-defined]
    assert {(entry["paths"][0], entry["texts"][0]) for entry in tomllib.loads(text)["ignore"]} == wanted
    assert all(char == visible(char) for char in text if char != "\n")


def test_a_baseline_of_everything_is_what_the_command_makes(browser: Browser, tmp_path: Path) -> None:
    report = sheet.report()
    show(browser, report, tmp_path, "review")
    for name in ("wrong", "open"):
        browser.value(f"document.querySelector('input[name={name}]').click()")
    text = saved(browser, "export-baseline", browser.folder / "checker-baseline.txt")  # type: ignore[attr-defined]
    assert text == "".join(baseline.lines(baseline.baseline_of(report.findings)))


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
    folder = browser.folder  # type: ignore[attr-defined]
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


def test_a_long_list_has_few_rows_on_the_page(browser: Browser, tmp_path: Path) -> None:
    made = Corpus()
    rule = made.rule("a-rule", "RES001")
    document = made.document("ab\n" * 3000, "in/a.txt")
    for at in range(0, 9000, 3):
        made.add(document, rule, (at, at + 2))
    show(browser, made.report(), tmp_path, "findings?group=none&order=place")
    assert rows(browser) == 3000
    for where, line in (("0", 1), ("1e9", 3000)):
        browser.value(f"document.querySelector('.list').scrollTop = {where}; new Promise(requestAnimationFrame)")
        browser.wait(f"document.querySelector('.space').textContent.includes('a.txt:{line}:1')")
        assert browser.value("document.querySelectorAll('.item').length") < 60


def test_on_a_narrow_screen_the_list_gives_way(browser: Browser, tmp_path: Path) -> None:
    browser.size(400, 800)
    try:
        show(browser, sheet.report(), tmp_path, "findings?group=none")
        detail = "getComputedStyle(document.querySelector('.detail')).display"
        assert browser.value(detail) == "none"
        browser.value("document.querySelector('.item').click()")
        assert browser.value(detail) == "block"
        browser.press("Escape")
        assert browser.value(detail) == "none"
        for view in VIEWS:
            go(browser, view)
            assert browser.value("document.documentElement.scrollWidth") <= 400, view
            assert browser.value("document.querySelector('main').scrollWidth") <= 400, view
    finally:
        browser.size(1280, 800)


def test_everything_that_can_be_used_has_a_name(browser: Browser, tmp_path: Path) -> None:
    """What a screen reader meets says what it is."""
    show(browser, sheet.report(), tmp_path)
    named = {
        "button",
        "link",
        "combobox",
        "searchbox",
        "textbox",
        "checkbox",
        "tree",
        "treeitem",
        "image",
        "region",
        "navigation",
    }
    for view in VIEWS:
        go(browser, view)
        nodes = browser.call("Accessibility.getFullAXTree")["nodes"]
        seen = [node for node in nodes if node.get("role", {}).get("value") in named and not node["ignored"]]
        assert len(seen) > 8
        assert [n["role"]["value"] for n in seen if not n.get("name", {}).get("value", "").strip()] == [], view


def test_the_language_changes_in_place(browser: Browser, tmp_path: Path) -> None:
    show(browser, sheet.report(), tmp_path, "findings?family=duplicate")
    browser.value("document.getElementById('lang').focus()")
    browser.press("Enter")
    assert browser.value("document.activeElement.id") == "lang"
    browser.wait("document.documentElement.lang === 'zh-Hans' && document.querySelector('.detail .frame')")
    assert "发现" in text_of(browser, "nav") and "重复" in text_of(browser, ".list")
    assert "family=duplicate" in browser.value("location.hash")
    browser.value("document.getElementById('lang').click()")
