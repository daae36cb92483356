"""Photograph the HTML page for the README: the report on examples/, in Chromium without a window.

    python scripts/page_picture.py       writes docs/img/html-{overview,findings,duplicates}.png

Needs Chromium and a font with Chinese characters.  No test holds the pictures: they differ with fonts.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from browser import CHROMIUM, Browser
from picture import report

from checker.writers import Style, formats

ROOT = Path(__file__).resolve().parent.parent
SIZE = (1180, 720)
PICTURES = (
    ("overview", "light", "overview"),
    ("findings", "dark", "findings?rule=masked-count"),
    ("duplicates", "light", "duplicates"),
)


def main() -> None:
    """Write the three pictures."""
    if CHROMIUM is None:
        sys.exit("Chromium is not installed")
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_text("".join(formats()["html"](report(), Style())), "utf-8")
        browser = Browser(Path(folder) / "profile", *SIZE)
        try:
            for name, paper, view in PICTURES:
                scheme = {"name": "prefers-color-scheme", "value": paper}
                browser.call("Emulation.setEmulatedMedia", features=[scheme])
                browser.open("about:blank", "true")
                browser.open(f"{page.as_uri()}#{view}", "document.querySelector('main .sheet, main .detail .frame')")
                browser.value("new Promise((done) => setTimeout(done, 200))")
                browser.picture(ROOT / "docs" / "img" / f"html-{name}.png")
        finally:
            browser.close()


if __name__ == "__main__":
    main()
