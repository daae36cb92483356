"""Folders to walk in tests, and what was found in them."""

from __future__ import annotations

import subprocess
from pathlib import Path

from checker.corpus import Listing, ReadOptions, discover


def make(*paths: str) -> None:
    for path in paths:
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"the text of {path}\n", encoding="utf-8")


def find(*paths: str, **options: object) -> Listing:
    return discover(paths, ReadOptions(**options))  # type: ignore[arg-type]


def names(listing: Listing) -> list[str]:
    return [file.path for file in listing.files]


def reasons(listing: Listing) -> dict[str, str]:
    return {entry.path: entry.reason for entry in listing.skipped}


def repository(*ignore: str) -> None:
    subprocess.run(["git", "init", "-q", "."], check=True)
    Path(".gitignore").write_text("\n".join(ignore) + "\n", encoding="utf-8")
