"""The log of a CI job as GitHub's runner reads it, and git as a user of no importance runs it."""

from __future__ import annotations

import subprocess
from pathlib import Path

_MARKS = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
_USER = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false")


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The workflow commands in a log: name, properties, message."""
    out = []
    for line in text.split("\n"):
        if line.startswith("::"):
            head, _, message = line[2:].partition("::")
            name, _, listed = head.partition(" ")
            properties = dict(part.split("=", 1) for part in listed.split(",") if part)
            out.append((name, {key: _plain(value) for key, value in properties.items()}, _plain(message)))
    return out


def _plain(value: str) -> str:
    for mark, char in _MARKS:
        value = value.replace(mark, char)
    return value


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder as a user of no importance; what it printed."""
    done = subprocess.run(["git", *_USER, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


def commit(folder: Path, message: str) -> None:
    """Commit everything in the folder."""
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", message)
