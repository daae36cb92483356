"""What the tests of the page in a browser share: opening it, going to a view, and what was said and asked for."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from browser import Browser
from factory import Corpus

from checker.report import Report
from checker.writers import Style, formats

VIEWS = ("overview", "findings", "documents", "duplicates", "rules", "review")
PAYLOADS = (
    "<script>hacked=1</script>", "</script><script>hacked=2</script>", "</textarea><img src=x onerror=hacked=3>",
    "javascript:hacked=4", "\u202eevil\u202c", "\x1b[31m", "--><svg onload=hacked=5>", "{{hacked=6}}", "${hacked=7}",
    "' onclick='hacked=8", '" autofocus onfocus="hacked=9', "\u2028hacked=10//", "__proto__", "constructor",
)  # fmt: skip


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
