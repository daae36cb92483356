"""Photograph the HTML page: the report on examples/, in Chromium without a window.

    python scripts/page_picture.py       writes docs/img/html-*.png

Needs Chromium and a font with Chinese characters.  No test holds the pictures: they differ with fonts.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from browser import CHROMIUM, Browser
from picture import report

from checker.writers import Style, formats

ROOT = Path(__file__).resolve().parent.parent


class Photo(NamedTuple):
    """What is photographed: a view of the page, on which paper, in which language, in a window of which size."""

    name: str
    view: str
    paper: str = "light"
    lang: str = "en"
    size: tuple[int, int] = (1180, 720)


PHOTOS = (
    Photo("html-overview", "overview", size=(1180, 1180)),
    Photo("html-findings", "findings?rule=masked-count", "dark"),
    Photo("html-documents", "documents"),
    Photo("html-duplicates", "duplicates"),
    Photo("html-zh-findings", "findings?group=text&order=cost", "dark", "zh"),
    Photo("html-narrow", "overview", "dark", "zh", (400, 800)),
)


def main() -> None:
    """Write every photo."""
    if CHROMIUM is None:
        sys.exit("Chromium is not installed")
    os.chdir(ROOT)
    whole = report()
    with tempfile.TemporaryDirectory() as folder:
        browser = Browser(Path(folder) / "profile")
        try:
            for photo in PHOTOS:
                page = Path(folder) / f"{photo.lang}.html"
                page.write_text("".join(formats()["html"](whole, Style(lang=photo.lang))), "utf-8")
                browser.size(*photo.size)
                scheme = {"name": "prefers-color-scheme", "value": photo.paper}
                browser.call("Emulation.setEmulatedMedia", features=[scheme])
                browser.open("about:blank", "true")
                browser.open(
                    f"{page.as_uri()}#{photo.view}", "document.querySelector('main .sheet, main .detail .frame')"
                )
                browser.value("new Promise((done) => setTimeout(done, 300))")
                browser.picture(ROOT / "docs" / "img" / f"{photo.name}.png")
        finally:
            browser.close()


if __name__ == "__main__":
    main()
