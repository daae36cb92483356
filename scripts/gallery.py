"""Draw every picture of the documentation anew: the terminal report and the HTML page, on examples/.

    python scripts/gallery.py            writes docs/img/*.svg and docs/img/*.png

Chromium photographs the page; without it the terminal's pictures are drawn alone.
"""

from __future__ import annotations

import sys

import page_picture
import picture
from browser import CHROMIUM


def main() -> None:
    """Write the pictures of docs/gallery.md."""
    picture.main()
    if CHROMIUM is None:
        sys.exit("the page was not photographed: Chromium is not installed")
    page_picture.main()


if __name__ == "__main__":
    main()
