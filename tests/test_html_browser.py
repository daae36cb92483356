"""The page in a real browser: it opens in silence, shows what it should, and obeys the keyboard."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest
import sheet
from browser import CHROMIUM, Browser
from factory import Corpus, marks, place
from pages import VIEWS, go, rows, show, silent, text_of, with_texts

from checker.report import Change, Cluster, RuleChange, Spent, Suppressed
from checker.writers.terminal.families import families

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


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
    changed = (RuleChange("masked-year", "PLC001", 12, 340, 0), RuleChange("gone", "PLC002", 0, 0, 7))
    summary = replace(
        report.summary, change=Change(12, 340, 7), changed=changed, budgets=budgets, suppressed=suppressed
    )
    findings = tuple(replace(finding, known=n > 0) for n, finding in enumerate(report.findings))
    show(browser, replace(report, summary=summary, findings=findings), tmp_path)
    text = text_of(browser, "main")
    assert "12 new, 340 known, 7 resolved" in text
    assert f"in 1 of {len(report.documents)} documents" in text  # known findings are none of its figures
    assert "duplicate-share: 41 of 1,000 characters (4.1 %); warns above 1 %, fails above 2 %" in text
    assert "placeholder: 3 findings; fails above 12" in text
    assert "7 findings suppressed" in text
    assert [row[1:5] for row in cells(browser, ".changed")] == [
        ["masked-year PLC001", "12", "340", "-"],
        ["gone PLC002", "-", "-", "7"],
    ]
    go(browser, "findings?known=false&group=none")
    assert rows(browser) == 1
    silent(browser)


def cells(browser: Browser, table: str) -> list[list[str]]:
    """What the body of a table says, row by row."""
    rows_ = f"[...document.querySelector({table!r}).tBodies[0].rows]"
    return browser.value(f"{rows_}.map(row => [...row.cells].map(cell => cell.textContent))")  # type: ignore[no-any-return]


def test_the_overview_names_what_repeats_most(browser: Browser, tmp_path: Path) -> None:
    """The passage itself, how often it stands and what it costs; a click opens its cluster."""
    made = Corpus()
    rule = made.rule("exact-duplicate-paragraph", "DUP001", "warning")
    texts = ("欢迎关注我们，每天早上八点为您送上新的文章。", "转载请注明。", "只有两次的一段话。")
    documents = [made.document("\n".join(texts[: 3 if n < 2 else 2]) + "\n", f"in/{n}.txt") for n in range(4)]
    for number, text in enumerate(texts):
        spots = [(document, *spot) for document in documents for spot in marks(document, text)]
        kept = place(*spots[0], "kept")
        for document, start, end in spots[1:]:
            made.add(document, rule, (start, end), related=[kept])
        copies = tuple(place(*spot, "copy") for spot in spots[1:])
        made.clusters.append(Cluster(f"c{number}", "exact", kept, copies))
    show(browser, made.report(), tmp_path)
    assert cells(browser, ".repeats") == [
        ["4×", texts[0], "identical paragraphs", str(3 * len(texts[0]))],
        ["4×", texts[1], "identical paragraphs", str(3 * len(texts[1]))],
    ]
    browser.value("document.querySelector('.repeats tbody tr:nth-child(2) a').click()")
    browser.wait("document.querySelector('main.duplicates .detail .copy')")
    assert texts[1] in text_of(browser, "[aria-selected=true]")
    silent(browser)


def test_the_overview_counts_languages_and_families_by_document(browser: Browser, tmp_path: Path) -> None:
    report = sheet.report()
    spoken = (("zh",), ("en", "zh"), ())
    documents = tuple(replace(d, languages=spoken[min(n, 2)]) for n, d in enumerate(report.documents))
    show(browser, replace(report, documents=documents), tmp_path)
    chart = "[...document.querySelectorAll('figure')].find(f => f.textContent.startsWith('Languages'))"
    said = browser.value(f"[...{chart}.querySelectorAll('.lying > *')].map(e => e.textContent).filter(Boolean)")
    assert said == ["too short to tell", str(len(documents) - 2), "Chinese", "1", "English + Chinese", "1"]
    by_family = {row[1]: row[0] for row in cells(browser, ".figures")}
    assert by_family == {row.name: str(sum(row.documents)) for row in families(report)}


def test_a_long_text_hides_nothing_of_its_row(browser: Browser, tmp_path: Path) -> None:
    """In the list a long text is cut, and what stands below it is still seen."""
    made = Corpus()
    document = made.document("很长的一行" * 40 + "\n", "in/a.txt")
    made.add(document, made.rule("a-rule", "RES001"), (0, 200))
    show(browser, made.report(), tmp_path, "findings?group=text")
    inside = "(e => e.getBoundingClientRect().bottom)"
    assert browser.value(
        f"{inside}(document.querySelector('.item .second')) <= {inside}(document.querySelector('.item'))"
    )
    top = "(e => e.getBoundingClientRect().top)"
    assert browser.value(
        f"{top}(document.querySelector('.item .twist')) < {top}(document.querySelector('.item .second'))"
    )


def test_every_view_has_one_title(browser: Browser, tmp_path: Path) -> None:
    """And frames have headings below it, for those who read by ear."""
    show(browser, sheet.report(), tmp_path)
    for view in VIEWS:
        go(browser, view)
        assert browser.value("document.querySelectorAll('h1').length") == 1, view
        if view != "overview":
            assert browser.value("document.querySelectorAll('main [role=heading]').length") >= 1, view


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
        whole = "".join(str(step[side]) for step in finding.evidence["diff"])  # type: ignore[attr-defined]
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


def test_tab_goes_through_the_page_in_the_order_it_is_read(browser: Browser, tmp_path: Path) -> None:
    """To the content at once, then the views, the settings, the filters, the list, and what is chosen in it."""
    show(browser, sheet.report(), tmp_path, "findings?group=none")
    browser.value("document.querySelector('a[href], button, input, [tabindex]').focus()")  # the first of all
    where = (
        "(e => e.classList.contains('skip') ? 'skip' : ['nav', '.settings', '.filters', '.list', '.detail']"
        ".find(part => e.closest(part)) ?? e.tagName)(document.activeElement)"
    )
    seen = [browser.value(where)]
    for _ in range(40):
        browser.press("Tab")
        seen.append(browser.value(where))
        if seen[-1] == ".detail":
            break
    order = [part for part, _ in groupby(seen)]
    assert order == ["skip", "nav", ".settings", ".filters", ".list", ".detail"]
    ring = browser.value("getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid"
