"""The site made of docs/: whole, and at home on a machine without a network."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from browser import CHROMIUM, Browser

pytest.importorskip("furo", reason="the site is built with the packages of the extra [docs]")

ROOT = Path(__file__).resolve().parent.parent


class Page(HTMLParser):
    """What a page names: the ids it has, where it leads, what it loads, in which language it is."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.leads: list[str] = []
        self.loads: list[str] = []
        self.language: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Sort the addresses of a tag by what a browser does with them."""
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.add(values["id"])
        if tag == "html":
            self.language = values.get("lang")
        if tag == "a":
            self.leads.append(values.get("href", "#"))
        elif tag == "link" and values.get("rel") not in ("next", "prev", "search"):
            self.loads.append(values["href"])
        self.loads += [values[name] for name in ("src", "data", "poster", "srcset") if values.get(name)]
        self.loads += re.findall(r"url\(['\"]?([^'\")]+)", values.get("style", ""))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site; a warning is an error."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--quiet", "docs", str(folder)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    """Every page of the site."""
    return {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}


def test_nothing_is_loaded_from_elsewhere(site: Path, pages: dict[Path, Page]) -> None:
    """No script, style, font or image of a page has an address outside of the site."""
    for path, page in pages.items():
        for address in page.loads:
            assert address.startswith("data:") or not re.match(r"[a-z]+:|//", address), (path.name, address)
    for style in site.rglob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", style.read_text(encoding="utf-8"), flags=re.DOTALL)
        for address in re.findall(r"(?:url\(|@import)\s*['\"]?([^'\")]+)", text):
            assert address.startswith(("data:", "#")) or not re.match(r"[a-z]+:|//", address), (style.name, address)


def test_every_link_inside_leads_to_a_place(pages: dict[Path, Page]) -> None:
    """Every link without a scheme is a file of the site, and its anchor an id in it."""
    for path, page in pages.items():
        for link in page.leads:
            address, anchor = urldefrag(link)
            if urlsplit(address).scheme:
                continue
            target = (path.parent / unquote(address)).resolve() if address else path
            assert target.is_file(), (path.name, link)
            if anchor and target in pages:
                assert unquote(anchor) in pages[target].ids, (path.name, link)


def test_pages_say_their_language(site: Path, pages: dict[Path, Page]) -> None:
    """Pages below zh/ are Chinese, all others English."""
    for path, page in pages.items():
        assert page.language == ("zh-CN" if path.is_relative_to(site / "zh") else "en"), path.name


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_page_opens_from_disk_without_a_request(site: Path, tmp_path: Path) -> None:
    """In a real browser every request of the first page is for a file of the site, and nothing is complained of."""
    browser = Browser(tmp_path)
    try:
        browser.open((site / "index.html").as_uri(), ready="document.readyState == 'complete'")
        asked = [e["params"]["request"]["url"] for e in browser.events if e["method"] == "Network.requestWillBeSent"]
        assert asked and all(address.startswith((site.as_uri(), "data:")) for address in asked), asked
        assert [e for e in browser.events if e["method"] == "Runtime.exceptionThrown"] == []
    finally:
        browser.close()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize(("words", "page"), [("五分钟", "zh/start.html"), ("containment", "concepts.html")])
def test_search_finds_chinese_and_english(site: Path, tmp_path: Path, words: str, page: str) -> None:
    """The search works from disk, and finds a part of a Chinese sentence."""
    browser = Browser(tmp_path)
    try:
        browser.open(f"{(site / 'search.html').as_uri()}?q={words}", ready="document.querySelector('.search li a')")
        browser.wait(f"[...document.querySelectorAll('.search li a')].some(a => a.href.includes('{page}'))")
    finally:
        browser.close()
